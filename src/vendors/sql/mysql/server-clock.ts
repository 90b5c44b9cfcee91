/** Clocks are read in whole seconds: smaller differences are no step. */
const TOLERANCE_SECONDS = 3;
/** More steps than anyone watches; beyond that the oldest two count as one. */
const MOST_STEPS = 32;

/** A reading of the server's clock, which was taken between two moments of ours. */
export interface ClockReading {
  /** Seconds since 1970. */
  readonly server: number;
  /** When the server was asked, in ms since any fixed moment. */
  readonly from: number;
  /** When it had answered. */
  readonly at: number;
}

interface Step {
  /** What the server's clock showed right before it was set forward. */
  readonly before: number;
  /** By how many seconds. */
  readonly by: number;
}

/**
 * Notices when a server's clock is set forward, by a clock of ours that only counts. A server may tell the age of a statement or a
 * transaction as the difference between two times of its clock: after a step of ten minutes whatever runs looks ten minutes older than
 * it is, and policies would kill it.
 */
export class ServerClock {
  #last: ClockReading | undefined;
  #steps: readonly Step[] = [];

  /** @returns by how many seconds, at least, the clock was set forward since the last reading; 0 if it was not */
  read(reading: ClockReading): number {
    const last = this.#last;
    this.#last = reading;
    if (last === undefined) return 0;
    const shown = reading.server - last.server;
    const forward = Math.floor(shown - (reading.at - last.from) / 1_000);
    const back = Math.floor((reading.from - last.at) / 1_000 - shown);
    if (back > TOLERANCE_SECONDS) this.#undo(back);
    if (forward <= TOLERANCE_SECONDS) return 0;
    this.#steps = merged([...this.#steps, { before: reading.server - forward, by: forward }]);
    return forward;
  }

  /** The real age of what was this old by the server's clock at the last reading, in seconds. */
  ageOf(age: number): number {
    if (this.#last === undefined) return age;
    const began = this.#last.server - age;
    const excess = this.#steps.reduce((sum, { before, by }) => (began <= before ? sum + by : sum), 0);
    return Math.max(0, age - excess);
  }

  /** A step back takes away what steps forward have added. Beyond that it makes ages too small, which kills nobody wrongly. */
  #undo(seconds: number): void {
    let rest = seconds;
    const left = this.#steps.toReversed().map(({ before, by }) => {
      const taken = Math.min(rest, by);
      rest -= taken;
      return { before, by: by - taken };
    });
    this.#steps = left.reverse().filter(({ by }) => by > 0);
  }
}

function merged(steps: readonly Step[]): readonly Step[] {
  const [first, second, ...others] = steps;
  if (steps.length <= MOST_STEPS) return steps;
  return [{ before: second!.before, by: first!.by + second!.by }, ...others];
}
