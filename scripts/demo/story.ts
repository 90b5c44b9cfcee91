import type { SessionState } from "../../src/emulator";
import { type PlanReport, readPlan, warnedIds } from "./plan-report";
import type { Stage } from "./stage";
import { TENCENT } from "./tencent";

/** How much of a statement a table shows. */
const STATEMENT_LENGTH = 48;

/** The life of one kill task, from its first plan to its end. */
export async function tell(stage: Stage): Promise<void> {
  await showSessions(stage);
  await synthesize(stage);
  await init(stage);
  await create(stage);
  await edit(stage);
  await planAgain(stage);
  await destroy(stage);
}

async function showSessions(stage: Stage): Promise<void> {
  const { emulator, cast, narrator } = stage;
  const { api, instanceId } = TENCENT;
  narrator.step(`An emulator of ${api} listens on ${emulator.url}. ${instanceId} has ${cast.where}.`);
  const listed = await stage.comesTrue(async () => {
    const running = new Set((await stage.running()).map(({ id }) => id));
    return stage.everybody.every((id) => running.has(id));
  });
  narrator.claim(`${stage.everybody.length} sessions of the demo run there`, listed);
  await showTable(stage);
}

async function synthesize(stage: Stage): Promise<void> {
  const { narrator, cast } = stage;
  narrator.step(
    "examples/cdktf/main.ts declares a kill task. Synth turns the program into Terraform's JSON.",
  );
  await stage.synthesize(cast.filter);
  narrator.say(`filter: ${cast.filter}`);
}

async function init(stage: Stage): Promise<void> {
  stage.narrator.step(
    "terraform init takes the provider from the stack's own folder: no registry, no settings.",
  );
  const output = await stage.must("init");
  const installed = /Install(ed|ing) \S*dbkill\/dbkill v/.test(output);
  stage.narrator.claim("the provider dbkill/dbkill is installed", installed, output);
}

async function create(stage: Stage): Promise<void> {
  const { cast, narrator } = stage;
  narrator.step("terraform plan shows which sessions match right now.");
  await plan(stage, "create", cast.first);
  narrator.claim("planning killed nobody", (await cast.ended()).length === 0);

  narrator.step("terraform apply starts the task, and the vendor's kill loop does the rest.");
  await stage.must("apply", "create.tfplan");
  await showDeaths(stage, cast.first);
  await showTable(stage);
}

async function edit(stage: Stage): Promise<void> {
  const { cast, narrator } = stage;
  narrator.step(`The program is edited, ${cast.edit}, and synthesized, planned and applied again.`);
  await stage.synthesize(cast.editedFilter);
  await plan(stage, "update", cast.second);
  await stage.must("apply", "update.tfplan");
  await showDeaths(stage, [...cast.first, ...cast.second]);
  const statuses = (await stage.state()).tasks.map(({ status }) => status);
  const replaced = sameMembers(statuses, ["cancelled", "running"]);
  narrator.claim("the old task is cancelled, and exactly one runs", replaced, statuses.join(", "));
}

async function planAgain(stage: Stage): Promise<void> {
  stage.narrator.step("terraform plan once more.");
  const { code, output } = await stage.run("plan", "-detailed-exitcode");
  stage.narrator.claim("there is nothing to change", code === 0, output);
}

async function destroy(stage: Stage): Promise<void> {
  const { cast, narrator } = stage;
  narrator.step("terraform destroy cancels the task.");
  await stage.must("destroy", "-auto-approve");
  const statuses = (await stage.state()).tasks.map(({ status }) => status);
  narrator.claim("no task runs any more", !statuses.includes("running"), statuses.join(", "));
  const alive = !(await cast.ended()).some((id) => cast.innocent.includes(id));
  narrator.claim(`the ${cast.innocent.length} innocent sessions outlived it all`, alive);
}

/** Plans to the file `ACTION.tfplan`, and shows what the plan warns of. */
async function plan(stage: Stage, action: "create" | "update", victims: readonly string[]): Promise<void> {
  const { narrator } = stage;
  const output = await stage.must("plan", "-json", `-out=${action}.tfplan`);
  const { actions, warnings }: PlanReport = readPlan(output);
  for (const { summary, detail } of warnings) narrator.quote(`Warning: ${summary}\n${detail}`);
  const how = action === "create" ? "one task to create" : "the change in place, with no replacement";
  narrator.claim(`it plans ${how}`, sameMembers(actions, [action]), output);
  const warned = sameMembers(warnings.flatMap(warnedIds), victims);
  narrator.claim(`it warns of ${sessions(victims)}, and of no other`, warned, output);
}

/** Waits until they are dead, and makes sure that nobody else is. */
async function showDeaths(stage: Stage, dead: readonly string[]): Promise<void> {
  const { cast, narrator } = stage;
  const ended = () => cast.ended();
  const died = await stage.comesTrue(async () => {
    const over = await ended();
    return dead.every((id) => over.includes(id));
  });
  const fates = `over: ${(await ended()).join(", ")}`;
  narrator.claim(`${sessions(dead)} died`, died, fates);
  narrator.claim("everybody else lives", sameMembers(await ended(), dead), fates);
  const killed = (await stage.state()).kills.map(({ session }) => session.id);
  narrator.claim("the task killed them, and nobody else on the server", sameMembers(killed, dead), fates);
}

async function showTable(stage: Stage): Promise<void> {
  const rows = (await stage.state()).sessions.filter(({ id }) => stage.everybody.includes(id));
  const heading = ["ID", "USER", "HOST", "COMMAND", "SECONDS", "NOW", "STATEMENT"];
  stage.narrator.table([heading, ...rows.map(tableRow)]);
}

function tableRow({ id, user, host, command, duration_seconds, status, info }: SessionState): string[] {
  const statement = info.length > STATEMENT_LENGTH ? `${info.slice(0, STATEMENT_LENGTH)}...` : info;
  return [id, user, host, command, String(duration_seconds), status, statement];
}

function sessions(ids: readonly string[]): string {
  return ids.length === 1 ? `session ${ids[0]}` : `sessions ${ids.join(", ")}`;
}

function sameMembers(some: readonly string[], others: readonly string[]): boolean {
  return JSON.stringify([...some].sort()) === JSON.stringify([...others].sort());
}
