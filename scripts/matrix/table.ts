/** What became of one column of one row. */
export interface Cell {
  readonly passed: number;
  readonly failed: number;
  /** Tests that were left out because these versions can't run them; the reporter tells which and why. */
  readonly skipped: number;
}

/** What became of one row: versions, and a cell for each column that ran. */
export interface RowResult {
  readonly versions: string;
  readonly cells: Readonly<Record<string, Cell>>;
  readonly seconds: number;
  /** Why something of it, or all of it, could not run at all. */
  readonly notRun: readonly string[];
}

export const cellOf = (passed = 0, failed = 0, skipped = 0): Cell => ({ passed, failed, skipped });

/** Adds up cells. */
export const sum = (cells: readonly Cell[]): Cell =>
  cells.reduce((a, b) => cellOf(a.passed + b.passed, a.failed + b.failed, a.skipped + b.skipped), cellOf());

/** The table as Markdown: versions down, columns across, how many passed and failed, and how long it took. */
export function table(rows: readonly RowResult[], columns: readonly string[]): string {
  const body = rows.map(({ versions, cells, seconds, notRun }) => [
    versions,
    ...columns.map((column) => show(cells[column], notRun.length > 0)),
    duration(seconds),
  ]);
  const lines = [["versions", ...columns, "time"], ...body];
  const widths = lines[0]!.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  const print = (line: readonly string[]) =>
    `| ${line.map((text, column) => text.padEnd(widths[column]!)).join(" | ")} |`;
  return [
    print(lines[0]!),
    `|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`,
    ...body.map(print),
  ].join("\n");
}

function show(cell: Cell | undefined, incomplete: boolean): string {
  if (!cell) return incomplete ? "not run" : "-";
  const { passed, failed, skipped } = cell;
  return [
    `${passed} passed`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(skipped > 0 ? [`${skipped} left out`] : []),
  ].join(", ");
}

/** `42 s`, `3 min 5 s`. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** What could not be had, each with its reason, and a line that counts. */
export function closing(rows: readonly RowResult[]): string {
  const { passed, failed, skipped } = sum(rows.flatMap(({ cells }) => Object.values(cells)));
  const notRun = rows.flatMap((row) => row.notRun.map((reason) => `not run: ${row.versions}: ${reason}`));
  const tail = skipped + notRun.length > 0 ? `, ${skipped + notRun.length} skipped` : "";
  return [...notRun, `${passed} passed, ${failed} failed${tail}`].join("\n");
}

/** 1 where something failed, and where nothing passed: a matrix that could run nothing proves nothing. */
export function exitCode(rows: readonly RowResult[]): number {
  const { passed, failed } = sum(rows.flatMap(({ cells }) => Object.values(cells)));
  return failed > 0 || passed === 0 ? 1 : 0;
}
