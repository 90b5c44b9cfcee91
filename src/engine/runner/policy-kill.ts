import { comparable, isExpired, type Policy, type Selection, type Session, sessionKey } from "../../model";
import { type KillReport, killSessions, type SentSession } from "../kill";
import type { Look } from "../kill/look";
import type { EngineContext, Fault } from "../ports";
import type { RunPolicy, TargetPorts } from "./order";
import { outcomesOf } from "./outcomes";
import { type PolicyAudit, whyOf } from "./policy-audit";
import { guarded } from "./withheld";

/** How long a pass waits for what it killed to be gone, in ms, before the next policy has its turn. What stays longer has survived. */
const PATIENCE_MS = 2_000;

/** What a policy kills by. */
export interface PolicyKill {
  readonly run: RunPolicy;
  /** Those of its target: each protects its users from all. */
  readonly policies: readonly Policy[];
  readonly ports: TargetPorts;
  readonly audit: PolicyAudit;
  /** What forbids its kills now. Asked right before each request. */
  forbidden(): Fault | undefined;
}

/**
 * Kills these sessions if they are still the same right before. Records each kill before the first one is sent, and afterwards what
 * became of it.
 *
 * @throws AuditError if a kill can't be recorded; the error that kept all kills from being sent
 */
export async function killVictims(
  { run, policies, ports, audit, forbidden }: PolicyKill,
  victims: readonly Session[],
  look: Look,
  ctx: EngineContext,
): Promise<KillReport> {
  const { policy, memory } = run;
  const { source, killer } = ports.of(policy.action);
  await audit.begin(victims);
  const order = {
    selection: selectionOf(policy, policies, ctx.clock.date()),
    only: victims.map((session) => sightingOf(session, look)),
    look,
    maxKills: policy.max_kills,
    verify: true,
    failOnSurvivors: false,
    patienceMs: PATIENCE_MS,
  };
  let report: KillReport;
  try {
    report = await killSessions(order, { source, killer: guarded(killer, forbidden) }, ctx);
  } catch (error) {
    // Nothing was sent: each kill that is recorded as begun is recorded as called off.
    await audit.callOff(victims, ctx.classify(error)?.code ?? "DBKILL_UNEXPECTED");
    throw error;
  }
  const sent = new Set(report.sent.map(({ key }) => key));
  for (const session of victims) if (sent.has(sessionKey(session))) memory.killed(session, look.at);
  await audit.record(outcomesOf(victims, report, whyOf(policy)));
  return report;
}

/** What the policy still has to say of a session at the look right before its kill. */
function selectionOf(
  { match, exclude, protected_users, protect_tools }: Policy,
  policies: readonly Policy[],
  now: Date,
): Selection {
  const users = new Map(protected_users.map((user) => [comparable(user), user]));
  for (const other of policies) {
    if (!other.enabled || isExpired(other, now)) continue;
    for (const user of other.protected_users) users.set(comparable(user), user);
  }
  return {
    choice: match === null ? { by: "all" } : { by: "match", match },
    exclude,
    protectedUsers: [...users.values()],
    protectTools: protect_tools,
  };
}

function sightingOf(session: Session, { byKey, from, at }: Look): SentSession {
  const key = sessionKey(session);
  return { key, sessions: byKey.get(key)!, from, at };
}
