import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

/** Something that these tests need is not to be had here: no network, no Python, no OpenTofu. */
export class Unavailable extends Error {
  override readonly name = "Unavailable";
}

/** Where other versions are kept, for the next run. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  return join(env.XDG_CACHE_HOME || join(homedir(), ".cache"), "dbkill-matrix");
}

/**
 * A folder of the cache, made where it is not there yet: whole or not at all, so that a run that is broken off leaves no half of it.
 *
 * @param fill installs into the folder that it is given
 */
export async function cached(name: string, fill: (folder: string) => Promise<unknown>): Promise<string> {
  const folder = join(cacheFolder(), name);
  if (existsSync(folder)) return folder;
  mkdirSync(dirname(folder), { recursive: true });
  const making = mkdtempSync(`${folder}.`);
  try {
    await fill(making);
    renameSync(making, folder);
  } finally {
    rmSync(making, { recursive: true, force: true });
  }
  return folder;
}

/** What the package managers print where the registry can't be reached. */
const NO_NETWORK =
  /ENOTFOUND|EAI_AGAIN|EAI_FAIL|ECONNREFUSED|ECONNRESET|ENETUNREACH|EHOSTUNREACH|ETIMEDOUT|Temporary failure in name resolution|Name or service not known|Network is unreachable|NewConnectionError|ConnectTimeoutError/;

/** Whether a failed install failed for want of a network. */
export const isNoNetwork = (output: string): boolean => NO_NETWORK.test(output);

/**
 * Runs an installer.
 *
 * @returns what it printed
 * @throws Unavailable
 */
export async function install(command: string, args: readonly string[]): Promise<string> {
  try {
    return (await promisify(execFile)(command, [...args], { env: withoutNpm(process.env) })).stdout;
  } catch (error) {
    const { code, stdout = "", stderr = "" } = error as { code?: unknown; stdout?: string; stderr?: string };
    if (code === "ENOENT") throw new Unavailable(`${command} is not on the PATH`);
    const output = `${stdout}\n${stderr}`;
    const why = isNoNetwork(output) ? "no network" : (output.trim().split("\n").at(-1) ?? "");
    throw new Unavailable(`${[command, ...args].join(" ")} failed: ${why}`);
  }
}

/** With npm's own settings a registry that does not answer holds an install up for many minutes. */
const SHORT_RETRIES = {
  npm_config_fetch_retries: "1",
  npm_config_fetch_retry_mintimeout: "1000",
  npm_config_fetch_retry_maxtimeout: "3000",
};

/** The environment without what `npm run` adds: another package manager would take it for settings. */
export function withoutNpm(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(
    ([name]) =>
      !/^npm_(?!config_(registry|cafile|userconfig|globalconfig)$)/i.test(name) && name !== "INIT_CWD",
  );
  return { ...Object.fromEntries(kept), ...SHORT_RETRIES };
}
