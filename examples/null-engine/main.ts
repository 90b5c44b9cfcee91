import { App, TerraformStack } from "cdktf";
import { Duration, KillEngine, KillTarget, KillTask, SessionFilter } from "cdktf-dbkill";
import type { Construct } from "constructs";

/** The quickstart's kill task without the dbkill provider. */
class KillTasks extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);

    // This line selects the engine: NULL_RESOURCE uses hashicorp/null, PROVIDER the dbkill provider.
    KillEngine.use(this, KillEngine.TERRAFORM_DATA);

    // Keys come from the environment, on create and again on destroy.
    new KillTask(this, "long-reports", {
      target: KillTarget.tencentMysql("cdb-8jawylhf", { region: "ap-guangzhou" }),
      filter: SessionFilter.of({ users: ["report"], commands: ["Query"], minDuration: Duration.minutes(5) }),
      maxKills: 10,
    });
  }
}

const app = new App();
new KillTasks(app, "kill-tasks");
app.synth();
