import { DiagnosticError } from "../framework";
import { checkFilter, isSystemSession, type Session } from "../model";
import { factsOf } from "../vendors/facts";
import { DESTROY_HINT } from "./destroy-hint";
import { explainAny, isConfigurationError } from "./explain";
import type { Listing } from "./listing";
import { isGuarded, type OneShot } from "./one-shot";
import { describeAll } from "./preview";
import { chooseVictims } from "./victims";

/** Whom a one-shot kill is sent for. */
export interface KillVictims {
  /** Those of the chosen that are listed, by key; where several share one, a kill of it is for all of them. */
  readonly listed: ReadonlyMap<string, readonly Session[]>;
  /** The keys to send: the listed ones, and those named ones that may run without being listed. */
  readonly keys: readonly string[];
  /** Those that match but can't be killed alone: they share their key with others that are not chosen. */
  readonly shared: readonly Session[];
}

/**
 * Chooses among the sessions of a listing; null where there is none and none is needed.
 *
 * @throws DiagnosticError where a guard forbids the kill, or can't be proven to allow it
 */
export function chooseKillVictims(shot: OneShot, listing: Listing | null): KillVictims {
  assertSound(shot);
  const victims = choose(shot, listing);
  checkMaxKills(shot, victims, listing);
  return victims;
}

/** Whether a session may be killed again under a key of those chosen before: it is one of them, and still chosen. */
export function isStillMeant(
  { api, choice, guards }: OneShot,
  before: readonly Session[],
  now: Session,
): boolean {
  if (!before.some(({ user }) => user === now.user)) return false;
  if (choice.by !== "match") return true;
  const spared = { service: api.target.service, protectedUsers: guards.protectedUsers };
  return chooseVictims([now], choice.filter, spared).length > 0;
}

/** The sessions of a listing that this kill may be for. */
export function inQuestion({ api, left }: OneShot, sessions: readonly Session[]): readonly Session[] {
  if (!left) return sessions;
  return sessions.filter((session) => {
    const user = left.get(api.keyOf(session));
    return user === null || user === session.user;
  });
}

/** Validation lets none of this through; the second lock is for what it did not foresee. */
function assertSound({ api, choice, guards }: OneShot): void {
  if (choice.by === "all" && guards.protectedUsers.length > 0) {
    throw new Error("A kill of everything can't spare protected users");
  }
  if (choice.by !== "match") return;
  const [problem] = checkFilter(choice.filter, { facts: factsOf(api.target.service), evaluatedBy: "list" });
  if (problem) throw new Error(`${problem.summary}. ${problem.detail}`);
}

function choose(shot: OneShot, listing: Listing | null): KillVictims {
  const { api, choice, guards } = shot;
  const all = listing?.sessions ?? [];
  const candidates = new Set(inQuestion(shot, all));
  const strangers = new Set(all.filter((session) => !candidates.has(session)).map(api.keyOf));
  const sessions = all.filter((session) => !strangers.has(api.keyOf(session)));
  const whole = (chosen: readonly Session[]) => {
    const listed = groupBy(chosen, api.keyOf);
    return { listed, keys: [...listed.keys()], shared: [] };
  };
  if (choice.by === "all") return whole(sessions);
  if (choice.by === "match") {
    const spare = { service: api.target.service, protectedUsers: guards.protectedUsers };
    const matching = chooseVictims(sessions, choice.filter, spare);
    const chosen = new Set(matching);
    const others = new Set(sessions.filter((session) => !chosen.has(session)).map(api.keyOf));
    const isShared = (session: Session) => others.has(api.keyOf(session));
    return {
      ...whole(matching.filter((session) => !isShared(session))),
      shared: matching.filter(isShared),
    };
  }
  if (!listing) return { listed: new Map(), keys: choice.keys, shared: [] };
  const named = new Set(choice.keys);
  const theirs = sessions.filter((session) => named.has(api.keyOf(session)));
  refuseSpared(shot, theirs);
  // Whose a session is that is not listed, nobody can tell: where users are protected, it is left alone.
  const blind = (api.listsLate || !listing.complete) && guards.protectedUsers.length === 0;
  const { listed } = whole(theirs);
  const isSent = (key: string) => listed.has(key) || (blind && !strangers.has(key));
  return { listed, keys: choice.keys.filter(isSent), shared: [] };
}

