import { LIMITS, type PageHead, type PageProblem } from "../../../page/data";
import { VERSION } from "../../../version";
import type { EnforceOptions } from "../options";
import type { RunnerState } from "../status";
import type { Redactor } from "./redactor";

type HeadOptions = Pick<EnforceOptions, "dryRun" | "interval" | "shard">;

/** The page's header: what the runner is set to, and what is wrong with it as a whole. */
export function headOf(state: RunnerState, options: HeadOptions, redactor: Redactor): PageHead {
  const { interval, shard, dryRun } = options;
  return {
    title: "dbkill runner",
    version: VERSION,
    rules: "Policies",
    rule: "Policy",
    empty: "No policy: nothing is enforced.",
    facts: [
      `a pass every ${interval / 1_000} s`,
      ...(dryRun ? ["dry run: kills nothing"] : []),
      ...(shard.count > 1 ? [`shard ${shard.index}/${shard.count}`] : []),
      ...(redactor.statements === "full" ? [] : [`statements: ${redactor.statements}`]),
    ],
    problems: problemsOf(state, options, redactor),
  };
}

function problemsOf(
  { policies, stopped, notReloaded }: RunnerState,
  { shard }: HeadOptions,
  redactor: Redactor,
): PageProblem[] {
  const problems: PageProblem[] = [];
  if (stopped) {
    const text = "The stop file is there: no kills are sent until it is removed.";
    problems.push({ tone: "warn", text, code: "DBKILL_KILLS_STOPPED" });
  }
  if (notReloaded !== undefined) {
    const text = `The policies can't be reloaded; the last good ones stay in force. ${redactor.text(notReloaded, LIMITS.problem)}`;
    problems.push({ tone: "bad", text, code: "DBKILL_POLICIES_NOT_RELOADED" });
  }
  if (policies.length > 0) return problems;
  if (shard.count > 1) {
    problems.push({
      tone: "quiet",
      text: "No policy targets a database of this shard, so it kills nothing.",
    });
  } else {
    const text = "This runner enforces no policy, so no session is killed.";
    problems.push({ tone: "warn", text, code: "DBKILL_POLICIES_EMPTY" });
  }
  return problems;
}
