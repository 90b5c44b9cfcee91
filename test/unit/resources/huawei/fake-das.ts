import { NetworkError, NotFoundError, RejectedError } from "../../../../src/vendors";
import type { DasKillTask, DasKillTaskInput } from "../../../../src/vendors/huawei";

/** What becomes of one start. */
export type Luck =
  /** Carried out and confirmed. */
  | "done"
  /** Nothing arrived, and nobody can tell. */
  | "lost"
  /** As lost, and still on its way: see {@link FakeDas.arrive}. */
  | "late"
  /** Carried out, the answer was lost. */
  | "answer lost"
  /** Carried out, and answered success = false all the same. */
  | "success false"
  /** Carried out, and somebody else starts an equal one at the same moment. */
  | "with a twin"
  | "refused";

export const INSTANCE = "bcfa975193f1402fa11a6d4fd6baf5fbin01";

/** DAS as its documents describe it, for one instance, with bad luck on demand. */
export class FakeDas {
  readonly region = "cn-north-4";
  projectId = "p";
  tasks: DasKillTask[] = [];
  now = Date.parse("2026-11-22T10:00:00Z");
  kill: "ON" | "OFF" = "ON";
  /** What becomes of the next starts, in order; then all is well. */
  luck: Luck[] = [];
  /** How many of the next listings fail. */
  failingLists = 0;
  /** Ended tasks leave the list. */
  endedVanish = false;
  gone = false;
  /** What it says it does not find, once it is gone. */
  missing = "The instance";
  starts = 0;
  /** What becomes of the next stops, in order; then all is well. */
  stopLuck: ("lost" | "done")[] = [];
  #late: DasKillTaskInput[] = [];

  constructor(private readonly instanceId = INSTANCE) {}

  running(): DasKillTask[] {
    return this.tasks.filter(({ endTime }) => !endTime || endTime.getTime() > this.now);
  }

  /** Somebody else starts a task. */
  foreign(input: DasKillTaskInput): DasKillTask {
    const started = new Date(this.now);
    const auto = input.task_type === "auto";
    const task: DasKillTask = {
      taskId: String(this.tasks.length + 1),
      user: input.user ?? null,
      host: input.host ?? null,
      db: input.db ?? null,
      command: input.command ?? null,
      info: input.info ?? null,
      time: input.time,
      taskType: input.task_type,
      taskDuration: input.task_duration || null,
      taskState: 1,
      startTime: started,
      endTime: auto ? new Date(this.now + input.task_duration * 1000) : null,
    };
    this.tasks.push(task);
    return task;
  }

  /** Somebody stops a task in the console. */
  stop(taskId: string): void {
    this.tasks = this.tasks.map((task) =>
      task.taskId === taskId ? { ...task, taskState: 3, endTime: new Date(this.now) } : task,
    );
  }

  async listKillTasks() {
    this.#find();
    if (this.failingLists-- > 0) throw unseen("query-kill-process-task");
    return { tasks: this.endedVanish ? this.running() : [...this.tasks], at: new Date(this.now) };
  }

  async addKillTask(_instance: string, input: DasKillTaskInput) {
    this.#find();
    this.starts += 1;
    const luck = this.luck.shift() ?? "done";
    if (luck === "refused" || this.running().length >= 5)
      throw refused("add-kill-process-task", "DAS.200100");
    if (luck === "late") this.#late.push(input);
    if (luck === "lost" || luck === "late") throw unseen("add-kill-process-task");
    this.foreign(input);
    if (luck === "with a twin") this.foreign(input);
    if (luck === "answer lost") throw unseen("add-kill-process-task");
    return { success: luck !== "success false" };
  }

  /** Starts that were on their way all the time are carried out now. */
  arrive(): void {
    for (const input of this.#late.splice(0)) this.foreign(input);
  }

  async terminateKillTask(_instance: string, taskId: string) {
    this.#find();
    if (this.stopLuck.shift() === "lost") throw unseen("terminate-kill-process-task");
    if (!this.running().some((task) => task.taskId === taskId)) {
      throw refused("terminate-kill-process-task", "DAS.200999");
    }
    this.stop(taskId);
    return { success: true };
  }

  async getKillSwitch() {
    this.#find();
    return this.kill;
  }

  #find(): void {
    if (!this.gone) return;
    throw new NotFoundError(`das query was refused: no instance ${this.instanceId}.`, {
      service: "das",
      vendorCode: "DAS.200114",
      vendorMessage: `${this.missing} ${this.instanceId} does not exist.`,
      remedy: "Check the id.",
    });
  }
}

function unseen(action: string): NetworkError {
  return new NetworkError(`das ${action}: the connection was reset.`, {
    service: "das",
    action,
    ambiguous: true,
    remedy: "Run again.",
  });
}

function refused(action: string, vendorCode: string): RejectedError {
  return new RejectedError(`das ${action} was refused: ${vendorCode}.`, {
    service: "das",
    action,
    vendorCode,
    requestId: "r-1",
    remedy: "See the message.",
  });
}
