import { EngineError } from "../events";
import type { Fault, ListedTask } from "../ports";
import { isFree, own } from "./adopt";
import { assertCarriedOut, patiently } from "./journal";
import { isSome, type ListedParts, LOOK_INTERVAL_MS, listTasks, type Some, type Tasks } from "./listing";
import { equalAppeared, unsettled } from "./messages";
import { first, type Sorted, sortByRequest } from "./recognise";
import { LISTED_WITHIN_MS, noTask, type PendingStart, type TaskDeclaration } from "./record";
import { stopTaskById } from "./stop";

/** How often a start that may not have arrived is sent. */
const ATTEMPTS = 3;
/** When to look for a task whose start was not confirmed, in ms after the look before. */
const UNCONFIRMED_LOOKS = [0, 500, 1_000, 2_000];
/** The last part of the operation's time, in ms, is for writing down what happened. */
const RESERVE_MS = 2_000;

/**
 * Sends the start of a task and finds the task in the list, as the service's answer does not name it. Before each request the journal
 * says that it is pending. What was not confirmed and has made nothing is sent again.
 *
 * @param tasks what was there before
 * @throws EngineError where a task may run that was not found: it stays pending
 */
export async function startAndFind(
  parts: ListedParts,
  task: TaskDeclaration,
  tasks: Tasks,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { journal, ctx, service } = parts;
  const before = tasks.all.map(({ taskId }) => taskId);
  const sentFrom = ctx.clock.now();
  let lost: Fault | undefined;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    // Right before each request: one without a filter kills everything.
    assertCarriedOut(task);
    const sentAt = new Date(tasks.at.getTime() + ctx.clock.now() - sentFrom).toISOString();
    let pending: PendingStart = { before, request: task.request, sentAt, confirmed: false, open: attempt };
    journal.keep({ ...noTask(service), pending });
    try {
      // Where an earlier request may have been carried out, an abort must not end the search for its task.
      const call = attempt === 1 ? signal : undefined;
      const { confirmed } = await patiently(ctx, () => service.start(task.request, call), call);
      pending = { ...pending, confirmed };
    } catch (error) {
      const fault = ctx.classify(error);
      if (fault?.kind !== "lost") {
        if (attempt === 1) throw error;
        const why = "A start whose answer was lost could not be sent again.";
        throw new EngineError(unsettled(service, fault, why));
      }
      lost = fault;
    }
    if (pending.confirmed) journal.keep({ ...noTask(service), pending });
    else ctx.log("warn", "a start was not confirmed; looking for its task", { slot: service.slot, attempt });
    if (await find(parts, task, pending, attempt)) return;
  }
  const why = `The start was sent ${ATTEMPTS} times without a confirmation, and no task appeared.`;
  throw new EngineError(unsettled(service, lost, why));
}

/**
 * Looks for the task that was just started: first by being new since the start, then by its filter.
 *
 * @returns false where it can be sent again: nothing is new, and the start was not confirmed
 * @throws EngineError where a task may run that can't be told to be ours
 */
async function find(
  parts: ListedParts,
  task: TaskDeclaration,
  pending: PendingStart,
  attempt: number,
): Promise<boolean> {
  const { ctx, service } = parts;
  const known = new Set(pending.before);
  const patient = ctx.clock.now() + LISTED_WITHIN_MS;
  const until = Math.min(patient, (ctx.deadline ?? Number.POSITIVE_INFINITY) - RESERVE_MS);
  let fault: Fault | undefined;
  // Stryker disable next-line ArrayDeclaration: it is read after a look that succeeded, which sets it.
  let fresh: readonly ListedTask[] = [];
  for (let look = 0; ; look++) {
    let found: Pick<Sorted, "same" | "alike"> = { same: [], alike: [] };
    try {
      // The task of a start that was sent has to be found, so an abort does not end a look.
      fresh = (await listTasks(parts)).all.filter(({ taskId }) => isFree(parts, taskId, known));
      found = sortByRequest(fresh, task.request, service);
      fault = undefined;
    } catch (error) {
      fault = ctx.classify(error);
      const why = `A look for the task failed: ${(error as Error).message}.`;
      if (!fault) throw new EngineError(unsettled(service, undefined, why));
    }
    const { same, alike } = found;
    if (isSome(same)) return take(parts, task, pending, same, attempt);
    if (isSome(alike) && alike.length === 1) return take(parts, task, pending, alike, attempt);
    const pause = pending.confirmed ? LOOK_INTERVAL_MS : UNCONFIRMED_LOOKS[look + 1];
    if (pause === undefined || ctx.signal.aborted) break;
    if (pending.confirmed && ctx.clock.now() + pause > until) break;
    await ctx.clock.sleep(pause, ctx.signal).catch(() => undefined);
  }
  if (fault) {
    throw new EngineError(unsettled(service, fault, "The start was sent, and the tasks can't be listed."));
  }
  const running = fresh.filter(({ status }) => status === "running");
  // The service confirmed the start, and after all this time one task is new: it is ours in other words.
  const waited = ctx.clock.now() + LOOK_INTERVAL_MS > patient;
  if (pending.confirmed && waited && isSome(running) && running.length === 1) {
    return take(parts, task, pending, running, attempt);
  }
  if (running.length === 0 && !pending.confirmed && !ctx.signal.aborted) return false;
  const why = pending.confirmed
    ? "The service confirmed the start and does not list a task with this filter."
    : "The start was not confirmed, and no new task has this filter.";
  throw new EngineError(unsettled(service, undefined, why, running));
}

/**
 * Takes the first of the new tasks. As many others as the start was repeated come from it too and are stopped; if there are more,
 * some are somebody else's and all are left.
 */
async function take(
  parts: ListedParts,
  { request }: TaskDeclaration,
  pending: PendingStart,
  equal: Some<ListedTask>,
  attempt: number,
): Promise<true> {
  const { journal, service } = parts;
  const ours = first(equal);
  own(parts, request, ours, pending);
  const others = equal.filter((task) => task !== ours);
  const repeated = others.length < attempt ? others : [];
  const stopped: ListedTask[] = [];
  for (const task of repeated) {
    // If this fails, our task runs all the same: what is left of the start stays pending.
    if (await stopTaskById(parts, task.taskId, undefined).catch(() => undefined)) stopped.push(task);
  }
  // A start that was sent once has come to its end; an earlier one may still be on its way.
  const open = attempt - 1 - stopped.length;
  journal.keep({ ...journal.record!, pending: open > 0 ? { ...pending, open } : null });
  const left = others.filter((task) => !stopped.includes(task));
  if (others.length > 0) journal.tell(equalAppeared(service, ours, stopped, left));
  return true;
}
