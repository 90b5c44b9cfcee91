import type { KillScope } from "./facts";
import type { Condition } from "./narrowing";

/**
 * The statements that are sent to a server, all of them; the conditions of a list are in `narrowing.ts`. Of the values from a server
 * or a user, only whole numbers become part of a statement: all others are bound.
 */

/** Transactions tell when they began in the server's own time zone; our session must count in the same one. */
export const SET_TIME_ZONE = "SET SESSION time_zone = 'SYSTEM'";

/** Who we are, and to what we speak. */
export const GREETING =
  "SELECT VERSION() AS version, CURRENT_USER() AS account, CONNECTION_ID() AS id, @@hostname AS hostname, @@port AS port, @@server_id AS server_id";

/** Where the process list is read. */
export type ListTable = "information_schema.PROCESSLIST" | "performance_schema.processlist";

/**
 * The process list. INNODB_TRX needs PROCESS, which shows everybody's sessions: a list with transactions is proven to be whole.
 *
 * @param queryIds whether the table has MariaDB's ids of statements
 * @param condition leaves out other rows except the connection's own, which proves that the table is complete; absent: none
 */
export function listStatement(
  table: ListTable,
  queryIds: boolean,
  transactions: boolean,
  condition?: Condition,
): string {
  const columns = [
    "p.ID AS id, p.USER AS user, p.HOST AS host, p.DB AS db, p.COMMAND AS command, p.TIME AS time, p.STATE AS state, p.INFO AS info, UNIX_TIMESTAMP() AS clock",
    ...(queryIds ? ["p.QUERY_ID AS query_id"] : []),
    ...(transactions ? ["t.age AS transaction_age"] : []),
  ];
  // Seconds between two moments, as a change of the clock would make them wrong between two local times.
  const join = transactions
    ? " LEFT JOIN (SELECT trx_mysql_thread_id AS thread, MAX(UNIX_TIMESTAMP() - UNIX_TIMESTAMP(trx_started)) AS age FROM information_schema.INNODB_TRX GROUP BY trx_mysql_thread_id) t ON t.thread = p.ID"
    : "";
  const where = condition ? ` WHERE ${condition.sql} OR p.ID = CONNECTION_ID()` : "";
  return `SELECT ${columns.join(", ")} FROM ${table} p${join}${where}`;
}

/** Whether performance_schema may have left out a session, or what it runs. */
export const LOST_INSTANCES =
  "SELECT (SELECT SUM(VARIABLE_VALUE) FROM performance_schema.global_status WHERE VARIABLE_NAME = 'Performance_schema_thread_instances_lost') + (SELECT COUNT(*) FROM performance_schema.threads WHERE PROCESSLIST_ID IS NOT NULL AND INSTRUMENTED = 'NO') AS lost";

/** The procedure by which Amazon RDS and Aurora let an account kill other users' sessions. */
export const RDS_PROCEDURES = { connection: "rds_kill", query: "rds_kill_query" } as const;

export function findRdsProcedure(scope: KillScope): string {
  return `SELECT COUNT(*) AS found FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = 'mysql' AND ROUTINE_NAME = '${RDS_PROCEDURES[scope]}'`;
}

export function killByRds(scope: KillScope, id: string): string {
  return `CALL mysql.${RDS_PROCEDURES[scope]}(${wholeNumber(id)})`;
}

/** @param queryId MariaDB's id of the statement: a kill of it can't hit the next statement of the connection */
export function killStatement(scope: KillScope, id: string, queryId?: string): string {
  if (scope === "connection") return `KILL CONNECTION ${wholeNumber(id)}`;
  return queryId === undefined ? `KILL QUERY ${wholeNumber(id)}` : `KILL QUERY ID ${wholeNumber(queryId)}`;
}

/** @throws Error for any other text: it would become part of a statement */
function wholeNumber(text: string): string {
  if (!/^[1-9]\d{0,19}$/.test(text)) throw new Error("Refused to send a kill of an id that is not a number.");
  return text;
}
