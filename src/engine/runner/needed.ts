import type { Policy, SessionFilter } from "../../model";

/**
 * The filters of which a session must match at least one to make a difference to these policies, whether it is killed, spared or
 * counted; undefined where every session may.
 */
export function neededBy(policies: readonly Policy[]): readonly SessionFilter[] | undefined {
  const filters: SessionFilter[] = [];
  for (const { match, when } of policies) {
    // Everybody is meant, or everybody who runs something is counted.
    if (match === null || when?.active_sessions_at_least) return undefined;
    filters.push(match);
  }
  return filters;
}
