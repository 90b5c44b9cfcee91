import type { Benchmark, Side } from "../benchmark";
import { killTasks } from "../configuration";
import { DBBRAIN } from "../fleets";
import type { Folder } from "../folder";
import type { Stage } from "../stage";
import { applyAll, emptyDatabases, expectTasks, planOf } from "./terraform";

/** The commands of a resource's life, each with the budget for many resources and for one. */
const COMMANDS = {
  plan: { many: 0.4, one: 1.8 },
  apply: { many: 0.75, one: 2 },
  refresh: { many: 0.5, one: 1.8 },
  destroy: { many: 0.95, one: 2 },
} as const;
type Command = keyof typeof COMMANDS;

/** One command on `count` kill tasks of a folder. What has to be there before it is made untimed. */
function side(command: Command, folder: Folder, stage: Stage, count: number): Side {
  if (command === "plan") return planOf(folder, count);
  return async () => {
    const emulator = await emptyDatabases(DBBRAIN, stage);
    const applied = await applyAll(folder, count);
    await expectTasks(emulator, count);
    if (command === "apply") return applied;
    if (command === "refresh") return (await folder.time("No changes", "plan")).ms;
    const { ms } = await folder.time(`Resources: ${count} destroyed`, "destroy", "-auto-approve");
    await expectTasks(emulator, 0);
    return ms;
  };
}

function against(command: Command, size: "one" | "many"): Benchmark {
  const countOf = (stage: Stage) => (size === "one" ? 1 : stage.count);
  return {
    name: size === "one" ? `twin-one-${command}` : `twin-${command}`,
    what: (stage) =>
      `${command} of ${countOf(stage)} kill task${size === "one" ? "" : "s"} / of the twin in Go`,
    unit: "ms",
    budget: COMMANDS[command][size],
    needsTwin: true,
    repeat: size === "one" ? 3 : 1,
    async prepare(stage) {
      const count = countOf(stage);
      const emulator = await emptyDatabases(DBBRAIN, stage);
      const configuration = killTasks(DBBRAIN, count, { preview: false });
      const ours = await stage.folder(`beside-twin-${count}`, configuration, emulator.env(DBBRAIN));
      const twin = await stage.twin(DBBRAIN, count);
      return { ours: side(command, ours, stage, count), theirs: side(command, twin, stage, count) };
    },
  };
}

const ALL = Object.keys(COMMANDS) as Command[];

/** The same resource in Go with the vendor's own SDK, calling the same emulator: what a user would have otherwise. */
export const TWIN: readonly Benchmark[] = (["one", "many"] as const).flatMap((size) =>
  ALL.map((command) => against(command, size)),
);
