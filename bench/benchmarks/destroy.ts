import type { Benchmark } from "../benchmark";
import { DBBRAIN } from "../fleets";
import type { Folder } from "../folder";
import { applyAll, applyKillTasks, expectTasks } from "./terraform";

/** Cancelling every task. Each run applies again first, untimed, so the benchmark is slow. */
export const destroy: Benchmark = {
  name: "destroy",
  what: ({ count }) => `destroy of ${count} kill tasks / of terraform_data`,
  unit: "ms",
  byDefault: false,
  async prepare(stage) {
    const [ours, theirs] = [await stage.ours(DBBRAIN, { preview: false }), await stage.theirs()];
    const emulator = await stage.emulator(DBBRAIN, { rateLimit: false });
    const timed = async (folder: Folder) =>
      (await folder.time(`Resources: ${stage.count} destroyed`, "destroy", "-auto-approve")).ms;
    return {
      ours: async () => {
        await applyKillTasks(DBBRAIN, stage);
        const ms = await timed(ours);
        await expectTasks(emulator, 0);
        return ms;
      },
      theirs: async () => {
        await applyAll(theirs, stage.count);
        return timed(theirs);
      },
    };
  },
};
