import { App, TerraformOutput, TerraformStack } from "cdktf";
import { DbkillProvider, Duration, KillTarget, SessionFilter, SessionKill } from "cdktf-dbkill";
import type { Construct } from "constructs";

/** Frees a shop's MySQL server from transactions that somebody forgot, once for each incident. */
class ForgottenTransactions extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);

    // The account comes from the environment (MYSQL_USER, MYSQL_PWD), never from code.
    new DbkillProvider(this, "dbkill");

    const kill = new SessionKill(this, "forgotten", {
      target: KillTarget.mysql({ host: "db.example.com" }),
      filter: SessionFilter.of({ commands: ["Sleep"], minTransaction: Duration.minutes(15) }),
      maxKills: 10,
      triggers: { incident: "1" },
    });

    new TerraformOutput(this, "outcomes", { value: kill.results });
  }
}

const app = new App();
new ForgottenTransactions(app, "mysql-session-kill");
app.synth();
