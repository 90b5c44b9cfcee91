import type { Session } from "../../model";
import { isColumn, isStatement, rowReader } from "./columns";
import { SessionsFileError } from "./error";
import { type Lines, rowCount, severalListings } from "./lines";

const SEPARATOR = /^\*{10,} (\d+)\. row \*{10,}$/;

/** Whether a list in vertical form (`\G`) starts at this line. */
export function isVerticalStart(line: string): boolean {
  return SEPARATOR.test(line);
}

/** A name of a column as it stands before its values: at the right of a column of names, so all colons are below each other. */
interface Label {
  readonly name: string;
  /** With its colon. */
  readonly text: string;
}

/** Indexes of lines; `end` is that of the first line after it. */
interface Part {
  readonly from: number;
  readonly end: number;
}

/**
 * Reads what `mysql` prints for `SHOW FULL PROCESSLIST\G`: a separator for each row, below it a line for each column. A statement's line
 * breaks are printed as they are, so what looks like a separator or a column counts only where the whole row fits.
 *
 * @param first index of the line with the first separator
 * @throws SessionsFileError
 */
export function readVertical(lines: Lines, first: number): Session[] {
  const leading = leadingLabels(lines, first + 1);
  const starts = rowStarts(lines, first, leading);
  const end = endOfRows(lines, starts, leading.length);
  const parts = starts.map((start, index) => ({ from: start + 1, end: starts[index + 1] ?? end }));
  const labels = [...leading, ...trailingLabels(lines, parts, leading)];
  const read = rowReader(
    labels.map(({ name }) => name),
    first + 2,
  );
  return parts.map((part) => {
    const values = valuesOf(lines, part, labels);
    return read(
      values.map((value) => (value === "NULL" ? null : value)),
      part.from + 1,
    );
  });
}

function labelOf(line: string): Label | undefined {
  const [text = "", name = ""] = /^ *(\w+):(?= |$)/.exec(line) ?? [];
  return isColumn(name) ? { name, text } : undefined;
}

function hasLabel(line: string, { text }: Label): boolean {
  return line.startsWith(`${text} `) || line === text;
}

/** The columns up to the first statement: each value is on one line. */
function leadingLabels(lines: Lines, from: number): Label[] {
  const labels: Label[] = [];
  for (let index = from; index < lines.count; index++) {
    const label = labelOf(lines.line(index));
    if (label === undefined) break;
    labels.push(label);
    if (isStatement(label.name)) return labels;
  }
  throw new SessionsFileError(
    "The columns of SHOW FULL PROCESSLIST don't follow, or the row is cut off. Save the list again as it is printed.",
    { line: from + labels.length + 1 },
  );
}

/** Where rows start: at the separators that all columns up to the statement follow. They are numbered from 1. */
function rowStarts(lines: Lines, first: number, leading: readonly Label[]): number[] {
  const starts: number[] = [];
  for (let index = first; index < lines.count; index++) {
    const [, number] = SEPARATOR.exec(lines.line(index)) ?? [];
    if (number === undefined) continue;
    if (!leading.every((label, offset) => hasLabel(lines.line(index + 1 + offset), label))) continue;
    if (Number(number) === 1 && starts.length > 0) {
      throw severalListings(1 + countOfFirst(lines, index), index + 1);
    }
    if (Number(number) !== starts.length + 1) {
      throw new SessionsFileError(
        `Row ${starts.length + 1} is expected, and this is row ${number}: rows are missing, or a statement looks like a row. Save the list again, or with mysql --batch.`,
        { line: index + 1 },
      );
    }
    starts.push(index);
  }
  return starts;
}

function countOfFirst(lines: Lines, from: number): number {
  let count = 0;
  for (let index = from; index < lines.count; index++) {
    if (Number(SEPARATOR.exec(lines.line(index))?.[1]) === 1) count++;
  }
  return count;
}

