/** What the synth benchmark runs: `KIND COUNT OUTDIR`. Sends the milliseconds from the first construct to the end of synth. */
import { App, TerraformResource, TerraformStack } from "cdktf";
import { DbkillProvider, Duration, KillTarget, KillTask, SessionFilter } from "cdktf-dbkill";
import { DBBRAIN } from "./fleets";

const [kind, count, outdir] = process.argv.slice(2);

const started = performance.now();
const app = new App({ outdir });
const stack = new TerraformStack(app, "bench");
if (kind === "KillTask") killTasks();
else plainResources();
app.synth();
process.send!(performance.now() - started);

function killTasks(): void {
  new DbkillProvider(stack, "dbkill", { tencent: { region: "ap-guangzhou" } });
  for (const id of DBBRAIN.instanceIds(Number(count))) {
    new KillTask(stack, id, {
      target: KillTarget.tencentMysql(id),
      filter: SessionFilter.of({ users: ["report"], commands: ["Query"], minDuration: Duration.minutes(1) }),
    });
  }
}

function plainResources(): void {
  for (const id of DBBRAIN.instanceIds(Number(count))) {
    const task = new TerraformResource(stack, id, {
      terraformResourceType: "dbkill_tencent_dbbrain_kill_task",
    });
    task.addOverride("instance_id", id);
    task.addOverride("product", "mysql");
    task.addOverride("match", { users: ["report"], commands: ["Query"], min_duration_seconds: 60 });
  }
}
