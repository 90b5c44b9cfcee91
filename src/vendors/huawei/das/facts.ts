import {
  MYSQL_COMMANDS,
  MYSQL_SYSTEM_COMMANDS,
  MYSQL_SYSTEM_USERS,
  MYSQL_UNDER_WAY,
  mysqlIdProblem,
  PROCESS_LIST_FIELDS,
  type ServiceFacts,
} from "../../../model";

/** Huawei Cloud DAS: RDS for MySQL. */
export const dasFacts = {
  service: "das",
  cloud: "huawei",
  title: "Huawei DAS",
  words: { one: "session", many: "sessions" },
  ids: { attribute: "session_ids", example: "8231", problemOf: mysqlIdProblem },
  commands: MYSQL_COMMANDS,
  // Source: Huawei RDS for MySQL, "Database accounts": rdsAdmin and its like.
  systemUsers: new Set([...MYSQL_SYSTEM_USERS, "rdsAdmin", "rdsBackup", "rdsMetric", "rdsProxy", "rdsRepl"]),
  systemCommands: MYSQL_SYSTEM_COMMANDS,
  list: {
    api: "Huawei DAS query-process-list",
    fields: PROCESS_LIST_FIELDS,
    hostPort: "always",
    unlistedSeconds: 0,
  },
  kill: {
    api: "Huawei DAS kill-process",
    maxIdsPerCall: 100,
    killsAll: false,
    ends: "connection",
    underWay: MYSQL_UNDER_WAY,
  },
  task: {
    // Source: DAS v3, CreateKillTask and PreviewSessionForKillProcessTask, whose example joins keywords: `select~from~das`.
    api: "Huawei DAS add-kill-process-task",
    fields: {
      users: "one",
      hosts: "one",
      databases: "one",
      commands: "one",
      states: "none",
      info_prefix: "none",
      info_keywords: "many",
      info_regex: "none",
      ignore_comments: "none",
      min_duration_seconds: "one",
      min_transaction_seconds: "none",
    },
    exclusive: [],
    separators: { info_keywords: "~" },
    // Source: DAS user guide, "Kill Sessions": at most five conditional tasks run at once.
    maxRunning: 5,
    listed: true,
  },
  // Source: the IAM action of each API's page. The pages of kill-process and set-kill-process-task-switch name none.
  permissions: {
    list: ["das:clouddba:listProcess"],
    kill: ["das:clouddba:listProcess"],
    task: [
      "das:clouddba:listProcess",
      "das:clouddba:listKillTaskRecord",
      "das:clouddba:createKillTask",
      "das:clouddba:stopKillTask",
      "das:clouddba:showKillTaskSwitch",
    ],
    switch: ["das:clouddba:showKillTaskSwitch"],
    history: ["das:clouddba:listProcess"],
  },
  permissionNotes: {
    kill: "They name no action for the kill itself.",
    switch: "They name no action for turning the switch.",
  },
} as const satisfies ServiceFacts;
