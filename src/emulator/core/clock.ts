/** The emulator's time: real time, plus what it was advanced by. Milliseconds since the epoch. */
export class Clock {
  #ahead = 0;

  now(): number {
    return Date.now() + this.#ahead;
  }

  /** Advances by a number of seconds. */
  advance(seconds: number): void {
    this.#ahead += seconds * 1000;
  }

  /** Back to real time. */
  reset(): void {
    this.#ahead = 0;
  }
}

/** The last time that a Date can hold, in the year 275760. */
const END_OF_TIME = 8.64e15;

/** RFC 3339 in UTC; what is later than any date can be is shown as the last one. */
export function timestamp(milliseconds: number): string {
  return new Date(Math.min(milliseconds, END_OF_TIME)).toISOString();
}

/** The first whole second strictly after a time: kill loops run at whole seconds. */
export function nextWholeSecond(milliseconds: number): number {
  return Math.floor(milliseconds / 1000) * 1000 + 1000;
}

/** The time itself where it is a whole second, else the next one. */
export function wholeSecondFrom(milliseconds: number): number {
  return Math.ceil(milliseconds / 1000) * 1000;
}
