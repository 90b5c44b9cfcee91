import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Io } from "../io";
import { type ReadPolicies, readPolicies } from "../policies/read";

/** Policies that are read again when their files have changed. */
export class PolicySource {
  #seen: string | undefined;

  constructor(
    private readonly source: string,
    private readonly io: Pick<Io, "stdin">,
  ) {}

  /**
   * The policies, if they were never read or have changed since; the standard input never changes.
   *
   * @throws as readPolicies does, once for each change
   */
  changed(now: Date): ReadPolicies | undefined {
    // Taken before the files are read: what changes in between is read again the next time.
    const state = this.source === "-" ? "read" : stateOf(this.source);
    if (state === this.#seen) return undefined;
    this.#seen = state;
    return readPolicies(this.source, now, this.io);
  }
}

/** Differs once a file was written, replaced, added or removed. */
function stateOf(source: string): string {
  try {
    const names = statSync(source).isDirectory()
      ? readdirSync(source)
          .filter((name) => name.endsWith(".json"))
          .sort()
          .map((name) => join(source, name))
      : [source];
    const states = names.map((name) => {
      const { ino, size, mtimeNs, ctimeNs } = statSync(name, { bigint: true });
      return [name, ino, size, mtimeNs, ctimeNs].map(String);
    });
    return JSON.stringify(states);
  } catch (error) {
    return `unreadable: ${(error as NodeJS.ErrnoException).code}`;
  }
}
