/**
 * What became of a session that was to be killed, observed by listing again and never assumed.
 * - `killed`: it was there before the kill and is not any more.
 * - `gone`: it ended before the kill.
 * - `survived`: it is still there.
 * - `refused`: the vendor refused to kill it, and it is still there.
 * - `unknown`: a kill was sent, and the sessions were not or could not be listed afterwards.
 */
export const OUTCOMES = ["killed", "gone", "survived", "refused", "unknown"] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** Why a session that matched is not a victim. */
export const SPARE_REASONS = [
  "excluded",
  "protected",
  "system",
  "tool",
  "not_selected",
  "capped",
  "outside_window",
  "when",
  "changed",
  "other_policy",
] as const;
export type SpareReason = (typeof SPARE_REASONS)[number];

/** A session that matched and is not killed, with the reason. */
export interface Spared<S> {
  readonly session: S;
  readonly reason: SpareReason;
  /** What decided it, such as the protected user's name. */
  readonly detail: string;
}
