import type { EngineContext, KillTaskRequest, ListedTask } from "../ports";
import type { ListedService } from "./recognise";
import { noTask, type PendingStart, type TaskRecord } from "./record";
import type { StrategyParts, TaskOptions } from "./strategy";

/** What the strategy for listed tasks works with. */
export type ListedParts = StrategyParts & { readonly service: ListedService };

/** The tasks of a target at a moment of the service's clock. */
export interface Tasks {
  readonly all: readonly ListedTask[];
  /** Without those that this process has stopped: a listing may be a moment behind. */
  readonly running: readonly ListedTask[];
  readonly at: Date;
}

/** How long to wait between two looks for what a start has made, in ms. */
export const LOOK_INTERVAL_MS = 1_000;

interface ListingParts {
  readonly service: ListedService;
  readonly options: Pick<TaskOptions, "registry">;
  readonly ctx: Pick<EngineContext, "clock">;
}

/** Lists the tasks of a target. */
export async function listTasks(
  { service, options: { registry }, ctx: { clock } }: ListingParts,
  signal?: AbortSignal,
): Promise<Tasks> {
  const { tasks, at } = await service.list(signal);
  const running = tasks.filter(
    ({ status, taskId }) => status === "running" && !registry.wasStopped(service.slot, taskId),
  );
  // A service that does not tell its time leaves us ours.
  return { all: tasks, running, at: Number.isNaN(at?.getTime() ?? Number.NaN) ? clock.date() : at };
}

/** The record of a listed task, with the status that the service lists. */
export function recordOf(
  service: ListedService,
  request: KillTaskRequest,
  task: ListedTask,
  pending: PendingStart | null,
): TaskRecord {
  return {
    ...noTask(service),
    taskId: task.taskId,
    status: task.status,
    startedAt: task.startedAt?.toISOString() ?? null,
    endsAt: task.endsAt?.toISOString() ?? null,
    listedAs: service.isSame(task, request) ? null : task.request,
    rawState: task.rawState,
    pending,
  };
}

export type Some<T> = readonly [T, ...T[]];

export function isSome<T>(list: readonly T[]): list is Some<T> {
  return list.length > 0;
}
