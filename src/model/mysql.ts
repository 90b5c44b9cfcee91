import { FILTER_FIELDS, type FilterField } from "./filter";

/** What every MySQL-compatible service has in common. A service's facts start from these. */

/**
 * Commands that a client's session shows.
 * Source: MySQL Reference Manual, "Thread Command Values"; the same list is documented for Huawei DAS kill tasks.
 */
export const MYSQL_COMMANDS: readonly string[] = [
  "Change user",
  "Close stmt",
  "Connect",
  "Create DB",
  "Debug",
  "Delayed insert",
  "Drop DB",
  "Error",
  "Execute",
  "Fetch",
  "Field List",
  "Init DB",
  "Kill",
  "Long Data",
  "Ping",
  "Prepare",
  "Processlist",
  "Query",
  "Quit",
  "Refresh",
  "Reset stmt",
  "Set option",
  "Shutdown",
  "Sleep",
  "Statistics",
  "Time",
];

/**
 * Commands of the server's own threads, in lower case: replication, cloning and background work. Killing one breaks the server,
 * not a query.
 * Source: MySQL server source, Command_names; the `slave_*` names are MariaDB's.
 */
export const MYSQL_SYSTEM_COMMANDS: ReadonlySet<string> = new Set([
  "binlog dump",
  "binlog dump gtid",
  "clone",
  "connect out",
  "daemon",
  "group replication data stream subscription",
  "register replica",
  "register slave",
  "slave_io",
  "slave_sql",
  "slave_worker",
  "table dump",
]);

/**
 * States of a session that is ending after a kill. MariaDB drops `Killed` during a statement's rollback, and shows it for an idle
 * connection whose statement ended before the kill arrived.
 * Sources: MySQL Reference Manual, "General Thread States"; MariaDB, "Thread States"; MariaDB 11.8.
 */
export const MYSQL_UNDER_WAY = {
  commands: new Set(["killed"]),
  states: new Set(["rollback", "rolling back"]),
} as const;

/**
 * Reserved accounts and internal threads. `unauthenticated user` is a client that has not finished its login: it has no age yet.
 * Source: MySQL Reference Manual, "Reserved Accounts".
 */
export const MYSQL_SYSTEM_USERS: readonly string[] = [
  "event_scheduler",
  "mysql.infoschema",
  "mysql.session",
  "mysql.sys",
  "system user",
  "unauthenticated user",
];

/** What `SHOW PROCESSLIST` tells: all but how long a transaction has been open. */
export const PROCESS_LIST_FIELDS: ReadonlySet<FilterField> = new Set(
  FILTER_FIELDS.filter((field) => field !== "min_transaction_seconds"),
);

/** Why this text is not the id of a MySQL session: a decimal number of up to 64 bits without leading zeros. */
export function mysqlIdProblem(id: string): string | undefined {
  if (!/^[1-9]\d{0,19}$/.test(id)) return "is not a decimal number without leading zeros";
  return BigInt(id) < 2n ** 64n ? undefined : "does not fit into 64 bits";
}
