import { isDeepStrictEqual } from "node:util";
import type { Declaration } from "./declaration";
import { HandlerFailure } from "./failure";
import { Journal, type JournalEntry } from "./journal";
import { describePlace, placeOf } from "./place";

/**
 * Whether an entry can be of another project or environment. One of an earlier object for the same database is taken over: the object was
 * replaced.
 */
export function isAnothers(entry: JournalEntry, { type, config, object }: Declaration): boolean {
  return entry.object !== object && !isDeepStrictEqual(entry.place, placeOf(type, config));
}

/** Says what the journal has, and how to go on. */
export function conflict(
  entry: JournalEntry,
  { file }: Journal,
  { type, config }: Declaration,
): HandlerFailure {
  return new HandlerFailure(
    "DBKILL_JOURNAL_CONFLICT",
    `The journal ${file} has a ${entry.type} for ${describePlace(entry.place)} under this name, of another object, and this one is for ${describePlace(placeOf(type, config))}`,
    "It was left as it is. If it belongs to another project or environment, give each a journal folder of its own: set DBKILL_JOURNAL, or journal in KillEngine.use. If it is an earlier one of this project, stop its task in the vendor's console, and move the file away, and the file of its name in policies.",
  );
}

/**
 * Remembers, beside an entry of another object, that nothing was started for this one. Without it, its destroy would stop whatever runs
 * in its place.
 */
export function refusals({ journal, address, object, state }: Declaration): Journal {
  return new Journal(journal, `${address} ${object}`, state);
}
