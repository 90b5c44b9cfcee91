import { MAX_SECONDS, mysqlIdProblem, printable, type Session } from "../../model";
import { SessionsFileError } from "./error";

/** What a column of a process list tells; the names of `SHOW FULL PROCESSLIST` in lower case, and what some servers add. */
export type Column =
  | "id"
  | "user"
  | "host"
  | "db"
  | "command"
  | "time"
  | "state"
  | "info"
  | "time_ms"
  | "query_id"
  | "transaction_seconds";

/** Without any of these a preview would tell something wrong: a missing user, for one, is never protected. */
const REQUIRED = ["id", "user", "host", "db", "command", "time", "state", "info"] as const;

/**
 * Every further column that servers list, in lower case.
 * Sources: MariaDB, "SHOW PROCESSLIST" and "Information Schema PROCESSLIST Table"; Percona Server, "Process list"; MySQL, "The
 * performance_schema processlist Table". `transaction_seconds` is ours, for a select that joins INNODB_TRX.
 */
const FURTHER: ReadonlySet<string> = new Set([
  "examined_rows",
  "execution_engine",
  "info_binary",
  "max_memory_used",
  "max_stage",
  "memory_used",
  "progress",
  "query_id",
  "rows_examined",
  "rows_read",
  "rows_sent",
  "sent_rows",
  "stage",
  "tid",
  "time_ms",
  "transaction_seconds",
]);

/** Columns that hold a statement, and so any text, with line breaks too. */
export function isStatement(name: string): boolean {
  return /^info(_binary)?$/i.test(name);
}

export function isColumn(name: string): boolean {
  const folded = name.toLowerCase();
  return (REQUIRED as readonly string[]).includes(folded) || FURTHER.has(folded);
}

/** Whether these are the names of a process list's columns, not of another result. */
export function isHeader(names: readonly string[]): boolean {
  const folded = new Set(names.map((name) => name.toLowerCase()));
  return folded.has("id") && ["user", "command", "info"].some((name) => folded.has(name));
}

/** A row's values by position; null stands for NULL. */
export type Values = readonly (string | null)[];

/**
 * How to read a row with these columns.
 *
 * @throws SessionsFileError where a column is missing or there twice
 */
export function rowReader(names: readonly string[], line: number): (values: Values, line: number) => Session {
  const folded = names.map((name) => name.toLowerCase());
  const at = (column: Column) => folded.indexOf(column);
  const isMissing = (column: Column) => at(column) < 0 && !(column === "time" && at("time_ms") >= 0);
  const missing = REQUIRED.filter(isMissing);
  if (missing.length > 0) {
    throw new SessionsFileError(
      `The list has no column ${missing.join(", ")}. Save the output of SHOW FULL PROCESSLIST, or select these columns too.`,
      { line },
    );
  }
  const twice = folded.find((name, index) => isColumn(name) && folded.indexOf(name) < index);
  if (twice !== undefined) {
    throw new SessionsFileError(`The list has the column ${twice} twice. Select it once.`, { line });
  }
  // SHOW PROCESSLIST, which writes `User`, never has NULL there: it is a user of this name. In performance_schema it is a thread of
  // the server, which has no user.
  const noUser = names[at("user")] === "User" ? "NULL" : "system user";
  return (values, row) => {
    const read = (column: Column) => values[at(column)] ?? "";
    const id = read("id").trim();
    if (id !== "0" && mysqlIdProblem(id) !== undefined) {
      throw new SessionsFileError(
        `"${printable(id, 40)}" is not the id of a session. Save the list again as it is printed.`,
        { line: row },
      );
    }
    const transaction = read("transaction_seconds").trim();
    const queryId = read("query_id").trim();
    return {
      id,
      user: values[at("user")] ?? noUser,
      host: read("host"),
      database: read("db"),
      command: read("command"),
      state: read("state"),
      duration_seconds: at("time") < 0 ? seconds(read("time_ms"), row, 1_000) : seconds(read("time"), row),
      info: read("info"),
      ...(transaction !== "" && { transaction_seconds: seconds(transaction, row) }),
      ...(queryId !== "" && queryId !== "0" && { query_id: queryId }),
    };
  };
}

/**
 * Whole seconds. A client that has not finished its login has no time; a session that has just begun may be ahead of the server's
 * clock, and some versions print that as a number below zero without its sign: no session is 68 years old. All of these are 0.
 */
function seconds(text: string, line: number, unitsPerSecond = 1): number {
  const value = text.trim();
  if (value === "") return 0;
  if (!/^-?\d+(\.\d+)?$/.test(value)) {
    throw new SessionsFileError(
      `"${printable(value, 40)}" is not a number of seconds. Save the list again as it is printed.`,
      { line },
    );
  }
  const whole = Math.floor(Number(value) / unitsPerSecond);
  return whole > 0 && whole <= MAX_SECONDS ? whole : 0;
}
