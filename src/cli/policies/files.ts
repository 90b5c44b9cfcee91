import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { type Io, readText } from "../io";
import { UsageError } from "../usage-error";
import { type PolicySource, policiesOf, type ReadPolicies, type Source, type SourceKind } from "./read";

/** Policies of a file, of every `*.json` file of a folder, or of the standard input (`-`), which is read once. */
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
    // Taken before the files are read: what changes in between is read again the next time.
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
    // It may be a volume that is not there yet: that is not the same as an empty list of policies.
    if (names.length === 0) throw new UsageError(`${path} has no .json file with policies.`);
    return names.map((name) => ({ name, text: readText(name, io) }));
  }
}

/** Differs once a file was written, replaced, added or removed. Undefined where nobody can tell. */
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

/** The documents of a folder; undefined for what is none. @throws UsageError where it can't be read */
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
