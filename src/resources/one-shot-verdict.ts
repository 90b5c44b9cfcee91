import { DiagnosticError, type Diagnostics } from "../framework";
import type { KillOrder, KillResult } from "./one-shot";

/** How many sessions a message names. */
export const NAMED = 20;

/**
 * Says whether the kill did what was declared.
 *
 * @throws DiagnosticError, after the results are recorded, where the vendor refused a session, or one survived that must not
 */
export function judge(
  order: KillOrder,
  results: readonly KillResult[],
  looked: boolean,
  diagnostics: Diagnostics,
): void {
  const refused = results.filter(({ outcome }) => outcome === "refused");
  const alive = results.filter(
    ({ outcome }) => outcome === "survived" || (looked && outcome === "requested"),
  );
  const failed = order.failOnSurvivors ? [...refused, ...alive] : refused;
  if (alive.length > 0 && !order.failOnSurvivors) {
    diagnostics.warning(...verdict(order, alive, results.length, "Change triggers to kill again."));
  }
  if (failed.length === 0) return;
  order.record(results);
  const mild = refused.length > 0 ? "" : " To take survivors for a warning, set fail_on_survivors = false.";
  const [summary, detail] = verdict(order, failed, results.length, `${whatIsNext(order)}${mild}`);
  throw new DiagnosticError({ summary, detail });
}

function verdict(
  { api }: KillOrder,
  failed: readonly KillResult[],
  all: number,
  remedy: string,
): [summary: string, detail: string] {
  const unseen = failed.filter(({ outcome }) => outcome === "requested").length;
  const what = unseen === failed.length ? "are not known to be killed" : "were not killed";
  const lines = failed.slice(0, NAMED).map(line);
  if (failed.length > NAMED) lines.push(`and ${failed.length - NAMED} more`);
  return [
    `${failed.length} of ${all} ${api.words.many} on ${api.target.instance_id} ${what}`,
    `${lines.join("\n")}\n\n${remedy}`,
  ];
}

const WORDS: Partial<Record<KillResult["outcome"], string>> = {
  refused: "the vendor refused to kill it",
  survived: "it is still there",
  requested: "the kill was sent, and the listing does not tell what became of it",
};

function line({ key, user, outcome, message }: KillResult): string {
  const who = user === null ? key : `${key} of ${user}`;
  return `${who}: ${WORDS[outcome]}${message === null ? "" : `: ${message}`}`;
}

/** What the next apply does about a kill that failed, of which the results are recorded. */
export function whatIsNext({ choice, creates }: KillOrder): string {
  if (!creates || choice.by === "ids") {
    return "The results are recorded, and the next apply tries again what is left.";
  }
  const then = choice.by === "all" ? "everything that runs" : "whatever matches";
  return `The results are recorded. As this was to be created, Terraform marks it as tainted, and the next apply kills ${then} then. To have it try again only what is left, run terraform untaint first.`;
}
