import type { Benchmark } from "../benchmark";
import { applyAll, applyKillTasks } from "./terraform";

/** What everyone pays at every `terraform plan` once all is applied. */
export const refresh: Benchmark = {
  name: "refresh",
  what: ({ count }) => `refresh and plan of ${count} existing kill tasks / terraform_data`,
  unit: "ms",
  budget: 2,
  async prepare(stage) {
    const [ours, theirs] = [await stage.ours({ preview: false }), await stage.theirs()];
    if (!ours.applied) await applyKillTasks(stage);
    if (!theirs.applied) await applyAll(theirs, stage.count);
    return {
      ours: async () => (await ours.time("No changes", "plan")).ms,
      theirs: async () => (await theirs.time("No changes", "plan")).ms,
    };
  },
};
