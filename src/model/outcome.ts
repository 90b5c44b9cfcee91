/**
 * What became of a session that was to be killed, observed by listing again and never assumed.
 * - `killed`: it was there before the kill and is not any more.
 * - `gone`: it ended before the kill.
 * - `survived`: it is still there.
 * - `refused`: the vendor refused to kill it, and it is still there.
 * - `unknown`: a kill may have been sent, and no listing tells what became of the session.
 */
export type Outcome = "killed" | "gone" | "survived" | "refused" | "unknown";

/**
 * Why a session that matched is not killed.
 * - `system`: it belongs to the server or the vendor.
 * - `protected`: `protected_users` names its user.
 * - `excluded`: it matches `exclude`.
 * - `not_selected`: it shares its id with a session that is spared or does not match; a policy's `victims` or `action` leaves it out; or a kill of it
 *   is under way.
 * - `changed`: at the last look before the kill it was no longer the session that was chosen.
 *
 * Only in policies:
 * - `tool`: it belongs to a migration or backup tool.
 * - `outside_window`: no window is open, or the policy is disabled or expired.
 * - `when`: the trouble that the policy waits for is not there.
 * - `capped`: the pass would kill more than a cap allows, so it kills nothing.
 * - `other_policy`: a policy that comes before it kills the session.
 */
export const SPARE_REASONS = [
  "system",
  "protected",
  "tool",
  "excluded",
  "outside_window",
  "when",
  "not_selected",
  "capped",
  "other_policy",
  "changed",
] as const;
export type SpareReason = (typeof SPARE_REASONS)[number];

/** A session that matched and is not killed, with the reason. */
export interface Spared<S> {
  readonly session: S;
  readonly reason: SpareReason;
  /** What decided it, such as the protected user's name. */
  readonly detail: string;
}
