import { type Diagnostics, defineProvider } from "../framework";
import { hostsOfPlainHttp } from "../vendors/shared/endpoint";
import { VERSION } from "../version";
import { alibabaClickhouseSessionKill } from "./alibaba-clickhouse-session-kill";
import { alibabaOceanbaseSessionKill } from "./alibaba-oceanbase-session-kill";
import { huaweiDasKillHistory } from "./huawei-das-kill-history";
import { huaweiDasKillPreview } from "./huawei-das-kill-preview";
import { huaweiDasKillSwitch } from "./huawei-das-kill-switch";
import { huaweiDasKillTask } from "./huawei-das-kill-task";
import { huaweiDasSessionKill } from "./huawei-das-session-kill";
import { huaweiMrsSql } from "./huawei-mrs-sql";
import { huaweiMrsSqlCancel } from "./huawei-mrs-sql-cancel";
import { providerSchema } from "./provider-block";
import { ProviderClients } from "./provider-clients";
import { explain } from "./render";
import { sessions } from "./sessions";
import { tencentDbbrainKillTask } from "./tencent-dbbrain-kill-task";
import { tencentDbbrainSessionKill } from "./tencent-dbbrain-session-kill";

/** The `dbkill` Terraform provider: its types and what configures them. */
export const provider = defineProvider({
  name: "dbkill",
  version: VERSION,
  schema: providerSchema,
  configure: (config, ctx) => {
    warnOfPlainHttp(process.env, ctx.diagnostics);
    return new ProviderClients(config, ctx.log, ctx.redact);
  },
  resources: {
    dbkill_alibaba_clickhouse_session_kill: alibabaClickhouseSessionKill,
    dbkill_alibaba_oceanbase_session_kill: alibabaOceanbaseSessionKill,
    dbkill_huawei_das_kill_switch: huaweiDasKillSwitch,
    dbkill_huawei_das_kill_task: huaweiDasKillTask,
    dbkill_huawei_das_session_kill: huaweiDasSessionKill,
    dbkill_huawei_mrs_sql_cancel: huaweiMrsSqlCancel,
    dbkill_tencent_dbbrain_kill_task: tencentDbbrainKillTask,
    dbkill_tencent_dbbrain_session_kill: tencentDbbrainSessionKill,
  },
  dataSources: {
    dbkill_huawei_das_kill_history: huaweiDasKillHistory,
    dbkill_huawei_das_kill_preview: huaweiDasKillPreview,
    dbkill_huawei_mrs_sql: huaweiMrsSql,
    dbkill_sessions: sessions,
  },
  explain,
});

/** Whoever reads a request in clear text can send it again: that is for emulators, and nobody should do it unawares. */
function warnOfPlainHttp(env: NodeJS.ProcessEnv, diagnostics: Diagnostics): void {
  const hosts = hostsOfPlainHttp(env);
  if (hosts.length === 0) return;
  diagnostics.report({
    severity: "warning",
    code: "DBKILL_HTTP_ALLOWED",
    summary: `${hosts.join(", ")} may be called without encryption`,
    detail:
      "DBKILL_ALLOW_HTTP names it. Whoever reads such a request can send it again. This is for emulators: unset it where real databases are managed.",
  });
}
