import type { Target } from "../../model";
import type { EngineEvent } from "../events";
import type { Look } from "../kill/look";
import type { Fault, SessionSource } from "../ports";
import { withFault } from "../sentences";
import type { AuditError } from "./audit";

/** A failure as an event of a policy. */
export function eventOf(fault: Fault, severity: EngineEvent["severity"]): EngineEvent {
  const { code, summary, detail } = fault;
  return { code, severity, summary, detail, fault };
}

export function auditFailed({ message }: AuditError): EngineEvent {
  return {
    code: "DBKILL_AUDIT_FAILED",
    severity: "error",
    summary: "The audit can't be written",
    detail: `Nothing more is killed for this policy in this pass: what can't be recorded is not killed. ${message}`,
  };
}

export function listFailed({ instance_id }: Target, fault: Fault): EngineEvent {
  return {
    code: fault.code,
    severity: "error",
    summary: `The sessions on ${instance_id} can't be listed`,
    detail: withFault("No policy of it is enforced in this pass.", fault),
    fault,
  };
}

/** A list that the account may not see in full is a failure: who is missing there is never judged. One that the service cuts short is not. */
export function listIncomplete(
  { name, facts: { words } }: SessionSource,
  { complete, incomplete: why, sessions }: Look,
): EngineEvent[] {
  if (complete) return [];
  return [
    {
      code: "DBKILL_LIST_INCOMPLETE",
      severity: why === undefined ? "warning" : "error",
      summary: `${name} ${why === undefined ? "has" : "may have"} more ${words.many} than it lists`,
      detail: `${why ?? `The first ${sessions.length} were listed.`} The others are not judged, and none of them is killed.`,
      facts: { listed: sessions.length },
    },
  ];
}

/** Tells that ages in a list are not those that the server shows. */
export function clockStepped({ name, facts: { words } }: SessionSource, { clockStep }: Look): EngineEvent[] {
  if (clockStep === undefined) return [];
  return [
    {
      code: "DBKILL_CLOCK_STEPPED",
      severity: "warning",
      summary: `The clock of ${name} was set forward by about ${clockStep} s`,
      detail: `The server shows ${words.many} that began before as older than they are. dbkill takes these seconds off their age.`,
      facts: { seconds: clockStep },
    },
  ];
}
