import { App, TerraformOutput, TerraformStack } from "cdktf";
import { DbkillProvider, Duration, KillTarget, SessionFilter, SessionKill } from "cdktf-dbkill";
import type { Construct } from "constructs";

/** Kills long scans of one user on a ClickHouse cluster, once, and tells what became of each. */
class Incident extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);

    // Keys come from the environment (ALIBABA_CLOUD_ACCESS_KEY_ID, ALIBABA_CLOUD_ACCESS_KEY_SECRET), never from code.
    new DbkillProvider(this, "dbkill", { alibaba: { region: "cn-hangzhou" } });

    const kill = new SessionKill(this, "long-scans", {
      target: KillTarget.alibabaClickhouse("cc-bp108z124a8o7h2k5"),
      filter: SessionFilter.of({ users: ["etl"], minDuration: Duration.minutes(10) }),
      maxKills: 1,
    });

    new TerraformOutput(this, "results", { value: kill.results });
  }
}

const app = new App();
new Incident(app, "clickhouse-incident");
app.synth();
