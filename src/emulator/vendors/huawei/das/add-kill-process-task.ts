import type { Operation } from "../operation";
import { KILL_TASK_PARAMETERS, readKillTask } from "./kill-filter";
import type { KillTasks } from "./kill-tasks";
import { bodyOf } from "./parameters";
import { done } from "./wire";

/**
 * CreateKillTask (https://support.huaweicloud.com/api-das/das_01_0456.html). A PUT, and still each call adds a task, one that equals
 * another too. The answer has no id. A task's first pass is at the next whole second.
 */
export function addKillTask(tasks: KillTasks): Operation {
  return {
    method: "PUT",
    path: "auto-flow/add-kill-process-task",
    carryOut({ instance, body, context }) {
      tasks.add(context, instance, readKillTask(bodyOf(body, KILL_TASK_PARAMETERS)));
      return done(context);
    },
  };
}
