import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { AuditLine } from "../../src/engine/runner/audit";
import { type Session, sessionKey } from "../../src/model";

const CLI = join(__dirname, "..", "..", "lib", "cli", "main.js");

/** `dbkill enforce` of the built package, as a process of its own. */
export class RunnerProcess {
  out = "";
  err = "";
  readonly #child: ChildProcess;
  readonly #ended: Promise<number | string>;

  /** @param fileKib how large its files may become, in KiB; absent: no limit */
  constructor(options: readonly string[], env: NodeJS.ProcessEnv, fileKib?: number) {
    const words = [process.execPath, CLI, "enforce", ...options];
    const limited = ["bash", "-c", `ulimit -f ${fileKib}; exec "$@"`, "bash", ...words];
    const [program, ...rest] = fileKib === undefined ? words : limited;
    this.#child = spawn(program!, rest, {
      env: { PATH: process.env.PATH, HOME: "/nowhere", ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#child.stdout!.setEncoding("utf8").on("data", (text: string) => {
      this.out += text;
    });
    this.#child.stderr!.setEncoding("utf8").on("data", (text: string) => {
      this.err += text;
    });
    this.#ended = once(this.#child, "close").then(([code, signal]) => code ?? signal);
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  /** From now on nobody reads its standard output. */
  closeOutput(): void {
    this.#child.stdout!.destroy();
  }

  /** Its exit code, or the signal that it died of. */
  ended(): Promise<number | string> {
    return this.#ended;
  }
}

/** Runs it to its end. */
export async function enforced(options: readonly string[], env: NodeJS.ProcessEnv, fileKib?: number) {
  const runner = new RunnerProcess(options, env, fileKib);
  const code = await runner.ended();
  return { code, out: runner.out, err: runner.err };
}

/** The whole lines of an audit. One that a crash has cut is left out. */
export function auditIn(path: string): AuditLine[] {
  if (!existsSync(path)) return [];
  return readFileSync(path, "utf8")
    .split("\n")
    .flatMap((text) => {
      try {
        return [JSON.parse(text) as AuditLine];
      } catch {
        return [];
      }
    });
}

/** The keys of the sessions in the lines with an event: of kills those before they are sent, or those with an outcome. */
export function keysIn(lines: readonly AuditLine[], event: AuditLine["event"], outcome?: string): string[] {
  return lines.flatMap((line) =>
    line.event === event && line.outcome === outcome && line.session
      ? [sessionKey(line.session as Session)]
      : [],
  );
}

/** Waits until something is true. */
export async function until(holds: () => boolean | Promise<boolean>, seconds = 30): Promise<void> {
  for (const end = Date.now() + seconds * 1_000; !(await holds()); await sleep(20)) {
    if (Date.now() > end) throw new Error(`not within ${seconds} s: ${holds}`);
  }
}
