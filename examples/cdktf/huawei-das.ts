import { App, TerraformOutput, TerraformStack } from "cdktf";
import { bindings, DbkillProvider, Duration, KillTarget, KillTask, SessionFilter } from "cdktf-dbkill";
import type { Construct } from "constructs";

/** Keeps long reports off a shop's database: Huawei Cloud kills them for as long as the task is declared. */
class KillTasks extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);

    // Keys come from the environment (HW_ACCESS_KEY, HW_SECRET_KEY, HW_PROJECT_ID), never from code.
    new DbkillProvider(this, "dbkill", { huawei: { region: "cn-north-4" } });

    const shop = KillTarget.huaweiDas("bcfa975193f1402fa11a6d4fd6baf5fbin01");

    // While an instance's switch is off, its kill tasks kill nothing.
    const killSwitch = new bindings.HuaweiDasKillSwitch(this, "kill-switch", {
      instanceId: shop.instanceId,
      enabled: true,
    });

    const longReports = new KillTask(this, "long-reports", {
      target: shop,
      filter: SessionFilter.of({ users: ["report"], commands: ["Query"], minDuration: Duration.minutes(5) }),
      dependsOn: [killSwitch],
    });

    new TerraformOutput(this, "status", { value: longReports.status });
  }
}

const app = new App();
new KillTasks(app, "das-kill-tasks");
app.synth();
