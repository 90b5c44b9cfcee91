import { App, TerraformStack } from "cdktf";
import { Duration, KillEngine, KillTarget, KillTask, SessionFilter } from "cdktf-dbkill";
import type { Construct } from "constructs";

/** The quickstart's kill task where no new provider may be used. */
class KillTasks extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);

    // The one line that decides: NULL_RESOURCE takes hashicorp/null, PROVIDER the dbkill provider.
    KillEngine.use(this, KillEngine.TERRAFORM_DATA);

    // Keys come from the environment, when the task is started and again when it is destroyed.
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
