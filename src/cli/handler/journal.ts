import { createHash, randomUUID } from "node:crypto";
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join, resolve } from "node:path";
import type { Fields, Kept } from "./core";
import { EXIT, HandlerFailure } from "./failure";
import type { Place } from "./place";

/** The journal's entry for one declaration. Like Terraform's state, but without secrets. */
export interface JournalEntry extends Omit<Kept, "state"> {
  /** Null: nothing was started. */
  readonly state: Fields | null;
  readonly address: string;
  readonly type: string;
  /** The database of the declaration. */
  readonly place: Place;
  /** Id of the object in Terraform's state for which it was last written. */
  readonly object: string;
  /** `working`: a request may be in flight; `done`: the last operation succeeded; `failed`: it failed. */
  readonly phase: "working" | "done" | "failed";
  /** When it was written (RFC 3339, UTC). */
  readonly at: string;
}

const VERSION = 1;

/** The document that stays when the last policy is gone. The names of all others end with a hash. */
const NONE = "none.json";

/** One file for each declaration, in a folder that only its user can read. Writes are atomic. */
export class Journal {
  readonly file: string;
  readonly #folder: string;

  /** @param state distinguishes the states that share the folder */
  constructor(folder: string, address: string, state: string) {
    this.#folder = resolve(folder);
    this.file = join(this.#folder, `${nameOf(address, state)}.json`);
  }

  /** Folder of locks: only one process at a time works on an address. */
  get locks(): string {
    return join(this.#folder, "locks");
  }

  /** Folder with the documents of policies that a runner must enforce. */
  get policies(): string {
    return join(this.#folder, "policies");
  }

  /**
   * The entry. Null: none.
   *
   * @throws HandlerFailure `DBKILL_JOURNAL_UNREADABLE`
   */
  read(): JournalEntry | null {
    let text: string;
    try {
      text = readFileSync(this.file, "utf8");
    } catch (error) {
      if (isAbsent(error)) return null;
      throw this.#unreadable((error as Error).message);
    }
    let written: { version?: unknown; entry?: JournalEntry };
    try {
      written = JSON.parse(text);
    } catch {
      throw this.#unreadable("It is truncated or not JSON");
    }
    if (written?.version !== VERSION) {
      throw this.#unreadable(`It has version ${written?.version}, and this handler reads version ${VERSION}`);
    }
    const { entry } = written;
    if (typeof entry?.type !== "string" || typeof entry.state !== "object" || !entry.place) {
      throw this.#unreadable("It lacks required fields");
    }
    return entry;
  }

  /** @throws HandlerFailure `DBKILL_JOURNAL_UNWRITABLE` */
  write(entry: Omit<JournalEntry, "at">): void {
    const content = { version: VERSION, entry: { ...entry, at: new Date().toISOString() } };
    this.#writing(() => replace(this.file, `${JSON.stringify(content, null, 2)}\n`));
  }

  /** Checks that it can be written, before anything is sent. @throws HandlerFailure `DBKILL_JOURNAL_UNWRITABLE` */
  prepare(): void {
    this.#writing(() => {
      makePrivate(this.#folder);
      const trial = join(this.#folder, `.${randomUUID()}`);
      writeFileSync(trial, "", { mode: 0o600, flag: "wx" });
      rmSync(trial);
    });
  }

  /** @throws HandlerFailure as {@link removePolicy}, and `DBKILL_JOURNAL_UNWRITABLE` */
  remove(mayBeEnforced = false): void {
    this.removePolicy(mayBeEnforced);
    this.#writing(() => rmSync(this.file, { force: true }));
  }

  /**
   * The runner has nothing to enforce for this declaration.
   *
   * @param mayBeEnforced whether it fails where nothing tells if there is a document
   * @throws HandlerFailure `DBKILL_POLICY_STILL_ENFORCED`
   */
  removePolicy(mayBeEnforced = false): void {
    try {
      lstatSync(this.#document);
    } catch (error) {
      if (isAbsent(error) || !mayBeEnforced) return;
      throw this.#stillEnforced(error);
    }
    try {
      this.#allowNone();
      rmSync(this.#document);
    } catch (error) {
      throw this.#stillEnforced(error);
    }
  }

  /** Keeps the document of a policy for the runner. @returns its file */
  writePolicy(document: string): string {
    this.#writing(() => {
      makePrivate(this.policies);
      this.#allowNone();
      replace(this.#document, document);
    });
    return this.#document;
  }

  /** A runner takes a folder without files for a volume that is not there, and keeps the policies that it had. */
  #allowNone(): void {
    const file = join(this.policies, NONE);
    if (!existsSync(file)) replace(file, `${JSON.stringify({ version: 1, policies: [] })}\n`);
  }

  get #document(): string {
    return join(this.policies, this.file.slice(this.#folder.length + 1));
  }

  #writing(work: () => void): void {
    try {
      work();
    } catch (error) {
      throw new HandlerFailure(
        "DBKILL_JOURNAL_UNWRITABLE",
        `The journal ${this.file} can't be written`,
        `${(error as Error).message}. Without it, an interrupted run would leave an untracked task. Make its folder writable, or set DBKILL_JOURNAL to another folder.`,
      );
    }
  }

  #stillEnforced(error: unknown): HandlerFailure {
    return new HandlerFailure(
      "DBKILL_POLICY_STILL_ENFORCED",
      `The policy's document ${this.#document} can't be deleted`,
      `${(error as Error).message}. The runner still enforces the policy. Make the document's folder writable and run this again.`,
      EXIT.failed,
    );
  }

  #unreadable(why: string): HandlerFailure {
    return new HandlerFailure(
      "DBKILL_JOURNAL_UNREADABLE",
      `The journal ${this.file} can't be read`,
      `${why}. Restore it. If you can't, check in the vendor's console whether its task runs, then move the file away.`,
    );
  }
}

/** Whether a file was not found. Any other error leaves open whether it is there. */
function isAbsent(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === "ENOENT" || code === "ENOTDIR";
}

/** A readable name that is unique for each address, even on a case-insensitive file system. */
function nameOf(address: string, state: string): string {
  const words = address.replace(/[^\w.-]+/g, "_").slice(0, 80);
  return `${words}-${createHash("sha256")
    .update(JSON.stringify([address, state]))
    .digest("hex")
    .slice(0, 12)}`;
}

function makePrivate(folder: string): void {
  if (existsSync(folder)) return;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
}

/** Renames into place: a process that is killed while writing leaves the old file intact. */
function replace(file: string, text: string): void {
  const scratch = `${file}.${process.pid}`;
  try {
    writeFileSync(scratch, text, { mode: 0o600 });
    renameSync(scratch, file);
  } finally {
    rmSync(scratch, { force: true });
  }
}
