import type { Policy, SessionFilter } from "../../model";

/**
 * Filters for the sessions that these policies kill, spare or count: such a session matches at least one of them. Undefined if every
 * session matters.
 */
export function neededBy(policies: readonly Policy[]): readonly SessionFilter[] | undefined {
  const filters: SessionFilter[] = [];
  for (const { match, when } of policies) {
    // The policy targets every session, or counts every active one.
    if (match === null || when?.active_sessions_at_least) return undefined;
    filters.push(match);
  }
  return filters;
}
