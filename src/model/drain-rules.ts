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

/** The phases of a drain must fit into the time of the operation, or the drain would be cut short by it. */
export function checkDrainTimes(times: DrainTimes): Problem[] {
  const { grace_seconds: grace, deadline_seconds: deadline, delete: limit } = times;
  if (grace === UNDECIDED || deadline === UNDECIDED || limit === UNDECIDED) return [];
  if (grace + deadline < limit) return [];
  return [
    {
      code: "DBKILL_DRAIN_TIME_SHORT",
      severity: "error",
      path: ["timeouts", "delete"],
      summary: `A drain of up to ${grace + deadline} s does not fit into timeouts.delete = ${limit} s`,
      detail:
        "The destroy would be given up before the drain is over. Raise delete in the block timeouts, or lower grace_seconds or deadline_seconds.",
    },
  ];
}
