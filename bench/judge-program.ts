/** The program of the benchmarks of a pass, run with `--expose-gc`: measures sessions, policies and kills, and sends the results. */
import { PolicyMemories } from "../src/engine/runner/history";
import { TargetRunner } from "../src/engine/runner/pass";
import { compileTarget, type Policy, type Session, UNSET_POLICY } from "../src/model";
import { mysqlFacts } from "../src/vendors/sql/mysql/facts";
import { filters, sessions } from "./matcher-filters";

/** The results of a run. */
export type JudgeRun = { readonly ms: number; readonly bytesPerSession: number } | KillsRun;

export interface KillsRun {
  /** Heap size after the first half of the kills, which span more than an hour, and after the second half. */
  readonly early: number;
  readonly late: number;
}

const [kind, count, policies] = process.argv.slice(2);
const gc = (globalThis as { gc?: () => void }).gc!;
const held = () => {
  gc();
  return process.memoryUsage().heapUsed;
};

function policy(given: Partial<Policy> & Pick<Policy, "name">): Policy {
  return {
    ...UNSET_POLICY,
    target: { service: "mysql", instance_id: "db.example:3306" },
    match: null,
    action: "connection",
    ...given,
  };
}

/** Judges a list by varied policies. */
function judge(): JudgeRun {
  const victims = ["all", "oldest", "all_but_oldest", "all", "newest"] as const;
  const groups = [null, "user", "host", null, "database"] as const;
  const all = filters()
    .slice(0, Number(policies))
    .map((match, at) => {
      const least = match.min_duration_seconds === 0 ? { min_duration_seconds: 1 } : {};
      return policy({
        name: `p${at}`,
        match: { ...match, ...least },
        priority: at % 3,
        victims: victims[at % 5]!,
        group_by: groups[at % 5]!,
        protected_users: at % 7 === 0 ? ["cron"] : [],
        max_kills: 1_000_000,
        mode: at % 2 === 0 ? "observe" : "enforce",
      });
    });
  const judged = compileTarget(all, mysqlFacts);
  const now = new Date();
  const before = held();
  const list = sessions(Number(count));
  const bytesPerSession = (held() - before) / list.length;
  // Warm-up, until the code is compiled.
  judged(list.slice(0, 2_000), now);
  const begun = process.cpuUsage();
  const { size } = judged(list, now);
  const { user, system } = process.cpuUsage(begun);
  const ms = (user + system) / 1_000;
  if (size !== all.length) throw new Error("A policy was not judged.");
  return { ms, bytesPerSession };
}

/** Passes on a simulated clock, each of which kills a hundred new sessions. */
async function kills(): Promise<KillsRun> {
  const EACH = 100;
  let time = Date.UTC(2026, 10, 30);
  let live: Session[] = [];
  let killed = 0;
  const clock = {
    now: () => time,
    date: () => new Date(time),
    sleep: async (ms: number) => {
      time += ms;
    },
  };
  const source = {
    facts: mysqlFacts,
    name: "it",
    list: async () => ({ sessions: [...live], complete: true, at: time }),
  };
  const killer = {
    kill: async ([session]: readonly Session[]) => {
      live = live.filter(({ id }) => id !== session!.id);
      killed++;
      return { refused: new Map(), unanswered: [], requestIds: [] };
    },
  };
  const one = policy({ name: "it", match: { users: ["report"] }, max_kills_per_hour: 1_000_000 });
  const memory = new PolicyMemories(clock).of("it", "hash");
  const runner = new TargetRunner(
    one.target,
    [{ policy: one, documentHash: "hash", memory, acts: true }],
    { of: () => ({ source, killer }) },
    { write: async () => {} },
    { clock, log: () => {}, classify: () => undefined, signal: new AbortController().signal },
    { dryRun: false, mayKill: () => true },
  );
  let early = 0;
  for (let next = 1; killed < Number(count); time += 10_000) {
    live = Array.from({ length: EACH }, () => ({ ...sessions(1)[0]!, user: "report", id: String(next++) }));
    await runner.pass();
    if (live.length > 0) throw new Error("A session was not killed.");
    if (killed === Number(count) / 2) early = held();
  }
  const late = held();
  // Keeps the memory alive until here.
  if (memory.history().killedWithinHour === 0) throw new Error("It remembers no kill.");
  return { early, late };
}

(kind === "judge" ? Promise.resolve(judge()) : kills()).then((run) => process.send!(run));
