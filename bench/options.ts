import { resolve } from "node:path";
import { parseArgs } from "node:util";

export const usage = (names: readonly string[]) => `Usage: npm run bench [-- OPTIONS]

Measures this checkout against what everyone has (Node, Terraform's own terraform_data, plain CDKTF), each as a
ratio within one run: the machine's speed cancels out. It needs terraform or tofu on the PATH, and no network.

  --only NAME...  measure these alone: ${names.join(", ")}
  --runs N        pairs of runs for each, alternating; medians are told (default 3)
  --count N       how many resources to plan, apply and synthesize (default 1000)
  --twin PATH     measure the twin's executable beside ours too: the same resource, in Go
  --json FILE     write everything that was measured there too
  --node-options=OPTIONS  NODE_OPTIONS for the provider alone, such as "--require /path/profiler.js"
  --check         exit with 1 where a budget is missed
  --help          print this

Exit codes: 0 done, 1 something could not be measured (or, with --check, a budget is missed), 2 wrong usage.`;

/** The bench was called in a way that can't work. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

export interface BenchOptions {
  readonly help: boolean;
  /** Undefined: all that are run by default. */
  readonly only?: readonly string[];
  readonly runs: number;
  readonly count: number;
  readonly json?: string;
  /** Path of the twin's executable. */
  readonly twin?: string;
  /** For the provider's process. */
  readonly nodeOptions?: string;
  readonly check: boolean;
}

/**
 * Reads the command line. `--only` takes all names that follow it.
 *
 * @param names the benchmarks there are
 * @throws UsageError
 */
export function parseOptions(args: readonly string[], names: readonly string[]): BenchOptions {
  const { values, positionals } = parse(args);
  const only = values.only && [...values.only, ...positionals];
  if (!only && positionals.length > 0) throw new UsageError(`"${positionals[0]}" needs --only before it`);
  for (const name of only ?? []) {
    if (!names.includes(name))
      throw new UsageError(`"${name}" is no benchmark; there are ${names.join(", ")}`);
  }
  return {
    help: values.help ?? false,
    only,
    runs: positive("--runs", values.runs ?? "3"),
    count: positive("--count", values.count ?? "1000"),
    json: values.json,
    twin: values.twin === undefined ? undefined : resolve(values.twin),
    nodeOptions: values["node-options"],
    check: values.check ?? false,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        only: { type: "string", multiple: true },
        runs: { type: "string" },
        count: { type: "string" },
        json: { type: "string" },
        twin: { type: "string" },
        "node-options": { type: "string" },
        check: { type: "boolean" },
        help: { type: "boolean" },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function positive(option: string, text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || !Number.isSafeInteger(value))
    throw new UsageError(`${option} takes a whole number from 1 on, not "${text}"`);
  return value;
}
