import { comesBefore, type Policy, type Session, type SpareReason, sessionKey } from "../../model";
import { type Mismatch, whyNot } from "../../model/policy/why-not";
import type { TargetView } from "./look";

/** What one policy does with one session, and why. */
export interface Verdict {
  readonly policy: string;
  readonly mode: Policy["mode"];
  /** `victim`: killed, or reported where the policy observes. */
  readonly verdict: "no_match" | "spared" | "victim";
  /** The first field of `match` that the session fails; with `no_match` alone. */
  readonly mismatch?: Mismatch;
  /** Why it is spared; with `spared` alone. */
  readonly reason?: SpareReason;
  readonly detail?: string;
  /** With `other_policy`: why that policy comes first. */
  readonly because?: "priority" | "name";
}

/** What all policies of a target do with one session. */
export interface Explanation {
  readonly session: Session;
  /** The policy that kills it; null: none does. */
  readonly killed_by: string | null;
  /** The policy that is asked for, then the others in the order in which they act. */
  readonly policies: readonly Verdict[];
}

/** The sessions with this id: several where a cluster's servers number their sessions separately. The key of one is `id@server`. */
export function sessionsWith(id: string, sessions: readonly Session[]): Session[] {
  const exact = sessions.filter((session) => sessionKey(session) === id);
  return exact.length > 0 ? exact : sessions.filter((session) => session.id === id);
}

/** Why a session lives or dies. Called only for a view with judgements. */
export function explainSession(session: Session, asked: Policy, view: TargetView): Explanation {
  const others = view.policies.filter((policy) => policy !== asked);
  const inOrder = [asked, ...others.sort((one, other) => (comesBefore(one, other) ? -1 : 1))];
  const killer = view.policies.find(
    (policy) => policy.mode === "enforce" && view.judgements?.get(policy)?.victims.includes(session),
  );
  return {
    session,
    killed_by: killer?.name ?? null,
    policies: inOrder.map((policy) => verdictOf(session, policy, view)),
  };
}

function verdictOf(session: Session, policy: Policy, { judgements, facts, policies }: TargetView): Verdict {
  const { name, mode, match } = policy;
  const { victims, spared } = judgements!.get(policy)!;
  if (victims.includes(session)) return { policy: name, mode, verdict: "victim" };
  const found = spared.find((each) => each.session === session);
  if (!found) {
    const mismatch = match === null ? undefined : whyNot(match, session, facts.list?.hostPort);
    return { policy: name, mode, verdict: "no_match", mismatch };
  }
  const { reason, detail } = found;
  const other = reason === "other_policy" ? policies.find((each) => each.name === detail) : undefined;
  return {
    policy: name,
    mode,
    verdict: "spared",
    reason,
    detail,
    ...(other && { because: other.priority === policy.priority ? "name" : "priority" }),
  };
}
