import { App, TerraformStack } from "cdktf";
import { DbkillProvider, Duration, KillEngine, KillTarget, KillTask, SessionFilter } from "cdktf-dbkill";

const app = new App();
const stack = new TerraformStack(app, "engines");

// Only this line selects the engine: KillEngine.PROVIDER, NULL_RESOURCE or TERRAFORM_DATA.
KillEngine.use(stack, KillEngine.TERRAFORM_DATA);

new DbkillProvider(stack, "dbkill", { tencent: { region: "ap-guangzhou" } });

new KillTask(stack, "long-reports", {
  target: KillTarget.tencentMysql("cdb-8jawylhf"),
  filter: SessionFilter.of({ users: ["report"], commands: ["Query"], minDuration: Duration.minutes(5) }),
  maxKills: 10,
});

app.synth();
