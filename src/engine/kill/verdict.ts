import { type Outcome, parseSessionKey, printable } from "../../model";
import type { EngineEvent } from "../events";
import type { KillResult } from "./order";
import type { KillState } from "./state";
import { type Track, wasSent } from "./track";
import { type Judged, notFound, type OpenCode, openEvent } from "./verdict-messages";

export const STOPPED = "The operation ended before it was sent.";
export const UNCONFIRMED = "No answer confirmed its kill, and its id belongs to another session now.";
export const OTHER_STATEMENT = "The connection runs another statement now, so it was not killed again.";

/**
 * The results of a run, in the order in which ids were named or sessions listed, and the events about sessions that are not known to
 * be gone.
 *
 * @param looked whether the sessions were to be looked at after the kill
 */
export function judge(
  state: KillState,
  looked: boolean,
): { readonly results: readonly KillResult[]; readonly events: readonly EngineEvent[] } {
  const hasList = state.subject.facts.list !== undefined;
  const judged = inOrder(state)
    .filter((track) => !isNoVictim(state, track))
    .map((track) => ({ track, result: resultOf(track, hasList) }));
  return { results: judged.map(({ result }) => result), events: eventsOf(state, judged, looked) };
}

function inOrder({ tracks, chooser }: KillState): Track[] {
  const keys = new Set([...(chooser.named ?? tracks.keys()), ...tracks.keys()]);
  return [...keys].flatMap((key) => tracks.get(key) ?? []);
}

/** Whether a session that was chosen at first turned out to be a different one. It is among the spared then, or has ended. */
function isNoVictim({ chooser }: KillState, track: Track): boolean {
  if (wasSent(track) || track.refusal) return false;
  return track.dropped === true || (chooser.named === undefined && track.fate?.kind === "replaced");
}

function resultOf(track: Track, hasList: boolean): KillResult {
  const { key, seen, fate, refusal, gone } = track;
  const before = seen.sessions[0];
  const ended = gone?.ended ?? (fate?.kind === "absent" ? fate.ended : undefined);
  const outcome = outcomeOf(track);
  const states = {
    statusBefore: before?.state ?? gone?.ended?.status,
    statusAfter: ended?.status ?? (fate?.kind === "there" ? fate.session.state : undefined),
  };
  const told = outcome === "refused" || outcome === "survived" ? refusal : undefined;
  const message = told?.message ?? messageOf(track, outcome) ?? ended?.message;
  const { id, server } = before ?? parseSessionKey(key);
  return {
    id,
    ...(server === undefined ? {} : { server }),
    key,
    user: before?.user || null,
    outcome,
    message: message ? printable(message, 1_000) : null,
    ...(told?.code === undefined ? {} : { vendorCode: told.code }),
    ...(told?.requestId === undefined ? {} : { requestId: told.requestId }),
    ...(hasList ? {} : states),
  };
}

function outcomeOf(track: Track): Outcome {
  const { fate, gone, refusal, accepted, first, seen } = track;
  if (gone) return "gone";
  const over = wasSent(track) && seen.sessions.length > 0 ? "killed" : "gone";
  switch (fate?.kind) {
    case "absent":
      // A statement that finished was faster than its kill.
      return fate.ended?.finished ? "gone" : over;
    case "replaced":
      // The session may have ended by the kill or by itself before its id was reused; the list can't tell which.
      return accepted ? over : "gone";
    case "there":
      return refusal && !accepted ? "refused" : "survived";
    default:
      if (refusal && !wasSent(track)) return "refused";
      if (wasSent(track) || fate?.kind === "unclear" || first.sessions.length === 0) return "unknown";
      return "survived";
  }
}

function messageOf(track: Track, outcome: Outcome): string | undefined {
  const { gone, held, fault, fate, seen, accepted, unsendable } = track;
  if (gone) return gone.message;
  if (fate?.kind === "replaced" && wasSent(track) && !accepted) return UNCONFIRMED;
  if (outcome === "gone" || outcome === "killed") return undefined;
  if (unsendable) return held;
  if (wasSent(track)) {
    if (held && fate?.kind === "there" && !isAlike(fate.session, seen.sessions[0])) return OTHER_STATEMENT;
    return accepted ? undefined : fault?.summary;
  }
  return held ?? fault?.summary ?? STOPPED;
}

function isAlike(one: { readonly info: string }, other: { readonly info: string } | undefined): boolean {
  return one.info === other?.info;
}

/** Of what is worth an event, in the order in which it is told. */
const TOLD = [
  "DBKILL_SESSION_REFUSED",
  "DBKILL_KILL_NOT_SENT",
  "DBKILL_KILL_UNCONFIRMED",
  "DBKILL_SESSION_SURVIVED",
  "DBKILL_OUTCOME_UNKNOWN",
] as const satisfies readonly OpenCode[];

/** What `fail_on_survivors = false` does not make a warning: nothing was done. */
const ALWAYS_ERRORS: ReadonlySet<OpenCode> = new Set(["DBKILL_SESSION_REFUSED", "DBKILL_KILL_NOT_SENT"]);

function eventsOf(state: KillState, judged: readonly Judged[], looked: boolean): EngineEvent[] {
  const mild = state.order.failOnSurvivors ? "error" : "warning";
  const told = TOLD.flatMap((code) => {
    const those = judged.filter((one) => codeOf(one, looked) === code);
    const severity = ALWAYS_ERRORS.has(code) ? "error" : mild;
    return those.length > 0 ? [openEvent(code, severity, state, judged.length, those)] : [];
  });
  return [...told, ...absentEvents(state, judged)];
}

/** What is to be told of a session that is not known to be gone; undefined where there is nothing to tell. */
function codeOf({ track, result: { outcome } }: Judged, looked: boolean): OpenCode | undefined {
  if (outcome === "killed" || outcome === "gone") return undefined;
  if (outcome === "refused") return "DBKILL_SESSION_REFUSED";
  // A session that can't be sent, or that changes too often, is no failure of a request.
  if (!wasSent(track)) return track.held === undefined ? "DBKILL_KILL_NOT_SENT" : "DBKILL_SESSION_SURVIVED";
  if (!track.accepted) return "DBKILL_KILL_UNCONFIRMED";
  if (outcome === "survived") return "DBKILL_SESSION_SURVIVED";
  return looked ? "DBKILL_OUTCOME_UNKNOWN" : undefined;
}

/** Named ids that had ended before anything was sent. After an earlier run this is the expected result, and no warning. */
function absentEvents({ chooser, subject }: KillState, judged: readonly Judged[]): EngineEvent[] {
  const absent = judged.filter(({ track }) => track.gone);
  if (!chooser.named || chooser.left || !subject.facts.list || absent.length === 0) return [];
  return [notFound(subject, chooser.named.length, absent)];
}
