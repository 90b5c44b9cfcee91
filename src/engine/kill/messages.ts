import type { Session, Spared } from "../../model";
import { countOf, describeKey, describeSessions, listLines } from "../describe";
import type { EngineEvent } from "../events";
import type { Fault } from "../ports";
import { withFault } from "../sentences";
import type { Look } from "./look";
import { type GuardSubject, isGuarded } from "./subject";

/** The events of the guards of a kill and of its preview. Their facts are for programs. */

const nothingKilled = (planned: boolean) => (planned ? "Nothing would be killed" : "Nothing was killed");
const noMoreKilled = (planned: boolean) => (planned ? "Nothing would be killed" : "Nothing more is killed");

/** Ids that the service does not know at all. */
export function unknownIds({ facts, name, planned }: GuardSubject, unknown: readonly string[]): EngineEvent {
  return {
    code: "DBKILL_SESSION_UNKNOWN",
    severity: "error",
    path: [facts.ids.attribute, unknown[0]!],
    summary: `${countOf(unknown.length, facts.words)} on ${name} ${unknown.length === 1 ? "is" : "are"} not known to the service`,
    detail: `${nothingKilled(planned)}. The service forgets ${facts.words.many} some time after they end: remove these from ${facts.ids.attribute}, and check that the target is the right one.\n${listLines(unknown.map(describeKey))}`,
    facts: { unknown },
  };
}

/** Named sessions of the server, the vendor or a protected user. */
export function protectedChosen(
  { facts, name, describe, planned }: GuardSubject,
  held: readonly Spared<Session>[],
): EngineEvent {
  const reasons = held.map(({ reason }) => reason);
  const sessions = held.map(({ session }) => session);
  const why = reasons.includes("system")
    ? "They belong to the server or the vendor and keep the database alive."
    : "protected_users names their users.";
  return {
    code: "DBKILL_PROTECTED_SESSION_CHOSEN",
    severity: "error",
    path: [facts.ids.attribute],
    summary: `${countOf(held.length, facts.words)} chosen on ${name} must never be killed`,
    detail: `${why} ${noMoreKilled(planned)}. Remove from ${facts.ids.attribute}:\n${describeSessions(sessions, describe)}`,
    facts: { sessions: sessions.map(({ id }) => id), reasons },
  };
}

/** More than `max_kills` allows. */
export function tooMany(
  { facts, name, chooser, describe, planned }: GuardSubject,
  victims: readonly Session[],
  count: number,
  maxKills: number,
): EngineEvent {
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
    detail: `${planned ? "" : "Nothing more is killed. "}${narrow[chooser.selection.choice.by]}, or raise max_kills if all of them are meant.\n${describeSessions(victims, describe, count)}`,
    facts: { count, maxKills },
  };
}

/** The listing can't prove what was declared. */
export function incompleteList(
  { facts, name, planned }: GuardSubject,
  { sessions, incomplete }: Look,
  setting: string,
): EngineEvent {
  return {
    code: "DBKILL_LIST_INCOMPLETE",
    severity: "error",
    path: [setting],
    summary: `${name} ${incomplete ? "may have" : "has"} more ${facts.words.many} than the service lists`,
    detail: `${incomplete ? `${incomplete} So` : `The first ${sessions.length} were listed, so`} max_kills, protected_users and exclude can't be proven. ${noMoreKilled(planned)}.${incomplete ? "" : " Try again later, or remove these guards."}`,
    facts: { listed: sessions.length },
  };
}

/** The listing failed, and something that was declared needs it. */
export function listFailed(
  subject: GuardSubject,
  fault: Fault,
  severity: "error" | "warning",
  killedBy: "kill" | "task" = "kill",
): EngineEvent {
  const { facts, name, planned } = subject;
  const need = isGuarded(subject)
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
  excluded: readonly Session[],
): EngineEvent {
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

/** What a preview shows. */
interface Previewed {
  readonly victims: readonly Session[];
  readonly count: number;
  /** Absent where the vendor chose the victims itself. */
  readonly listed?: number;
  readonly complete: boolean;
}

/** Who would be killed. */
export function killPreview(
  { facts, name, chooser, describe }: GuardSubject,
  { victims, count, listed, complete }: Previewed,
  killedBy: "task" | "kill",
): EngineEvent {
  const of = listed === undefined ? "" : `${complete ? "" : "at least "}${countOf(listed, facts.words)}`;
  const next =
    killedBy === "task"
      ? "The task goes on killing the sessions that match."
      : "The kill chooses again when it runs.";
  const later = killedBy === "task" ? " The task kills whatever matches later." : "";
  const missing = (chooser.named?.length ?? 0) - victims.length;
  const absent =
    missing > 0
      ? `${missing} of the named ${facts.words.many} would not be killed: they are not listed, or are spared.`
      : "";
  return {
    code: "DBKILL_KILL_PREVIEW",
    severity: "warning",
    // True before and after an apply, which shows the warnings of its plan once more. One summary for all quiet targets: Terraform folds them.
    summary:
      count === 0
        ? `No ${facts.words.one} would be killed by this plan`
        : `${countOf(count, facts.words)} on ${name} would be killed by this plan`,
    detail: [
      count === 0
        ? `When the plan was made, ${of ? `0 of ${of}` : `no ${facts.words.one}`} on ${name} ${listed === undefined || listed === 1 ? "was" : "were"} chosen.${later}`
        : `When the plan was made, ${of ? `${count} of ${of}` : countOf(count, facts.words)} ${count === 1 ? "was" : "were"} chosen. ${next}`,
      absent,
      describeSessions(victims, describe, count),
    ]
      .filter((part) => part !== "")
      .join("\n"),
    facts: { target: name, count, listed, complete, sessions: victims.map(({ id }) => id) },
  };
}
