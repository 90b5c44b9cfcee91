import type { Session } from "./session";

/**
 * Accounts of the server itself: MySQL's reserved accounts and internal threads, and Tencent's administrator.
 * Vendors spare "system connections" without listing them; these are what a process list shows of them.
 * Source: MySQL Reference Manual, "Reserved Accounts"; Tencent DBbrain, "Session Management".
 */
export const SYSTEM_USERS: ReadonlySet<string> = new Set([
  "event_scheduler",
  "mysql.infoschema",
  "mysql.session",
  "mysql.sys",
  "system user",
  "tencentroot",
  "unauthenticated user",
]);

/** Commands of replication and background threads: killing them breaks the server, not a query. */
const SYSTEM_COMMANDS: ReadonlySet<string> = new Set([
  "binlog dump",
  "binlog dump gtid",
  "connect out",
  "daemon",
  "register slave",
]);

/** Whether a session belongs to the server itself and is never chosen. */
export function isSystemSession(session: Session): boolean {
  return SYSTEM_USERS.has(session.user) || SYSTEM_COMMANDS.has(session.command.toLowerCase());
}
