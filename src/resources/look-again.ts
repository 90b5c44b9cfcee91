/** What was killed may take a moment to leave the list: how often to look, and how long to wait in between. */
const LOOKS = 5;
const LOOK_INTERVAL_MS = 500;

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
  let there = await look();
  for (let looks = 1; there.size > 0 && looks < LOOKS && !signal.aborted; looks++) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_INTERVAL_MS));
    there = await look();
  }
  return [...there.keys()];
}
