import type { Session } from "../../model";
import { afterCells } from "./cells";
import { isHeader, isStatement, rowReader, type Values } from "./columns";
import { SessionsFileError } from "./error";
import { type Lines, rowCount, severalListings } from "./lines";

/** The client pads no column to more cells than this; longer values run on. Source: MySQL, client/mysql.cc, MAX_COLUMN_LENGTH. */
const MAX_PADDED_CELLS = 1_024;

const BORDER = /^\+(-+\+)+$/;

/** Whether a table of sessions starts at this line: a border, and below it the names of a process list's columns. */
export function isTableStart(border: string, below: string): boolean {
  return BORDER.test(border) && isHeader(headerNames(below));
}

function headerNames(line: string): string[] {
  return line
    .slice(1, -1)
    .split("|")
    .map((name) => name.trim());
}

/** A row of a table: the text of each cell without the blanks after it, and where the next row starts. */
interface Row {
  readonly cells: readonly string[];
  readonly end: number;
}

/**
 * Reads a table as `mysql` and `mysqladmin` print it. A statement's line breaks break the row over lines, so rows are told apart by the
 * widths of the columns, which the border shows; where a row does not keep to them, by its bars.
 *
 * @param first index of the line with the upper border
 * @throws SessionsFileError
 */
export function readTable(lines: Lines, first: number): Session[] {
  const { text } = lines;
  const border = lines.line(first);
  const names = headerNames(lines.line(first + 1));
  if (lines.line(first + 2) !== border) {
    throw new SessionsFileError(
      "Below the header a border is missing. Save the list again as it is printed.",
      {
        line: first + 3,
      },
    );
  }
  const table = new Table(text, border, names);
  const read = rowReader(names, first + 2);
  const sessions: Session[] = [];
  let at = lines.start(first + 3);
  while (!table.isBorder(at)) {
    const line = lines.numberAt(at);
    if (at >= text.length) {
      throw new SessionsFileError("The list has no border at its end. It is cut off: save it again.", {
        line,
      });
    }
    const row = table.exactRow(at) ?? table.looseRow(at);
    if (row === undefined) {
      throw new SessionsFileError(
        "This is no row of the list. Save it again as it is printed, or with mysql --batch, which keeps each row on one line.",
        { line },
      );
    }
    const values: Values = row.cells.map((cell) => (cell.trim() === "NULL" ? null : cell));
    sessions.push(read(values, line));
    at = row.end;
  }
  checkRest(lines, lines.numberAt(at), border, sessions.length);
  return sessions;
}

/** Looks at what follows the lower border. A pager may have hidden rows; more rows than the client counted are part of a statement. */
function checkRest(lines: Lines, from: number, border: string, rows: number): void {
  const counted = rowCount(lines.line(from));
  if (counted !== undefined && counted < rows) {
    throw new SessionsFileError(
      `The list has ${rows} rows, and the client counted ${counted}: a statement looks like a row. Save the list with mysql --batch.`,
      { line: from + 1 },
    );
  }
  const further: number[] = [];
  for (let index = from; index + 1 < lines.count; index++) {
    const line = lines.line(index);
    if (isTableStart(line, lines.line(index + 1))) further.push(index + 1);
    else if (line === border && further.length === 0) {
      throw new SessionsFileError(
        "Rows follow the lower border of the list. Save the list again as it is printed.",
        { line: from + 1 },
      );
    }
  }
  if (further.length > 0) throw severalListings(further.length + 1, further[0]!);
}

class Table {
  /** In cells, without the blank at each end. */
  readonly #widths: readonly number[];
  /** Whether a cell may be longer than its padding. */
  readonly #runsOn: boolean;
  /** Index of the first column that holds statements. */
  readonly #statement: number;

  constructor(
    private readonly text: string,
    private readonly border: string,
    private readonly names: readonly string[],
  ) {
    this.#widths = border
      .slice(1, -1)
      .split("+")
      .map(({ length }) => length - 2);
    this.#runsOn = this.#widths.some((width) => width > MAX_PADDED_CELLS);
    this.#statement = names.findIndex(isStatement);
  }

  isBorder(at: number): boolean {
    return this.text.startsWith(this.border, at) && this.#isLineEnd(at + this.border.length);
  }

