import { defineProvider } from "../provider";
import { VERSION } from "../version";
import { Clouds } from "./clouds";
import { explain } from "./explain";
import { dasKillTask } from "./huawei/das-kill-task";
import { providerSchema } from "./provider-schema";
import { sessions } from "./sessions";
import { tencentKillTask } from "./tencent/kill-task";
import { tencentSessionKill } from "./tencent/session-kill";

/** The `dbkill` Terraform provider: its types and what configures them. */
export const provider = defineProvider({
  name: "dbkill",
  version: VERSION,
  schema: providerSchema,
  configure: (config, ctx) => new Clouds(config, ctx.log, ctx.redact),
  resources: {
    dbkill_huawei_das_kill_task: dasKillTask,
    dbkill_tencent_kill_task: tencentKillTask,
    dbkill_tencent_session_kill: tencentSessionKill,
  },
  dataSources: {
    dbkill_sessions: sessions,
  },
  explain,
});
