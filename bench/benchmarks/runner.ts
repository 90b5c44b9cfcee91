import type { Benchmark } from "../benchmark";
import { idleRunner } from "../idle-runner";
import type { JudgeRun, KillsRun } from "../judge-program";
import { runProgram } from "../program";

const SESSIONS = 100_000;
const POLICIES = 50;
const KILLS = 100_000;
const TARGETS = 1_000;

const judged = () =>
  runProgram<Exclude<JudgeRun, KillsRun>>(
    "judge-program",
    ["judge", String(SESSIONS), String(POLICIES)],
    ["--expose-gc"],
  );

/** The runner's own costs against their limits. */
export const RUNNER: readonly Benchmark[] = [
  {
    name: "judge",
    what: () => `${SESSIONS} sessions judged by ${POLICIES} policies / one second`,
    unit: "ms",
    budget: 1,
    prepare: async () => ({ ours: async () => (await judged()).ms, theirs: async () => 1_000 }),
  },
  {
    name: "session-bytes",
    what: () => `memory of each of ${SESSIONS} sessions / 300 bytes`,
    unit: "bytes",
    budget: 1,
    repeat: 0,
    prepare: async () => ({ ours: async () => (await judged()).bytesPerSession, theirs: async () => 300 }),
  },
  {
    name: "kill-memory",
    what: () => `memory after ${KILLS} more kills / before`,
    unit: "bytes",
    budget: 1.05,
    repeat: 0,
    prepare: async () => {
      const run = await runProgram<KillsRun>("judge-program", ["kills", String(2 * KILLS)], ["--expose-gc"]);
      return { ours: async () => run.late, theirs: async () => run.early };
    },
  },
  {
    name: "idle-runner",
    what: () => `memory of a runner that has ${TARGETS} databases / 150 MiB`,
    unit: "bytes",
    budget: 1,
    repeat: 0,
    prepare: async (stage) => ({
      ours: () => idleRunner(stage, TARGETS),
      theirs: async () => 150 * 2 ** 20,
    }),
  },
];
