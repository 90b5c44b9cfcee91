import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { collect, type RunResult } from "../../scripts/terraform";

export const ROOT = join(__dirname, "..", "..");

/** An empty folder, in which a reader follows a README. */
export class Reader {
  readonly folder = mkdtempSync(join(tmpdir(), "dbkill-reader-"));
  readonly #env: NodeJS.ProcessEnv;

  /** @param env added to what every command gets: of the environment of the tests, only where programs and npm's packages are */
  constructor(env: NodeJS.ProcessEnv = {}) {
    const home = join(this.folder, ".home");
    mkdirSync(home);
    this.#env = {
      PATH: process.env.PATH,
      HOME: home,
      TMPDIR: process.env.TMPDIR,
      XDG_CACHE_HOME: process.env.XDG_CACHE_HOME || join(homedir(), ".cache"),
      CHECKPOINT_DISABLE: "1",
      ...npmSettings(),
      ...env,
    };
  }

  /** Runs a script to its end, as one that stops at the first failure. */
  run(script: string, env: NodeJS.ProcessEnv = {}): Promise<RunResult> {
    return collect(
      spawn("bash", ["-euo", "pipefail", "-c", `exec 2>&1\n${withTarball(script)}`], {
        cwd: this.folder,
        env: { ...this.#env, ...env },
        stdio: ["ignore", "pipe", "pipe"],
      }),
    );
  }

  /** Runs a script that has to succeed; answers what it printed, without what only a terminal needs. */
  async must(script: string, env?: NodeJS.ProcessEnv): Promise<string> {
    const { code, output } = await this.run(script, env);
    if (code !== 0) throw new Error(`ended with ${code}:\n${output}`);
    return output;
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** What a README tells to do, and what it says is printed then. */
export interface Steps {
  readonly script: string;
  /** Each line, as often as it stands there. */
  readonly printed: readonly string[];
}

/** The steps below a heading of a text: its blocks of `shell`, and its blocks of `text`. */
export function stepsOf(file: string, heading = "Run it"): Steps {
  const text = readFileSync(join(ROOT, file), "utf8");
  const section = text.split(/^## /m).find((part) => part.startsWith(`${heading}\n`));
  if (section === undefined) throw new Error(`${file} has no section "${heading}"`);
  const blocks = (language: string) =>
    [...section.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, "gms"))].map(([, code]) => code!);
  const script = blocks("shell").join("\n");
  if (script === "") throw new Error(`${file} tells nothing to run`);
  const lines = blocks("text").flatMap((block) => block.split("\n"));
  return {
    script,
    printed: lines.map((line) => line.trim()).filter((line) => line !== "" && line !== "..."),
  };
}

/**
 * Throws where a line was not printed, or not often enough. Terraform wraps and frames its lines, and sessions grow older.
 */
export function mustHold(printed: readonly string[], output: string): void {
  const flat = flatten(output);
  const missing = [...new Set(printed)].filter((line) => {
    const needed = printed.filter((each) => each === line).length;
    return flat.split(flatten(line)).length - 1 < needed;
  });
  if (missing.length > 0) throw new Error(`not printed:\n${missing.join("\n")}\n\nbut:\n${output}`);
}

/** The sessions that the emulator says were killed, in the order of their ids. */
export function killed(output: string): string[] {
  return [...output.matchAll(/ killed session (\S+) of /g)].map(([, id]) => id!).sort();
}

const flatten = (text: string) =>
  stripVTControlCharacters(text)
    .replace(/[\s│╷╵]+/g, " ")
    .replace(/ \d+ s /g, " N s ");

/** The package is not on npm yet: what installs it by name installs the packed one. */
function withTarball(script: string): string {
  const tarball = process.env.DBKILL_EXAMPLES_TARBALL;
  if (!tarball) throw new Error("Run these tests with npm run test:examples");
  return script.replace(/^(npm i\b.*?)\bcdktf-dbkill\b/gm, (_, before: string) => before + tarball);
}

let settings: NodeJS.ProcessEnv | undefined;

/** A reader's npm takes packages from where npm here takes them. */
function npmSettings(): NodeJS.ProcessEnv {
  settings ??= Object.fromEntries(
    ["cache", "registry"].map((name) => [
      `npm_config_${name}`,
      execFileSync("npm", ["config", "get", name], { encoding: "utf8" }).trim(),
    ]),
  );
  return {
    ...settings,
    npm_config_prefer_offline: "true",
    npm_config_fund: "false",
    npm_config_audit: "false",
  };
}
