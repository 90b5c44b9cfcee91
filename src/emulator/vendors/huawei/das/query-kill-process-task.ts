import { statusAt } from "../../../world";
import type { VendorContext } from "../../vendor";
import type { Operation } from "../operation";
import type { KillTask, KillTasks } from "./kill-tasks";
import { wireTime } from "./wire";

/** The documents bound the list: what runs comes before what has ended, and of that the latest. */
const MOST_TASKS = 200;

/** The numbers are in no document. */
const TASK_STATE = { running: 1, expired: 2, cancelled: 3 };

/**
 * QueryKillProcessTask (https://support.huaweicloud.com/api-das/das_01_0454.html): the kill tasks of an instance. Whether it goes on
 * listing those that have ended is in no document: here it does. So is what `end_time` is while a task runs: here it is when
 * an `auto` task is going to end, and 0 for a `manual` one.
 */
export function queryKillTasks(tasks: KillTasks): Operation {
  return {
    method: "GET",
    path: "auto-flow/query-kill-process-task",
    carryOut({ instance, context }) {
      context.engine.settle(instance);
      const now = context.world.clock.now();
      const all = tasks.on(instance);
      const running = all.filter(({ task }) => statusAt(task, now) === "running");
      const ended = context.huawei.quirks.has("ended-tasks-vanish")
        ? []
        : all.filter(({ task }) => statusAt(task, now) !== "running").slice(running.length - MOST_TASKS);
      const listed = new Set([...running, ...ended]);
      return {
        sql_killing_task_resp_list: all
          .filter((each) => listed.has(each))
          .map((each) => taskRow(each, now, context)),
      };
    },
  };
}

function taskRow({ task, parameters, terminatedAt }: KillTask, now: number, context: VendorContext) {
  const end = terminatedAt ?? task.expiresAt;
  return {
    task_id: Number(task.id),
    ...parameters,
    task_state: TASK_STATE[statusAt(task, now)],
    start_time: wireTime(context, task.createdAt),
    ...(!context.huawei.quirks.has("no-end-time") && {
      end_time: end === null ? 0 : wireTime(context, end),
    }),
  };
}
