import { printable } from "../../model";
import { countOf, describeKey, listLines } from "../describe";
import type { EngineEvent } from "../events";
import { withFault } from "../sentences";
import type { KillResult } from "./order";
import type { GuardSubject } from "./subject";
import type { Track } from "./track";

/** The events about what became of the sessions. Their facts are for programs. */

/** What is known of one session at the end. */
export interface Judged {
  readonly track: Track;
  readonly result: KillResult;
}

/** The codes of what is told of sessions that are not known to be gone. */
export type OpenCode =
  | "DBKILL_SESSION_REFUSED"
  | "DBKILL_KILL_NOT_SENT"
  | "DBKILL_KILL_UNCONFIRMED"
  | "DBKILL_SESSION_SURVIVED"
  | "DBKILL_OUTCOME_UNKNOWN";

/** Of a kill, what its events name. */
interface Ending {
  readonly subject: Pick<GuardSubject, "facts" | "name">;
  readonly waitedMs: number;
}

/** @param count how many sessions have a result */
export function openEvent(
  code: OpenCode,
  severity: EngineEvent["severity"],
  { subject, waitedMs }: Ending,
  count: number,
  those: readonly Judged[],
): EngineEvent {
  const { facts, name } = subject;
  const fault = those.find(({ track }) => track.fault)?.track.fault;
  const remedy = severity === "error" ? " To take this as a warning, set fail_on_survivors = false." : "";
  const waited = waitedMs > 0 ? ` within ${Math.round(waitedMs / 100) / 10} s` : "";
  const isQuery = facts.kill?.ends === "query";
  const words: Record<OpenCode, readonly [what: string, why: string]> = {
    DBKILL_SESSION_REFUSED: [
      "could not be killed: the service refused",
      "The service refused to kill these. Correct what its messages name, and kill again.",
    ],
    DBKILL_KILL_NOT_SENT: [
      "got no kill request",
      withFault("No request for these was carried out.", fault, "Kill again to send what is left."),
    ],
    DBKILL_KILL_UNCONFIRMED: [
      "may still run: no kill was confirmed",
      withFault(
        "The service confirmed no kill request for these, and they may still run.",
        fault,
        `Kill again.${remedy}`,
      ),
    ],
    DBKILL_SESSION_SURVIVED: [
      `did not end${waited}`,
      `${isQuery ? "A query ends at its next check point." : "A session ends at its next check point, and a large rollback takes long."} Give it more time with timeouts, or kill again.${remedy}`,
    ],
    DBKILL_OUTCOME_UNKNOWN: [
      "could not be looked at after the kill",
      `The service accepted the kill, and its list does not show what became of these. Look at the list of ${facts.words.many} before you kill again.${remedy}`,
    ],
  };
  const [what, why] = words[code];
  return {
    code,
    severity,
    summary: `${those.length} of ${countOf(count, facts.words)} on ${name} ${what}`,
    detail: `${why}\n${listLines(those.map(line))}`,
    facts: { keys: those.map(({ result }) => result.key), waitedMs },
    fault,
  };
}

/** Named ids that had ended before anything was sent. */
export function notFound(
  { facts, name }: Pick<GuardSubject, "facts" | "name">,
  named: number,
  absent: readonly Judged[],
): EngineEvent {
  return {
    code: "DBKILL_SESSION_NOT_FOUND",
    severity: "warning",
    path: [facts.ids.attribute],
    summary: `${absent.length} of ${countOf(named, facts.words)} chosen on ${name} had ended before the kill`,
    detail: `They are not listed, so nothing was sent for them. If they still run, the list has them by other ids.\n${listLines(absent.map(line))}`,
    facts: { keys: absent.map(({ result }) => result.key) },
  };
}

function line({ result: { key, user, message, vendorCode, requestId } }: Judged): string {
  const who = user === null ? describeKey(key) : `${describeKey(key)} of ${printable(user, 300)}`;
  const references = [vendorCode, requestId && `request id ${requestId}`].filter(Boolean).join(", ");
  const said =
    message && references && !message.includes(references) ? `${message} (${references})` : message;
  return said ? `${who}: ${said}` : who;
}
