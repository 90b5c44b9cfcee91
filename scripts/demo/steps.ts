import { isDeepStrictEqual } from "node:util";
import type { SessionInput } from "../../src/emulator";
import type { Stage } from "./stage";
import { showTable } from "./tables";

/** Puts the sessions of a kill that happens once on the database, `what` in words, and synthesizes and initialises the act's program. */
export async function open(stage: Stage, what: string, sessions: SessionInput[]): Promise<void> {
  const { emulator, narrator, setting } = stage;
  narrator.step(`An emulator of ${setting.api} listens on ${emulator.url}. ${what}`);
  await stage.post(sessions);
  await showTable(stage);
  await synthesize(stage);
  await init(stage);
}

/** Synthesizes the act's program, with these texts of it replaced. */
export async function synthesize(stage: Stage, edits: Readonly<Record<string, string>> = {}): Promise<void> {
  stage.narrator.step(
    `examples/${stage.setting.program} declares the resources in TypeScript. Synth turns the program into Terraform's JSON.`,
  );
  await stage.synthesize(edits);
}

/** Initialises the stack's folder. */
export async function init(stage: Stage): Promise<void> {
  stage.narrator.step(
    "terraform init takes the provider from the stack's own folder: no registry, no settings.",
  );
  const output = await stage.must("init");
  const installed = /Install(ed|ing) \S*dbkill\/dbkill v/.test(output);
  stage.narrator.claim("the provider dbkill/dbkill is installed", installed, output);
}

/** Plans once more, when all is as declared. */
export async function planAgain(stage: Stage): Promise<void> {
  stage.narrator.step("terraform plan once more.");
  const { code, output } = await stage.run("plan", "-detailed-exitcode");
  stage.narrator.claim("there is nothing to change", code === 0, output);
}

/** Destroys what was declared, and with it every kill task. */
export async function destroyTasks(stage: Stage): Promise<void> {
  await stage.must("destroy", "-auto-approve");
  const statuses = (await stage.state()).tasks.map(({ status }) => status);
  stage.narrator.claim("no task runs any more", !statuses.includes("running"), statuses.join(", "));
}

/** Destroys a kill that has happened. */
export async function destroyNothing(stage: Stage): Promise<void> {
  const { narrator } = stage;
  narrator.step("terraform destroy can't bring back what was killed.");
  const before = { calls: await stage.calls(), running: (await stage.running()).length };
  const output = await stage.must("destroy", "-auto-approve");
  narrator.claim("it says that it does nothing", output.includes("does nothing"), output);
  const after = { calls: await stage.calls(), running: (await stage.running()).length };
  narrator.claim("no API was called, and nobody died", isDeepStrictEqual(before, after));
}
