import type { AuditLine } from "../../engine/runner/audit";
import { type Outcome, type Session, sessionKey, type Target } from "../../model";

/** A kill that an audit tells of. */
export interface PastKill {
  readonly policy: string;
  readonly target: Target;
  readonly session: Session;
  /** When it was recorded before it was sent, as a date in ms. */
  readonly at: number;
}

/** By these the session was not killed: it had ended before, or the service refused. */
const NO_KILL: ReadonlySet<Outcome | undefined> = new Set(["gone", "refused"]);

/**
 * The kills of an audit. One that was recorded before it was sent, and of which nothing is told later, counts: a crash came between. One
 * that was called off does not.
 */
export function killsOf(lines: readonly AuditLine[]): PastKill[] {
  const kills = new Map<string, PastKill>();
  const done: PastKill[] = [];
  for (const { event, outcome, reason, policy, target, session, at } of lines) {
    if (!session) continue;
    const key = JSON.stringify([policy, target, sessionKey(session), session.user]);
    if (event === "killed" && outcome === undefined) {
      // Begun before and not told how it ended.
      const open = kills.get(key);
      if (open) done.push(open);
      kills.set(key, { policy, target, session, at: Date.parse(at) });
      continue;
    }
    const isEnd = event === "killed" || event === "error" || (event === "spared" && reason === "changed");
    if (!isEnd) continue;
    const begun = kills.get(key);
    kills.delete(key);
    if (event !== "killed" || NO_KILL.has(outcome)) continue;
    done.push(begun ?? { policy, target, session, at: Date.parse(at) });
  }
  return [...done, ...kills.values()];
}
