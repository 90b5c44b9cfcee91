import type { SessionFilter } from "../../model";
import type { DasKillTask, DasKillTaskInput } from "../../vendors/huawei";
import { type MatchValue, toFilter } from "../match";
import { toDasFilter, toSessionFilter } from "./das-filter";

/** What of a declaration makes the vendor's task. */
export interface TaskDeclaration {
  readonly match: MatchValue | null;
  readonly match_all: boolean;
  readonly duration_seconds: number | null;
}

/** The request for a declared task. */
export function toTaskInput(declared: TaskDeclaration): DasKillTaskInput {
  const filter = declared.match ? (toFilter(declared.match) ?? null) : null;
  // The last line of defence: a request without a filter kills everything.
  if (filter === null && !declared.match_all) {
    throw new Error("A kill task without a filter needs match_all = true");
  }
  return {
    ...toDasFilter(filter),
    // Required with every type; nothing says that it is read where a task is stopped by hand.
    task_duration: declared.duration_seconds ?? 0,
    task_type: declared.duration_seconds === null ? "manual" : "auto",
  };
}

/** The declaration that a task was made from, as far as the vendor tells. */
export function toDeclaration(task: DasKillTask): TaskDeclaration {
  const filter = toSessionFilter(task);
  return {
    match: filter && { ...NO_MATCH, ...filter },
    match_all: filter === null,
    duration_seconds: task.taskType === "auto" ? task.taskDuration : null,
  };
}

const NO_MATCH: MatchValue = {
  users: null,
  hosts: null,
  databases: null,
  commands: null,
  states: null,
  info_prefix: null,
  info_keywords: null,
  info_regex: null,
  ignore_comments: null,
  min_duration_seconds: null,
  min_transaction_seconds: null,
} satisfies { readonly [F in keyof SessionFilter]-?: null };

/** Whether a listed task is what a request asks for, in every filter. */
export function isSame(task: DasKillTask, wanted: DasKillTaskInput): boolean {
  return (
    task.user === (wanted.user ?? null) &&
    task.host === (wanted.host ?? null) &&
    task.db === (wanted.db ?? null) &&
    task.info === (wanted.info ?? null) &&
    (task.command ?? "").toLowerCase() === (wanted.command ?? "").toLowerCase() &&
    task.time === wanted.time &&
    task.taskType === wanted.task_type &&
    (wanted.task_type === "manual" || task.taskDuration === wanted.task_duration)
  );
}

/** When a task ends by its own time; null for one that runs until it is terminated. */
export function endOf(task: DasKillTask): Date | null {
  if (task.taskType !== "auto" || task.taskDuration === null || !task.startTime) return null;
  return new Date(task.startTime.getTime() + task.taskDuration * 1000);
}

/** How exactly the vendor's times are compared: they may be whole seconds, and what ended by itself may be noted a moment early. */
const SECOND = 1000;
const MOMENT = 5 * SECOND;

/**
 * What a listed task is at a moment of the vendor's clock. The numbers of `task_state` are documented nowhere, so that the times
 * tell: `expired` has run for its time, `stopped` ended before.
 */
export function statusAt(task: DasKillTask, at: Date): "running" | "expired" | "stopped" {
  const now = at.getTime() + SECOND;
  const due = endOf(task)?.getTime() ?? Number.POSITIVE_INFINITY;
  const ended = task.endTime?.getTime() ?? Number.POSITIVE_INFINITY;
  if (ended <= now && due - ended > MOMENT) return "stopped";
  return due <= now ? "expired" : "running";
}

/** In one line, such as `task 5: user report, command Query, at least 60 s, until it is stopped`. */
export function describeTask(task: DasKillTask): string {
  return `task ${task.taskId}: ${describeFilter({
    ...task,
    task_duration: task.taskDuration ?? 0,
    task_type: task.taskType === "auto" ? "auto" : "manual",
  })}`;
}

/** The same of one that is still to be made. */
export function describeFilter(
  wanted: { readonly [F in keyof DasKillTaskInput]: DasKillTaskInput[F] | null },
): string {
  const filters = [
    wanted.user && `user ${wanted.user}`,
    wanted.host && `host ${wanted.host}`,
    wanted.db && `database ${wanted.db}`,
    wanted.command && `command ${wanted.command}`,
    wanted.info && `statement ${wanted.info}`,
    wanted.time ? `at least ${wanted.time} s` : "",
  ].filter(Boolean);
  const life = wanted.task_type === "auto" ? `for ${wanted.task_duration} s` : "until it is stopped";
  return [...(filters.length > 0 ? filters : ["every session"]), life].join(", ");
}
