import { fork } from "node:child_process";
import { join } from "node:path";
import type { Benchmark, Side } from "../benchmark";
import { track } from "../processes";
import type { Stage } from "../stage";

/** The constructs' own cost: the same document, once with KillTask and once with CDKTF's bare resources. */
export const synth: Benchmark = {
  name: "synth",
  what: ({ count }) => `synth of ${count} KillTasks / of plain TerraformResources`,
  unit: "ms",
  budget: 1.5,
  repeat: 3,
  async prepare(stage) {
    return { ours: synthOf("KillTask", stage), theirs: synthOf("TerraformResource", stage) };
  },
};

/** Each run in a fresh process, which times itself once the libraries are loaded. */
function synthOf(kind: string, { root, count }: Stage): Side {
  let run = 0;
  return () =>
    new Promise((resolve, reject) => {
      const outdir = join(root, `synth-${kind}-${++run}`);
      // A fork inherits how this process reads TypeScript.
      const child = track(
        fork(join(__dirname, "..", "synth-program.ts"), [kind, String(count), outdir], {
          detached: true,
          env: { ...process.env, CHECKPOINT_DISABLE: "1" },
        }),
      );
      let ms: number | undefined;
      child.once("message", (message) => {
        ms = message as number;
      });
      child.once("error", reject);
      child.once("exit", (code) => {
        if (code === 0 && ms !== undefined) resolve(ms);
        else reject(new Error(`The synth of ${kind} ended with ${code}`));
      });
    });
}
