import type { Benchmark } from "../benchmark";
import { busyDatabases, planOf } from "./terraform";

/** What the provider costs a plan in which it calls no API. */
export const plan: Benchmark = {
  name: "plan",
  what: ({ count }) => `plan of ${count} kill tasks, no preview / of terraform_data`,
  unit: "ms",
  budget: 3,
  async prepare(stage) {
    return {
      ours: planOf(await stage.ours({ preview: false }), stage.count),
      theirs: planOf(await stage.theirs(), stage.count),
    };
  },
};

/** The same where each task lists the sessions of its database and warns of the one that matches. */
export const planPreview: Benchmark = {
  name: "plan-preview",
  what: ({ count }) => `plan of ${count} kill tasks, with preview / of terraform_data`,
  unit: "ms",
  budget: 5,
  async prepare(stage) {
    const folder = await stage.ours({ preview: true });
    await busyDatabases(stage);
    return {
      ours: async () => {
        folder.forget();
        return (await folder.time("now and would be killed", "plan")).ms;
      },
      theirs: planOf(await stage.theirs(), stage.count),
    };
  },
};
