import type { ServiceFacts, Session, Spared } from "../../model";
import { countOf, type DescribeOptions, describeKey, describeSessions } from "../describe";
import type { EngineEvent } from "../events";
import type { Fault } from "../ports";
import { withFault } from "../sentences";
import type { Chooser, Chosen } from "./choose";
import type { Look } from "./look";

/** What the guards of a kill and of its preview look at. */
export interface GuardSubject {
  readonly facts: ServiceFacts;
  /** The target, for messages. */
  readonly name: string;
  readonly chooser: Chooser;
  readonly maxKills: number | null;
  readonly describe: DescribeOptions;
  /** Whether this is a plan, which kills nothing yet. Only the words differ. */
  readonly planned: boolean;
}

/** How many sessions or ids a list in a message names. */
const NAMED = 20;

/**
 * Checks the guards on a fresh listing.
 * @param count how many sessions the run has sent and would send now; an id that is not listed counts as one
 * @returns the error that forbids the kill; undefined where it is allowed
 */
export function checkGuards(
  subject: GuardSubject,
  look: Look,
  chosen: Chosen,
  count: number,
): EngineEvent | undefined {
  return (
    refuseUnknown(subject, look) ??
    refuseProtected(subject, chosen) ??
    refuseTooMany(subject, chosen, count) ??
    refuseIncomplete(subject, look)
  );
}

/** Ids that a service does not know at all are mistyped or forgotten; those of an earlier run are forgotten. */
function refuseUnknown({ facts, name, chooser, planned }: GuardSubject, look: Look): EngineEvent | undefined {
  const unknown = [...(look.unknown?.keys() ?? [])];
  if (unknown.length === 0 || chooser.left) return undefined;
  return {
    code: "DBKILL_SESSION_UNKNOWN",
    severity: "error",
    path: [facts.ids.attribute, unknown[0]!],
    summary: `${countOf(unknown.length, facts.words)} on ${name} ${unknown.length === 1 ? "is" : "are"} not known to the service`,
    detail: `${planned ? "Nothing would be killed" : "Nothing was killed"}. The service forgets ${facts.words.many} some time after they end: remove these from ${facts.ids.attribute}, and check that the target is the right one.\n${listLines(unknown.map(describeKey))}`,
    facts: { unknown },
  };
}

function refuseProtected(
  { facts, name, chooser, describe, planned }: GuardSubject,
  { spared }: Chosen,
): EngineEvent | undefined {
  if (!chooser.named) return undefined;
  const held = spared.filter(({ reason }) => reason === "system" || reason === "protected");
  if (held.length === 0) return undefined;
  const system = held.some(({ reason }) => reason === "system");
  const why = system
    ? "They belong to the server or the vendor and keep the database alive."
    : "protected_users names their users.";
  return {
    code: "DBKILL_PROTECTED_SESSION_CHOSEN",
    severity: "error",
    path: [facts.ids.attribute],
    summary: `${countOf(held.length, facts.words)} chosen on ${name} must never be killed`,
    detail: `${why} ${planned ? "Nothing would be killed" : "Nothing more is killed"}. Remove from ${facts.ids.attribute}:\n${describeSessions(
      held.map(({ session }) => session),
      describe,
    )}`,
    facts: { sessions: held.map(({ session }) => session.id), reasons: held.map(({ reason }) => reason) },
  };
}

function refuseTooMany(
  { facts, name, chooser, maxKills, describe, planned }: GuardSubject,
  { groups }: Chosen,
  count: number,
): EngineEvent | undefined {
  if (maxKills === null || count <= maxKills) return undefined;
  const { by } = chooser.selection.choice;
  const narrow = {
    ids: `Name fewer in ${facts.ids.attribute}`,
    match: "Narrow match",
    all: "Choose by match",
  };
  return {
    code: "DBKILL_MAX_KILLS_EXCEEDED",
    severity: "error",
    path: ["max_kills"],
    summary: `${countOf(count, facts.words)} on ${name} would be killed, more than max_kills = ${maxKills}`,
    detail: `${planned ? "" : "Nothing more is killed. "}${narrow[by]}, or raise max_kills if all of them are meant.\n${describeSessions([...groups.values()].flat(), describe, count)}`,
    facts: { count, maxKills },
  };
}

