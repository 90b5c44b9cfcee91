import type { Clock } from "../../../../src/vendors/http/clock";

/** A clock that stands still until it is told to run; what is due runs in order, each with its promises settled. */
export class FakeClock implements Clock {
  #now = 0;
  #timers: { at: number; callback: () => void }[] = [];

  constructor(private readonly startDate = new Date("2026-11-22T10:00:00Z")) {}

  now(): number {
    return this.#now;
  }

  date(): Date {
    return new Date(this.startDate.getTime() + this.#now);
  }

  after(ms: number, callback: () => void): () => void {
    const timer = { at: this.#now + ms, callback };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** How many timers are set. */
  get pending(): number {
    return this.#timers.length;
  }

  /** Lets `ms` milliseconds pass. */
  async run(ms: number): Promise<void> {
    const end = this.#now + ms;
    await settled();
    for (let next = this.#next(); next && next.at <= end; next = this.#next()) {
      this.#timers.splice(this.#timers.indexOf(next), 1);
      this.#now = Math.max(this.#now, next.at);
      next.callback();
      await settled();
    }
    this.#now = end;
  }

  #next(): { at: number; callback: () => void } | undefined {
    return this.#timers.reduce<{ at: number; callback: () => void } | undefined>(
      (first, timer) => (first && first.at <= timer.at ? first : timer),
      undefined,
    );
  }
}

/** Resolves once every promise that can go on has gone on. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
