import type { Benchmark } from "../benchmark";
import { killTasks } from "../configuration";
import { DBBRAIN } from "../fleets";
import type { Stage } from "../stage";
import { COMMANDS, type Command, timed } from "./commands";
import { emptyDatabases } from "./terraform";

/** Each command's budget for many resources and for one. */
const BUDGETS: Readonly<Record<Command, { many: number; one: number }>> = {
  plan: { many: 0.4, one: 1.8 },
  apply: { many: 0.75, one: 2 },
  refresh: { many: 0.5, one: 1.8 },
  destroy: { many: 0.95, one: 2 },
};

function against(command: Command, size: "one" | "many"): Benchmark {
  const countOf = (stage: Stage) => (size === "one" ? 1 : stage.count);
  return {
    name: size === "one" ? `twin-one-${command}` : `twin-${command}`,
    what: (stage) =>
      `${command} of ${countOf(stage)} kill task${size === "one" ? "" : "s"} / of the twin in Go`,
    unit: "ms",
    budget: BUDGETS[command][size],
    needsTwin: true,
    repeat: size === "one" ? 3 : 1,
    async prepare(stage) {
      const count = countOf(stage);
      const emulator = await emptyDatabases(DBBRAIN, stage);
      const configuration = killTasks(DBBRAIN, count, { preview: false });
      const ours = await stage.folder(`beside-twin-${count}`, configuration, emulator.env(DBBRAIN));
      const twin = await stage.twin(DBBRAIN, count);
      return {
        ours: timed(command, ours, stage, count, "kill tasks"),
        theirs: timed(command, twin, stage, count, "kill tasks"),
      };
    },
  };
}

/** The same resource in Go with the vendor's own SDK, calling the same emulator: what a user would have otherwise. */
export const TWIN: readonly Benchmark[] = (["one", "many"] as const).flatMap((size) =>
  COMMANDS.map((command) => against(command, size)),
);
