import type { Benchmark } from "../benchmark";
import { killTasks } from "../configuration";
import { DBBRAIN } from "../fleets";
import { applyAll, expectTasks } from "./terraform";

const CREATES = 200;
/** DBbrain's limit for CreateKillTask: https://www.tencentcloud.com/document/product/1035/51907 */
const CALLS_PER_SECOND = 20;

/** How near an apply comes to the fastest that the vendor allows, and whether its user ever hears of the limit. */
export const rateLimit: Benchmark = {
  name: "rate-limit",
  what: () =>
    `apply of a saved plan of ${CREATES} kill tasks at ${CALLS_PER_SECOND} requests/s / the limit's own time`,
  unit: "ms",
  budget: 1.1,
  async prepare(stage) {
    const emulator = await stage.emulator(DBBRAIN, { rateLimit: true });
    const configuration = killTasks(DBBRAIN, CREATES, { preview: false });
    const folder = await stage.folder("limited", configuration, emulator.env(DBBRAIN));
    let throttled = 0;
    return {
      ours: async () => {
        await emulator.reset(DBBRAIN, CREATES);
        const ms = await applyAll(folder, CREATES);
        await expectTasks(emulator, CREATES);
        throttled += (await emulator.requests()).filter(
          ({ error_code: code }) => code === "RequestLimitExceeded",
        ).length;
        return ms;
      },
      theirs: async () => (CREATES / CALLS_PER_SECOND) * 1000,
      remarks: async () => [
        `every apply succeeded; calls that the emulator turned away and the provider repeated: ${throttled}`,
      ],
    };
  },
};
