import type { KillTaskRequest, KillTaskService, ListedTask, TaskListing } from "../../../engine/ports";
import { comparable, printable, type SessionFilter, type Target } from "../../../model";
import { NotFoundError, RejectedError } from "../../shared/errors";
import { describeKillTask } from "../../shared/task-request";
import type { DasClient } from "./client";
import { dasFacts } from "./facts";
import { toDasFilter, toSessionFilter } from "./filter";
import type { DasKillTask } from "./types";

/** DAS's times may be whole seconds, in ms. */
const SECOND = 1_000;
/** What ends by itself may be listed with an end that is so much early, in ms. */
const EARLY_END = 5 * SECOND;

/** The kill tasks of one instance: DAS lists them and gives each an id. */
export class DasKillTasks implements KillTaskService {
  readonly facts = dasFacts;
  readonly name: string;
  readonly #instanceId: string;

  constructor(
    private readonly connect: () => DasClient,
    target: Target,
  ) {
    this.#instanceId = target.instance_id;
    this.name = printable(target.instance_id);
  }

  get region(): string {
    return this.connect().region;
  }

  /** The project. */
  get account(): string {
    return this.connect().projectId;
  }

  get slot(): string {
    return `das/${this.region}/${this.#instanceId}`;
  }

  async start({ filter, durationSeconds }: KillTaskRequest, signal?: AbortSignal) {
    const input = {
      ...toDasFilter(filter),
      // Required with every type; whether it is read where a task is stopped by hand is not documented.
      task_duration: durationSeconds ?? 0,
      task_type: durationSeconds === null ? "manual" : "auto",
    } as const;
    const options = { matchAll: filter === null, signal };
    const { success, requestId } = await this.connect().addKillTask(this.#instanceId, input, options);
    return { confirmed: success, requestId };
  }

  /**
   * Terminates a task. DAS documents neither what `success: false` means nor how it refuses a task that has ended, so the list
   * tells after both.
   *
   * @throws the refusal of a task that still runs, or whose list fails too
   */
  async stop(taskId: string | null, signal?: AbortSignal): Promise<"stopped" | "none" | "unconfirmed"> {
    if (taskId === null) throw new Error("A kill task of DAS is stopped by its id, and none is given.");
    const client = this.connect();
    try {
      const { success } = await client.terminateKillTask(this.#instanceId, taskId, { signal });
      if (success) return "stopped";
    } catch (error) {
      if (!(error instanceof RejectedError || error instanceof NotFoundError)) throw error;
      if ((await this.#runs(taskId, signal)) !== false) throw error;
      // An earlier attempt whose answer was lost may have stopped it.
      return error.ambiguous ? "stopped" : "none";
    }
    return (await this.#runs(taskId, signal)) === false ? "stopped" : "unconfirmed";
  }

  /** Whether the list says that a task runs; undefined where the listing fails. */
  async #runs(taskId: string, signal?: AbortSignal): Promise<boolean | undefined> {
    try {
      const { tasks } = await this.list(signal);
      return tasks.some((task) => task.taskId === taskId && task.status === "running");
    } catch {
      return undefined;
    }
  }

  async list(signal?: AbortSignal): Promise<TaskListing> {
    const { tasks, at } = await this.connect().listKillTasks(this.#instanceId, { signal });
    return { tasks: tasks.map((task) => toListed(task, at)), at };
  }

  isSame({ request: listed }: ListedTask, wanted: KillTaskRequest): boolean {
    return isSameFilter(listed.filter ?? {}, wanted.filter ?? {}) && isSameNumber(listed, wanted);
  }

  describe(request: KillTaskRequest): string {
    return describeKillTask(request);
  }

  async isSwitchOn(signal?: AbortSignal): Promise<boolean> {
    return (await this.connect().getKillSwitch(this.#instanceId, { signal })) === "ON";
  }
}

function toListed(task: DasKillTask, at: Date): ListedTask {
  const endsAt = endOf(task);
  return {
    taskId: task.taskId,
    request: { filter: toSessionFilter(task), durationSeconds: durationOf(task) },
    status: statusAt(task, endsAt, at),
    startedAt: task.startTime,
    endsAt: endsAt ?? task.endTime,
    rawState: task.taskState === null ? null : String(task.taskState),
  };
}

/** 0 for a task that ends by itself without DAS telling when: no request asks for that. */
function durationOf({ taskType, taskDuration }: DasKillTask): number | null {
  return taskType === "manual" ? null : (taskDuration ?? 0);
}

/** When a task ends by its own time; null for one that runs until it is terminated, or where that is not known. */
function endOf({ taskType, taskDuration, startTime }: DasKillTask): Date | null {
  if (taskType !== "auto" || taskDuration === null || !startTime) return null;
  return new Date(startTime.getTime() + taskDuration * SECOND);
}

/**
 * What a listed task is at a moment of DAS's clock. The numbers of `task_state` are not documented, so the times tell: `expired`
 * has run for its time, `stopped` ended before.
 */
function statusAt({ endTime }: DasKillTask, due: Date | null, at: Date): ListedTask["status"] {
  const now = at.getTime() + SECOND;
  const dueAt = due?.getTime() ?? Number.POSITIVE_INFINITY;
  const endedAt = endTime?.getTime() ?? Number.POSITIVE_INFINITY;
  if (endedAt <= now && dueAt - endedAt > EARLY_END) return "stopped";
  return dueAt <= now ? "expired" : "running";
}

/** How DAS and MySQL compare the values of each filter field. */
const FORMS: { readonly [F in keyof SessionFilter]?: (text: string) => string } = {
  // Trailing blanks of a name don't count.
  users: (name) => comparable(name).trimEnd(),
  databases: (name) => comparable(name).trimEnd(),
  hosts: (host) => comparable(host).trim().toLowerCase(),
  commands: (command) => command.trim().toLowerCase(),
  info_keywords: comparable,
};

function isSameFilter(one: SessionFilter, other: SessionFilter): boolean {
  const forms = Object.entries(FORMS) as [keyof typeof FORMS & "users", (text: string) => string][];
  const isSame = ([field, form]: (typeof forms)[number]) => {
    const [these, those] = [one[field] ?? [], other[field] ?? []];
    return (
      these.length === those.length && these.every((value, index) => form(value) === form(those[index]!))
    );
  };
  const seconds = ({ min_duration_seconds = 0 }: SessionFilter) => Math.round(min_duration_seconds);
  return seconds(one) === seconds(other) && forms.every(isSame);
}

function isSameNumber(
  { durationSeconds: one }: KillTaskRequest,
  { durationSeconds: other }: KillTaskRequest,
): boolean {
  if (one === null || other === null) return one === other;
  return Math.round(one) === Math.round(other);
}
