import { EngineError } from "../events";
import { adoptEqual, isAdoptedByAnother } from "./adopt";
import { assertCarriedOut, isUnsettled } from "./journal";
import { type ListedParts, listTasks, type Tasks } from "./listing";
import { switchOff } from "./messages";
import { noRoom } from "./plan-messages";
import { maxRunning } from "./recognise";
import type { TaskDeclaration, TaskRecord } from "./record";
import { settlePending, stopPending } from "./settle";
import { startAndFind } from "./start";
import { stopTaskById } from "./stop";
import type { StartOrder, TaskStrategy } from "./strategy";

/** For services that run several tasks on one target and list them: only the list tells the id of a new task. */
export class ListedStrategy implements TaskStrategy {
  constructor(private readonly parts: ListedParts) {}

  async requireReady(task: TaskDeclaration, signal?: AbortSignal): Promise<void> {
    assertCarriedOut(task);
    const { options, service } = this.parts;
    if (!options.requireSwitch || !service.isSwitchOn) return;
    if (!(await service.isSwitchOn(signal))) throw new EngineError(switchOff(service, "error"));
  }

  async start(task: TaskDeclaration, { pending, adopt, signal }: StartOrder): Promise<void> {
    const { parts } = this;
    const { journal } = parts;
    if (pending && (await settlePending(parts, task, pending, signal))) return;
    const tasks = await listTasks(parts, signal);
    if (adoptEqual(parts, task, tasks, adopt)) return;
    this.requireRoom(tasks);
    const before = journal.record;
    try {
      await startAndFind(parts, task, tasks, signal);
    } catch (error) {
      if (!isUnsettled(error)) journal.keep(before);
      throw error;
    }
  }

  async stop(record: TaskRecord, pending: "too" | "later", signal?: AbortSignal): Promise<boolean> {
    const { parts } = this;
    const { taskId } = record;
    let stopped = false;
    // A task that the record calls stopped is stopped again: that stop may have failed.
    if (taskId !== null && record.status !== "expired" && !this.isAnothers(taskId)) {
      stopped = await stopTaskById(parts, taskId, signal);
      parts.journal.keep({ ...record, status: "stopped" });
    }
    if (!record.pending || pending === "later") return stopped;
    return (await stopPending(parts, record.pending, record.listedAs, signal)) || stopped;
  }

  private requireRoom({ running }: Tasks): void {
    const { service } = this.parts;
    if (running.length >= maxRunning(service)) throw new EngineError(noRoom(service, running));
  }

  private isAnothers(taskId: string): boolean {
    return this.parts.options.anothers === true || isAdoptedByAnother(this.parts, taskId);
  }
}
