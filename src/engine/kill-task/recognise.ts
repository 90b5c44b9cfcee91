import { FIELD_KINDS, FILTER_FIELDS, type SessionFilter } from "../../model";
import type { KillTaskRequest, KillTaskService, ListedTask } from "../ports";
import { LISTED_WITHIN_MS, type PendingStart } from "./record";

/** A service that lists its tasks. */
export type ListedService = KillTaskService & Required<Pick<KillTaskService, "list" | "isSame">>;

export function isListed(service: KillTaskService): service is ListedService {
  return service.list !== undefined && service.isSame !== undefined;
}

/** The way out of an adoption, for types that have this setting. */
export const SECOND_BESIDE = "To start a second one beside it, set adopt_existing = false.";

/** How many tasks the service runs on one target. A service that runs tasks says so in its facts. */
export function maxRunning({ facts }: KillTaskService): number {
  return facts.task!.maxRunning;
}

/** In seconds: what a service may round durations to. */
const MINUTE = 60;
/** A task that started later than this after a request was sent, by the service's clock, does not come from it. In ms. */
const PENDING_WINDOW_MS = 15 * 60_000;

/** Whether what a request made is listed by this moment of the service's clock. */
export function isListedBy(at: Date, { sentAt }: PendingStart): boolean {
  return at.getTime() >= Date.parse(sentAt) + LISTED_WITHIN_MS;
}

/** Tasks sorted by how sure it is that a request made them. */
export interface Sorted {
  /** What the service would compare as equal. */
  readonly same: readonly ListedTask[];
  /** The request in another spelling: case, blanks, rounded seconds. */
  readonly alike: readonly ListedTask[];
  readonly other: readonly ListedTask[];
}

export function sortByRequest(
  tasks: readonly ListedTask[],
  request: KillTaskRequest,
  service: ListedService,
): Sorted {
  const sorted = { same: [] as ListedTask[], alike: [] as ListedTask[], other: [] as ListedTask[] };
  for (const task of tasks) {
    if (service.isSame(task, request)) sorted.same.push(task);
    else if (isAlike(task.request, request)) sorted.alike.push(task);
    else sorted.other.push(task);
  }
  return sorted;
}

/**
 * The running tasks that may come from a request whose effect is not known, sorted.
 *
 * @param listedAs how the service spelled another task from the same request
 */
export function ofPending(
  { before, request, sentAt }: PendingStart,
  running: readonly ListedTask[],
  service: ListedService,
  listedAs: KillTaskRequest | null,
): Sorted {
  const known = new Set(before);
  const latest = Date.parse(sentAt) + PENDING_WINDOW_MS;
  const candidates = running.filter(
    ({ taskId, startedAt }) => !known.has(taskId) && (startedAt === null || !(startedAt.getTime() > latest)),
  );
  const { same, alike, other } = sortByRequest(candidates, request, service);
  if (listedAs === null) return { same, alike, other };
  const spelled = sortByRequest(other, listedAs, service);
  return { same: [...same, ...spelled.same], alike, other: [...spelled.alike, ...spelled.other] };
}

/** A request as a listing would show it in our own words, to compare two requests as the service does. */
export function asListed(request: KillTaskRequest): ListedTask {
  return { taskId: "", request, status: "running", startedAt: null, endsAt: null, rawState: null };
}

/** Whether a listed request can be what another one became in a service's own spelling. */
export function isAlike(listed: KillTaskRequest, sent: KillTaskRequest): boolean {
  return (
    isAlikeNumber(listed.durationSeconds, sent.durationSeconds) && isAlikeFilter(listed.filter, sent.filter)
  );
}

function isAlikeFilter(listed: SessionFilter | null, sent: SessionFilter | null): boolean {
  if (listed === null || sent === null) return listed === sent;
  return FILTER_FIELDS.every((field) => {
    const [one, other] = [listed[field] ?? null, sent[field] ?? null];
    if (FIELD_KINDS[field] === "number") return isAlikeNumber(one as number | null, other as number | null);
    return folded(one) === folded(other);
  });
}

/** Whether listed seconds can be what was sent: to the second, or rounded to whole minutes either way. */
function isAlikeNumber(listed: number | null, sent: number | null): boolean {
  if (listed === null || sent === null) return listed === sent;
  const difference = Math.abs(listed - sent);
  return difference < 1 || (listed % MINUTE === 0 && difference < MINUTE);
}

/** A text, or a list of them, without what a service may change about it. */
function folded(value: unknown): string {
  const values = Array.isArray(value) ? value : [value];
  const texts = values.map((each) => String(each).normalize("NFC").toLowerCase().replace(/\s/g, ""));
  return JSON.stringify(texts.sort());
}

/** The task with the lowest id: ids count up, so it was started first. Ids that are not numbers are compared as texts. */
export function first(tasks: readonly [ListedTask, ...ListedTask[]]): ListedTask {
  return tasks.reduce((one, other) => (isLower(other.taskId, one.taskId) ? other : one));
}

function isLower(one: string, other: string): boolean {
  if (/^\d+$/.test(one) && /^\d+$/.test(other)) return BigInt(one) < BigInt(other);
  return one < other;
}

/** In one line, such as `task 5: user report, at least 60 s, until it is stopped`. */
export function describeTask(service: KillTaskService, task: ListedTask): string {
  return `task ${task.taskId}: ${service.describe(task.request)}`;
}
