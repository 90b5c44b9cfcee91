import type { Service } from "./capabilities";
import type { Session } from "./session";

/**
 * MySQL's reserved accounts and internal threads.
 * Source: MySQL Reference Manual, "Reserved Accounts".
 */
const MYSQL_USERS = [
  "event_scheduler",
  "mysql.infoschema",
  "mysql.session",
  "mysql.sys",
  "system user",
  "unauthenticated user",
] as const;

/**
 * Accounts of the server itself and of the vendor that runs it. Vendors spare "system connections" without listing them; these
 * are what a process list shows of them.
 * Source: Tencent DBbrain, "Session Management"; Huawei RDS for MySQL, "Database accounts" (rdsAdmin and its like).
 */
export const SYSTEM_USERS: Partial<Record<Service, ReadonlySet<string>>> = {
  dbbrain: new Set([...MYSQL_USERS, "tencentroot"]),
  das: new Set([...MYSQL_USERS, "rdsAdmin", "rdsBackup", "rdsMetric", "rdsProxy", "rdsRepl"]),
};

/** Commands of replication and background threads: killing them breaks the server, not a query. */
const SYSTEM_COMMANDS: ReadonlySet<string> = new Set([
  "binlog dump",
  "binlog dump gtid",
  "connect out",
  "daemon",
  "register slave",
]);

/** Whether a session belongs to the server itself and is never chosen. */
export function isSystemSession(session: Session, service: Service): boolean {
  return (
    SYSTEM_USERS[service]?.has(session.user) === true || SYSTEM_COMMANDS.has(session.command.toLowerCase())
  );
}
