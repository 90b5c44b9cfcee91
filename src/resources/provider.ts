import { type Diagnostics, defineProvider } from "../framework";
import { hostsOfPlainHttp } from "../vendors/shared/endpoint";
import { VERSION } from "../version";
import { providerSchema } from "./provider-block";
import { ProviderClients } from "./provider-clients";
import { explain } from "./render";

/**
 * Types, each loaded when it is first asked about: a configuration uses few of them, and every command of Terraform starts the provider
 * several times.
 */
function lazily<T extends Readonly<Record<string, () => unknown>>>(
  types: T,
): { readonly [K in keyof T]: ReturnType<T[K]> } {
  const loaded = {};
  for (const [name, load] of Object.entries(types)) {
    Object.defineProperty(loaded, name, { enumerable: true, get: load });
  }
  return loaded as { readonly [K in keyof T]: ReturnType<T[K]> };
}

/** The `dbkill` Terraform provider: its types and what configures them. */
export const provider = defineProvider({
  name: "dbkill",
  version: VERSION,
  schema: providerSchema,
  configure: (config, ctx) => {
    warnOfPlainHttp(process.env, ctx.diagnostics);
    return new ProviderClients(config, ctx.log, ctx.redact);
  },
  resources: lazily({
    dbkill_alibaba_clickhouse_session_kill: () =>
      (require("./alibaba-clickhouse-session-kill") as typeof import("./alibaba-clickhouse-session-kill"))
        .alibabaClickhouseSessionKill,
    dbkill_alibaba_oceanbase_session_kill: () =>
      (require("./alibaba-oceanbase-session-kill") as typeof import("./alibaba-oceanbase-session-kill"))
        .alibabaOceanbaseSessionKill,
    dbkill_auto_kill_policy: () =>
      (require("./auto-kill-policy") as typeof import("./auto-kill-policy")).autoKillPolicy,
    dbkill_huawei_das_kill_switch: () =>
      (require("./huawei-das-kill-switch") as typeof import("./huawei-das-kill-switch")).huaweiDasKillSwitch,
    dbkill_huawei_das_kill_task: () =>
      (require("./huawei-das-kill-task") as typeof import("./huawei-das-kill-task")).huaweiDasKillTask,
    dbkill_huawei_das_session_kill: () =>
      (require("./huawei-das-session-kill") as typeof import("./huawei-das-session-kill"))
        .huaweiDasSessionKill,
    dbkill_huawei_mrs_sql_cancel: () =>
      (require("./huawei-mrs-sql-cancel") as typeof import("./huawei-mrs-sql-cancel")).huaweiMrsSqlCancel,
    dbkill_mysql_session_kill: () =>
      (require("./mysql-session-kill") as typeof import("./mysql-session-kill")).mysqlSessionKill,
    dbkill_session_drain: () => (require("./session-drain") as typeof import("./session-drain")).sessionDrain,
    dbkill_tencent_dbbrain_kill_task: () =>
      (require("./tencent-dbbrain-kill-task") as typeof import("./tencent-dbbrain-kill-task"))
        .tencentDbbrainKillTask,
    dbkill_tencent_dbbrain_session_kill: () =>
      (require("./tencent-dbbrain-session-kill") as typeof import("./tencent-dbbrain-session-kill"))
        .tencentDbbrainSessionKill,
  }),
  dataSources: lazily({
    dbkill_huawei_das_kill_history: () =>
      (require("./huawei-das-kill-history") as typeof import("./huawei-das-kill-history"))
        .huaweiDasKillHistory,
    dbkill_huawei_das_kill_preview: () =>
      (require("./huawei-das-kill-preview") as typeof import("./huawei-das-kill-preview"))
        .huaweiDasKillPreview,
    dbkill_huawei_mrs_sql: () =>
      (require("./huawei-mrs-sql") as typeof import("./huawei-mrs-sql")).huaweiMrsSql,
    dbkill_sessions: () => (require("./sessions") as typeof import("./sessions")).sessions,
  }),
  explain,
});

/** Warns of unencrypted calls on every run: anyone who can read such a request can send it again. */
function warnOfPlainHttp(env: NodeJS.ProcessEnv, diagnostics: Diagnostics): void {
  const hosts = hostsOfPlainHttp(env);
  if (hosts.length === 0) return;
  diagnostics.report({
    severity: "warning",
    code: "DBKILL_HTTP_ALLOWED",
    summary: `${hosts.join(", ")} may be called without encryption`,
    detail:
      "DBKILL_ALLOW_HTTP names it. Anyone who can read such a request can send it again. This is for emulators: unset it where real databases are managed.",
  });
}
