/** Time as the pipeline sees it; tests put their own in its place. */
export interface Clock {
  /** Milliseconds that only ever grow, from an arbitrary start. For waiting and measuring. */
  now(): number;
  /** The current date and time, for signatures. */
  date(): Date;
  /** Calls back once after `ms` milliseconds; returns what calls it off. */
  after(ms: number, callback: () => void): () => void;
}

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => performance.now(),
  date: () => new Date(),
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};
