import { describeSession } from "../../engine/describe";
import { type Policy, printable } from "../../model";
import { describeTarget } from "../policies/place";
import type { Explanation, Verdict } from "./explanation";
import type { TargetView } from "./look";
import { reasonOf } from "./rows";
import { aligned } from "./table";

/** An explanation for a terminal: the session, a line for each policy, and what becomes of it. */
export function explanationText({ session, killed_by, policies }: Explanation, view: TargetView): string {
  const { target, facts, now } = view;
  const byName = new Map(view.policies.map((policy) => [policy.name, policy]));
  const lines = policies.map((verdict) => [
    printable(verdict.policy, 128),
    verdict.mode,
    sentence(verdict, byName),
  ]);
  const end =
    killed_by === null
      ? "No policy kills it."
      : `Policy ${printable(killed_by, 128)} kills it: its ${byName.get(killed_by)?.action ?? "connection"} would be ended.`;
  return [
    `${describeSession(session, { hostPort: facts.list?.hostPort })}`,
    `on ${describeTarget(target)}, at ${now.toISOString()}`,
    "",
    ...aligned(lines).map((line) => `  ${line}`),
    "",
    end,
    "",
  ].join("\n");
}

function sentence(verdict: Verdict, policies: ReadonlyMap<string, Policy>): string {
  const { mode, mismatch, reason, detail = "" } = verdict;
  if (verdict.verdict === "victim") return mode === "observe" ? "would be reported" : "would be killed";
  if (verdict.verdict === "no_match") {
    if (!mismatch) return "does not match";
    const { field, wanted, actual } = mismatch;
    return `does not match: match.${field} is ${shown(wanted)}, and the session has ${actual === null ? "none" : shown(actual)}`;
  }
  if (reason !== "other_policy") return `spared, ${reasonOf({ reason: reason!, detail })}`;
  const [mine, theirs] = [policies.get(verdict.policy), policies.get(detail)];
  const why =
    verdict.because === "priority"
      ? `its priority ${theirs?.priority} is higher than ${mine?.priority}`
      : "both have one priority, and its name is first";
  return `spared, other_policy: ${printable(detail, 128)} kills it, as ${why}`;
}

function shown(value: unknown): string {
  return printable(JSON.stringify(value), 120);
}
