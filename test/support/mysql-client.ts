import type { Session } from "../../src/model";

/**
 * Prints a process list as the mysql client does, in each of its three forms. Written from the client's own code, apart from the
 * reader's. Source: MySQL, client/mysql.cc: print_table_data, print_table_data_vertically, print_tab_data, safe_put_field.
 */

/** A column: its name, its values' text (null is NULL), and whether the client takes it for a number. */
export interface PrintedColumn {
  readonly name: string;
  readonly numeric?: boolean;
  readonly of: (session: Session) => string | null;
}

const orNull = (text: string): string | null => (text === "" ? null : text);

/** The columns of `SHOW FULL PROCESSLIST`. */
export const SHOW_COLUMNS: readonly PrintedColumn[] = [
  { name: "Id", numeric: true, of: ({ id }) => id },
  { name: "User", of: ({ user }) => user },
  { name: "Host", of: ({ host }) => host },
  { name: "db", of: ({ database }) => orNull(database) },
  { name: "Command", of: ({ command }) => command },
  { name: "Time", numeric: true, of: ({ duration_seconds }) => String(duration_seconds) },
  { name: "State", of: ({ state }) => state },
  { name: "Info", of: ({ info }) => orNull(info) },
];

/** MariaDB's, with its progress. */
export const MARIADB_COLUMNS: readonly PrintedColumn[] = [
  ...SHOW_COLUMNS,
  { name: "Progress", numeric: true, of: () => "0.000" },
];

/** `SELECT * FROM information_schema.processlist` of MariaDB: a statement in the middle, and another near the end. */
export const SCHEMA_COLUMNS: readonly PrintedColumn[] = [
  ...SHOW_COLUMNS.map((column) => ({ ...column, name: column.name.toUpperCase() })),
  { name: "TIME_MS", numeric: true, of: ({ duration_seconds }) => `${duration_seconds}123.456` },
  { name: "STAGE", numeric: true, of: () => "0" },
  { name: "QUERY_ID", numeric: true, of: ({ query_id }) => query_id ?? "0" },
  { name: "INFO_BINARY", of: ({ info }) => orNull(info) },
  { name: "TID", numeric: true, of: () => "4711" },
];

const MAX_COLUMN_LENGTH = 1024;

/** Each row's line break is `\n`, and no value holds a NUL, which the client prints as a blank. */
export function printTable(sessions: readonly Session[], columns: readonly PrintedColumn[]): string {
  const rows = sessions.map((session) => columns.map(({ of }) => of(session)));
  // The longest value in bytes; NULL takes four.
  const widths = columns.map(({ name }, index) =>
    Math.max(name.length, 4, ...rows.map((row) => Buffer.byteLength(row[index] ?? ""))),
  );
  const border = `+${widths.map((width) => `${"-".repeat(width + 2)}+`).join("")}\n`;
  const header = `|${columns.map(({ name }, index) => ` ${name.padEnd(Math.min(widths[index]!, MAX_COLUMN_LENGTH))} |`).join("")}\n`;
  const body = rows.map((row) => {
    const cells = row.map((value, index) => {
      const text = value ?? "NULL";
      const padding = " ".repeat(Math.max(0, Math.min(widths[index]!, MAX_COLUMN_LENGTH) - cellsOf(text)));
      return columns[index]!.numeric ? padding + text : text + padding;
    });
    return `| ${cells.join(" | ")} |\n`;
  });
  return `${border}${header}${border}${body.join("")}${border}`;
}

/** Of a character that East Asian fonts print at double width the client takes two cells to be filled; of any other one. */
function cellsOf(text: string): number {
  let cells = 0;
  for (const character of text)
    cells += /^[\p{sc=Han}\p{sc=Hangul}\p{sc=Hira}\p{sc=Kana}！-～]$/u.test(character) ? 2 : 1;
  return cells;
}

export function printVertical(sessions: readonly Session[], columns: readonly PrintedColumn[]): string {
  const width = Math.max(...columns.map(({ name }) => name.length));
  const stars = "*".repeat(27);
  return sessions
    .map((session, index) => {
      const lines = columns.map(({ name, of }) => `${name.padStart(width)}: ${of(session) ?? "NULL"}\n`);
      return `${stars} ${index + 1}. row ${stars}\n${lines.join("")}`;
    })
    .join("");
}

const ESCAPES: Readonly<Record<string, string>> = { "\0": "\\0", "\t": "\\t", "\n": "\\n", "\\": "\\\\" };

export function printTabs(sessions: readonly Session[], columns: readonly PrintedColumn[]): string {
  const escaped = (value: string | null) =>
    value === null ? "NULL" : [...value].map((character) => ESCAPES[character] ?? character).join("");
  const rows = sessions.map((session) => columns.map(({ of }) => escaped(of(session))));
  return [columns.map(({ name }) => name), ...rows].map((row) => `${row.join("\t")}\n`).join("");
}

/** What the client prints below a table or a vertical list. */
export function printRowCount(rows: number): string {
  return `${rows} ${rows === 1 ? "row" : "rows"} in set (0.00 sec)\n\n`;
}
