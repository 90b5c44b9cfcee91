import { join } from "node:path";
import type { Benchmark, Side } from "../benchmark";
import { runProgram } from "../program";
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

function synthOf(kind: string, { root, count }: Stage): Side {
  let run = 0;
  return () => runProgram("synth-program", [kind, String(count), join(root, `synth-${kind}-${++run}`)]);
}
