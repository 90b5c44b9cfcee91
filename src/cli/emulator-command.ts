import { spawn } from "node:child_process";
import { constants } from "node:os";
import type { AccessKey, Emulator } from "../emulator";
import { CLOUD_NAMES, cloudEnvironment } from "../emulator/vendors/environment";
import { UsageError } from "./usage-error";

/**
 * Variables that could send a command to a real cloud or give it a key that the emulator refuses: addresses of single services take
 * precedence over the emulator's, and the first source of keys wins.
 */
const OF_CLOUDS =
  /^(DBKILL_ENDPOINT_URL|TENCENTCLOUD_|HW_|HUAWEICLOUD_SDK_|ALICLOUD_|ALIBABA_CLOUD_|ALIBABACLOUD_|OS_(ACCESS_KEY|SECRET_KEY|SECURITY_TOKEN|REGION_NAME|PROJECT_ID)$)/;

/** Variables that make dbkill call the emulator, for every cloud. */
export function emulatorVariables(
  url: string,
  projectId?: string,
  key?: AccessKey,
): Record<string, string>[] {
  return [
    { DBKILL_ENDPOINT_URL: url },
    ...CLOUD_NAMES.map((cloud) => cloudEnvironment(cloud, key, projectId)),
  ];
}

/** The environment of a command that must only call the emulator. */
export function commandEnvironment(
  url: string,
  projectId?: string,
  key?: AccessKey,
  env: NodeJS.ProcessEnv = process.env,
): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(([name]) => !OF_CLOUDS.test(name));
  return Object.assign(Object.fromEntries(kept), ...emulatorVariables(url, projectId, key));
}

/**
 * Runs a command that calls the emulator, and closes the emulator when it ends.
 *
 * @returns the command's exit code; 128 and the signal's number where a signal ended it
 * @throws UsageError where the command can't be started
 */
export async function runWith(
  emulator: Emulator,
  [program, ...args]: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<number> {
  // Ctrl-C also reaches the command, which decides how to end. SIGTERM reaches only this process.
  const waitForCommand = () => {};
  const child = spawn(program!, args, { env, stdio: "inherit" });
  const pass = () => void child.kill("SIGTERM");
  process.on("SIGINT", waitForCommand);
  process.on("SIGTERM", pass);
  try {
    return await new Promise<number>((resolve, reject) => {
      child.once("error", (error) =>
        reject(new UsageError(`${program} can't be started: ${error.message}. Is it on the PATH?`)),
      );
      child.once("exit", (code, signal) => resolve(code ?? 128 + constants.signals[signal!]));
    });
  } finally {
    process.off("SIGINT", waitForCommand);
    process.off("SIGTERM", pass);
    await emulator.close();
  }
}
