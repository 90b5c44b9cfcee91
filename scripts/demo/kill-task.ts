import { type Cast, everybody } from "./cast";
import { warnedIds } from "./plan-report";
import { REPORT_FILTERS } from "./shop";
import type { Stage } from "./stage";
import { destroyTasks, synthesize } from "./steps";
import { showTable } from "./tables";
import { sameMembers, sessions } from "./words";

/** What the story of a kill task is told with. */
export interface Scene {
  readonly stage: Stage;
  readonly cast: Cast;
}

/** Says where the sessions are, and shows them. */
export async function showSessions({ stage, cast }: Scene): Promise<void> {
  const { emulator, narrator, setting } = stage;
  narrator.step(
    `An emulator of ${setting.api} listens on ${emulator.url}. ${setting.database.instance_id} has ${cast.where}.`,
  );
  const listed = await stage.comesTrue(async () => {
    const running = new Set((await stage.running()).map(({ id }) => id));
    return everybody(cast).every((id) => running.has(id));
  });
  narrator.claim(`${everybody(cast).length} sessions of the demo run there`, listed);
  await showTable(stage, everybody(cast));
}

/** Synthesizes the program with the cast's first filter in the place of its own. */
export async function declare({ stage, cast }: Scene): Promise<void> {
  await synthesize(stage, { [REPORT_FILTERS.filter]: cast.filter });
  stage.narrator.say(`filter: ${cast.filter}`);
}

/**
 * Plans and applies what is declared first.
 *
 * @param what what is created, in words
 * @param resources how many resources that is
 */
export async function create(scene: Scene, what = "one task", resources = 1): Promise<void> {
  const { stage, cast } = scene;
  const { narrator } = stage;
  narrator.step("terraform plan shows which sessions match right now.");
  await planKills(scene, Array<string>(resources).fill("create"), `${what} to create`, cast.first);
  narrator.claim("planning killed nobody", (await cast.ended()).length === 0);

  narrator.step("terraform apply starts the task, and the vendor's kill loop does the rest.");
  await stage.apply();
  await showDeaths(scene, cast.first);
  await showTable(stage, everybody(cast));
}

/** Edits the program's filter, plans and applies. */
export async function edit(scene: Scene): Promise<void> {
  const { stage, cast } = scene;
  stage.narrator.step(`The program is edited, ${cast.edit}, and synthesized, planned and applied again.`);
  await stage.synthesize({ [REPORT_FILTERS.filter]: cast.editedFilter });
  await planKills(scene, ["update"], "the change in place, with no replacement", cast.second);
  await stage.apply();
  await showDeaths(scene, [...cast.first, ...cast.second]);
  const statuses = (await stage.state()).tasks.map(({ status }) => status);
  const replaced = sameMembers(statuses, ["cancelled", "running"]);
  stage.narrator.claim("the old task is cancelled, and exactly one runs", replaced, statuses.join(", "));
}

/** Destroys what was declared. */
export async function destroy({ stage, cast }: Scene): Promise<void> {
  const { narrator } = stage;
  narrator.step("terraform destroy cancels the task.");
  await destroyTasks(stage);
  const alive = !(await cast.ended()).some((id) => cast.innocent.includes(id));
  narrator.claim(`the ${cast.innocent.length} innocent sessions outlived it all`, alive);
}

async function planKills(
  { stage }: Scene,
  expected: readonly string[],
  what: string,
  victims: readonly string[],
): Promise<void> {
  const { actions, warnings, output } = await stage.plan();
  stage.narrator.claim(`it plans ${what}`, sameMembers(actions, expected), output);
  const warned = sameMembers(warnings.flatMap(warnedIds), victims);
  stage.narrator.claim(`it warns of ${sessions(victims)}, and of no other`, warned, output);
}

/** Waits until they are dead, and makes sure that nobody else is. */
async function showDeaths({ stage, cast }: Scene, dead: readonly string[]): Promise<void> {
  const { narrator } = stage;
  const died = await stage.comesTrue(async () => {
    const over = await cast.ended();
    return dead.every((id) => over.includes(id));
  });
  const fates = `over: ${(await cast.ended()).join(", ")}`;
  narrator.claim(`${sessions(dead)} died`, died, fates);
  narrator.claim("everybody else lives", sameMembers(await cast.ended(), dead), fates);
  const killed = (await stage.state()).kills.map(({ session }) => session.id);
  narrator.claim("the task killed them, and nobody else on the server", sameMembers(killed, dead), fates);
}
