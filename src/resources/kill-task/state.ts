import { randomBytes } from "node:crypto";
import type { PendingStart, TaskRecord } from "../../engine/kill-task";
import type { KillTaskRequest } from "../../engine/ports";
import { type Context, isUnknown, privateRecord } from "../../framework";
import type { Target } from "../../model";
import { type FilterValue, toFilter } from "../blocks";
import type { ProviderClients } from "../provider-clients";
import type { KillTaskType, TaskState } from "./attributes";

/** What is kept beside the state: nothing that a destroy needs, because the destroy of a replaced object gets the new one's. */
export interface Notes {
  /** Names the resource in every plan. */
  readonly claim: string;
  /** Names the object of the state that has the task. */
  readonly owner: string;
  /** See `TaskOptions.replacing`. */
  readonly replacing: string | null;
  /** See `TaskOptions.anothers`. */
  readonly anothers: boolean;
  /** See `TaskRecord.listedAs`. */
  readonly listedAs: KillTaskRequest | null;
  /** See `TaskRecord.rawState`. */
  readonly rawState: string | null;
}

/** Of a task that is what its declaration says. */
const PLAIN = { replacing: null, anothers: false, listedAs: null, rawState: null } as const;

export const NOTES = privateRecord<Notes>(1, { defaults: PLAIN });

export function notesOf(ctx: Pick<Context<ProviderClients>, "private">): Notes {
  return NOTES.get(ctx.private) ?? { claim: newName(), owner: newName(), ...PLAIN };
}

/** A random name. Short: Terraform writes the whole state again after every resource. */
export function newName(): string {
  return randomBytes(6).toString("base64url");
}

/** Keeps the notes, with what the record has that the state has no attribute for. */
export function keepNotes(
  ctx: Context<ProviderClients>,
  notes: Notes,
  { listedAs, rawState }: TaskRecord,
): void {
  NOTES.set(ctx.private, { ...notes, listedAs, rawState });
}

/** The database of a task, with its region where that is known. */
export function targetOf(type: KillTaskType<TaskState>, values: TaskState): Target {
  return { ...type.target(values), ...(values.region !== null && { region: values.region }) };
}

/** What a declaration asks for; undefined while it is not known, and where neither `match` nor `match_all` says it. */
export function requestOf(
  values: Pick<TaskState, "match" | "match_all" | "duration_seconds">,
): KillTaskRequest | undefined {
  const { match, match_all, duration_seconds: durationSeconds } = values;
  if (isUnknown(match_all) || isUnknown(durationSeconds) || isUnknown(match)) return undefined;
  if (match === null) return match_all === true ? { filter: null, durationSeconds } : undefined;
  const filter = toFilter(match as FilterValue);
  return filter && { filter, durationSeconds };
}

/** What the state and its notes know of the task. */
export function toRecord(state: TaskState, { listedAs, rawState }: Notes): TaskRecord {
  return {
    taskId: state.task_id ?? null,
    status: (state.status ?? "stopped") as TaskRecord["status"],
    startedAt: state.started_at,
    endsAt: state.ends_at,
    region: state.region ?? "",
    account: state.project_id ?? null,
    listedAs,
    rawState,
    pending: state.pending_start === null ? null : (JSON.parse(state.pending_start) as PendingStart),
  };
}

/** A declaration with what is known of its task. */
export function toState(type: KillTaskType<TaskState>, values: TaskState, record: TaskRecord): TaskState {
  return {
    ...values,
    id: type.id(values, record.taskId),
    region: record.region,
    status: record.status,
    started_at: record.startedAt,
    ends_at: record.endsAt,
    pending_start: record.pending && JSON.stringify(record.pending),
    ...("task_id" in values && { task_id: record.taskId }),
    ...("project_id" in values && { project_id: record.account }),
  };
}
