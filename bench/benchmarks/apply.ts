import type { Benchmark } from "../benchmark";
import { applyAll, applyKillTasks } from "./terraform";

/** Creating for real: each task is a signed HTTP call to the emulator, without rate limit. */
export const apply: Benchmark = {
  name: "apply",
  what: ({ count }) => `apply of a saved plan of ${count} kill tasks / of terraform_data`,
  unit: "ms",
  budget: 1.1,
  async prepare(stage) {
    const theirs = await stage.theirs();
    return { ours: () => applyKillTasks(stage), theirs: () => applyAll(theirs, stage.count) };
  },
};
