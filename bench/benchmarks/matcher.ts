import type { Benchmark } from "../benchmark";
import type { MatcherRun } from "../matcher-program";
import { runProgram } from "../program";
import { median } from "../statistics";

const SESSIONS = 100_000;
const FILTERS = 50;

/** Choosing sessions, which the plan's preview, the one-shot kills and `dbkill_sessions` do on a listing. */
export const matcher: Benchmark = {
  name: "matcher",
  what: () => `${SESSIONS} sessions against ${FILTERS} filters / by hand with JavaScript's own RegExp`,
  unit: "ms",
  async prepare() {
    const runs: MatcherRun[] = [];
    let expected: number | undefined;
    const run = async (kind: "ours" | "theirs"): Promise<MatcherRun> => {
      const seen = await runProgram<MatcherRun>("matcher-program", [kind, String(SESSIONS)], ["--expose-gc"]);
      expected ??= seen.matches;
      if (seen.matches !== expected)
        throw new Error(`${kind} found ${seen.matches} matches, not ${expected}`);
      return seen;
    };
    return {
      ours: async () => {
        const seen = await run("ours");
        runs.push(seen);
        return seen.ms;
      },
      theirs: async () => (await run("theirs")).ms,
      remarks: async () => {
        const middle = (of: (run: MatcherRun) => number) => median(runs.map(of));
        const rate = SESSIONS / (middle(({ ms }) => ms) / 1000);
        return [
          `${Math.round(rate).toLocaleString("en")} sessions a second through all ${FILTERS} filters; ${Math.round(middle((seen) => seen.bytesPerSession))} bytes for each session held`,
          `(a+)+$ on 100 kB that does not match: ${middle((seen) => seen.evilPatternMs!).toFixed(0)} ms`,
        ];
      },
    };
  },
};
