import type { Benchmark } from "../benchmark";
import { DAS, DBBRAIN, type Fleet } from "../fleets";
import { applyAll, applyKillTasks } from "./terraform";

/** Creating for real: each task is signed HTTP calls to the emulator, without rate limit. */
function applyOf(name: string, fleet: Fleet): Benchmark {
  return {
    name,
    what: ({ count }) => `apply of a saved plan of ${count} ${fleet.what} / of terraform_data`,
    unit: "ms",
    budget: 1.1,
    async prepare(stage) {
      const theirs = await stage.theirs();
      return { ours: () => applyKillTasks(fleet, stage), theirs: () => applyAll(theirs, stage.count) };
    },
  };
}

export const apply = applyOf("apply", DBBRAIN);
/** Each task is four calls: DAS answers no id, so that the tasks are listed before and after, and its switch is looked at. */
export const dasApply = applyOf("das-apply", DAS);
