import {
  type CloudFacts,
  FILTER_FIELDS,
  type FilterField,
  MYSQL_COMMANDS,
  MYSQL_SYSTEM_COMMANDS,
  MYSQL_SYSTEM_USERS,
  MYSQL_UNDER_WAY,
  mysqlIdProblem,
  type ServiceFacts,
} from "../../../model";

/** A database server itself has no cloud: the provider's block and the types have the server's name. */
export const mysqlServerFacts = {
  title: "MySQL and MariaDB servers",
  permissions: "privileges",
  secretVariables: { password: "MYSQL_PWD" },
} as const satisfies CloudFacts;

/** How the connection to a server is encrypted. */
export const TLS_MODES = ["required", "preferred", "disabled"] as const;
export type TlsMode = (typeof TLS_MODES)[number];

/** What a kill ends. */
export const KILL_SCOPES = ["connection", "query"] as const;
export type KillScope = (typeof KILL_SCOPES)[number];

/** The port of a server whose address names none. */
export const DEFAULT_PORT = 3306;

/** Names of hosts are the same in any case, and an address without a port means the default one. Another name of the host stays another. */
function canonicalId(instanceId: string): string {
  const host = instanceId.toLowerCase();
  return /^[^:[]+$|\]$/.test(host) ? `${host}:${DEFAULT_PORT}` : host;
}

/** Where a server listens. */
export interface ServerAddress {
  /** Without the brackets of an IPv6 address. */
  readonly host: string;
  readonly port: number;
}

/** Describes a valid address. The error does not repeat the input, which may contain a password. */
export const ADDRESS_FORM =
  "Write instance_id as host:port, such as db.example.com:3306 or [2001:db8::1]:3306. Never put a user or password into it.";

/** Reads `host`, `host:port`, `[2001:db8::1]:port`; undefined for anything else. */
export function readAddress(text: string): ServerAddress | undefined {
  const [, bracketed, plain, digits] =
    /^(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9._-]+))(?::(\d{1,5}))?$/.exec(text) ?? [];
  const host = bracketed ?? plain;
  const port = digits === undefined ? DEFAULT_PORT : Number(digits);
  return host !== undefined && port > 0 && port < 65_536 ? { host, port } : undefined;
}

/**
 * Accounts of a server's fork, or of its host, which replicate, back up and watch it; many of their sessions sleep for long.
 * Sources: MariaDB, "mariadb.sys"; Percona XtraDB Cluster, "Glossary"; Amazon RDS, "Master user account privileges", its replication
 * account, and "RDS Proxy", `rdsproxyadmin`; Azure Database for MySQL, "Create users"; Cloud SQL for MySQL, "About MySQL users";
 * of Tencent's and Huawei's servers as in the facts of DBbrain and DAS.
 */
const HOST_USERS = [
  "mariadb.sys",
  "mysql.pxc.internal.session",
  "mysql.pxc.sst.user",
  "rdsadmin",
  "rdsrepladmin",
  "rdsproxyadmin",
  "azure_superuser",
  "cloudsqlapplier",
  "cloudsqlexport",
  "cloudsqlimport",
  "cloudsqlobservabilityadmin",
  "cloudsqloneshot",
  "cloudsqlreplica",
  "tencentroot",
  "rdsAdmin",
  "rdsBackup",
  "rdsMetric",
  "rdsProxy",
  "rdsRepl",
] as const;

/** A MySQL or MariaDB server itself. */
export const mysqlFacts = {
  service: "mysql",
  cloud: "mysql",
  title: "MySQL",
  regional: false,
  canonicalId,
  instanceIdProblem: (id: string) => (readAddress(id) ? undefined : ADDRESS_FORM),
  words: { one: "session", many: "sessions" },
  ids: { attribute: "session_ids", example: "8231", problemOf: mysqlIdProblem },
  commands: MYSQL_COMMANDS,
  systemUsers: new Set([...MYSQL_SYSTEM_USERS, ...HOST_USERS]),
  systemCommands: MYSQL_SYSTEM_COMMANDS,
  list: {
    api: "information_schema.processlist",
    // INNODB_TRX tells how long a transaction has been open.
    fields: new Set<FilterField>(FILTER_FIELDS),
    // `10.0.0.7:51234`, and `localhost` without one for a client on a socket.
    hostPort: "always",
    unlistedSeconds: 0,
  },
  // KILL takes one id.
  kill: {
    api: "KILL",
    maxIdsPerCall: 1,
    killsAll: false,
    ends: "connection",
    underWay: MYSQL_UNDER_WAY,
    scopes: KILL_SCOPES,
  },
  // Sources: MySQL Reference Manual, "KILL Statement" and "The INFORMATION_SCHEMA INNODB_TRX Table"; MariaDB, "KILL".
  permissions: { list: ["PROCESS"], kill: ["PROCESS", "CONNECTION_ADMIN"] },
  permissionNotes: {
    list: "Without it, an account sees only its own sessions.",
    kill: "MariaDB calls the second CONNECTION ADMIN; before MySQL 8.0 and MariaDB 10.5 it is SUPER. On Amazon RDS and Aurora it is EXECUTE on the procedures mysql.rds_kill and mysql.rds_kill_query. No account needs it for sessions of its own user.",
  },
} as const satisfies ServiceFacts;

/** The facts for kills of one scope: a kill of a query leaves the connection, whose next statement is another session. */
export function mysqlFactsFor(scope: KillScope): ServiceFacts {
  if (scope === "connection") return mysqlFacts;
  return QUERY_FACTS;
}

const QUERY_FACTS: ServiceFacts = {
  ...mysqlFacts,
  words: { one: "query", many: "queries" },
  kill: { ...mysqlFacts.kill, api: "KILL QUERY", ends: "query" },
};
