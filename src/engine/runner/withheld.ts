import { closedReason, type Policy } from "../../model";
import type { EngineEvent } from "../events";
import type { Clock, EngineContext, Fault, SessionKiller } from "../ports";
import type { RunOptions } from "./order";

/** A kill request that was not sent, as something forbids it since the pass began. No further request of its policy is sent either. */
export class Withheld extends Error {
  override readonly name = "Withheld";

  constructor(readonly fault: Fault) {
    super(fault.summary);
  }
}

/** The stop file is there. */
const STOPPED: Fault = {
  kind: "configuration",
  code: "DBKILL_KILLS_STOPPED",
  summary: "Kills are stopped",
  detail: "The stop file is there, so no kill is sent. Remove it to go on.",
};

/** The policy may not kill any more. @param why as `closedReason` tells it */
function closed(why: string): Fault {
  return {
    kind: "configuration",
    code: "DBKILL_POLICY_CLOSED",
    summary: "The policy may not kill any more",
    detail: `Since the pass began, this has become so: ${why}. What was not sent by then is not killed.`,
  };
}

/** What forbids a policy's kills now. Its windows are asked again, as a pass may take long. */
export function forbiddenBy(
  policy: Policy,
  options: Pick<RunOptions, "mayKill">,
  clock: Pick<Clock, "date">,
): Fault | undefined {
  if (!options.mayKill()) return STOPPED;
  const why = closedReason(policy, clock.date());
  return why === undefined ? undefined : closed(why);
}

/** Whether the time of a pass is over. */
export function isOutOfTime({
  deadline = Number.POSITIVE_INFINITY,
  clock,
}: Pick<EngineContext, "deadline" | "clock">): boolean {
  return clock.now() >= deadline;
}

/** The time of a pass is over before a policy had its turn. */
export const OUT_OF_TIME: EngineEvent = {
  code: "DBKILL_PASS_OUT_OF_TIME",
  severity: "error",
  summary: "The time of the pass was over before its turn",
  detail: "Nothing is killed for this policy in this pass.",
};

/** A killer that asks right before each request what forbids it, and knows no single call for everything. */
export function guarded(killer: SessionKiller, forbids: () => Fault | undefined): SessionKiller {
  return {
    ...(killer.countFitting && { countFitting: (keys: readonly string[]) => killer.countFitting!(keys) }),
    kill: (sessions, signal) => {
      const forbidden = forbids();
      if (forbidden) throw new Withheld(forbidden);
      return killer.kill(sessions, signal);
    },
  };
}
