import { isSystemSession, type ServiceFacts } from "../facts";
import { assertSelective } from "../filter-rules";
import { comparable, compileExclusion, compileFilter } from "../matcher";
import type { Spared, SpareReason } from "../outcome";
import type { Session } from "../session";
import { sessionKey } from "../session";
import type { Policy, PolicyCondition } from "./policy";
import { closedReason } from "./status";
import { toolOf } from "./tools";
import { compileVictims } from "./victims";

/** What a judgement needs to know besides the sessions. */
export interface PolicyMoment {
  /** The date and time of the listing. */
  readonly now: Date;
  /** For how long the condition `when` has held, this listing included, in seconds. Null: not known, taken as long enough. */
  readonly heldSeconds?: number | null;
  /** How many sessions the policy has killed within the last hour. Default: none. */
  readonly killedWithinHour?: number;
  /** Whether that count already includes a session. Default: it includes none. */
  readonly isCounted?: (session: Session) => boolean;
  /** Whether a kill of the session was sent and is still under way. Default: no. */
  readonly isUnderWay?: (session: Session) => boolean;
  /** Users that any policy of the target protects, with that policy's name. */
  readonly protectedUsers?: ReadonlyMap<string, string>;
  /** The result of {@link sharedKeys} for the sessions. Absent: it is computed. */
  readonly shared?: SharedKeys;
  /** Sessions that a policy which comes before this one kills, by {@link sessionKey}, with that policy's name. */
  readonly taken?: ReadonlyMap<string, string>;
}

/** What a policy does with the sessions of one listing. */
export interface Judgement {
  /** Everything that `match` names, spared or not. */
  readonly matched: readonly Session[];
  readonly victims: readonly Session[];
  /** Every other session that matched, with the reason. */
  readonly spared: readonly Spared<Session>[];
  /** The cap that stopped the pass; null: none did. */
  readonly capped: PolicyCap | null;
  /** Whether everything in `when` but `for_seconds` holds now. */
  readonly conditionHolds: boolean;
}

/** A cap that a pass would exceed. */
export interface PolicyCap {
  readonly field: "max_kills" | "max_kills_per_hour";
  readonly limit: number;
  /** How many sessions the pass would kill. */
  readonly count: number;
}

/** The detail of a session that is spared because a kill is under way: another kill would not end it sooner. */
export const KILL_UNDER_WAY = "is being killed already";

export type PolicyJudge = (sessions: readonly Session[], moment: PolicyMoment) => Judgement;

/**
 * Compiles a policy to a function that decides, for one listing, who is killed. Pure: the same sessions and moment give the same
 * answer. A session is spared for the first of these reasons that is true: `system`, `protected`, `tool`, `excluded`, `outside_window`,
 * `when`, `not_selected`, `capped`, `other_policy`. What another policy kills is left out last, so that nobody else is chosen instead.
 *
 * @throws Error for a `match` or an `exclude` that {@link assertSelective} refuses
 */
export function compilePolicy(policy: Policy, facts: ServiceFacts): PolicyJudge {
  const { match, exclude } = policy;
  if (match !== null) assertSelective(match);
  if (exclude !== null) assertSelective(exclude);
  const hostPort = facts.list?.hostPort;
  const chosen = match === null ? () => true : compileFilter(match, hostPort);
  const excluded = exclude === null ? undefined : compileExclusion(exclude, hostPort);
  const users = new Set(policy.protected_users.map(comparable));
  const select = compileVictims(policy, hostPort);

  const protection = (session: Session, { protectedUsers }: PolicyMoment): Reason | undefined => {
    if (isSystemSession(session, facts)) return { reason: "system", detail: session.user || session.command };
    const user = comparable(session.user.trim());
    if (users.has(user)) return { reason: "protected", detail: session.user };
    const other = protectedUsers?.get(user);
    if (other !== undefined) return { reason: "protected", detail: `${session.user}, by policy ${other}` };
    const tool = policy.protect_tools ? toolOf(session) : undefined;
    if (tool !== undefined) return { reason: "tool", detail: tool };
    return excluded?.(session) ? { reason: "excluded", detail: "exclude" } : undefined;
  };

  return (sessions, moment) => {
    const { shared = sharedKeys(sessions) } = moment;
    const matched = sessions.filter(chosen);
    const unmet = unmetCondition(policy.when, sessions, matched.length, facts);
    const spared: Spared<Session>[] = [];
    let left: Session[] = [];
    for (const session of matched) {
      const reason = protection(session, moment);
      if (reason) spared.push({ session, ...reason });
      else left.push(session);
    }
    const spareAll = (reason: SpareReason, detail: string) => {
      for (const session of left) spared.push({ session, reason, detail });
      left = [];
    };
    const closed = closedReason(policy, moment.now);
    const waiting = unmet ?? stillWaiting(policy.when, moment.heldSeconds ?? null);
    if (closed !== undefined) spareAll("outside_window", closed);
    else if (waiting !== undefined) spareAll("when", waiting);
    left = [...withoutShared(select(left, spared), shared, spared)];
    // After the selection, so no other session is chosen in place of one that is ending.
    left = left.filter((session) => {
      if (!moment.isUnderWay?.(session)) return true;
      spared.push({ session, reason: "not_selected", detail: KILL_UNDER_WAY });
      return false;
    });
    const capped = capOf(policy, left, moment);
    if (capped) spareAll("capped", `${capped.field} = ${capped.limit}`);
    const takenBy = (session: Session) => moment.taken?.get(sessionKey(session));
    for (const session of left) {
      const other = takenBy(session);
      if (other !== undefined) spared.push({ session, reason: "other_policy", detail: other });
    }
    const own = left.filter((session) => takenBy(session) === undefined);
    return { matched, victims: own, spared, capped, conditionHolds: unmet === undefined };
  };
}

