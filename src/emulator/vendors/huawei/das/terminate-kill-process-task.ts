import type { Operation } from "../operation";
import type { KillTasks } from "./kill-tasks";
import { bodyOf, invalidParameter, longText } from "./parameters";
import { done } from "./wire";

/** StopKillTask (https://support.huaweicloud.com/api-das/das_01_0455.html): ends a task that runs. */
export function terminateKillTask(tasks: KillTasks): Operation {
  return {
    method: "POST",
    path: "auto-flow/terminate-kill-process-task",
    carryOut({ instance, body, context }) {
      const id = bodyOf(body, ["task_id"]).value("task_id");
      if (id === undefined) throw invalidParameter("task_id is required");
      tasks.terminate(context, instance, longText(id, "task_id"));
      return done(context);
    },
  };
}