/** Where the last row ends: at the client's count of rows, which a blank line follows, and then a prompt or nothing. */
function endOfRows(lines: Lines, starts: readonly number[], columns: number): number {
  for (let index = starts.at(-1)! + 1 + columns; index < lines.count; index++) {
    const counted = rowCount(lines.line(index));
    if (counted === undefined || ![1, 2].every((offset) => isRemark(lines, index + offset))) continue;
    // A pager's last line.
    if (counted === starts.length) return lines.line(index - 1) === "(END)" ? index - 1 : index;
    throw new SessionsFileError(
      `The list has ${starts.length} rows, and the client counted ${counted}: rows are missing, or a statement looks like a row. Save the list again, or with mysql --batch.`,
      { line: index + 1 },
    );
  }
  return lines.line(lines.count - 1) === "" ? lines.count - 1 : lines.count;
}

/** Whether the client prints this line after a result. */
function isRemark(lines: Lines, index: number): boolean {
  return index >= lines.count || /^(\s*|Bye|(mysql|MariaDB \[[^\]]*\])> ?.*)$/.test(lines.line(index));
}

/**
 * The columns after the first statement. Every row ends with them; only a second statement, MariaDB's `INFO_BINARY`, is among them and
 * has any number of lines.
 */
function trailingLabels(lines: Lines, parts: readonly Part[], leading: readonly Label[]): Label[] {
  const width = leading[0]!.text.length;
  const after = commonRun(lines, parts, leading);
  const seconds = parts.map((part) => secondStatement(lines, part, leading.length, width));
  const [second] = seconds;
  if (second === undefined || seconds.includes(undefined)) return after;
  const between = parts.map(({ from }, index) => ({ from, end: seconds[index]! }));
  return [...commonRun(lines, between, [...leading, ...after]), labelOf(lines.line(second))!, ...after];
}

/**
 * The line of a row's second statement. It is the first one again, so of all lines that have its label, as many before it as after it
 * belong to the two statements.
 */
function secondStatement(
  lines: Lines,
  { from, end }: Part,
  leading: number,
  width: number,
): number | undefined {
  const labelled: number[] = [];
  for (let index = from + leading; index < end; index++) {
    const label = labelOf(lines.line(index));
    if (label?.text.length === width && /^info_binary$/i.test(label.name)) labelled.push(index);
  }
  return labelled[labelled.length >> 1];
}

/** The columns that all of these parts end with: what is in one of them alone is the end of a statement that looks like a column. */
function commonRun(lines: Lines, parts: readonly Part[], used: readonly Label[]): Label[] {
  const width = used[0]!.text.length;
  const runs = parts.map(({ from, end }) => {
    const run: Label[] = [];
    for (let index = end - 1; index > from; index--) {
      const label = labelOf(lines.line(index));
      const isNew = ![...used, ...run].some(({ name }) => name === label?.name);
      if (label?.text.length !== width || !isNew || isStatement(label.name)) break;
      run.unshift(label);
    }
    return run;
  });
  let count = 0;
  const nameAt = (run: readonly Label[]) => run.at(-count - 1)?.name;
  while (nameAt(runs[0]!) !== undefined && runs.every((run) => nameAt(run) === nameAt(runs[0]!))) count++;
  return runs[0]!.slice(runs[0]!.length - count);
}

/** The value of each column of a row: one line, but for statements. */
function valuesOf(lines: Lines, { from, end }: Part, labels: readonly Label[]): string[] {
  const statements = labels.flatMap(({ name }, index) => (isStatement(name) ? [index] : []));
  const first = statements[0]!;
  const second = statements[1] ?? labels.length;
  const width = labels[0]!.text.length;
  const secondAt = second < labels.length ? secondStatement(lines, { from, end }, first + 1, width)! : end;
  const startOf = (index: number) => {
    if (index <= first) return from + index;
    if (index <= second) return secondAt - (second - index);
    return end - (labels.length - index);
  };
  return labels.map((label, index) => {
    const until = index === labels.length - 1 ? end : startOf(index + 1);
    const value = Array.from({ length: until - startOf(index) }, (_, offset) =>
      lines.line(startOf(index) + offset),
    );
    return value.join("\n").slice(label.text.length + 1);
  });
}
