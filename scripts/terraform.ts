import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { accessSync, constants, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { delimiter, join } from "node:path";

/** How to get Terraform, for a person who has none. */
export const HOW_TO_GET_TERRAFORM =
  "Neither terraform nor tofu is on the PATH. Get Terraform (https://developer.hashicorp.com/terraform/install) or OpenTofu (https://opentofu.org/docs/intro/install/) and try again.";

/** The `terraform` on the PATH, else the `tofu`, else undefined. */
export function findTerraform(
  path = process.env.PATH ?? "",
  names: readonly string[] = ["terraform", "tofu"],
): string | undefined {
  for (const name of names) {
    for (const folder of path.split(delimiter)) {
      const file = join(folder, name);
      try {
        accessSync(file, constants.X_OK);
        return file;
      } catch {
        // Not in this folder.
      }
    }
  }
  return undefined;
}

export interface RunResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Both streams, for looking at what a person would see. */
  readonly output: string;
}

/** Real Terraform in one folder, cut off from the settings and the credentials of whoever runs it. */
export class Terraform {
  readonly #binary: string;
  readonly #settings: string;
  readonly env: NodeJS.ProcessEnv;

  /** `env` is added to what Terraform gets; PATH, HOME and TMPDIR are passed on. `binary` is the one on the PATH unless given. */
  constructor(
    readonly directory: string,
    env: NodeJS.ProcessEnv = {},
    binary = findTerraform(),
  ) {
    if (!binary) throw new Error(HOW_TO_GET_TERRAFORM);
    this.#binary = binary;
    this.#settings = mkdtempSync(join(tmpdir(), "dbkill-terraform-"));
    const config = join(this.#settings, "terraformrc");
    writeFileSync(config, "");
    this.env = {
      PATH: process.env.PATH,
      HOME: this.#settings,
      TMPDIR: process.env.TMPDIR,
      // Compiled code of the provider; no setting of anybody's.
      XDG_CACHE_HOME: process.env.XDG_CACHE_HOME || join(homedir(), ".cache"),
      TF_CLI_CONFIG_FILE: config,
      TF_IN_AUTOMATION: "1",
      CHECKPOINT_DISABLE: "1",
      ...env,
    };
  }

  /** Removes what this object made outside the folder. */
  dispose(): void {
    rmSync(this.#settings, { recursive: true, force: true });
  }

  /** Starts a command without waiting for it, in a process group of its own so that a test can play Ctrl-C. */
  spawn(args: readonly string[], options: SpawnOptions = {}): ChildProcess {
    return spawn(this.#binary, [...args], { cwd: this.directory, env: this.env, ...options });
  }

  /** Runs a command to its end, whatever its exit code. */
  run(...args: string[]): Promise<RunResult> {
    return collect(this.spawn(args, { stdio: ["ignore", "pipe", "pipe"] }));
  }

  /** Runs a command that has to succeed. */
  async must(...args: string[]): Promise<RunResult> {
    const result = await this.run(...args);
    if (result.code !== 0)
      throw new Error(`terraform ${args.join(" ")} ended with ${result.code}:\n${result.output}`);
    return result;
  }

  init(): Promise<RunResult> {
    return this.must("init", "-input=false", "-no-color");
  }

  plan(...more: string[]): Promise<RunResult> {
    return this.run("plan", "-input=false", "-no-color", ...more);
  }

  apply(...more: string[]): Promise<RunResult> {
    return this.run("apply", "-input=false", "-no-color", "-auto-approve", ...more);
  }

  destroy(...more: string[]): Promise<RunResult> {
    return this.run("destroy", "-input=false", "-no-color", "-auto-approve", ...more);
  }

  /** What `terraform show -json` says of the state or of a plan file. */
  // biome-ignore lint/suspicious/noExplicitAny: the document's shape is Terraform's.
  async show(...more: string[]): Promise<any> {
    return JSON.parse((await this.must("show", "-json", ...more)).stdout);
  }
}

/** Waits for a process to end and collects what it printed. */
export function collect(child: ChildProcess): Promise<RunResult> {
  let stdout = "";
  let stderr = "";
  let output = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
    output += text;
  });
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
    output += text;
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, stdout, stderr, output }));
  });
}