type Reason = Omit<Spared<Session>, "session">;

/** What of the condition does not hold now, as a phrase; undefined where all of it does. */
function unmetCondition(
  when: PolicyCondition | null,
  sessions: readonly Session[],
  matching: number,
  facts: ServiceFacts,
): string | undefined {
  if (when === null) return undefined;
  const { active_sessions_at_least: active, matching_at_least: least } = when;
  if (matching < (least ?? 0)) return `matching_at_least = ${least}, and ${matching} match`;
  const running = sessions.filter((session) => isActive(session, facts)).length;
  return running < (active ?? 0)
    ? `active_sessions_at_least = ${active}, and ${running} are active`
    : undefined;
}

/** Whether a session of a client runs something. */
function isActive(session: Session, facts: ServiceFacts): boolean {
  return !isSystemSession(session, facts) && session.command.trim().toLowerCase() !== "sleep";
}

function stillWaiting(when: PolicyCondition | null, heldSeconds: number | null): string | undefined {
  const wanted = when?.for_seconds ?? 0;
  if (heldSeconds === null || heldSeconds >= wanted) return undefined;
  return `for_seconds = ${wanted}, and it has held for ${Math.floor(heldSeconds)} s`;
}

/** Sessions that share a key, by key. Sessions with a unique key are left out. */
export type SharedKeys = ReadonlyMap<string, readonly Session[]>;

/** Finds sessions that share a key, as queries of several users may. */
export function sharedKeys(sessions: readonly Session[]): SharedKeys {
  const first = new Map<string, Session>();
  const shared = new Map<string, Session[]>();
  for (const session of sessions) {
    const key = sessionKey(session);
    const other = first.get(key);
    if (other === undefined) first.set(key, session);
    else shared.set(key, [...(shared.get(key) ?? [other]), session]);
  }
  return shared;
}

/** A kill ends every session with the id: if one of them must live, none is killed. */
function withoutShared(
  selected: readonly Session[],
  shared: SharedKeys,
  spared: Spared<Session>[],
): readonly Session[] {
  // Stryker disable next-line ConditionalExpression: speed alone, as nearly every list has none
  if (shared.size === 0) return selected;
  const chosen = new Set(selected);
  return selected.filter((session) => {
    if (shared.get(sessionKey(session))?.every((each) => chosen.has(each)) !== false) return true;
    spared.push({ session, reason: "not_selected", detail: "shares its id" });
    return false;
  });
}

function capOf(
  { max_kills, max_kills_per_hour }: Policy,
  victims: readonly Session[],
  { killedWithinHour: before = 0, isCounted }: PolicyMoment,
): PolicyCap | null {
  const count = victims.length;
  if (max_kills !== null && count > max_kills) return { field: "max_kills", limit: max_kills, count };
  // A session that survived a kill counts once.
  const added = isCounted ? victims.filter((session) => !isCounted(session)).length : count;
  if (added > 0 && max_kills_per_hour !== null && added + before > max_kills_per_hour) {
    return { field: "max_kills_per_hour", limit: max_kills_per_hour, count };
  }
  return null;
}
