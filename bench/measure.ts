import type { Benchmark, Contest, Unit } from "./benchmark";
import type { Stage } from "./stage";
import { type Spread, spreadOfRatios } from "./statistics";

/** What one benchmark came to. */
export interface Measurement {
  readonly name: string;
  readonly what: string;
  readonly unit: Unit;
  /** Each run, in order. */
  readonly ours: readonly number[];
  readonly theirs: readonly number[];
  readonly ratio: Spread;
  readonly budget?: number;
  /** By how much the median is over the budget; 0 where it is kept, or there is none. */
  readonly missedBy: number;
  readonly remarks: readonly string[];
}

/** A benchmark that could not be measured. */
export interface Failure {
  readonly name: string;
  readonly what: string;
  readonly error: string;
}

export type Outcome = Measurement | Failure;

export function isFailure(outcome: Outcome): outcome is Failure {
  return "error" in outcome;
}

/** Told of each pair of runs: its number from 1 on, how many there are, and what they came to. */
export type Progress = (run: number, runs: number, ours: number, theirs: number) => void;

/** Runs theirs, ours, theirs, ours, ... one strictly after the other. */
export async function alternate(
  contest: Contest,
  runs: number,
  progress: Progress = () => {},
): Promise<{ ours: number[]; theirs: number[] }> {
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let run = 1; run <= runs; run++) {
    theirs.push(await contest.theirs());
    ours.push(await contest.ours());
    progress(run, runs, ours.at(-1)!, theirs.at(-1)!);
  }
  return { ours, theirs };
}

/** Measures one benchmark; never rejects, so that one that fails does not take the others with it. */
export async function measure(
  benchmark: Benchmark,
  stage: Stage,
  runs: number,
  progress?: Progress,
): Promise<Outcome> {
  const { name, unit, budget, repeat = 1 } = benchmark;
  const what = benchmark.what(stage);
  try {
    const contest = await benchmark.prepare(stage);
    const { ours, theirs } = await alternate(contest, Math.max(1, runs * repeat), progress);
    const ratio = spreadOfRatios(ours, theirs);
    const missedBy = Math.max(0, ratio.median - (budget ?? Infinity));
    const remarks = (await contest.remarks?.()) ?? [];
    return { name, what, unit, ours, theirs, ratio, budget, missedBy, remarks };
  } catch (error) {
    return { name, what, error: error instanceof Error ? error.message : String(error) };
  }
}
