import type { Benchmark } from "../benchmark";
import { DAS, DBBRAIN, type Fleet } from "../fleets";
import { applyAll, applyKillTasks } from "./terraform";

/** What everyone pays at every `terraform plan` once all is applied. */
function refreshOf(name: string, fleet: Fleet): Benchmark {
  return {
    name,
    what: ({ count }) => `refresh and plan of ${count} existing ${fleet.what} / terraform_data`,
    unit: "ms",
    budget: 2,
    async prepare(stage) {
      const [ours, theirs] = [await stage.ours(fleet, { preview: false }), await stage.theirs()];
      if (!ours.applied) await applyKillTasks(fleet, stage);
      if (!theirs.applied) await applyAll(theirs, stage.count);
      return {
        ours: async () => (await ours.time("No changes", "plan")).ms,
        theirs: async () => (await theirs.time("No changes", "plan")).ms,
      };
    },
  };
}

export const refresh = refreshOf("refresh", DBBRAIN);
/** DAS tasks are read back from the vendor. */
export const dasRefresh = refreshOf("das-refresh", DAS);
