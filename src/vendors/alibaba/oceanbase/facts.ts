import { mysqlIdProblem, PROCESS_LIST_FIELDS, parseSessionKey, type ServiceFacts } from "../../../model";

/**
 * Commands that OceanBase's process list shows, in its own spelling: it speaks MySQL's protocol in both of its modes and names
 * some commands otherwise.
 * Source: OceanBase, `get_mysql_cmd_str` (deps/oblib/src/rpc/obmysql/ob_mysql_packet.cpp).
 */
const COMMANDS: readonly string[] = [
  "Change user",
  "Close stmt",
  "Connect",
  "Create DB",
  "Debug",
  "Delayed insert",
  "Delete session",
  "Drop DB",
  "Execute",
  "Field List",
  "Handshake",
  "Init DB",
  "Login",
  "Ping",
  "Prepare",
  "Prexecute",
  "Process Info",
  "Process Kill",
  "Query",
  "Quit",
  "Refresh",
  "Reset connection",
  "Set option",
  "Shutdown",
  "Sleep",
  "Statistics",
  "Stmt fetch",
  "Stmt get piece data",
  "Stmt reset",
  "Stmt send long data",
  "Stmt send piece data",
  "Time",
];

/** Replication and background work, in lower case. Source: as {@link COMMANDS}. */
const SYSTEM_COMMANDS: ReadonlySet<string> = new Set([
  "binlog dump",
  "binlog dump gtid",
  "connect out",
  "daemon",
  "register slave",
  "table dump",
]);

/**
 * Names that ApsaraDB for OceanBase keeps for itself: the tenant's administrator, security administrator and auditor, and the
 * accounts of the vendor's own tools. MySQL tenants show them in lower case, Oracle tenants in upper case.
 * Source: ApsaraDB for OceanBase, "Create an account", Username
 * (https://www.alibabacloud.com/help/en/apsaradb-for-oceanbase/latest/tenants-create-an-account).
 */
const RESERVED = [
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
 * The account by which OceanBase's own proxy asks the servers for metadata.
 * Source: OceanBase Database, "View tenant sessions" (https://en.oceanbase.com/docs/common-oceanbase-database-10000000001714565).
 */
const PROXY = "proxyro";

/** Alibaba Cloud OceanBase: the sessions of one tenant, each known by its server and its id. */
export const oceanbaseFacts = {
  service: "oceanbasepro",
  cloud: "alibaba",
  title: "Alibaba OceanBase",
  target: { tenant_id: "required" },
  words: { one: "session", many: "sessions" },
  ids: {
    attribute: "sessions",
    example: "3221487633 on 10.0.0.2:2882",
    problemOf: (key: string) => {
      const { id, server } = parseSessionKey(key);
      if (!server || /\s/.test(server)) return "does not name its server";
      return mysqlIdProblem(id);
    },
  },
  commands: COMMANDS,
  systemUsers: new Set<string>([PROXY, ...RESERVED.flatMap((name) => [name, name.toLowerCase()])]),
  systemCommands: SYSTEM_COMMANDS,
  list: {
    // Source: OceanBasePro 2019-09-01, DescribeProcessStatsComposition.
    api: "Alibaba OceanBase DescribeProcessStatsComposition",
    fields: PROCESS_LIST_FIELDS,
    hostPort: "sometimes",
    unlistedSeconds: 0,
  },
  kill: { api: "Alibaba OceanBase KillProcessList", maxIdsPerCall: 100, killsAll: false, ends: "connection" },
  permissions: {
    list: ["oceanbase:DescribeProcessStatsComposition"],
    kill: ["oceanbase:DescribeProcessStatsComposition", "oceanbase:KillProcessList"],
  },
  permissionNotes: {
    list: "They name none; this follows the pattern of the API's names.",
    kill: "They name none; these follow the pattern of the API's names.",
  },
} as const satisfies ServiceFacts;
