import { createHash, randomUUID } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { EngineError } from "../engine/events";
import type { SlotLock, SlotMemory } from "../engine/slots";

/** How often a lock that another process has is looked at, in ms. */
const LOOK_INTERVAL_MS = 100;
/** A lock older than this is stale whatever its process id says, as ids are used again: longer than any operation's time. */
const STALE_MS = 60 * 60_000;
/** Breaking a stale lock takes a moment; a breaker older than this died over it. */
const STALE_BREAKER_MS = 10_000;

/** What processes tell each other of one slot. */
type Notes = Record<string, string>;

/** A lock within one process: for tests, and where no file can be written. */
export class MemorySlotLock implements SlotLock {
  readonly #notes = new Map<string, Map<string, string>>();

  hold<T>(slot: string, work: (memory: SlotMemory) => Promise<T>): Promise<T> {
    const notes = this.#notes.get(slot) ?? new Map<string, string>();
    this.#notes.set(slot, notes);
    return work({ get: (key) => notes.get(key), set: (key, value) => void notes.set(key, value) });
  }
}

export interface FileSlotLockOptions {
  /** Where the files are. Default: a folder of this user in the system's temporary folder. */
  readonly folder?: string;
  /** Names the run whose processes tell each other something. Default: the parent process, which for a provider is Terraform. */
  readonly run?: string;
  /** Told once where no file can be written: then only changes within this process exclude each other. */
  readonly warn?: (reason: string) => void;
}

/**
 * A lock file for each slot, held for the time of one change, and beside it what the processes of one run tell each other. A lock
 * whose process has ended, or that is an hour old, is stale and is taken over.
 */
export class FileSlotLock implements SlotLock {
  readonly #folder: string;
  readonly #run: string;
  readonly #warn: (reason: string) => void;
  #fallback: MemorySlotLock | undefined;

  constructor({ folder, run, warn }: FileSlotLockOptions = {}) {
    this.#folder = folder ?? join(tmpdir(), `dbkill-${userInfo().uid}`);
    this.#run = run ?? String(process.ppid);
    this.#warn = warn ?? (() => undefined);
  }

  async hold<T>(slot: string, work: (memory: SlotMemory) => Promise<T>, signal?: AbortSignal): Promise<T> {
    if (this.#fallback) return this.#fallback.hold(slot, work);
    const name = createHash("sha256").update(slot).digest("hex").slice(0, 32);
    const file = join(this.#folder, `${name}.lock`);
    const token = JSON.stringify({ pid: process.pid, token: randomUUID() });
    try {
      this.#prepare();
      await this.#acquire(file, token, slot, signal);
    } catch (error) {
      if (error instanceof EngineError || !isFileError(error)) throw error;
      this.#warn(`lock files can't be written in ${this.#folder}: ${(error as Error).message}`);
      this.#fallback = new MemorySlotLock();
      return this.#fallback.hold(slot, work);
    }
    try {
      return await work(new FileMemory(join(this.#folder, `${name}.${this.#run}.json`), this.#warn));
    } finally {
      // One that was taken over as stale is the other process's.
      if (readText(file) === token) rmSync(file, { force: true });
    }
  }

  /** The folder is this user's alone: in a shared one, anybody could hold our locks. */
  #prepare(): void {
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    const { uid } = statSync(this.#folder);
    const own = userInfo().uid;
    if (own >= 0 && uid !== own)
      throw Object.assign(new Error("the folder is another user's"), { code: "EPERM" });
  }

  async #acquire(file: string, token: string, slot: string, signal: AbortSignal | undefined): Promise<void> {
    for (;;) {
      if (writeNew(file, token)) return;
      const holder = readText(file);
      if (holder !== undefined && isStale(file, holder) && breakLock(file, holder)) continue;
      await sleep(LOOK_INTERVAL_MS, undefined, { signal }).catch(() => undefined);
      if (signal?.aborted) throw locked(slot, file, holder);
    }
  }
}

/**
 * Notes in a file, read and written by the process that holds the lock. A note that can't be written is no reason to fail: what it
 * tells of was sent already, and has to reach the state.
 */
class FileMemory implements SlotMemory {
  readonly #notes: Notes;

  constructor(
    private readonly file: string,
    private readonly warn: (reason: string) => void,
  ) {
    this.#notes = this.#read();
  }

  get(key: string): string | undefined {
    return this.#notes[key];
  }

  set(key: string, value: string): void {
    this.#notes[key] = value;
    try {
      // Renamed into place: a process that is killed while it writes leaves the former notes.
      writeFileSync(`${this.file}.new`, JSON.stringify(this.#notes), { mode: 0o600 });
      renameSync(`${this.file}.new`, this.file);
    } catch (error) {
      this.warn(`${this.file} can't be written: ${(error as Error).message}`);
    }
  }

  #read(): Notes {
    try {
      return Object.assign(Object.create(null), JSON.parse(readText(this.file) ?? "{}")) as Notes;
    } catch (error) {
      this.warn(`${this.file} can't be read: ${(error as Error).message}`);
      return Object.create(null) as Notes;
    }
  }
}

function writeNew(file: string, text: string): boolean {
  try {
    writeFileSync(file, text, { flag: "wx", mode: 0o600 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

function ageOf(file: string): number {
  try {
    return Date.now() - statSync(file).mtimeMs;
  } catch {
    return 0;
  }
}

function isStale(file: string, holder: string): boolean {
  if (ageOf(file) > STALE_MS) return true;
  const pid = pidOf(holder);
  // Just created and not written yet, unless its process died right then.
  if (pid === undefined) return ageOf(file) > STALE_BREAKER_MS;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
}

function pidOf(holder: string): number | undefined {
  try {
    const { pid } = JSON.parse(holder) as { pid?: unknown };
    return typeof pid === "number" ? pid : undefined;
  } catch {
    return undefined;
  }
}

/** Removes a stale lock. One process at a time, and only the lock that was found stale: not that of the process that took it over. */
function breakLock(file: string, holder: string): boolean {
  const breaker = `${file}.break`;
  if (!writeNew(breaker, "")) {
    if (ageOf(breaker) > STALE_BREAKER_MS) rmSync(breaker, { force: true });
    return false;
  }
  try {
    if (readText(file) === holder) rmSync(file, { force: true });
    return true;
  } finally {
    rmSync(breaker, { force: true });
  }
}

function isFileError(error: unknown): boolean {
  return (
    typeof (error as NodeJS.ErrnoException).syscall === "string" ||
    (error as { code?: string }).code === "EPERM"
  );
}

function locked(slot: string, file: string, holder: string | undefined): EngineError {
  const pid = holder === undefined ? undefined : pidOf(holder);
  return new EngineError({
    code: "DBKILL_TASK_SLOT_LOCKED",
    severity: "error",
    summary: `Another process is changing the kill tasks of ${slot}`,
    detail: `Process ${pid ?? "unknown"} holds ${file}. Nothing was sent. Run again when it has finished; remove the file if no such process runs.`,
    facts: { slot, pid },
  });
}
