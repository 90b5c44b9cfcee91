import { Emulator } from "../../src/emulator";
import { emulatorEnvironment } from "../emulator-environment";
import { type MariadbServer, mariadbAvailable, startMariadb } from "../mariadb";
import { Project } from "../project";
import { findTerraform, HOW_TO_GET_TERRAFORM, Terraform } from "../terraform";
import type { Act } from "./act";
import { ACTS } from "./acts";
import { ENGINES_ACT } from "./engines";
import { mysqlPolicy } from "./mysql-policy";
import { mysqlRunner } from "./mysql-runner";
import { Narrator } from "./narrator";
import type { DemoOptions } from "./options";
import { POLICIES } from "./policies";
import { RUNNER } from "./runner";
import { Stage } from "./stage";

/**
 * Plays the acts of the chosen vendors on one emulator and clears away, whatever happens in between.
 *
 * @throws Error with a message for people
 */
export async function play(options: DemoOptions, signal: AbortSignal): Promise<void> {
  if (!findTerraform()) throw new Error(HOW_TO_GET_TERRAFORM);
  const narrator = new Narrator();
  const { policy, runner, engines, vendors } = options;
  if (policy) await playPolicies(options, narrator, signal, POLICIES, mysqlPolicy);
  else if (runner) await playPolicies(options, narrator, signal, RUNNER, mysqlRunner);
  else {
    const acts = engines ? [ENGINES_ACT] : vendors.flatMap((vendor) => ACTS[vendor]);
    await playActs(acts, options, narrator, signal);
  }
  console.log(`\nAll ${narrator.claims} claims above were checked.`);
}

async function playActs(
  acts: readonly Act[],
  { mysql, native }: Pick<DemoOptions, "mysql" | "native">,
  narrator: Narrator,
  signal: AbortSignal,
): Promise<void> {
  const emulator = await Emulator.start({ mysql });
  try {
    for (const act of acts) {
      if (acts.length > 1) narrator.act(act.setting.api);
      await playAct(act, { emulator, narrator, mysql, native, signal });
    }
  } finally {
    await emulator.close();
  }
}

/** Policies on the emulator and, where there is one, on a real server. */
async function playPolicies(
  { native }: DemoOptions,
  narrator: Narrator,
  signal: AbortSignal,
  emulated: Act,
  real: (server: MariadbServer) => Act,
): Promise<void> {
  const emulator = await Emulator.start();
  try {
    narrator.act(emulated.setting.api);
    await playAct(emulated, { emulator, narrator, native, signal });
    if (!mariadbAvailable()) {
      narrator.say("\nmariadbd is not installed, so the part on a real server is left out.");
      return;
    }
    const server = await startMariadb();
    try {
      const act = real(server);
      narrator.act(act.setting.api);
      const env = { MYSQL_USER: server.user, MYSQL_PWD: server.password };
      await playAct(act, { emulator, narrator, native, signal, env });
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
  /** Folder of native archives; absent: the script. */
  readonly native?: string;
  readonly signal: AbortSignal;
  /** For the provider. */
  readonly env?: NodeJS.ProcessEnv;
}

async function playAct({ setting, tell }: Act, house: House): Promise<void> {
  const { emulator, narrator, mysql, native, signal, env: more } = house;
  const project = Project.create();
  try {
    const env = {
      ...(setting.vendor && emulatorEnvironment(setting.vendor, emulator.url, emulator.accessKey)),
      ...more,
      // The provider's lock files go with the project.
      TMPDIR: project.directory,
      ...(native && { PATH: project.directory }),
    };
    const terraform = new Terraform(project.stackDirectory(setting.stack), env);
    const stage = new Stage(setting, emulator, project, terraform, narrator, signal, native);
    try {
      await tell(stage, mysql);
    } finally {
      await stage.close();
      terraform.dispose();
    }
  } finally {
    project.dispose();
  }
}
