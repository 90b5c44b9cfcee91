import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { RunnerProcess } from "../../support/runner";
import type { AuditRecord, End } from "./checker";

/** One runner, with its audit: process after process. */
export class Actor {
  readonly #ends: { at: number; end: End }[] = [];
  #process: RunnerProcess | undefined;
  #isFull = false;
  readonly audit: string;

  constructor(
    name: string,
    folder: string,
    private readonly words: readonly string[],
    private readonly env: NodeJS.ProcessEnv,
    private readonly badExits: string[],
  ) {
    this.audit = join(folder, `${name}.jsonl`);
    writeFileSync(this.audit, "");
  }

  /** @param fileKib see {@link RunnerProcess} */
  start(fileKib?: number): void {
    this.#isFull = fileKib !== undefined;
    this.#process = new RunnerProcess([...this.words, "--audit", this.audit], this.env, fileKib);
  }

  async end(signal: "SIGTERM" | "SIGKILL"): Promise<void> {
    const process = this.#process;
    if (!process) return;
    this.#process = undefined;
    process.signal(signal);
    const code = await process.ended();
    if (signal === "SIGTERM" && code !== 0 && code !== "SIGTERM") {
      this.badExits.push(`${code}: ${process.err.slice(-500)}`);
    }
    const end = signal === "SIGKILL" || code === "SIGTERM" ? "killed" : this.#isFull ? "full" : "told";
    this.#ends.push({ at: statSync(this.audit).size, end });
  }

  get record(): AuditRecord {
    return { text: readFileSync(this.audit, "utf8"), ends: this.#ends };
  }

  get size(): number {
    return statSync(this.audit).size;
  }
}
