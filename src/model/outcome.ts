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
 * - `not_selected`: it shares its id with a session that is spared or does not match.
 * - `changed`: at the last look before the kill it was no longer the session that was chosen.
 */
export type SpareReason = "system" | "protected" | "excluded" | "not_selected" | "changed";

/** A session that matched and is not killed, with the reason. */
export interface Spared<S> {
  readonly session: S;
  readonly reason: SpareReason;
  /** What decided it, such as the protected user's name. */
  readonly detail: string;
}
