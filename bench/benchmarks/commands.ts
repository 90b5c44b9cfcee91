import type { Side } from "../benchmark";
import { DBBRAIN } from "../fleets";
import type { Folder } from "../folder";
import type { Stage } from "../stage";
import { applyAll, emptyDatabases, expectTasks, planOf } from "./terraform";

/** The commands of a resource's life. */
export const COMMANDS = ["plan", "apply", "refresh", "destroy"] as const;
export type Command = (typeof COMMANDS)[number];

/** What a folder declares: kill tasks, which the emulator must then run, or resources that make no calls. */
type Declares = "kill tasks" | "terraform_data";

/** One command on `count` resources of a folder. The preparation is not timed. */
export function timed(
  command: Command,
  folder: Folder,
  stage: Stage,
  count: number,
  declares: Declares,
): Side {
  if (command === "plan") return planOf(folder, count);
  const check = async (expected: number) => {
    if (declares === "kill tasks")
      await expectTasks(await stage.emulator(DBBRAIN, { rateLimit: false }), expected);
  };
  return async () => {
    if (declares === "kill tasks") await emptyDatabases(DBBRAIN, stage);
    const applied = await applyAll(folder, count);
    await check(count);
    if (command === "apply") return applied;
    if (command === "refresh") return (await folder.time("No changes", "plan")).ms;
    const { ms } = await folder.time(`Resources: ${count} destroyed`, "destroy", "-auto-approve");
    await check(0);
    return ms;
  };
}
