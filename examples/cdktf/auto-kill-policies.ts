import { App, TerraformOutput, TerraformStack } from "cdktf";
import {
  AutoKillPolicy,
  DbkillProvider,
  Duration,
  KillTarget,
  PolicyMode,
  SessionFilter,
} from "cdktf-dbkill";
import type { Construct } from "constructs";

/** What must not live on a shop's database. */
class Policies extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);

    // Keys come from the environment (TENCENTCLOUD_SECRET_ID, TENCENTCLOUD_SECRET_KEY), never from code.
    new DbkillProvider(this, "dbkill", { tencent: { region: "ap-guangzhou" } });
    const target = KillTarget.tencentMysql("cdb-8jawylhf");

    // Tencent Cloud's own kill task means exactly this, so it enforces the policy.
    const reports = new AutoKillPolicy(this, "reports", {
      name: "reports",
      target,
      filter: SessionFilter.of({ users: ["report"], commands: ["Query"], minDuration: Duration.minutes(5) }),
    });

    // The task knows no exceptions and no cap: this one is for the runner.
    const slow = new AutoKillPolicy(this, "slow-statements", {
      name: "slow-statements",
      target,
      filter: SessionFilter.of({ commands: ["Query"], minDuration: Duration.minutes(1) }),
      exclude: SessionFilter.of({ users: ["report"] }),
      protectedUsers: ["etl"],
      maxKills: 5,
    });

    // Tells what it would kill, and never kills.
    new AutoKillPolicy(this, "idle", {
      name: "idle",
      target,
      filter: SessionFilter.of({ commands: ["Sleep"], minDuration: Duration.minutes(10) }),
      mode: PolicyMode.OBSERVE,
    });

    new TerraformOutput(this, "enforced-by", { value: [reports.enforcedBy, slow.enforcedBy] });
  }
}

const app = new App();
new Policies(app, "auto-kill-policies");
app.synth();
