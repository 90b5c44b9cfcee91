import type { ServiceFacts } from "../facts";
import { comparable } from "../matcher";
import type { Session } from "../session";
import { sessionKey } from "../session";
import { enforcerOf } from "./enforcement";
import { compilePolicy, type Judgement, type PolicyMoment, sharedKeys } from "./judge";
import type { Policy } from "./policy";
import { isExpired } from "./status";

/** What a policy has done before: see {@link PolicyMoment}. */
export type PolicyHistory = Pick<
  PolicyMoment,
  "heldSeconds" | "killedWithinHour" | "isCounted" | "isUnderWay"
>;

export type TargetJudge = (
  sessions: readonly Session[],
  now: Date,
  historyOf?: (policy: Policy) => PolicyHistory,
) => ReadonlyMap<Policy, Judgement>;

/**
 * Compiles all policies of one target to a function that decides for each, in one listing, who is killed. Protection beats everything:
 * a user that one policy protects is spared by all. Then the order of {@link comesBefore} decides which of two policies kills a session
 * that both choose. A policy that only observes, or that the vendor's task enforces, takes no session from another one.
 *
 * @throws Error as {@link compilePolicy} does
 */
export function compileTarget(policies: readonly Policy[], facts: ServiceFacts): TargetJudge {
  const judges = [...policies]
    .sort((one, other) => Number(comesBefore(other, one)) - Number(comesBefore(one, other)))
    .map((policy) => ({ policy, judge: compilePolicy(policy, facts) }));
  return (sessions, now, historyOf) => {
    const protectedUsers = protectedBy(policies, now);
    const taken = new Map<string, string>();
    const shared = sharedKeys(sessions);
    const judgements = new Map<Policy, Judgement>();
    for (const { policy, judge } of judges) {
      const observes = policy.mode === "observe";
      const judgement = judge(sessions, {
        now,
        ...historyOf?.(policy),
        protectedUsers,
        shared,
        ...(!observes && { taken }),
      });
      judgements.set(policy, judgement);
      // Nobody waits for the vendor's task: here it kills nothing, and it may not run.
      if (observes || enforcerOf(policy, facts) === "vendor") continue;
      for (const session of judgement.victims) taken.set(sessionKey(session), policy.name);
    }
    return judgements;
  };
}

/** Whether a policy acts before another one on a session that both choose: the higher priority, then the first by name. */
export function comesBefore(one: Policy, other: Policy): boolean {
  return one.priority > other.priority || (one.priority === other.priority && one.name < other.name);
}

/** The users that policies protect, with the policy of each. One that is disabled or expired protects nobody but from itself. */
function protectedBy(policies: readonly Policy[], now: Date): ReadonlyMap<string, string> {
  const users = new Map<string, string>();
  for (const policy of policies) {
    if (!policy.enabled || isExpired(policy, now)) continue;
    for (const user of policy.protected_users) users.set(comparable(user), policy.name);
  }
  return users;
}
