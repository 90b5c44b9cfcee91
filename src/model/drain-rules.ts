import type { Problem } from "./codes";
import { UNDECIDED, type Undecided } from "./filter";

/** How long the phases of a drain may take, in seconds, before all values are known. */
export interface DrainTimes {
  /** How long sessions may leave by themselves. */
  readonly grace_seconds: number | Undecided;
  /** How long to kill after that. */
  readonly deadline_seconds: number | Undecided;
  /** How long the whole operation may take. */
  readonly delete: number | Undecided;
}

/** What holds where nothing is said. */
export const DRAIN_DEFAULTS = {
  grace_seconds: 0,
  deadline_seconds: 60,
  delete: 600,
} as const satisfies DrainTimes;

/**
 * The phases of a drain must fit into the time of the operation, or the drain would be cut short by it.
 * @param say how the reader spells a setting (`timeouts.delete`, `grace_seconds`)
 */
export function checkDrainTimes(times: DrainTimes, say = (setting: string) => setting): Problem[] {
  const { grace_seconds: grace, deadline_seconds: deadline, delete: limit } = times;
  if (grace === UNDECIDED || deadline === UNDECIDED || limit === UNDECIDED) return [];
  if (grace + deadline < limit) return [];
  const setting = say("timeouts.delete");
  return [
    {
      code: "DBKILL_DRAIN_TIME_SHORT",
      severity: "error",
      path: ["timeouts", "delete"],
      summary: `A drain of up to ${grace + deadline} s does not fit into ${setting}, which is ${limit} s`,
      detail: `The destroy would be given up before the drain is over. Raise ${setting}, or lower ${say("grace_seconds")} or ${say("deadline_seconds")}.`,
    },
  ];
}
