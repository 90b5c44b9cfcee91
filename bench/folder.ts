import { chmodSync, copyFileSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { executableIn } from "../scripts/provider-executable";
import { collect, type RunResult, Terraform } from "../scripts/terraform";
import { writeMirror } from "../src/mirror";
import { track } from "./processes";

/** Puts a provider into a folder's implied mirror. */
export type Install = (mirror: string) => void;

export const installDbkill: Install = (directory) => {
  writeMirror({ directory });
};

/** Installs the twin: a provider in Go with the same resource and schema, at `registry.terraform.io/twin/twin`. */
export function installTwin(program: string): Install {
  return (mirror) => {
    const executable = executableIn(mirror, "twin/twin", "0.0.1");
    mkdirSync(dirname(executable), { recursive: true });
    copyFileSync(program, executable);
    chmodSync(executable, 0o755);
  };
}

/** A folder with a configuration and a Terraform that was initialised there, with the provider in its implied mirror. */
export class Folder {
  static async create(
    directory: string,
    configuration: string,
    env: NodeJS.ProcessEnv,
    install: Install,
  ): Promise<Folder> {
    mkdirSync(directory);
    install(join(directory, "terraform.d", "plugins"));
    writeFileSync(join(directory, "main.tf"), configuration);
    const terraform = new Terraform(directory, env);
    await terraform.init();
    return new Folder(terraform);
  }

  private constructor(private readonly terraform: Terraform) {}

  /** Whether something was applied here and not forgotten. */
  get applied(): boolean {
    return existsSync(join(this.terraform.directory, "terraform.tfstate"));
  }

  /** Forgets what was applied here, without undoing it. */
  forget(): void {
    for (const name of ["terraform.tfstate", "terraform.tfstate.backup"]) {
      rmSync(join(this.terraform.directory, name), { force: true });
    }
  }

  /**
   * Runs a command that has to succeed and say this, and times it from its start to its end.
   *
   * @returns milliseconds
   */
  async time(
    says: string,
    ...[first, ...others]: [string, ...string[]]
  ): Promise<{ ms: number; result: RunResult }> {
    const started = performance.now();
    const result = await collect(
      track(
        this.terraform.spawn([first, "-input=false", "-no-color", ...others], {
          detached: true,
          stdio: ["ignore", "pipe", "pipe"],
        }),
      ),
    );
    const ms = performance.now() - started;
    if (result.code !== 0 || !result.output.includes(says)) {
      const tail = result.output.trim().slice(-1000);
      throw new Error(
        `terraform ${[first, ...others].join(" ")} ended with ${result.code}, wanted "${says}":\n${tail}`,
      );
    }
    return { ms, result };
  }
}
