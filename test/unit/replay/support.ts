import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readSessions } from "../../../src/cli/sessions-file";
import type { Session, SessionFilter } from "../../../src/model";

const FOLDER = join(__dirname, "..", "..", "replay", "lists");

/** Every reason to spare a session of one listing, in the order in which they are looked at. */
export const REASONS = [
  "system",
  "protected",
  "tool",
  "excluded",
  "outside_window",
  "when",
  "not_selected",
  "capped",
  "other_policy",
] as const;

/** What a policy does with a list. */
export interface Expected {
  readonly policy: string;
  readonly why: string;
  readonly victims: readonly string[];
  readonly spared: readonly {
    readonly reason: string;
    readonly ids: readonly string[];
    readonly why: string;
  }[];
}

/** How a policy, as it is written, chooses sessions. */
export interface WrittenPolicy {
  readonly name: string;
  readonly match?: SessionFilter;
  readonly match_all?: true;
  readonly exclude?: SessionFilter;
  readonly protected_users?: readonly string[];
}

/** A list of test/replay/lists, with its policies and what they do. */
export interface Replay {
  readonly name: string;
  readonly sessions: readonly Session[];
  readonly document: { readonly version: number; readonly policies: readonly WrittenPolicy[] };
  /** RFC 3339. */
  readonly now: string;
  /** In the order of the policies; ranges of ids are written out. */
  readonly expected: readonly Expected[];
}

/** Every list. */
export function replays(): Replay[] {
  const files = readdirSync(FOLDER);
  const names = files.flatMap((file) => /^(.*)\.expected\.json$/.exec(file)?.slice(1) ?? []);
  return names.map((name) => {
    const list = files.find((file) => file === `${name}.txt` || file === `${name}.json`);
    const expected = json(`${name}.expected.json`) as { now: string; policies: readonly Expected[] };
    return {
      name,
      sessions: readSessions(readFileSync(join(FOLDER, list!), "utf8")),
      document: json(`${name}.policies.json`) as Replay["document"],
      now: expected.now,
      expected: expected.policies.map((each) => ({
        ...each,
        victims: each.victims.flatMap(idsOf),
        spared: each.spared.map((group) => ({ ...group, ids: group.ids.flatMap(idsOf) })),
      })),
    };
  });
}

function json(file: string): unknown {
  return JSON.parse(readFileSync(join(FOLDER, file), "utf8"));
}

/** `7..9` is 7, 8 and 9. */
function idsOf(written: string): string[] {
  const [first, last = first] = written.split("..");
  const count = Number(last) - Number(first) + 1;
  return first === last
    ? [written]
    : Array.from({ length: count }, (_, index) => String(Number(first) + index));
}
