import type { Benchmark } from "../benchmark";
import { DAS, DBBRAIN, type Fleet } from "../fleets";
import { busyDatabases, emptyDatabases, planOf } from "./terraform";

function planWithoutPreview(name: string, fleet: Fleet): Benchmark {
  return {
    name,
    what: ({ count }) => `plan of ${count} ${fleet.what}, no preview / of terraform_data`,
    unit: "ms",
    budget: 3,
    async prepare(stage) {
      await emptyDatabases(fleet, stage);
      return {
        ours: planOf(await stage.ours(fleet, { preview: false }), stage.count),
        theirs: planOf(await stage.theirs(), stage.count),
      };
    },
  };
}

/** What the provider costs a plan in which it calls no API. */
export const plan = planWithoutPreview("plan", DBBRAIN);
/** A DAS plan looks at the tasks and the switch of each instance all the same. */
export const dasPlan = planWithoutPreview("das-plan", DAS);

/** The same where each task lists the sessions of its database and warns of the one that matches. */
export const planPreview: Benchmark = {
  name: "plan-preview",
  what: ({ count }) => `plan of ${count} kill tasks, with preview / of terraform_data`,
  unit: "ms",
  budget: 5,
  async prepare(stage) {
    const folder = await stage.ours(DBBRAIN, { preview: true });
    await busyDatabases(DBBRAIN, stage);
    return {
      ours: async () => {
        folder.forget();
        return (await folder.time("would be killed now", "plan")).ms;
      },
      theirs: planOf(await stage.theirs(), stage.count),
    };
  },
};
