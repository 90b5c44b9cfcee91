import { Emulator } from "../../src/emulator";
import { Project } from "../project";
import { findTerraform, HOW_TO_GET_TERRAFORM, Terraform } from "../terraform";
import { memoryCast } from "./memory-cast";
import { mysqlCast } from "./mysql-cast";
import { Narrator } from "./narrator";
import type { DemoOptions } from "./options";
import { Stage } from "./stage";
import { tell } from "./story";
import { TENCENT } from "./tencent";

/**
 * Sets the stage, tells the story and clears away, whatever happens in between.
 *
 * @throws Error with a message for people
 */
export async function play({ mysql }: DemoOptions, signal: AbortSignal): Promise<void> {
  if (!findTerraform()) throw new Error(HOW_TO_GET_TERRAFORM);
  const narrator = new Narrator();
  const cleanup: (() => unknown)[] = [];
  try {
    const emulator = await Emulator.start({ mysql });
    cleanup.unshift(() => emulator.close());
    const cast = mysql === undefined ? await memoryCast(emulator) : await mysqlCast(emulator, mysql);
    cleanup.unshift(() => cast.close());
    const project = Project.create();
    cleanup.unshift(() => project.dispose());
    const terraform = new Terraform(project.stackDirectory(TENCENT.stack), TENCENT.env(emulator.url));
    cleanup.unshift(() => terraform.dispose());
    await tell(new Stage(emulator, cast, project, terraform, narrator, signal));
  } finally {
    await clearAway(cleanup);
  }
  console.log(`\nAll ${narrator.claims} claims above were checked.`);
}

/** One that fails does not keep the others from being done. */
async function clearAway(steps: readonly (() => unknown)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const step of steps) {
    try {
      await step();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}
