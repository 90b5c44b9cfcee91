import { createHash } from "node:crypto";
import { closeSync, constants, fstatSync, lstatSync, mkdirSync, openSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";

/** How long a refusal is remembered, in ms: longer than a run from plan to apply, shorter than the vendor's lock. */
const MEMORY_MS = 10 * 60_000;

/** A refusal of another process. */
export interface RefusedKey {
  readonly until: Date;
  /** Where it is remembered. */
  readonly file: string;
}

/**
 * Key pairs that the vendor refused lately, remembered across the processes of this user on this machine: one empty file for each in
 * the temporary folder, named by a hash of the pair, its age the time of the refusal. Where the folder can't be used, or belongs to
 * somebody else, nothing is remembered.
 */
export class RefusedKeys {
  constructor(
    private readonly folder = join(tmpdir(), `dbkill-refused-keys-${userInfo().uid}`),
    private readonly now: () => number = Date.now,
  ) {}

  remember(pair: string): void {
    try {
      mkdirSync(this.folder, { mode: 0o700, recursive: true });
      if (!this.#isOurs()) return;
      const flags = constants.O_CREAT | constants.O_TRUNC | constants.O_WRONLY | (constants.O_NOFOLLOW ?? 0);
      closeSync(openSync(this.#fileOf(pair), flags, 0o600));
    } catch {
      // Without a memory the next process makes one more call.
    }
  }

  find(pair: string): RefusedKey | undefined {
    let descriptor: number | undefined;
    try {
      if (!this.#isOurs()) return undefined;
      const file = this.#fileOf(pair);
      descriptor = openSync(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
      const until = fstatSync(descriptor).mtimeMs + MEMORY_MS;
      return until > this.now() ? { until: new Date(until), file } : undefined;
    } catch {
      return undefined;
    } finally {
      if (descriptor !== undefined) closeSync(descriptor);
    }
  }

  /** Whether the folder is this user's own: anybody can make one in the temporary folder. */
  #isOurs(): boolean {
    const { uid } = userInfo();
    const stats = lstatSync(this.folder);
    return stats.isDirectory() && (uid === -1 || (stats.uid === uid && (stats.mode & 0o077) === 0));
  }

  #fileOf(pair: string): string {
    return join(this.folder, createHash("sha256").update(`dbkill refused key\n${pair}`).digest("hex"));
  }
}
