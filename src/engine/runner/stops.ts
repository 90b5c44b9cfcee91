import type { Target } from "../../model";
import type { EngineEvent } from "../events";
import type { Fault, SessionKiller } from "../ports";
import { withFault } from "../sentences";

/** Kills are forbidden since the pass began. */
export class KillsStopped extends Error {
  override readonly name = "KillsStopped";
}

/** No further request gets past it, and nothing was sent. */
export const STOPPED: Fault = {
  kind: "configuration",
  code: "DBKILL_KILLS_STOPPED",
  summary: "Kills are stopped",
  detail: "The stop file is there, so no kill is sent. Remove it to go on.",
};

/** The time of a pass is over before a policy had its turn. */
export const OUT_OF_TIME: EngineEvent = {
  code: "DBKILL_PASS_OUT_OF_TIME",
  severity: "error",
  summary: "The time of the pass was over before its turn",
  detail: "Nothing is killed for this policy in this pass.",
};

/** A killer that asks right before each request whether it may, and knows no single call for everything. */
export function guarded(killer: SessionKiller, mayKill: () => boolean): SessionKiller {
  return {
    ...(killer.countFitting && { countFitting: (keys: readonly string[]) => killer.countFitting!(keys) }),
    kill: (sessions, signal) => {
      if (!mayKill()) throw new KillsStopped();
      return killer.kill(sessions, signal);
    },
  };
}

export function eventOf(fault: Fault, severity: EngineEvent["severity"]): EngineEvent {
  const { code, summary, detail } = fault;
  return { code, severity, summary, detail, fault };
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
