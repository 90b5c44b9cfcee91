import type { Benchmark } from "../benchmark";
import { killTasks, terraformData } from "../configuration";
import { DBBRAIN } from "../fleets";
import { COMMANDS, timed } from "./commands";
import { emptyDatabases } from "./terraform";

/** One resource, as in most runs, against one that needs no provider: the difference is the cost of starting a provider. */
export const ONE: readonly Benchmark[] = COMMANDS.map((command) => ({
  name: `one-${command}`,
  what: () => `${command} of 1 kill task / of terraform_data`,
  unit: "ms",
  repeat: 3,
  async prepare(stage) {
    const emulator = await emptyDatabases(DBBRAIN, stage);
    const configuration = killTasks(DBBRAIN, 1, { preview: false });
    const ours = await stage.folder("one", configuration, emulator.env(DBBRAIN));
    const theirs = await stage.folder("one-terraform-data", terraformData(1), {});
    return {
      ours: timed(command, ours, stage, 1, "kill tasks"),
      theirs: timed(command, theirs, stage, 1, "terraform_data"),
    };
  },
}));
