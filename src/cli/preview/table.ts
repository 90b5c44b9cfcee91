import type { Policy } from "../../model";
import { describeTarget } from "../policies/place";
import type { TargetView } from "./look";
import { COLUMNS, cellsOf, describePolicy, headline, nameOf, notesOf, reasonOf, verbOf } from "./rows";

/** How many sessions of each list are shown. */
const SHOWN = { victims: 100, spared: 20 } as const;

/** A block for each policy, to be read on a terminal. */
export function toTable(views: readonly TargetView[]): string {
  return views.flatMap((view) => view.shown.map((policy) => `${block(policy, view)}\n`)).join("\n");
}

function block(policy: Policy, view: TargetView): string {
  const { facts, judgements, error } = view;
  const head = `${nameOf(policy)} on ${describeTarget(policy.target)} (${describePolicy(policy, facts)})`;
  const judgement = judgements?.get(policy);
  if (!judgement) return `${head}\n  NOT JUDGED: the ${facts.words.many} can't be listed: ${error?.code}`;
  const { victims, spared, capped } = judgement;
  const rows = victims.map((session) => cellsOf(session, facts));
  const kept = spared.map((each) => [reasonOf(each), ...cellsOf(each.session, facts)]);
  return [
    head,
    `  ${capped ? "CAPPED. " : ""}${headline(policy, judgement, view)}.`,
    ...notesOf(policy, judgement, view).map((note) => `  Note: ${note}`),
    ...section(`would be ${verbOf(policy)}`, COLUMNS, rows, SHOWN.victims),
    ...section("spared", ["reason", ...COLUMNS], kept, SHOWN.spared),
  ].join("\n");
}

function section(
  title: string,
  columns: readonly string[],
  rows: readonly string[][],
  most: number,
): string[] {
  if (rows.length === 0) return [];
  const shown = rows.slice(0, most);
  const more = rows.length - shown.length;
  return [
    "",
    `  ${title}:`,
    ...aligned([columns.map((name) => name.toUpperCase()), ...shown]).map((line) => `    ${line}`),
    ...(more > 0 ? [`    and ${more} more; --format json has all of them`] : []),
  ];
}

/** Rows with each column as wide as its widest cell. */
export function aligned(rows: readonly (readonly string[])[]): string[] {
  const width = (column: number) => Math.max(...rows.map((row) => [...(row[column] ?? "")].length));
  const widths = (rows[0] ?? []).map((_, column) => width(column));
  return rows.map((row) =>
    row
      .map((cell, column) => cell + " ".repeat(widths[column]! - [...cell].length))
      .join("  ")
      .trimEnd(),
  );
}