/** What is not listed could be one more, or one that must be spared. */
function refuseIncomplete(
  { facts, name, chooser, maxKills, planned }: GuardSubject,
  { complete, sessions, incomplete }: Look,
): EngineEvent | undefined {
  if (complete || (maxKills === null && !chooser.spares)) return undefined;
  return {
    code: "DBKILL_LIST_INCOMPLETE",
    severity: "error",
    path: [maxKills === null ? (chooser.selection.exclude ? "exclude" : "protected_users") : "max_kills"],
    summary: `${name} ${incomplete ? "may have" : "has"} more ${facts.words.many} than the service lists`,
    detail: `${incomplete ? `${incomplete} So` : `The first ${sessions.length} were listed, so`} max_kills, protected_users and exclude can't be proven. ${planned ? "Nothing would be killed" : "Nothing more is killed"}.${incomplete ? "" : " Try again later, or remove these guards."}`,
    facts: { listed: sessions.length },
  };
}

/** The listing failed, and something that was declared needs it. */
export function listFailed(
  { facts, name, chooser, maxKills, planned }: GuardSubject,
  fault: Fault,
  severity: "error" | "warning",
  killedBy: "kill" | "task" = "kill",
): EngineEvent {
  const guarded = maxKills !== null || chooser.spares;
  const need = guarded
    ? "max_kills, protected_users and exclude need the list"
    : `a ${facts.words.one} is never killed without a look at it right before`;
  const warning = planned
    ? `The plan can't show what would be killed${killedBy === "kill" ? ", and an apply that can't list either kills nothing" : ""}.`
    : `The ${facts.words.many} are killed by their ids without a look at whose they are.`;
  const consequence =
    severity === "warning"
      ? warning
      : `${planned ? "What would be killed can't be proven" : "Nothing more is killed"}: ${need}.`;
  return {
    code: "DBKILL_KILL_LIST_FAILED",
    severity,
    summary: `The ${facts.words.many} on ${name} can't be listed`,
    detail: withFault(consequence, fault),
    fault,
  };
}

/** Victims that can't be killed alone. */
export function sharedWarning(
  { facts, name, describe, planned }: GuardSubject,
  shared: readonly Session[],
): EngineEvent {
  return {
    code: "DBKILL_SESSION_ID_SHARED",
    severity: "warning",
    summary: `${countOf(shared.length, facts.words)} chosen on ${name} ${planned ? "would be" : "were"} spared: others have the same id`,
    detail: `Killing an id ends every session that has it, and not all of them are chosen. Choose all of them, or kill them another way.\n${describeSessions(shared, describe)}`,
    facts: { sessions: shared.map(({ id }) => id) },
  };
}

/** More may be chosen than is listed. */
export function incompleteWarning(
  { facts, name, planned }: GuardSubject,
  { sessions, incomplete }: Pick<Look, "sessions" | "incomplete">,
): EngineEvent {
  return {
    code: "DBKILL_LIST_INCOMPLETE",
    severity: "warning",
    summary: `${name} ${incomplete ? "may have" : "has"} more ${facts.words.many} than the service lists`,
    detail:
      incomplete ??
      `Only the first ${sessions.length} ${planned ? "can be looked at" : "were looked at"}, so more may be chosen. ${planned ? "" : "Kill again to reach them."}`.trim(),
    facts: { listed: sessions.length },
  };
}

/** Named sessions that `exclude` spares. */
export function excludedWarning(
  { facts, name, describe, planned }: GuardSubject,
  spared: readonly Spared<Session>[],
): EngineEvent | undefined {
  const excluded = spared.filter(({ reason }) => reason === "excluded").map(({ session }) => session);
  if (excluded.length === 0) return undefined;
  return {
    code: "DBKILL_CHOSEN_SESSION_EXCLUDED",
    severity: "warning",
    path: ["exclude"],
    summary: `${countOf(excluded.length, facts.words)} chosen on ${name} ${planned ? "would be" : "were"} spared by exclude`,
    detail: `exclude wins over ${facts.ids.attribute}.\n${describeSessions(excluded, describe)}`,
    facts: { sessions: excluded.map(({ id }) => id) },
  };
}

/** No id is given. */
export function nothingToKill({ facts, name, planned }: Omit<GuardSubject, "chooser">): EngineEvent {
  return {
    code: "DBKILL_NOTHING_TO_KILL",
    severity: "warning",
    path: [facts.ids.attribute],
    summary: `No ${facts.words.many} on ${name} ${planned ? "would be" : "were"} killed: ${facts.ids.attribute} is empty`,
    detail: "An empty list of ids is not an error: it kills nothing.",
  };
}

/** Lines, twenty at most, and how many more there are. */
export function listLines(lines: readonly string[]): string {
  const more = lines.length > NAMED ? [`and ${lines.length - NAMED} more`] : [];
  return [...lines.slice(0, NAMED), ...more].join("\n");
}
