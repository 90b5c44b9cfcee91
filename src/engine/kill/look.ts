import { type ServiceFacts, type Session, type SessionFilter, sessionKey } from "../../model";
import type { Clock, Listing, SessionSource } from "../ports";

/** A listing with the time when it was asked for: a row's age was true at some moment from `from` to `at`. */
export interface Look extends Listing {
  readonly from: number;
  /** The sessions by key. A service may list several under one key, such as one query id of several users. */
  readonly byKey: ReadonlyMap<string, readonly Session[]>;
}

/** The sessions of one key in one look. */
export interface Sighting {
  readonly sessions: readonly Session[];
  readonly from: number;
  readonly at: number;
}

/** Of a session that was never listed. */
export const NEVER: Sighting = { sessions: [], from: 0, at: 0 };

export async function lookAt(
  source: SessionSource,
  clock: Clock,
  signal: AbortSignal,
  keys?: readonly string[],
  needed?: readonly SessionFilter[],
): Promise<Look> {
  const from = clock.now();
  const listing = await source.list(signal, keys, needed);
  const byKey = new Map<string, Session[]>();
  for (const session of listing.sessions) {
    const key = sessionKey(session);
    const group = byKey.get(key);
    if (group) group.push(session);
    else byKey.set(key, [session]);
  }
  return { ...listing, from, byKey };
}

/** Ages are whole seconds, rounded either way, and the listing takes a moment. */
const TOLERANCE_MS = 2_000;

/**
 * Whether every session that has the key now is provably one of those that had it before: same user, same host, and a statement that
 * began at the same time and, where a statement is killed, is the same. A younger statement is a new one.
 */
export function isSame(before: Sighting, now: Sighting, facts: ServiceFacts): boolean {
  return now.sessions.every((session) =>
    before.sessions.some(
      (earlier) =>
        isSameClient(earlier, session) &&
        isSameStatement(earlier, session, facts) &&
        (!tellsAge(facts) ||
          Math.abs(startOf(session, now.at) - startOf(earlier, before.at)) <= TOLERANCE_MS),
    ),
  );
}

/** Whether every session that has the key now is of the same users and clients as before, with any statement. */
function isSameConnection(before: Sighting, now: Sighting): boolean {
  return now.sessions.every((session) => before.sessions.some((earlier) => isSameClient(earlier, session)));
}

/** Whether what has the key now is what had it before: the same connections with any statement or, where a kill ends a query, the same queries. */
export function isSameVictim(before: Sighting, now: Sighting, facts: ServiceFacts): boolean {
  return facts.kill?.ends === "connection" ? isSameConnection(before, now) : isSame(before, now, facts);
}

/**
 * Whether none of the sessions that had the key before can still be there: what has it now has other users or clients or, where a
 * kill ends a query, is another statement or began later for certain. The same connection with another statement is still the same connection.
 */
export function isReplaced(before: Sighting, now: Sighting, facts: ServiceFacts): boolean {
  return !now.sessions.some((session) =>
    before.sessions.some(
      (earlier) =>
        isSameClient(earlier, session) &&
        isSameStatement(earlier, session, facts) &&
        (facts.kill?.ends === "connection" ||
          !tellsAge(facts) ||
          // A slow listing must not make a session look younger than it is.
          startOf(session, now.from) - startOf(earlier, before.at) <= TOLERANCE_MS),
    ),
  );
}

/** Whether a session may have been there at a moment, by its age. */
export function mayHaveRunAt(session: Session, look: Look, moment: number): boolean {
  return startOf(session, look.from) <= moment + TOLERANCE_MS;
}

function isSameClient(one: Session, other: Session): boolean {
  return one.user === other.user && one.host === other.host;
}

/** Whether two statements look the same in the list, if a kill ends a statement: a connection may start its next statement at once. */
function isSameStatement(one: Session, other: Session, { kill }: ServiceFacts): boolean {
  return kill?.ends !== "query" || (one.query_id === other.query_id && one.info === other.info);
}

/** Services without a list look up statements whose ids are never used twice, and tell no age. */
function tellsAge({ list }: ServiceFacts): boolean {
  return list?.fields.has("min_duration_seconds") === true;
}

function startOf({ duration_seconds }: Session, at: number): number {
  return at - duration_seconds * 1_000;
}
