import { Emulator } from "../../src/emulator";
import { emulatorEnvironment } from "../emulator-environment";
import { mariadbAvailable, startMariadb } from "../mariadb";
import { Project } from "../project";
import { findTerraform, HOW_TO_GET_TERRAFORM, Terraform } from "../terraform";
import type { Act } from "./act";
import { ACTS } from "./acts";
import { ENGINES_ACT } from "./engines";
import { mysqlPolicy } from "./mysql-policy";
import { Narrator } from "./narrator";
import type { DemoOptions } from "./options";
import { POLICIES } from "./policies";
import { Stage } from "./stage";

/**
 * Plays the acts of the chosen vendors on one emulator and clears away, whatever happens in between.
 *
 * @throws Error with a message for people
 */
export async function play(options: DemoOptions, signal: AbortSignal): Promise<void> {
  if (!findTerraform()) throw new Error(HOW_TO_GET_TERRAFORM);
  const narrator = new Narrator();
  if (options.policy) await playPolicies(narrator, signal);
  else if (options.engines) await playActs([ENGINES_ACT], {}, narrator, signal);
  else
    await playActs(
      options.vendors.flatMap((vendor) => ACTS[vendor]),
      options,
      narrator,
      signal,
    );
  console.log(`\nAll ${narrator.claims} claims above were checked.`);
}

async function playActs(
  acts: readonly Act[],
  { mysql }: Pick<DemoOptions, "mysql">,
  narrator: Narrator,
  signal: AbortSignal,
): Promise<void> {
  const emulator = await Emulator.start({ mysql });
  try {
    for (const act of acts) {
      if (acts.length > 1) narrator.act(act.setting.api);
      await playAct(act, { emulator, narrator, mysql, signal });
    }
  } finally {
    await emulator.close();
  }
}

/** Policies on the emulator and, where there is one, on a real server. */
async function playPolicies(narrator: Narrator, signal: AbortSignal): Promise<void> {
  const emulator = await Emulator.start();
  try {
    narrator.act(POLICIES.setting.api);
    await playAct(POLICIES, { emulator, narrator, signal });
    if (!mariadbAvailable()) {
      narrator.say("\nmariadbd is not installed, so the part on a real server is left out.");
      return;
    }
    const server = await startMariadb();
    try {
      const act = mysqlPolicy(server);
      narrator.act(act.setting.api);
      const env = { MYSQL_USER: server.user, MYSQL_PWD: server.password };
      await playAct(act, { emulator, narrator, signal, env });
    } finally {
      await server.stop();
    }
  } finally {
    await emulator.close();
  }
}

interface House {
  readonly emulator: Emulator;
  readonly narrator: Narrator;
  readonly mysql?: string;
  readonly signal: AbortSignal;
  /** For the provider. */
  readonly env?: NodeJS.ProcessEnv;
}

async function playAct({ setting, tell }: Act, house: House): Promise<void> {
  const { emulator, narrator, mysql, signal, env: more } = house;
  const project = Project.create();
  try {
    const env = {
      ...(setting.vendor && emulatorEnvironment(setting.vendor, emulator.url, emulator.accessKey)),
      ...more,
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
