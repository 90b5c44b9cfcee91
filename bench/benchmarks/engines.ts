import { cpSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { App, LocalBackend, TerraformStack } from "cdktf";
import { installNullProvider } from "../../scripts/null-provider/install";
import { DbkillProvider, Duration, KillEngine, KillTarget, KillTask, SessionFilter } from "../../src";
import type { Benchmark } from "../benchmark";
import { killTasks } from "../configuration";
import { DBBRAIN } from "../fleets";
import type { Folder } from "../folder";
import type { Stage } from "../stage";
import { applyAll, expectTasks } from "./terraform";

/** Every task needs two resources and a separate process for its create, so fewer are measured. */
const TASKS = 200;

/** The cost of an engine without the provider: one process for each task instead of one for all. */
function engineOf(name: string, engine: KillEngine): Benchmark {
  const tasks = ({ count }: Pick<Stage, "count">) => Math.min(TASKS, count);
  return {
    name,
    what: (stage) => `apply of ${tasks(stage)} kill tasks on ${engine} / on the provider`,
    unit: "ms",
    byDefault: false,
    async prepare(stage) {
      const count = tasks(stage);
      const emulator = await stage.emulator(DBBRAIN, { rateLimit: false });
      const env = emulator.env(DBBRAIN);
      const ours = await stage.folder(name, "", env, (mirror) => synthesize(engine, count, stage, mirror));
      const provider = killTasks(DBBRAIN, count, { preview: false });
      const theirs = await stage.folder(`provider-${count}`, provider, env);
      const timed = async (folder: Folder, resources: number) => {
        await emulator.reset(DBBRAIN, count);
        const ms = await applyAll(folder, resources);
        await expectTasks(emulator, count);
        return ms;
      };
      return {
        ours: () => {
          rmSync(join(stage.root, name, ".dbkill"), { recursive: true, force: true });
          return timed(ours, 2 * count);
        },
        theirs: () => timed(theirs, count),
      };
    },
  };
}

/** Writes a stack with this many tasks, and its engine's files, into the folder of this mirror. */
function synthesize(engine: KillEngine, count: number, { root }: Stage, mirror: string): void {
  const outdir = join(root, `synth-${engine}`);
  const app = new App({ outdir });
  const stack = new TerraformStack(app, "bench");
  new LocalBackend(stack, { path: "terraform.tfstate" });
  KillEngine.use(stack, engine);
  new DbkillProvider(stack, "dbkill", { planPreview: false });
  for (const id of DBBRAIN.instanceIds(count)) {
    new KillTask(stack, id, {
      target: KillTarget.tencentMysql(id),
      filter: SessionFilter.of({ users: ["report"], commands: ["Query"], minDuration: Duration.minutes(1) }),
    });
  }
  app.synth();
  const folder = dirname(dirname(mirror));
  cpSync(join(outdir, "stacks", "bench"), folder, { recursive: true });
  if (engine === KillEngine.NULL_RESOURCE) installNullProvider(folder);
}

export const engineTerraformData = engineOf("engine-terraform-data", KillEngine.TERRAFORM_DATA);
export const engineNullResource = engineOf("engine-null-resource", KillEngine.NULL_RESOURCE);
