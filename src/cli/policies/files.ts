import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { type Io, readText } from "../io";
import { UsageError } from "../usage-error";
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
    if (!names) return [{ name: path, text: readText(path, io) }];
    if (this.kind === "state") throw new UsageError(`${path} is a folder. --state takes a file.`);
    // The volume may not be mounted yet, which is not the same as an empty list of policies.
    if (names.length === 0) throw new UsageError(`${path} has no .json file with policies.`);
    return names.map((name) => ({ name, text: readText(name, io) }));
  }
}

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
    throw new UsageError(`${path} can't be read: ${(error as Error).message}`);
  }
}
