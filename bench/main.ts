/** `npm run bench`: what dbkill costs, as ratios to what everyone has. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BENCHMARKS } from "./benchmarks";
import { machine } from "./machine";
import { isFailure, measure, type Outcome } from "./measure";
import { type BenchOptions, parseOptions, UsageError, usage } from "./options";
import { endAll } from "./processes";
import { quantity, table } from "./report";
import { Stage } from "./stage";

const EXIT = { done: 0, failed: 1, wrongUsage: 2 } as const;
const NAMES = BENCHMARKS.map(({ name }) => name);

async function main(args: readonly string[]): Promise<number> {
  const options = parseOptions(args, NAMES);
  if (options.help) {
    console.log(usage(NAMES));
    return EXIT.done;
  }
  const outcomes = await measureAll(options);
  console.log(table(outcomes));
  if (options.json) {
    const document = { ...machine(), runs: options.runs, count: options.count, measurements: outcomes };
    writeFileSync(options.json, `${JSON.stringify(document, null, 2)}\n`);
  }
  const missed = outcomes.some((outcome) => isFailure(outcome) || (options.check && outcome.missedBy > 0));
  return missed ? EXIT.failed : EXIT.done;
}

/** One after the other, so that none takes time from another. */
async function measureAll({ only, runs, count, nodeOptions, twin }: BenchOptions): Promise<Outcome[]> {
  const stage = new Stage(
    temporaryFolder(),
    count,
    nodeOptions === undefined ? {} : { NODE_OPTIONS: nodeOptions },
    twin,
  );
  const outcomes: Outcome[] = [];
  for (const benchmark of BENCHMARKS) {
    const { name, unit, byDefault = true, needsTwin = false } = benchmark;
    if (needsTwin && twin === undefined && !only) continue;
    if (!(only ? only.includes(name) : byDefault)) continue;
    const outcome = await measure(benchmark, stage, runs, (run, of, ours, theirs) => {
      const [left, right] = [quantity(ours, unit), quantity(theirs, unit)];
      console.error(`${name} ${run}/${of}: ours ${left}, theirs ${right}`);
    });
    outcomes.push(outcome);
  }
  return outcomes;
}

/** Holds every file of the bench and of what it starts. Gone when the process ends, as is everything that still runs. */
function temporaryFolder(): string {
  const root = mkdtempSync(join(tmpdir(), "dbkill-bench-"));
  process.env.TMPDIR = root;
  process.on("exit", () => {
    endAll();
    rmSync(root, { recursive: true, force: true, maxRetries: 5 });
  });
  for (const [signal, code] of [
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGHUP", 129],
  ] as const) {
    process.on(signal, () => process.exit(code));
  }
  return root;
}

main(process.argv.slice(2)).then(
  // The emulators would keep the process alive.
  (code) => process.exit(code),
  (error: unknown) => {
    if (error instanceof UsageError) {
      console.error(`${error.message}\n\n${usage(NAMES)}`);
      process.exit(EXIT.wrongUsage);
    }
    console.error(error);
    process.exit(EXIT.failed);
  },
);
