import type { Benchmark, Contest } from "../benchmark";
import type { Cost, Pair, Rivals } from "../rivals";
import type { Stage } from "../stage";

/** Both are measured at the same time: the second side returns the first side's measurement. */
async function sideBySide(
  stage: Stage,
  measure: (rivals: Rivals) => Promise<Pair<number>>,
): Promise<Contest> {
  const rivals = await stage.rivals();
  let seen: Pair<number>;
  return {
    theirs: async () => {
      seen = await measure(rivals);
      return seen.theirs;
    },
    ours: async () => seen.ours,
  };
}

const costOf = (what: keyof Cost) => async (rivals: Rivals) => {
  const { ours, theirs } = await rivals.cost();
  return { ours: ours[what], theirs: theirs[what] };
};

/** The runner against Percona's pt-kill, which must be installed. */
export const RIVALS: readonly Benchmark[] = [
  {
    name: "pt-kill-cpu",
    what: () => "CPU of a pass of the runner over 1,000 connections / of pt-kill",
    unit: "ms",
    budget: 0.5,
    byDefault: false,
    prepare: (stage) => sideBySide(stage, costOf("cpuMs")),
  },
  {
    name: "pt-kill-memory",
    what: () => "memory of the runner / of pt-kill",
    unit: "bytes",
    byDefault: false,
    prepare: (stage) => sideBySide(stage, costOf("memory")),
  },
  {
    name: "pt-kill-death",
    what: () => "from a session's match to its death by the runner / by pt-kill",
    unit: "ms",
    budget: 1,
    byDefault: false,
    prepare: (stage) => sideBySide(stage, (rivals) => rivals.deaths()),
  },
];
