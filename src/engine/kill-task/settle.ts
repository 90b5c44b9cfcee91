import { EngineError } from "../events";
import type { ListedTask } from "../ports";
import { isFree, own } from "./adopt";
import { isSome, type ListedParts, LOOK_INTERVAL_MS, listTasks } from "./listing";
import { unrecognised, unsettled } from "./messages";
import { asListed, first, isListedBy, ofPending, type Sorted, sortByRequest } from "./recognise";
import type { PendingStart, TaskDeclaration, TaskRecord } from "./record";
import { stopTaskById } from "./stop";

/** What an earlier start may have made: running, and ended since. */
interface Late extends Sorted {
  readonly ended: readonly ListedTask[];
}

/**
 * Looks for what an earlier start of this resource has made, until it is listed or had time enough to be. Tasks that belong to anybody
 * this run knows are left out.
 *
 * @throws EngineError where an abort ends the waiting: nothing is known then
 */
async function lookForPending(
  parts: ListedParts,
  pending: PendingStart,
  listedAs: TaskRecord["listedAs"],
  signal: AbortSignal | undefined,
): Promise<Late> {
  const { service, ctx } = parts;
  const known = new Set(pending.before);
  for (;;) {
    const tasks = await listTasks(parts, signal);
    const free = tasks.running.filter(({ taskId }) => isFree(parts, taskId, known));
    const found = ofPending(pending, free, service, listedAs);
    if (found.same.length + found.alike.length >= pending.open || isListedBy(tasks.at, pending)) {
      const ended = tasks.all.filter(({ taskId, status }) => status !== "running" && !known.has(taskId));
      return { ...found, ended };
    }
    if (signal?.aborted) {
      const why = "The operation's time was over before it was listed.";
      throw new EngineError(unsettled(service, undefined, why));
    }
    await ctx.clock.sleep(LOOK_INTERVAL_MS, signal).catch(() => undefined);
  }
}

/**
 * Settles an earlier start before the declared task is started. Tasks of that start that are no longer declared are stopped; the declared
 * one stays.
 *
 * @returns whether the declared task runs
 * @throws EngineError where a task is there that may come from it and can't be told: a second one is not started
 */
export async function settlePending(
  parts: ListedParts,
  task: TaskDeclaration,
  pending: PendingStart,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const { service, journal } = parts;
  const { same, alike, other } = await lookForPending(
    parts,
    pending,
    journal.record?.listedAs ?? null,
    signal,
  );
  const late = [...same, ...alike];
  // In another spelling it is the declared one only if that is what was sent.
  const unchanged = service.isSame(asListed(pending.request), task.request);
  const wanted = unchanged ? late : sortByRequest(late, task.request, service).same;
  const kept = isSome(same) && unchanged ? first(same) : isSome(wanted) ? first(wanted) : undefined;
  for (const each of late) if (each !== kept) await stopTaskById(parts, each.taskId, signal);
  if (kept) {
    own(parts, task.request, kept, null);
    return true;
  }
  if (late.length === 0 && other.length > 0) {
    throw new EngineError(unrecognised(service, "error", pending.request, other));
  }
  if (journal.record) journal.keep({ ...journal.record, pending: null });
  return false;
}

/**
 * Stops what an earlier start has made.
 *
 * @returns whether something was stopped
 * @throws EngineError where the task of a confirmed start can only be one that can't be recognised: the state must not forget it
 */
export async function stopPending(
  parts: ListedParts,
  pending: PendingStart,
  listedAs: TaskRecord["listedAs"],
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const { service, journal } = parts;
  const { request, confirmed } = pending;
  const { same, alike, other, ended } = await lookForPending(parts, pending, listedAs, signal);
  let stopped = false;
  for (const task of [...same, ...alike]) {
    stopped = (await stopTaskById(parts, task.taskId, signal)) || stopped;
  }
  if (other.length === 0) return stopped;
  const isOurs = confirmed && other.length === 1 && [...same, ...alike, ...ended].length === 0;
  if (isOurs) throw new EngineError(unrecognised(service, "error", request, other));
  journal.tell(unrecognised(service, "warning", request, other));
  return stopped;
}
