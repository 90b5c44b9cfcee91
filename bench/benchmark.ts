import type { Stage } from "./stage";

/** What the two sides of a benchmark are counted in. */
export type Unit = "ms" | "bytes";

/** One side of a contest: does the work once, checks that it was done, and resolves to what it cost. */
export type Side = () => Promise<number>;

/** Two ways to do the same work, ready to run. */
export interface Contest {
  readonly ours: Side;
  readonly theirs: Side;
  /** What else was seen, in words, once all runs are over. */
  readonly remarks?: () => Promise<string[]>;
}

/** One row of the table. */
export interface Benchmark {
  /** For `--only` and the JSON. */
  readonly name: string;
  /** Ours over theirs, in words. */
  what(stage: Stage): string;
  readonly unit: Unit;
  /** The largest ratio of ours to theirs that is good enough; absent: measured for information. */
  readonly budget?: number;
  /** False: only where `--only` names it. Default true. */
  readonly byDefault?: boolean;
  /** True: only where `--twin` names the twin's executable. */
  readonly needsTwin?: boolean;
  /** How many times `--runs` it is run, for what is short and noisy. 0: once, for what never varies. Default 1. */
  readonly repeat?: number;
  /** Everything that is not to be measured. */
  prepare(stage: Stage): Promise<Contest>;
}
