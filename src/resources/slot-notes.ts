import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import type { SlotMemory } from "../engine/slots";
import { lifeOf, type ProcessIdentity } from "./process-identity";

/** Notes of a run that may or may not be over are old after this time, in ms: longer than any run takes. */
const OLD_MS = 24 * 60 * 60_000;

/** `run_<process id>_<space>_<start>`, the last two empty where they are not known. */
const RUN_FOLDER = /^run_(\d+)_([^_]*)_(\d*)$/;

/**
 * What the processes of one run tell each other: a file for each slot, in a folder of the run. A run is one process that starts the
 * others, which for a provider is Terraform.
 */
export class RunNotes {
  readonly #folder: string;

  /**
   * @param parent a folder that no other user can write to
   * @param run the process that started those of the run
   * @param warn told where a note can't be read or written
   */
  constructor(
    private readonly parent: string,
    run: ProcessIdentity,
    private readonly warn: (reason: string) => void,
  ) {
    this.#folder = join(parent, `run_${run.pid}_${run.space ?? ""}_${run.start ?? ""}`);
  }

  /** Makes the run's folder. @throws Error of the file system */
  prepare(): void {
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
  }

  /** The notes of a slot, to be read and written while its lock is held. */
  of(slot: string): SlotMemory {
    return new FileMemory(join(this.#folder, `${slot}.json`), this.warn);
  }

  /** Removes the notes of runs that are over. */
  removeOld(): void {
    for (const name of readdirSync(this.parent)) {
      const [, pid, space, start] = RUN_FOLDER.exec(name) ?? [];
      if (pid === undefined) continue;
      const run = { pid: Number(pid), ...(space && { space }), ...(start && { start }) };
      const folder = join(this.parent, name);
      try {
        if (isOver(run, folder)) rmSync(folder, { recursive: true, force: true });
      } catch {
        // Another process removes them too.
      }
    }
  }
}

function isOver(run: ProcessIdentity, folder: string): boolean {
  const life = lifeOf(run);
  return life === "over" || (life === "unknown" && ageOf(folder) > OLD_MS);
}

/** How long ago a file was written, or an entry of a folder, in ms; 0 where it is gone. */
export function ageOf(path: string): number {
  try {
    return Date.now() - statSync(path).mtimeMs;
  } catch {
    return 0;
  }
}

/**
 * Notes in a file. A note that can't be written does not fail the change: its request was sent already, and its result must reach
 * the state.
 */
class FileMemory implements SlotMemory {
  readonly #notes: Record<string, string>;
  /** Whether there is no file yet. */
  #isNew: boolean;

  constructor(
    private readonly file: string,
    private readonly warn: (reason: string) => void,
  ) {
    this.#isNew = !existsSync(file);
    this.#notes = this.#isNew ? Object.create(null) : this.#read();
  }

  get(key: string): string | undefined {
    return this.#notes[key];
  }

  set(key: string, value: string): void {
    this.#notes[key] = value;
    // Renamed into place where there are notes already: a process that is killed while it writes leaves them.
    const written = this.#isNew ? this.file : `${this.file}.new`;
    try {
      writeFileSync(written, JSON.stringify(this.#notes), { mode: 0o600 });
      if (!this.#isNew) renameSync(written, this.file);
      this.#isNew = false;
    } catch (error) {
      this.warn(`${this.file} can't be written: ${(error as Error).message}`);
    }
  }

  #read(): Record<string, string> {
    const notes: Record<string, string> = Object.create(null);
    try {
      return Object.assign(notes, JSON.parse(readFileSync(this.file, "utf8")));
    } catch (error) {
      this.warn(`${this.file} can't be read: ${(error as Error).message}`);
      return notes;
    }
  }
}
