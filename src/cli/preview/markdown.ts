import type { Policy } from "../../model";
import { describeTarget } from "../policies/place";
import type { TargetView } from "./look";
import { COLUMNS, cellsOf, describePolicy, headline, nameOf, notesOf, reasonOf, verbOf } from "./rows";

/** How many sessions of each list are shown: a comment has a limit. */
const SHOWN = { victims: 50, spared: 20 } as const;

/** A section for each policy, as a comment on a merge request. */
export function toMarkdown(views: readonly TargetView[]): string {
  return views.flatMap((view) => view.shown.map((policy) => `${section(policy, view)}\n`)).join("\n");
}

function section(policy: Policy, view: TargetView): string {
  const { facts, judgements, error } = view;
  const judgement = judgements?.get(policy);
  const parts = [
    `### ${code(nameOf(policy))} on ${code(describeTarget(policy.target))}`,
    `${describePolicy(policy, facts)}.`,
  ];
  if (!judgement) {
    parts.push(`**Not judged**: the ${facts.words.many} can't be listed (${code(error?.code ?? "")}).`);
    return parts.join("\n\n");
  }
  const { victims, spared } = judgement;
  parts.push(`**${headline(policy, judgement, view)}.**`);
  parts.push(...notesOf(policy, judgement, view).map((note) => `> ${text(note)}`));
  if (victims.length > 0) {
    const rows = victims.map((session) => cellsOf(session, facts));
    parts.push(`Would be ${verbOf(policy)}:`, table(COLUMNS, rows, SHOWN.victims));
  }
  if (spared.length > 0) {
    const rows = spared.map((each) => [reasonOf(each), ...cellsOf(each.session, facts)]);
    parts.push(
      `<details><summary>${spared.length} spared</summary>`,
      table(["reason", ...COLUMNS], rows, SHOWN.spared),
      "</details>",
    );
  }
  return parts.join("\n\n");
}

function table(columns: readonly string[], rows: readonly string[][], most: number): string {
  const shown = rows.slice(0, most);
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const lines = [line(columns), line(columns.map(() => "---")), ...shown.map((row) => line(row.map(code)))];
  const more = rows.length - shown.length;
  return more > 0 ? `${lines.join("\n")}\n\nand ${more} more` : lines.join("\n");
}

/**
 * A text of a database as code. Within the element no name is taken for a mention and no number for an issue; every mark that Markdown
 * or HTML gives a meaning is written as a reference to its character.
 */
function code(cell: string): string {
  return cell === "" ? "" : `<code>${text(cell)}</code>`;
}

function text(words: string): string {
  return words.replace(/[&<>`|*_~[\]\\@$:]/g, (mark) => `&#${mark.codePointAt(0)};`);
}
