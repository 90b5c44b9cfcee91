import type { Policy } from "./policy";
import { isOpenAt } from "./window";

/** Why a policy kills nothing at a moment, whatever matches; undefined where it may. */
export function closedReason(policy: Policy, now: Date): string | undefined {
  const { enabled, expires_at, windows } = policy;
  if (!enabled) return "enabled = false";
  if (isExpired(policy, now)) return `expired at ${expires_at}`;
  return isOpenAt(windows, now) ? undefined : "no window is open";
}

/** Whether a policy's time is over. */
export function isExpired({ expires_at }: Pick<Policy, "expires_at">, now: Date): boolean {
  // Without a date it is NaN, and no comparison with NaN is true.
  return Date.parse(expires_at ?? "") <= now.getTime();
}