function groupBy(sessions: readonly Session[], keyOf: (session: Session) => string): Map<string, Session[]> {
  const groups = new Map<string, Session[]>();
  for (const session of sessions) {
    const key = keyOf(session);
    const group = groups.get(key);
    if (group) group.push(session);
    else groups.set(key, [session]);
  }
  return groups;
}

function refuseSpared({ api, guards }: OneShot, chosen: readonly Session[]): void {
  const spared = new Set(guards.protectedUsers);
  const system = chosen.filter((session) => isSystemSession(session, factsOf(api.target.service)));
  const theirs = chosen.filter((session) => spared.has(session.user));
  if (system.length === 0 && theirs.length === 0) return;
  throw new DiagnosticError(
    system.length > 0
      ? {
          summary: `The vendor's own ${api.words.many} are never killed`,
          detail: `They keep the database alive. Remove from ${api.words.ids}:\n${describeAll(system)}`,
          path: [api.words.ids],
        }
      : {
          summary: `${capitalised(api.words.many)} of protected users are never killed`,
          detail: `protected_users names whose they are. Remove from ${api.words.ids}:\n${describeAll(theirs)}`,
          path: [api.words.ids],
        },
  );
}

function checkMaxKills(
  { api, choice, guards }: OneShot,
  { listed, keys }: KillVictims,
  listing: Listing | null,
): void {
  const { maxKills } = guards;
  if (maxKills === null) return;
  const { instance_id: name } = api.target;
  const { many, ids } = api.words;
  const sessions = [...listed.values()].flat();
  const count = sessions.length + keys.filter((key) => !listed.has(key)).length;
  if (count > maxKills) {
    const narrow = { ids: `Name fewer in ${ids}`, match: "Narrow match", all: "Choose by match" }[choice.by];
    throw new DiagnosticError({
      summary: `${count} ${many} on ${name} would be killed, more than max_kills = ${maxKills}`,
      detail: `${describeAll(sessions, count)}\n\n${narrow}, or raise max_kills if all of them are meant. ${DESTROY_HINT}`,
      path: ["max_kills"],
    });
  }
  // Whoever names each session has counted them.
  if (choice.by === "ids" || listing?.complete) return;
  throw new DiagnosticError({
    summary: `max_kills can't be checked: ${name} has more ${many} than the vendor lists`,
    detail: `The first ${listing?.sessions.length ?? 0} were listed, and what can't be proven is not taken for safe. Run it again, or remove max_kills to go without the check.`,
    path: ["max_kills"],
  });
}

/**
 * Lists for a kill that can't do without.
 *
 * @throws DiagnosticError that says why nothing is killed
 */
export async function listOrRefuse(
  shot: OneShot,
  list: () => Promise<Listing>,
  tail: string,
): Promise<Listing> {
  const { target, words } = shot.api;
  try {
    return await list();
  } catch (error) {
    if (isConfigurationError(error) || (error as Error)?.name === "AbortError") throw error;
    const { summary, detail } = explainAny(error);
    throw new DiagnosticError({
      summary: `The ${words.many} on ${target.instance_id} can't be listed, so ${tail}`,
      detail: `${summary}\n${detail}\n\n${isGuarded(shot) ? "What can't be proven is not taken for safe. " : ""}${wayOut(shot)}`,
    });
  }
}

function wayOut(shot: OneShot): string {
  if (shot.choice.by === "match") return "Mend the cause: whom match means, only a listing tells.";
  return isGuarded(shot)
    ? "Mend the cause, or remove max_kills and protected_users."
    : "Mend the cause, or set verify = false to kill without looking.";
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
