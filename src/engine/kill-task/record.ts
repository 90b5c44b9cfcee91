import type { EngineEvent } from "../events";
import type { Clock, KillTaskRequest, KillTaskService } from "../ports";

/** What a resource that is only a kill task is called in messages. */
export const TASK_LABEL = "a kill task";

/**
 * A request whose effect is not known: a start whose task was not seen yet or that was sent more than once, or the stop of the one task
 * of a slot. Part of the state: Terraform hands the destroy of a replaced object the private data of the new one.
 */
export interface PendingStart {
  /** The ids of the tasks that were listed before the start; empty where the service does not list. */
  readonly before: readonly string[];
  /** What was sent. */
  readonly request: KillTaskRequest;
  /** When it was last sent (RFC 3339), by the service's clock where it lists. */
  readonly sentAt: string;
  /** Whether the service confirmed the start: the task exists, although it was not seen. */
  readonly confirmed: boolean;
  /** How many tasks may come from it that were not seen yet: as many as it was sent times, less those that were seen. */
  readonly open: number;
}

/** What the state keeps of a task, as computed attributes. */
export interface TaskRecord {
  /** The service's id; null for a slot without names and while it is not known whether the task was started. */
  readonly taskId: string | null;
  /**
   * `running`; `expired`: ended by its own time; `stopped`: ended before, or not known to run. What is not `running` and has nothing
   * pending is known to be over.
   */
  readonly status: "running" | "expired" | "stopped";
  /** RFC 3339, UTC; by the service's clock where it lists. */
  readonly startedAt: string | null;
  /** RFC 3339, UTC; null: until it is stopped. */
  readonly endsAt: string | null;
  /** The region in which it was started. */
  readonly region: string;
  /** The account or project in which it was started; null where the service does not tell. */
  readonly account: string | null;
  /** What the service listed at the start, where that differs from what was asked for; null: the same. */
  readonly listedAs: KillTaskRequest | null;
  /** The service's own undocumented state while the task certainly ran. */
  readonly rawState: string | null;
  readonly pending: PendingStart | null;
}

/** The result of a change or a look. A failed step does not throw: it says what the state has to keep. */
export interface TaskOutcome {
  /** Null: there is nothing to keep. */
  readonly record: TaskRecord | null;
  readonly events: readonly EngineEvent[];
  /** Whether an error is among the events. */
  readonly failed: boolean;
  /**
   * Whether the record is that of the task before an edit: it was not stopped, or is started again as the new one was refused. The
   * state has to keep what was declared before, so that the next plan shows the edit.
   */
  readonly isOld: boolean;
}

/** A task that is declared: where and what. */
export interface TaskDeclaration {
  /** Made for the region of the record wherever there is one. */
  readonly service: KillTaskService;
  readonly request: KillTaskRequest;
  /** Whether a request without a filter is meant: `match_all = true`. */
  readonly matchAll: boolean;
}

/** A new task appears in the list within this time, in ms. */
export const LISTED_WITHIN_MS = 60_000;

/** A record of a service for which no task is known to run. */
export function noTask(service: KillTaskService): TaskRecord {
  return {
    taskId: null,
    status: "stopped",
    startedAt: null,
    endsAt: null,
    region: service.region,
    account: service.account ?? null,
    listedAs: null,
    rawState: null,
    pending: null,
  };
}

/**
 * The record to use when a task's own record is lost or can't be trusted: every task that equals the request, or holds the slot, counts as
 * started by it. A stop then leaves no task, and a replacement leaves one.
 */
export function lostTask(service: KillTaskService, request: KillTaskRequest, now: Date): TaskRecord {
  const isListed = service.list !== undefined;
  return {
    ...noTask(service),
    pending: {
      before: [],
      // The task of a slot has no filter and no end time to compare.
      request: isListed ? request : { ...request, durationSeconds: null },
      // Every earlier task is listed by now, so there is nothing to wait for.
      sentAt: new Date(now.getTime() - (isListed ? LISTED_WITHIN_MS : 0)).toISOString(),
      confirmed: false,
      open: 1,
    },
  };
}

/** Whether a time (RFC 3339) is reached; null never is. */
export function isPast(moment: string | null, now: Date): boolean {
  return Date.parse(moment ?? "") <= now.getTime();
}

/** When what was sent ends by its own time; null: never. */
export function endOfPending({ request, sentAt }: PendingStart): string | null {
  if (request.durationSeconds === null) return null;
  return new Date(Date.parse(sentAt) + request.durationSeconds * 1000).toISOString();
}

/** What is left of a running task's time, as a request; undefined where nothing is left. */
export function remainder(
  request: KillTaskRequest,
  endsAt: string | null,
  clock: Clock,
): KillTaskRequest | undefined {
  if (endsAt === null) return request;
  const seconds = Math.ceil((Date.parse(endsAt) - clock.date().getTime()) / 1000);
  return seconds < 1 ? undefined : { ...request, durationSeconds: seconds };
}
