import { App, TerraformOutput, TerraformStack } from "cdktf";
import { DbkillProvider, Duration, KillTarget, KillTask, SessionFilter } from "cdktf-dbkill";
import type { Construct } from "constructs";

/** Keeps long reports off a shop's database: Tencent Cloud kills them for as long as the task is declared. */
class KillTasks extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);

    // Keys come from the environment (TENCENTCLOUD_SECRET_ID, TENCENTCLOUD_SECRET_KEY), never from code.
    new DbkillProvider(this, "dbkill", { tencent: { region: "ap-guangzhou" } });

    const longReports = new KillTask(this, "long-reports", {
      target: KillTarget.tencentMysql("cdb-8jawylhf"),
      filter: SessionFilter.of({ users: ["report"], commands: ["Query"], minDuration: Duration.minutes(5) }),
    });

    new TerraformOutput(this, "status", { value: longReports.status });
  }
}

const app = new App();
new KillTasks(app, "kill-tasks");
app.synth();
