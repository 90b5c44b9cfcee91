import { matches } from "../../core/match";
import { type Instance, statusAt, type Task } from "../../core/world";
import type { VendorContext } from "../vendor";
import {
  KILL_TASK_PARAMETERS,
  type KillTaskParameters,
  readKillTask,
  readPreview,
  toMatch,
} from "./das-filter";
import { bodyOf, dataSyncTime, done, invalidParameter, longText, processRow, wireTime } from "./das-wire";
import type { Operation } from "./operation";

/** The most kill tasks that run on one instance (https://support.huaweicloud.com/intl/en-us/usermanual-das/das_05_0102.html). */
const MAX_RUNNING = 5;

/** A task with all that DAS lists of it. */
export interface KillTask {
  readonly task: Task;
  readonly parameters: KillTaskParameters;
  /** When it was terminated; milliseconds. */
  terminatedAt?: number;
}

/** Every kill task that ever was on one instance, by its id: 1, 2, 3 and so on. */
type Shelf = Map<string, KillTask>;

/** The kill tasks of all instances, the ended ones too: DAS goes on listing them. */
export class KillTasks {
  readonly #shelves = new Map<Instance, Shelf>();

  /** Oldest first. */
  on(instance: Instance): readonly KillTask[] {
    return [...this.#shelf(instance).values()];
  }

  /** Returns the task's id. Throws where five run already; which code that has is not documented. */
  add({ world, engine }: VendorContext, instance: Instance, parameters: KillTaskParameters): string {
    engine.settle(instance);
    if (world.runningTasks(instance).length >= MAX_RUNNING) {
      throw invalidParameter(
        `at most ${MAX_RUNNING} kill tasks can run on an instance at the same time, and ${MAX_RUNNING} run on ${instance.id}`,
      );
    }
    const shelf = this.#shelf(instance);
    const id = String(shelf.size + 1);
    const duration = parameters.task_type === "auto" ? parameters.task_duration : null;
    const task = world.startTask(instance, toMatch(parameters), duration, id);
    shelf.set(id, { task, parameters });
    return id;
  }

  /** Throws where no such task runs; which code that has is not documented. */
  terminate({ world, engine }: VendorContext, instance: Instance, id: string): void {
    engine.settle(instance);
    const found = this.#shelf(instance).get(id);
    const now = world.clock.now();
    if (!found || statusAt(found.task, now) !== "running") {
      throw invalidParameter(`the kill task ${id} does not exist on ${instance.id}, or it has ended`);
    }
    world.cancelTask(found.task);
    found.terminatedAt = now;
  }

  #shelf(instance: Instance): Shelf {
    let shelf = this.#shelves.get(instance);
    if (!shelf) {
      shelf = new Map();
      this.#shelves.set(instance, shelf);
    }
    return shelf;
  }
}

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

/**
 * CreateKillTask (https://support.huaweicloud.com/api-das/das_01_0456.html). A PUT, and still each call adds a task, one that equals
 * another too. The response has no id. A task's first pass is at the next whole second.
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

/** The documents bound the list: what runs comes before what has ended, and of that the latest. */
const MOST_TASKS = 200;

/** How late a new task is listed with the quirk for it. */
const LISTED_LATE_MS = 2000;

/** The numbers are not documented. */
const TASK_STATE = { running: 1, expired: 2, cancelled: 3 };

/**
 * QueryKillProcessTask (https://support.huaweicloud.com/api-das/das_01_0454.html): the kill tasks of an instance. Whether it goes on
 * listing those that have ended is not documented: here it does. Neither is what `end_time` is while a task runs: here it is when
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
      const lateUntil = context.quirks.has("new-tasks-listed-late") ? now - LISTED_LATE_MS : now;
      const running = all.filter(
        ({ task }) => statusAt(task, now) === "running" && task.createdAt <= lateUntil,
      );
      const ended = context.quirks.has("ended-tasks-vanish")
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
    ...respelled(parameters, context),
    task_state: TASK_STATE[statusAt(task, now)],
    start_time: wireTime(context, task.createdAt),
    ...(!context.quirks.has("no-end-time") && {
      end_time: end === null ? 0 : wireTime(context, end),
    }),
  };
}

/** A kill task's filters as quirks have DAS list them. */
function respelled(parameters: KillTaskParameters, { quirks }: VendorContext): KillTaskParameters {
  const end = quirks.has("filter-trailing-blank") ? " " : "";
  const text = (value: string) => (value === "" ? "" : value + end);
  const { user, host, db, command, info, time } = parameters;
  return {
    ...parameters,
    user: text(quirks.has("filter-user-other-case") ? otherCase(user) : user),
    host: text(host),
    db: text(quirks.has("filter-database-lower-case") ? db.toLowerCase() : db),
    command: text(command),
    info: text(info),
    time: quirks.has("filter-time-rounded") ? Math.ceil(time / 10) * 10 : time,
  };
}

function otherCase(name: string): string {
  const upper = name.toUpperCase();
  return upper === name ? name.toLowerCase() : upper;
}

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

/** GetKillProcessTaskSwitch (https://support.huaweicloud.com/intl/zh-cn/api-das/das_01_0289.html). An instance's switch is on at first. */
export const getKillSwitch: Operation = {
  method: "GET",
  path: "auto-flow/get-kill-process-task-switch",
  carryOut({ instance, context }) {
    const status = instance.tasksPaused ? "OFF" : "ON";
    return { status: context.quirks.has("switch-lower-case") ? status.toLowerCase() : status };
  },
};

/**
 * ChangeKillTaskSwitch (huaweicloud-sdk-go-v3, services/das/v3). What OFF does is not documented: here tasks can be added and
 * run out their time, and kill nothing.
 */
export const setKillSwitch: Operation = {
  method: "POST",
  path: "auto-flow/set-kill-process-task-switch",
  carryOut({ instance, body, context }) {
    const status = bodyOf(body, ["status"]).text("status").toUpperCase();
    if (status !== "ON" && status !== "OFF") throw invalidParameter("status must be ON or OFF, in any case");
    context.engine.settle(instance);
    instance.tasksPaused = status === "OFF";
    return done(context);
  },
};
