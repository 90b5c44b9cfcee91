import { type Fields, invalid } from "../../core/fields";
import { matches, sameCommand } from "../../core/match";
import type { Match } from "../../core/types";
import { type Instance, statusAt, type Task } from "../../core/world";
import type { VendorContext } from "../vendor";
import {
  bodyOf,
  dataSyncTime,
  done,
  invalidParameter,
  longText,
  optionalSeconds,
  processRow,
  seconds,
  wireTime,
} from "./das-wire";
import type { Operation } from "./operation";

/** The parameters that a kill task and its preview have in common. */
export const KILL_TASK_PARAMETERS = [
  "user",
  "host",
  "db",
  "command",
  "info",
  "time",
  "task_duration",
  "task_type",
];

/** A kill task as it is sent and listed. A filter that is not set is empty. */
export interface KillTaskParameters {
  readonly user: string;
  readonly host: string;
  readonly db: string;
  readonly command: string;
  /** Keywords joined by `~`. */
  readonly info: string;
  /** Smallest time in the current state, in seconds. */
  readonly time: number;
  /** Seconds; what it is for a manual task is in no document, and there it is only kept. */
  readonly task_duration: number;
  readonly task_type: "auto" | "manual";
}

/** The values that the documents allow for `command`. */
const COMMANDS = [
  "Change user",
  "Close stmt",
  "Connect",
  "Connect Out",
  "Create DB",
  "Daemon",
  "Debug",
  "Delayed insert",
  "Drop DB",
  "Error",
  "Execute",
  "Fetch",
  "Field List",
  "Init DB",
  "Kill",
  "Long Data",
  "Ping",
  "Prepare",
  "Processlist",
  "Query",
  "Quit",
  "Refresh",
  "Reset stmt",
  "Set option",
  "Shutdown",
  "Sleep",
  "Statistics",
  "Table Dump",
  "Time",
];

const TASK_TYPES = ["auto", "manual"] as const;

/** The parameters of add-kill-process-task: `time`, `task_duration` and `task_type` are required. */
export function readKillTask(fields: Fields): KillTaskParameters {
  const task_type = fields.choice("task_type", TASK_TYPES);
  return {
    ...readFilter(fields),
    time: seconds(fields, "time"),
    task_duration: seconds(fields, "task_duration", task_type === "auto" ? 1 : 0),
    task_type,
  };
}

/** The match of a preview's parameters: only what is sent is checked, for the documents' own example sends `time` alone. */
export function readPreview(fields: Fields): Match {
  optionalSeconds(fields, "task_duration");
  fields.optionalChoice("task_type", TASK_TYPES);
  return toMatch({ ...readFilter(fields), time: optionalSeconds(fields, "time") ?? 0 });
}

/**
 * The parameters of a task that has a match, as the console sends them. Throws a ControlError for what DAS has no filter for: it takes one
 * value for each.
 */
export function fromMatch(match: Match, durationSeconds: number | null): KillTaskParameters {
  const one = (name: "users" | "hosts" | "databases" | "commands") => {
    const [value = "", ...more] = match[name] ?? [];
    if (more.length > 0) throw invalid(`match.${name}`, "must hold one value: a task of DAS takes no more");
    return value;
  };
  if (match.info_prefix !== undefined) throw invalid("match.info_prefix", "is no filter of DAS");
  return {
    user: one("users"),
    host: one("hosts"),
    db: one("databases"),
    command: one("commands"),
    info: (match.info_keywords ?? []).join("~"),
    time: match.min_duration_seconds ?? 0,
    task_duration: durationSeconds ?? 0,
    task_type: durationSeconds === null ? "manual" : "auto",
  };
}

/** A task's filters are ANDed, each of them with one value; none of them is a match of everything that is old enough. */
export function toMatch({
  user,
  host,
  db,
  command,
  info,
  time,
}: Omit<KillTaskParameters, "task_duration" | "task_type">): Match {
  const keywords = info.split("~").filter((keyword) => keyword !== "");
  return {
    ...(user && { users: [user] }),
    ...(host && { hosts: [host] }),
    ...(db && { databases: [db] }),
    ...(command && { commands: [command] }),
    ...(keywords.length > 0 && { info_keywords: keywords }),
    ...(time > 0 && { min_duration_seconds: time }),
  };
}

function readFilter(fields: Fields): Omit<KillTaskParameters, "time" | "task_duration" | "task_type"> {
  const command = fields.textOrNull("command");
  if (command && !COMMANDS.some((each) => sameCommand(each, command))) {
    throw invalidParameter(`command must be one of ${COMMANDS.join(", ")}`);
  }
  return {
    user: fields.textOrNull("user"),
    host: fields.textOrNull("host"),
    db: fields.textOrNull("db"),
    command,
    info: fields.textOrNull("info"),
  };
}

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

  /** Returns the task's id. Throws where five run already; which code that has is in no document. */
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

  /** Throws where no such task runs; which code that has is in no document. */
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
 * ChangeKillTaskSwitch (huaweicloud-sdk-go-v3, services/das/v3). What OFF does is in no document: here tasks can be added and
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
