import type { ServiceFacts } from "../facts";
import { comparable } from "../matcher";
import type { Session } from "../session";
import { sessionKey } from "../session";
import { enforcerOf } from "./enforcement";
import { compilePolicy, type Judgement, type PolicyMoment } from "./judge";
import type { Policy } from "./policy";
import { isExpired } from "./status";

/** What a policy has done before: see {@link PolicyMoment}. */
export type PolicyHistory = Pick<PolicyMoment, "heldSeconds" | "killedWithinHour">;

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
    .sort(compare)
    .map((policy) => ({ policy, judge: compilePolicy(policy, facts) }));
  return (sessions, now, historyOf = () => ({})) => {
    const taken = new Map<string, string>();
    const judgements = new Map<Policy, Judgement>();
    for (const { policy, judge } of judges) {
      const observes = policy.mode === "observe";
      const judgement = judge(sessions, {
        now,
        ...historyOf(policy),
        protectedElsewhere: protectedBy(policies, policy, now),
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
  return compare(one, other) < 0;
}

function compare(one: Policy, other: Policy): number {
  if (one.priority !== other.priority) return other.priority - one.priority;
  return one.name < other.name ? -1 : Number(one.name > other.name);
}

/** The users that the other policies of a target protect. One that is disabled or expired protects nobody. */
function protectedBy(policies: readonly Policy[], policy: Policy, now: Date): ReadonlyMap<string, string> {
  const users = new Map<string, string>();
  for (const other of policies) {
    if (other === policy || !other.enabled || isExpired(other, now)) continue;
    for (const user of other.protected_users) users.set(comparable(user), other.name);
  }
  return users;
}
