/** The middle value; the mean of the two in the middle where their number is even. */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError("There is no median of nothing");
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Least, middle and greatest of several ratios. */
export interface Spread {
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

/** The ratios of runs that were made one right after the other, so that a slow moment of the machine meets both. */
export function spreadOfRatios(ours: readonly number[], theirs: readonly number[]): Spread {
  if (ours.length !== theirs.length) throw new RangeError("Each run of ours needs one of theirs");
  const ratios = ours.map((value, run) => value / theirs[run]!);
  return { min: Math.min(...ratios), median: median(ratios), max: Math.max(...ratios) };
}
