import { createHash, randomUUID } from "node:crypto";
import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { EngineError } from "../engine/events";
import type { SlotLock, SlotMemory } from "../engine/slots";
import { identify, lifeOf, type ProcessIdentity } from "./process-identity";
import { ageOf, RunNotes } from "./slot-notes";

/** How often a lock that another process has is looked at, in ms. */
const LOOK_INTERVAL_MS = 100;
/** How often a process touches the lock that it holds, in ms. */
const TOUCH_INTERVAL_MS = 60_000;
/** A lock whose process may or may not live is stale if it was not touched for this time, in ms. */
const STALE_MS = 60 * 60_000;
/** Breaking a stale lock takes a moment; a breaker older than this died over it. */
const STALE_BREAKER_MS = 10_000;

/** A lock within one process: for tests, and where no file can be written. */
export class MemorySlotLock implements SlotLock {
  readonly #notes = new Map<string, Map<string, string>>();

  /** @param unshared see {@link SlotMemory.unshared} */
  constructor(private readonly unshared?: string) {}

  hold<T>(slot: string, work: (memory: SlotMemory) => Promise<T>): Promise<T> {
    const notes = this.#notes.get(slot) ?? new Map<string, string>();
    this.#notes.set(slot, notes);
    return work({
      get: (key) => notes.get(key),
      set: (key, value) => void notes.set(key, value),
      ...(this.unshared !== undefined && { unshared: this.unshared }),
    });
  }
}

export interface FileSlotLockOptions {
  /** Where the files are. Default: a folder of this user in the system's temporary folder. */
  readonly folder?: string;
  /** The process that started those which tell each other something. Default: the parent, which for a provider is Terraform. */
  readonly run?: ProcessIdentity;
  /** Told where files can't be used: then only changes within this process exclude each other. */
  readonly warn?: (reason: string) => void;
}

/**
 * A lock file for each slot, held for the time of one change, and beside it what the processes of one run tell each other. A lock is
 * stale, and is taken over, where its process has ended; or where the process may or may not live, and did not touch it for an hour.
 */
export class FileSlotLock implements SlotLock {
  readonly #folder: string;
  readonly #notes: RunNotes;
  readonly #warn: (reason: string) => void;
  readonly #self = identify(process.pid);
  #isClean = false;
  #fallback: MemorySlotLock | undefined;

  constructor({ folder, run, warn }: FileSlotLockOptions = {}) {
    this.#folder = folder ?? join(tmpdir(), `dbkill-${process.getuid?.() ?? "user"}`);
    this.#warn = warn ?? (() => undefined);
    this.#notes = new RunNotes(this.#folder, run ?? identify(process.ppid), this.#warn);
  }

  async hold<T>(slot: string, work: (memory: SlotMemory) => Promise<T>, signal?: AbortSignal): Promise<T> {
    if (this.#fallback) return this.#fallback.hold(slot, work);
    const name = createHash("sha256").update(slot).digest("hex").slice(0, 32);
    const file = join(this.#folder, `${name}.lock`);
    const token = JSON.stringify({ ...this.#self, token: randomUUID() });
    try {
      this.#prepare();
      await this.#acquire(file, token, slot, signal);
    } catch (error) {
      if (error instanceof EngineError || !isFileError(error)) throw error;
      this.#warn(`lock files can't be used: ${(error as Error).message}`);
      this.#fallback = new MemorySlotLock((error as Error).message);
      return this.#fallback.hold(slot, work);
    }
    const touching = setInterval(() => touch(file), TOUCH_INTERVAL_MS).unref();
    try {
      return await work(this.#notes.of(name));
    } finally {
      clearInterval(touching);
      this.#release(file, token);
    }
  }

  #prepare(): void {
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    requireOwn(this.#folder);
    if (!this.#isClean) {
      this.#isClean = true;
      this.#notes.removeOld();
      removeStale(this.#folder);
    }
    // After the cleaning, which may remove what an earlier run of the same id left.
    this.#notes.prepare();
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

  /** The result of the change must reach the state, even where the file can't be removed. */
  #release(file: string, token: string): void {
    try {
      // One that was taken over as stale is the other process's.
      if (readText(file) === token) unlinkSync(file);
    } catch (error) {
      this.#warn(`${file} can't be removed: ${(error as Error).message}`);
    }
  }
}

/**
 * Refuses a folder that another user made or can write to: every user can make one in the temporary folder, and block us with locks or
 * mislead us with notes.
 */
function requireOwn(folder: string): void {
  const stats = lstatSync(folder);
  const own = process.getuid?.();
  const refuse = (why: string) => {
    throw Object.assign(new Error(`${folder} ${why}`), { code: "EPERM" });
  };
  if (!stats.isDirectory()) refuse("is a link or a file, not a folder");
  // Windows has no user ids; its temporary folder belongs to one user.
  if (own === undefined) return;
  if (stats.uid !== own) refuse("belongs to another user");
  if ((stats.mode & 0o077) !== 0) refuse("is open to other users: make it private with chmod 700");
}

/** Says that the holder of a lock lives. */
function touch(file: string): void {
  const now = new Date();
  try {
    utimesSync(file, now, now);
  } catch {
    // Without it, another process may take the lock for stale after an hour.
  }
}

/** Removes the locks that nobody holds any more. */
function removeStale(folder: string): void {
  for (const name of readdirSync(folder).filter((entry) => entry.endsWith(".lock"))) {
    const file = join(folder, name);
    try {
      const holder = readText(file);
      if (holder !== undefined && isStale(file, holder)) breakLock(file, holder);
    } catch {
      // It is no file of ours.
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

function isStale(file: string, holder: string): boolean {
  const process = holderOf(holder);
  // Just created and not written yet, unless its process died right then.
  if (process === undefined) return ageOf(file) > STALE_BREAKER_MS;
  const life = lifeOf(process);
  return life === "over" || (life === "unknown" && ageOf(file) > STALE_MS);
}

function holderOf(text: string): ProcessIdentity | undefined {
  try {
    const holder = JSON.parse(text) as Partial<ProcessIdentity>;
    return typeof holder.pid === "number" ? (holder as ProcessIdentity) : undefined;
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
  const pid = holder === undefined ? undefined : holderOf(holder)?.pid;
  return new EngineError({
    code: "DBKILL_TASK_SLOT_LOCKED",
    severity: "error",
    summary: `Another process is changing the kill tasks of ${slot}`,
    detail: `Process ${pid ?? "unknown"} holds ${file}. Nothing was sent. Run again when it has finished; remove the file if no such process runs.`,
    facts: { slot, pid },
  });
}
