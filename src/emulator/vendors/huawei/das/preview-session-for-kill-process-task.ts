import { matches } from "../../../match";
import type { Operation } from "../operation";
import { KILL_TASK_PARAMETERS, readPreview } from "./kill-filter";
import { bodyOf } from "./parameters";
import { dataSyncTime, done, processRow } from "./wire";

/** The documents bound the list; what is beyond it is only counted. */
const MOST_PROCESSES = 200;

/** PreviewSessionForKillProcessTask (https://support.huaweicloud.com/api-das/das_01_0457.html): what a kill task would kill now. */
export const previewSession: Operation = {
  method: "POST",
  path: "auto-flow/preview-session-for-kill-process-task",
  async carryOut({ instance, body, context }) {
    const match = readPreview(bodyOf(body, KILL_TASK_PARAMETERS));
    const chosen = (await context.engine.list(instance)).filter(
      (session) => !instance.service.spares(session) && matches(match, session),
    );
    return {
      ...done(context),
      data_sync_time: dataSyncTime(context),
      total_count: chosen.length,
      processes: chosen.slice(0, MOST_PROCESSES).map(processRow),
    };
  },
};