  #isLineEnd(at: number): boolean {
    return at >= this.text.length || this.text[at] === "\n";
  }

  /** Whether a row can end before this offset. */
  #isBoundary(at: number): boolean {
    return at >= this.text.length || this.isBorder(at) || this.#leading(at) !== undefined;
  }

  /** As {@link #isBoundary}, where the bars of the next row stand below those of the border. */
  #isExactBoundary(at: number): boolean {
    if (at >= this.text.length || this.isBorder(at)) return true;
    if (!this.text.startsWith("| ", at)) return false;
    let from = at + 2;
    for (const width of this.#widths.slice(0, this.#statement)) {
      const end = afterCells(this.text, from, Math.min(width, MAX_PADDED_CELLS));
      if (end < 0 || !this.text.startsWith(" | ", end)) return false;
      from = end + 3;
    }
    return true;
  }

  /** A row whose cells are as wide as the border says. */
  exactRow(at: number): Row | undefined {
    if (!this.text.startsWith("| ", at) || this.names.length !== this.#widths.length) return undefined;
    return this.#exactCells(at + 2, 0);
  }

  #exactCells(at: number, index: number): Row | undefined {
    const width = this.#widths[index]!;
    const isLast = index === this.#widths.length - 1;
    let end = afterCells(this.text, at, Math.min(width, MAX_PADDED_CELLS));
    const furthest = width > MAX_PADDED_CELLS ? afterCells(this.text, end, width - MAX_PADDED_CELLS) : end;
    // A longer value ends anywhere up to the column's width.
    const limit = furthest < 0 ? this.text.length : furthest;
    while (end >= 0 && end <= limit) {
      const rest = this.text.startsWith(" |", end) ? this.#afterCell(end + 2, index, isLast) : undefined;
      if (rest !== undefined) {
        return { cells: [withoutPadding(this.text.slice(at, end)), ...rest.cells], end: rest.end };
      }
      end = this.text.indexOf(" |", end + 1);
    }
    return undefined;
  }

  #afterCell(at: number, index: number, isLast: boolean): Row | undefined {
    if (!isLast) return this.text[at] === " " ? this.#exactCells(at + 1, index + 1) : undefined;
    // Where a cell may run on, a statement can hold a bar at the end of a line.
    const isEnd = this.#isLineEnd(at) && (!this.#runsOn || this.#isExactBoundary(at + 1));
    return isEnd ? { cells: [], end: at + 1 } : undefined;
  }

  /** The cells before the statement, split at their bars, and where the statement starts. */
  #leading(at: number): Row | undefined {
    if (!this.text.startsWith("| ", at)) return undefined;
    const cells: string[] = [];
    let from = at + 1;
    const line = this.text.indexOf("\n", at);
    for (let index = 0; index < this.#statement; index++) {
      const bar = this.text.indexOf(" |", from);
      if (bar < 0 || (line >= 0 && bar > line)) return undefined;
      cells.push(this.text.slice(from + 1, bar).trim());
      from = bar + 2;
    }
    const isRow = cells.every((cell, index) => {
      const name = this.names[index]!.toLowerCase();
      if (name === "id") return /^\d+$/.test(cell);
      return name !== "time" || isNumber(cell);
    });
    return isRow && this.text[from] === " " ? { cells, end: from + 1 } : undefined;
  }

  /**
   * A row whose cells are not as wide as the border says, such as one that was copied from a terminal, which turns tabs into blanks.
   * The statement ends where a bar ends the line and a row or a border follows.
   */
  looseRow(at: number): Row | undefined {
    const leading = this.#leading(at);
    const after = this.names.length - this.#statement - 1;
    if (leading === undefined) return undefined;
    let end = this.text.indexOf("|\n", leading.end);
    while (end >= 0 && !this.#isBoundary(end + 2)) end = this.text.indexOf("|\n", end + 1);
    if (end < 0) return undefined;
    const parts = this.text.slice(leading.end, end).split("|");
    const trailing = after === 0 ? [] : parts.splice(-after).map((cell) => cell.trim());
    if (parts.length === 0 || !trailing.every(isNumber)) return undefined;
    return { cells: [...leading.cells, withoutPadding(parts.join("|")), ...trailing], end: end + 2 };
  }
}

function isNumber(cell: string): boolean {
  return /^(-?[\d.]+|NULL|)$/.test(cell);
}

/** A text starts at the left of its cell; what follows it is padding. Numbers stand at the right. */
function withoutPadding(cell: string): string {
  return cell.replace(/ +$/, "");
}
