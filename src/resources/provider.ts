import { defineProvider } from "../framework";
import { VERSION } from "../version";
import { alibabaClickhouseKill } from "./alibaba/clickhouse-kill";
import { alibabaOceanbaseKill } from "./alibaba/oceanbase-kill";
import { explain } from "./explain";
import { dasKillHistory } from "./huawei/das-kill-history";
import { dasKillPreview } from "./huawei/das-kill-preview";
import { dasKillSwitch } from "./huawei/das-kill-switch";
import { dasKillTask } from "./huawei/das-kill-task";
import { mrsSql } from "./huawei/mrs-sql";
import { mrsSqlCancel } from "./huawei/mrs-sql-cancel";
import { huaweiSessionKill } from "./huawei/session-kill";
import { ProviderClients } from "./provider-clients";
import { providerSchema } from "./provider-schema";
import { sessions } from "./sessions";
import { tencentKillTask } from "./tencent/kill-task";
import { tencentSessionKill } from "./tencent/session-kill";

/** The `dbkill` Terraform provider: its types and what configures them. */
export const provider = defineProvider({
  name: "dbkill",
  version: VERSION,
  schema: providerSchema,
  configure: (config, ctx) => new ProviderClients(config, ctx.log, ctx.redact),
  resources: {
    dbkill_huawei_das_kill_switch: dasKillSwitch,
    dbkill_huawei_das_kill_task: dasKillTask,
    dbkill_huawei_mrs_sql_cancel: mrsSqlCancel,
    dbkill_huawei_session_kill: huaweiSessionKill,
    dbkill_alibaba_clickhouse_kill: alibabaClickhouseKill,
    dbkill_alibaba_oceanbase_kill: alibabaOceanbaseKill,
    dbkill_tencent_kill_task: tencentKillTask,
    dbkill_tencent_session_kill: tencentSessionKill,
  },
  dataSources: {
    dbkill_huawei_das_kill_history: dasKillHistory,
    dbkill_huawei_das_kill_preview: dasKillPreview,
    dbkill_huawei_mrs_sql: mrsSql,
    dbkill_sessions: sessions,
  },
  explain,
});
