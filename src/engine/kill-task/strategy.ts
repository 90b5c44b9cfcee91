import type { EngineContext, KillTaskService } from "../ports";
import type { SlotMemory } from "../slots";
import type { Journal, SaveRecord } from "./journal";
import type { PendingStart, TaskDeclaration, TaskRecord } from "./record";
import type { TaskRegistry } from "./registry";

/** How a change of a task is carried out. */
export interface TaskOptions {
  /** Where a task that the state does not know holds a slot that has room for one: fail, or stop it first. */
  readonly onConflict: "error" | "replace";
  /** Whether an equal task that runs already, and belongs to no resource of this run, is taken over. Only where tasks are listed. */
  readonly adoptExisting: boolean;
  /** Whether a start fails while the target's tasks kill nothing. */
  readonly requireSwitch: boolean;
  /** Names the object of the state. Two objects of one state never share it, except for the halves of a replacement. */
  readonly owner: string;
  /** The task that this very resource is about to replace: it is never adopted. From `TaskPlan.replacing`. */
  readonly replacing?: string | null;
  /** The task belongs to another object of the state: it is not stopped. From `TaskPlan.anothers`. */
  readonly anothers?: boolean;
  readonly registry: TaskRegistry;
  readonly save?: SaveRecord;
}

/** How a start is to be done. */
export interface StartOrder {
  /** An earlier start of this resource on this slot whose effect is not known. */
  readonly pending: PendingStart | null;
  /** Whether an equal task may be taken over. */
  readonly adopt: boolean;
  /** Whether a task of ours was stopped on this slot just now. */
  readonly cleared: boolean;
  /** Absent once the old task was stopped: from then on an abort would leave the target without any. */
  readonly signal?: AbortSignal;
}

/**
 * Starts and stops the tasks of one slot, one change at a time, and writes down in the journal what happens. A method that fails
 * leaves in the journal what the state has to keep.
 */
export interface TaskStrategy {
  /** Refuses what can't be started anyway, before anything is stopped for it. */
  requireReady(task: TaskDeclaration, signal?: AbortSignal): Promise<void>;
  /** Starts a task, so that afterwards exactly one runs for the declaration. The record of it is in the journal. */
  start(task: TaskDeclaration, order: StartOrder): Promise<void>;
  /**
   * Stops what a record has, and what it has pending unless that is left to the start.
   *
   * @returns whether something of ours was stopped
   */
  stop(record: TaskRecord, pending: "too" | "later", signal?: AbortSignal): Promise<boolean>;
}

/** What a strategy works with. */
export interface StrategyParts {
  readonly service: KillTaskService;
  readonly options: TaskOptions;
  readonly journal: Journal;
  readonly memory: SlotMemory;
  readonly ctx: EngineContext;
}
