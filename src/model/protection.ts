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
 * The names that ApsaraDB for OceanBase keeps for itself, so that no customer's account can bear one: the tenant's administrator,
 * security administrator and auditor, and the accounts of the vendor's own tools. MySQL tenants show them in lower case, Oracle
 * tenants in upper case.
 * Source: ApsaraDB for OceanBase, "Create an account", Username
 * (https://www.alibabacloud.com/help/en/apsaradb-for-oceanbase/latest/tenants-create-an-account).
 */
const OCEANBASE_RESERVED = [
  "SYS",
  "OCEANBASE",
  "ROOT",
  "OPERATOR",
  "LBACSYS",
  "ORAAUDITOR",
  "OBMIGRATE",
  "OMC",
  "IDB_DDL",
  "ODC_RND",
  "ODC_DDL",
  "DWEXP",
] as const;

/**
 * By which OceanBase's own proxy asks the servers for what it needs to know.
 * Source: OceanBase Database, "View tenant sessions" (https://en.oceanbase.com/docs/common-oceanbase-database-10000000001714565).
 */
const OCEANBASE_PROXY = "proxyro";

/**
 * Accounts of the server itself and of the vendor that runs it. Vendors spare "system connections" without listing them; these
 * are what a process list shows of them.
 * Source: Tencent DBbrain, "Session Management"; Huawei RDS for MySQL, "Database accounts" (rdsAdmin and its like); for OceanBase see above. ApsaraDB for
 * ClickHouse documents no account of its own ("Create a database account" reserves no name), so that there its queries can't be told
 * from a user's.
 */
export const SYSTEM_USERS: Partial<Record<Service, ReadonlySet<string>>> = {
  dbbrain: new Set([...MYSQL_USERS, "tencentroot"]),
  clickhouse: new Set(),
  oceanbasepro: new Set([
    OCEANBASE_PROXY,
    ...OCEANBASE_RESERVED.flatMap((name) => [name, name.toLowerCase()]),
  ]),
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
