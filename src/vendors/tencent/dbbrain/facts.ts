import {
  MYSQL_COMMANDS,
  MYSQL_SYSTEM_COMMANDS,
  MYSQL_SYSTEM_USERS,
  MYSQL_UNDER_WAY,
  mysqlIdProblem,
  PROCESS_LIST_FIELDS,
  type ServiceFacts,
} from "../../../model";

/** The products that have kill tasks. Source: DBbrain 2021-05-27, CreateKillTask, `Product`. */
export const DBBRAIN_PRODUCTS = ["mysql", "cynosdb"] as const;
export type DbbrainProduct = (typeof DBBRAIN_PRODUCTS)[number];

/**
 * Codes by which CreateKillTask is known or expected to say that a task runs already. DBbrain documents no causes for them.
 * Source: DBbrain 2021-05-27, CreateKillTask, "Error codes".
 */
export const SLOT_TAKEN_CODES: ReadonlySet<string> = new Set([
  "FailedOperation",
  "LimitExceeded",
  "OperationDenied",
  "ResourceInUse",
]);

/** Tencent Cloud DBbrain: TencentDB for MySQL and TDSQL-C for MySQL. */
export const dbbrainFacts = {
  service: "dbbrain",
  cloud: "tencent",
  title: "Tencent DBbrain",
  target: { product: "optional" },
  words: { one: "session", many: "sessions" },
  ids: { attribute: "session_ids", example: "8231", problemOf: mysqlIdProblem },
  commands: MYSQL_COMMANDS,
  // Source: DBbrain, "Session Management": system connections are spared, and not listed by name.
  systemUsers: new Set([...MYSQL_SYSTEM_USERS, "tencentroot"]),
  systemCommands: MYSQL_SYSTEM_COMMANDS,
  list: {
    api: "Tencent DBbrain DescribeMySqlProcessList",
    fields: PROCESS_LIST_FIELDS,
    hostPort: "always",
    unlistedSeconds: 0,
  },
  kill: {
    api: "Tencent DBbrain KillMySqlThreads",
    // Source: DBbrain console, "Session Management": one kill takes 1 to 100 sessions.
    maxIdsPerCall: 100,
    killsAll: false,
    ends: "connection",
    underWay: MYSQL_UNDER_WAY,
  },
  task: {
    // Source: DBbrain 2021-05-27, CreateKillTask; `Infos` is in the SDK's model only.
    api: "Tencent DBbrain CreateKillTask",
    fields: {
      users: "one",
      hosts: "one",
      databases: "many",
      commands: "many",
      states: "none",
      info_prefix: "one",
      info_keywords: "many",
      info_regex: "none",
      ignore_comments: "none",
      min_duration_seconds: "one",
      min_transaction_seconds: "none",
    },
    exclusive: [["info_prefix", "info_keywords"]],
    separators: { databases: "," },
    // The SDK's model says "client IP" and "several keywords" alone.
    unclear: new Set(["hosts", "info_keywords"] as const),
    maxRunning: 1,
    listed: false,
  },
  // CAM action names are the API's own.
  permissions: {
    list: ["dbbrain:DescribeMySqlProcessList"],
    kill: ["dbbrain:DescribeMySqlProcessList", "dbbrain:KillMySqlThreads"],
    task: ["dbbrain:CreateKillTask", "dbbrain:CancelKillTask", "dbbrain:DescribeMySqlProcessList"],
  },
} as const satisfies ServiceFacts;
