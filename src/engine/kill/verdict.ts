import { type Outcome, parseSessionKey, printable } from "../../model";
import { countOf, describeKey } from "../describe";
import type { EngineEvent } from "../events";
import type { Fault } from "../ports";
import { withFault } from "../sentences";
import { listLines } from "./guards";
import type { KillResult } from "./order";
import type { KillState } from "./state";
import { type Track, wasSent } from "./track";

const STOPPED = "The operation ended before it was sent.";
const UNCONFIRMED = "No answer confirmed its kill, and its id belongs to another session now.";
const OTHER_STATEMENT = "The connection runs another statement now, so it was not killed again.";

/** What is known of one session at the end. */
interface Judged {
  readonly track: Track;
  readonly result: KillResult;
}

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
  const named = (chooser.named ?? []).flatMap((key) => tracks.get(key) ?? []);
  return [...new Set([...named, ...tracks.values()])];
}

/** Whether a session that was chosen at first turned out to be a different one. It is among the spared then, or has ended. */
function isNoVictim({ chooser }: KillState, track: Track): boolean {
  if (wasSent(track) || track.refusal) return false;
  return track.dropped === true || (chooser.named === undefined && track.fate?.kind === "replaced");
}

function resultOf(track: Track, hasList: boolean): KillResult {
  const { key, first, seen, fate, refusal, gone } = track;
  const before = seen.sessions[0] ?? first.sessions[0];
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
  const { gone, held, fault, fate, refusal, seen, accepted, unsendable } = track;
  if (gone) return gone.message;
  if (fate?.kind === "replaced" && wasSent(track) && !accepted) return UNCONFIRMED;
  if (outcome === "gone" || outcome === "killed") return undefined;
  if (unsendable) return held;
  if (wasSent(track)) {
    if (held && fate?.kind === "there" && !isAlike(fate.session, seen.sessions[0])) return OTHER_STATEMENT;
    return accepted ? undefined : fault?.summary;
  }
  return held ?? fault?.summary ?? (refusal ? undefined : STOPPED);
}

function isAlike(one: { readonly info: string }, other: { readonly info: string } | undefined): boolean {
  return one.info === other?.info;
}

function eventsOf(state: KillState, judged: readonly Judged[], looked: boolean): EngineEvent[] {
  const { order, subject } = state;
  const { facts, name } = subject;
  const open = judged.filter(({ result }) => result.outcome === "survived" || result.outcome === "unknown");
  const isUnsent = ({ track }: Judged) => !wasSent(track);
  const isUnconfirmed = ({ track }: Judged) => wasSent(track) && !track.accepted;
  const isAccepted = (outcome: Outcome) => (one: Judged) =>
    one.track.accepted && one.result.outcome === outcome;
  // A session that can't be sent, or that changes too often, is no failure of a request.
  const isHeld = (one: Judged) => isUnsent(one) && one.track.held !== undefined;
  const severity = order.failOnSurvivors ? ("error" as const) : ("warning" as const);
  const remedy = order.failOnSurvivors ? " To take this as a warning, set fail_on_survivors = false." : "";
  const tell = (
    code: EngineEvent["code"],
    how: EngineEvent["severity"],
    those: readonly Judged[],
    what: string,
    why: string,
  ): EngineEvent[] => {
    if (those.length === 0) return [];
    return [
      {
        code,
        severity: how,
        summary: `${those.length} of ${countOf(judged.length, facts.words)} on ${name} ${what}`,
        detail: `${why}\n${listLines(those.map(line))}`,
        facts: { keys: those.map(({ result }) => result.key), waitedMs: state.waitedMs },
        fault: faultOf(those),
      },
    ];
  };
  const waited = state.waitedMs > 0 ? ` within ${Math.round(state.waitedMs / 100) / 10} s` : "";
  const isQuery = facts.kill?.ends === "query";
  return [
    ...tell(
      "DBKILL_SESSION_REFUSED",
      "error",
      judged.filter(({ result }) => result.outcome === "refused"),
      "were refused",
      "The service refused to kill these. Correct what its messages name, and kill again.",
    ),
    ...tell(
      "DBKILL_KILL_NOT_SENT",
      "error",
      open.filter((one) => isUnsent(one) && !isHeld(one)),
      "were not sent",
      withFault(
        "No request for these was carried out.",
        faultOf(open.filter(isUnsent)),
        "Kill again to send what is left.",
      ),
    ),
    ...tell(
      "DBKILL_KILL_UNCONFIRMED",
      severity,
      open.filter(isUnconfirmed),
      "are not confirmed to be killed",
      withFault(
        "The service confirmed no kill request for these, and they may still run.",
        faultOf(open.filter(isUnconfirmed)),
        `Kill again.${remedy}`,
      ),
    ),
    ...tell(
      "DBKILL_SESSION_SURVIVED",
      severity,
      open.filter((one) => isHeld(one) || isAccepted("survived")(one)),
      `did not end${waited}`,
      `${isQuery ? "A query ends at its next check point." : "A session ends at its next check point, and a large rollback takes long."} Give it more time with timeouts, or kill again.${remedy}`,
    ),
    ...(looked
      ? tell(
          "DBKILL_OUTCOME_UNKNOWN",
          severity,
          open.filter(isAccepted("unknown")),
          "could not be looked at after the kill",
          `The service accepted the kill, and its list does not show what became of these. Look at the list of ${facts.words.many} before you kill again.${remedy}`,
        )
      : []),
    ...absentEvents(state, judged),
  ];
}

function faultOf(those: readonly Judged[]): Fault | undefined {
  return those.find(({ track }) => track.fault)?.track.fault;
}

/** Named ids that had ended before anything was sent. After an earlier run this is the expected result, and no warning. */
function absentEvents({ chooser, subject }: KillState, judged: readonly Judged[]): EngineEvent[] {
  const { facts, name } = subject;
  const absent = judged.filter(({ track }) => track.gone);
  if (!chooser.named || chooser.left || !facts.list || absent.length === 0) return [];
  return [
    {
      code: "DBKILL_SESSION_NOT_FOUND",
      severity: "warning",
      path: [facts.ids.attribute],
      summary: `${absent.length} of ${countOf(chooser.named.length, facts.words)} chosen on ${name} had ended before the kill`,
      detail: `They are not listed, so nothing was sent for them. If they still run, the list has them by other ids.\n${listLines(absent.map(line))}`,
      facts: { keys: absent.map(({ result }) => result.key) },
    },
  ];
}

function line({ result: { key, user, message, vendorCode, requestId } }: Judged): string {
  const who = user === null ? describeKey(key) : `${describeKey(key)} of ${printable(user, 300)}`;
  const references = [vendorCode, requestId && `request id ${requestId}`].filter(Boolean).join(", ");
  const said =
    message && references && !message.includes(references) ? `${message} (${references})` : message;
  return said ? `${who}: ${said}` : who;
}
