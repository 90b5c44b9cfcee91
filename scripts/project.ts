import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const CHECKOUT = join(__dirname, "..");

/**
 * A CDKTF project in a folder of its own, as a user has one: `cdktf-dbkill` among its `node_modules` is this checkout's
 * build, and a program there is run with tsx.
 */
export class Project {
  /** A new, empty project in the system's folder for temporary files. */
  static create(): Project {
    const project = new Project(mkdtempSync(join(tmpdir(), "dbkill-project-")));
    project.write("package.json", `${JSON.stringify({ private: true })}\n`);
    const modules = join(project.directory, "node_modules");
    mkdirSync(modules);
    symlinkSync(CHECKOUT, join(modules, "cdktf-dbkill"));
    for (const name of ["cdktf", "constructs", "mysql2"]) {
      symlinkSync(join(CHECKOUT, "node_modules", name), join(modules, name));
    }
    return project;
  }

  private constructor(readonly directory: string) {}

  write(name: string, text: string): void {
    writeFileSync(join(this.directory, name), text);
  }

  /** The folder that synth writes for a stack. */
  stackDirectory(stack: string): string {
    return join(this.directory, "cdktf.out", "stacks", stack);
  }

  /** Starts a TypeScript program of the project in a process group of its own. It gets none of the caller's settings. */
  start(program: string): ChildProcess {
    return spawn(process.execPath, [require.resolve("tsx/cli"), program], {
      cwd: this.directory,
      detached: true,
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        TMPDIR: process.env.TMPDIR,
        CHECKPOINT_DISABLE: "1",
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
  }

  /** Removes the folder and all in it; what the links lead to stays. */
  dispose(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}
