import { DiagnosticError, type Diagnostics } from "../provider";
import type { KillResult } from "./one-shot";
import type { KillOrder } from "./one-shot-kill";

/** How many sessions an error names. */
const NAMED = 20;

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
  const [summary, detail] = verdict(order, failed, results.length, again(order, refused.length > 0));
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

function again({ choice }: KillOrder, refused: boolean): string {
  const mild = refused ? "" : " To take survivors for a warning, set fail_on_survivors = false.";
  return choice.by === "all"
    ? `The results are recorded. Where this was the first apply, Terraform marks the resource as tainted, and the next apply kills everything that runs then; to keep it at this, run terraform untaint.${mild}`
    : `The results are recorded, and the next apply tries again what is left.${mild}`;
}
