import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileReason, type Io, readText } from "../io";
import { UsageError } from "../usage-error";
import { PolicySourceError } from "./error";
import { type PolicySource, policiesOf, type ReadPolicies, type Source, type SourceKind } from "./read";

/** Policies from a file, from every `*.json` file of a folder, or from standard input (`-`), which is read once. */
export class FileSource implements PolicySource {
  /** Files are read in one go: nothing is waited for. */
  readonly limitMs = 0;
  #seen: string | undefined;

  constructor(
    private readonly path: string,
    private readonly io: Pick<Io, "stdin">,
    private readonly kind: SourceKind = "any",
  ) {}

  async changed(now: Date): Promise<ReadPolicies | undefined> {
    // Taken before the files are read: the next call picks up changes made meanwhile.
    const state = this.path === "-" ? "read" : stateOf(this.path);
    if (state !== undefined && state === this.#seen) return undefined;
    this.#seen = undefined;
    const read = policiesOf(this.#texts(), now, this.kind);
    this.#seen = state;
    return read;
  }

  #texts(): Source[] {
    const { path, io } = this;
    const names = path === "-" ? undefined : namesIn(path);
    if (!names) return [{ name: path, text: textOf(path, io) }];
    if (this.kind === "state") throw new UsageError(`${path} is a folder. --state takes a file.`);
    // The volume may not be mounted yet, which is not the same as an empty list of policies.
    if (names.length === 0)
      throw unreadable(
        `${path} has no .json file with policies. Check the path, and that its volume is mounted.`,
      );
    return names.map((name) => ({ name, text: textOf(name, io) }));
  }
}

/** @throws PolicySourceError if it can't be read */
function textOf(path: string, io: Pick<Io, "stdin">): string {
  try {
    return readText(path, io);
  } catch (error) {
    throw error instanceof UsageError ? unreadable(error.message) : error;
  }
}

const unreadable = (message: string) => new PolicySourceError("DBKILL_POLICIES_UNREADABLE", message);

/** Changes when a file is written, replaced, added or removed. Undefined: can't be determined. */
function stateOf(path: string): string | undefined {
  try {
    const states = (namesIn(path) ?? [path]).map((name) => {
      const { ino, size, mtimeNs, ctimeNs } = statSync(name, { bigint: true });
      return [name, ino, size, mtimeNs, ctimeNs].map(String);
    });
    return JSON.stringify(states);
  } catch {
    return undefined;
  }
}

/** The documents of a folder; undefined if the path is not a folder. @throws UsageError if it can't be read */
function namesIn(path: string): string[] | undefined {
  try {
    if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return undefined;
    return readdirSync(path)
      .filter((name) => name.endsWith(".json"))
      .sort()
      .map((name) => join(path, name));
  } catch (error) {
    throw unreadable(`${path} can't be read: ${fileReason(error)}.`);
  }
}
