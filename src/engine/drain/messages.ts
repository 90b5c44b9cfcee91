import type { Session } from "../../model";
import { countOf, describeSessions } from "../describe";
import type { EngineEvent } from "../events";
import type { GuardSubject } from "../kill/subject";
import type { Fault } from "../ports";
import { withFault } from "../sentences";

/** What the kills of a drain met last. */
export interface Trouble {
  /** What the vendor said against killing a session. */
  readonly refusal?: string;
  /** The failure that kept a kill from being sent. */
  readonly fault?: Fault;
}

/** Sessions are left when the time is over. */
export function survivors(
  { facts, name, describe }: GuardSubject,
  left: readonly Session[],
  { severity, killedMs, trouble }: Ending,
): EngineEvent {
  return {
    code: "DBKILL_DRAIN_SURVIVORS",
    severity,
    summary: `${countOf(left.length, facts.words)} on ${name} ${left.length === 1 ? "is" : "are"} left after a drain of ${secondsOf(killedMs)} s`,
    detail: `Their clients reconnect, or the ${facts.words.many} take long to end. ${spell(trouble)}Stop the clients, or raise deadline_seconds, and drain again.${remedy(severity)}\n${describeSessions(left, describe)}`,
    facts: factsOf(name, left),
    fault: trouble.fault,
  };
}

/** Nobody is seen, and that nobody is left is not proven. */
export function unproven(
  { facts, name }: GuardSubject,
  { severity, killedMs }: Ending,
  fault: Fault | undefined,
): EngineEvent {
  const why = fault
    ? `The last list of ${facts.words.many} failed.`
    : `The service has more ${facts.words.many} than it lists.`;
  return {
    code: "DBKILL_DRAIN_UNPROVEN",
    severity,
    summary: `Whether ${facts.words.many} on ${name} are left after a drain of ${secondsOf(killedMs)} s is not known`,
    detail: withFault(why, fault, `Drain again.${remedy(severity)}`),
    facts: { target: name },
    fault,
  };
}

/** The caller gave up before everybody had left. */
export function interrupted(
  { facts, name, describe }: GuardSubject,
  left: readonly Session[],
  fault: Fault | undefined,
): EngineEvent {
  const many = facts.words.many;
  const rest = fault
    ? `Whether ${many} are left is not known: they can't be listed. ${fault.summary}.`
    : `${countOf(left.length, facts.words)} ${left.length === 1 ? "is" : "are"} left.`;
  return {
    code: "DBKILL_DRAIN_INTERRUPTED",
    severity: "error",
    summary: `The drain of ${name} was stopped before it was done`,
    detail: `What was killed stays killed. ${rest} Drain again.\n${describeSessions(left, describe)}`.trim(),
    facts: factsOf(name, left),
    fault,
  };
}

/** Nothing is connected to a database that does not exist. */
export function targetGone(name: string, fault: Fault): EngineEvent {
  return {
    code: "DBKILL_DRAIN_TARGET_GONE",
    severity: "warning",
    summary: `${name} does not exist any more, so nothing has to be drained`,
    detail: `${fault.summary}. If it still exists, check the target and its region.`,
    facts: { target: name },
    fault,
  };
}

/** How a drain ended that is not done. */
export interface Ending {
  readonly severity: EngineEvent["severity"];
  /** How long it killed, in ms. */
  readonly killedMs: number;
  readonly trouble: Trouble;
}

function secondsOf(ms: number): number {
  return Math.round(ms / 1_000);
}

function spell({ refusal, fault }: Trouble): string {
  if (refusal) return `The service refused a kill: ${refusal.replace(/\.$/, "")}. `;
  return fault ? `The last kill failed: ${fault.summary}. ` : "";
}

function remedy(severity: EngineEvent["severity"]): string {
  return severity === "error" ? " To take this as a warning, set fail_on_survivors = false." : "";
}

function factsOf(target: string, left: readonly Session[]): EngineEvent["facts"] {
  return { target, count: left.length, sessions: left.map(({ id }) => id) };
}
