import { createHash } from "node:crypto";
import {
  closeSync,
  constants,
  fstatSync,
  futimesSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  statSync,
  unlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** How long a refusal is remembered, in ms: longer than Huawei's lock of five minutes, and than most runs take from plan to apply. */
export const MEMORY_MS = 10 * 60_000;

/** A refusal of another process. */
export interface RefusedKey {
  readonly until: Date;
  /** Where it is remembered. */
  readonly file: string;
}

/** Windows has no user ids; its temporary folder belongs to one user. */
const USER_ID = process.getuid?.();

/**
 * Key pairs that the vendor refused lately, remembered across the processes of this user on this machine: one empty file for each in
 * a folder of the temporary folder. A file's name is a hash of the pair, its modification time is when the pair was refused. Where the
 * folder can't be used, is a link or is open to other users, nothing is remembered.
 */
export class RefusedKeys {
  constructor(
    private readonly folder = join(tmpdir(), `dbkill-refused-keys-${USER_ID ?? "user"}`),
    private readonly now: () => number = Date.now,
  ) {}

  /** @returns false where it can't be remembered */
  remember(pair: string): boolean {
    try {
      mkdirSync(this.folder, { mode: 0o700, recursive: true });
      if (!this.#isOurs()) return false;
      this.#removeOld();
      const flags = constants.O_CREAT | constants.O_TRUNC | constants.O_WRONLY | (constants.O_NOFOLLOW ?? 0);
      const descriptor = openSync(this.#fileOf(pair), flags, 0o600);
      try {
        const now = new Date(this.now());
        futimesSync(descriptor, now, now);
      } finally {
        closeSync(descriptor);
      }
      return true;
    } catch {
      // Without a memory the next process makes one more call.
      return false;
    }
  }

  find(pair: string): RefusedKey | undefined {
    let descriptor: number | undefined;
    try {
      if (!this.#isOurs()) return undefined;
      const file = this.#fileOf(pair);
      descriptor = openSync(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
      const { mtimeMs } = fstatSync(descriptor);
      return this.#isRecent(mtimeMs) ? { until: new Date(mtimeMs + MEMORY_MS), file } : undefined;
    } catch {
      return undefined;
    } finally {
      if (descriptor !== undefined) closeSync(descriptor);
    }
  }

  /** Whether the folder is this user's own: any user can make one in the temporary folder. */
  #isOurs(): boolean {
    const stats = lstatSync(this.folder);
    if (!stats.isDirectory()) return false;
    return USER_ID === undefined || (stats.uid === USER_ID && (stats.mode & 0o077) === 0);
  }

  /** A refusal that is dated in the future was made while the clock was wrong, which may have been its reason. */
  #isRecent(at: number): boolean {
    return Math.abs(this.now() - at) < MEMORY_MS;
  }

  #removeOld(): void {
    for (const name of readdirSync(this.folder)) {
      const file = join(this.folder, name);
      if (!this.#isRecent(statSync(file).mtimeMs)) unlinkSync(file);
    }
  }

  #fileOf(pair: string): string {
    return join(this.folder, createHash("sha256").update(`dbkill refused key\n${pair}`).digest("hex"));
  }
}
