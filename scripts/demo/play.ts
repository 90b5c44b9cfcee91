import { Emulator } from "../../src/emulator";
import { emulatorEnvironment } from "../emulator-environment";
import { Project } from "../project";
import { findTerraform, HOW_TO_GET_TERRAFORM, Terraform } from "../terraform";
import type { Act } from "./act";
import { ACTS } from "./acts";
import { Narrator } from "./narrator";
import type { DemoOptions } from "./options";
import { Stage } from "./stage";

/**
 * Plays the acts of the chosen vendors on one emulator and clears away, whatever happens in between.
 *
 * @throws Error with a message for people
 */
export async function play({ vendors, mysql }: DemoOptions, signal: AbortSignal): Promise<void> {
  if (!findTerraform()) throw new Error(HOW_TO_GET_TERRAFORM);
  const acts = vendors.flatMap((vendor) => ACTS[vendor]);
  const narrator = new Narrator();
  const emulator = await Emulator.start({ mysql });
  try {
    for (const act of acts) {
      if (acts.length > 1) narrator.act(act.setting.api);
      await playAct(act, { emulator, narrator, mysql, signal });
    }
  } finally {
    await emulator.close();
  }
  console.log(`\nAll ${narrator.claims} claims above were checked.`);
}

interface House {
  readonly emulator: Emulator;
  readonly narrator: Narrator;
  readonly mysql?: string;
  readonly signal: AbortSignal;
}

async function playAct({ setting, tell }: Act, house: House): Promise<void> {
  const { emulator, narrator, mysql, signal } = house;
  const project = Project.create();
  try {
    const env = {
      ...emulatorEnvironment(setting.vendor, emulator.url, emulator.accessKey),
      // The provider's lock files go with the project.
      TMPDIR: project.directory,
    };
    const terraform = new Terraform(project.stackDirectory(setting.stack), env);
    try {
      await tell(new Stage(setting, emulator, project, terraform, narrator, signal), mysql);
    } finally {
      terraform.dispose();
    }
  } finally {
    project.dispose();
  }
}
