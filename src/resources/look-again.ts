import { setTimeout as sleep } from "node:timers/promises";

/** What was killed may take a moment to leave the list: how often to look, and how long to wait in between. */
const LOOKS = 5;
const LOOK_INTERVAL_MS = 500;

export interface LookOptions {
  /** Ends the waiting; there is one last look all the same. */
  readonly signal: AbortSignal;
  /** How often to look at most. Default 5. */
  readonly looks?: number;
  /** How long to wait in between, in milliseconds. Default 500. */
  readonly intervalMs?: number;
}

/** Looks until it is enough; answers what was seen last. */
export async function lookAgain<T>(
  look: () => Promise<T>,
  enough: (seen: T) => boolean,
  { signal, looks = LOOKS, intervalMs = LOOK_INTERVAL_MS }: LookOptions,
): Promise<T> {
  let seen = await look();
  for (let count = 1; !enough(seen) && count < looks && !signal.aborted; count++) {
    await sleep(intervalMs, undefined, { signal }).catch(() => undefined);
    seen = await look();
  }
  return seen;
}

/**
 * Looks until nothing of what was killed is there any more, a few times at most.
 *
 * @param look those that are still there, by id
 * @param signal ends the waiting; what was killed is looked at once all the same
 * @returns the ids of those that are still there
 */
export async function untilGone(
  look: () => Promise<ReadonlyMap<string, unknown>>,
  signal: AbortSignal,
): Promise<string[]> {
  return [...(await lookAgain(look, (there) => there.size === 0, { signal })).keys()];
}
