import { EngineError } from "../events";
import type { EngineContext, KillTaskService } from "../ports";
import type { SlotMemory } from "../slots";
import {
  failureOf,
  isStopUnsettled,
  isUnrecognised,
  isUnsettled,
  Journal,
  journalled,
  kindOf,
  requireAccount,
  requireRegion,
} from "./journal";
import { ListedStrategy } from "./listed";
import { targetGone } from "./messages";
import { isListed } from "./recognise";
import { isPast, remainder, type TaskDeclaration, type TaskOutcome, type TaskRecord } from "./record";
import { SlotStrategy } from "./slot";
import type { TaskOptions, TaskStrategy } from "./strategy";

/**
 * Starts a declared task, so that afterwards exactly one runs for it. A failed outcome with a record means that a task may run: the
 * state has to keep the record.
 */
export async function startTask(
  task: TaskDeclaration,
  options: TaskOptions,
  ctx: EngineContext,
): Promise<TaskOutcome> {
  const journal = new Journal(null, options.save);
  const { service } = task;
  const { signal } = ctx;
  return journalled(journal, ctx, () =>
    options.registry.slots.exclusively(
      service.slot,
      async (memory) => {
        const strategy = strategyFor(service, options, journal, memory, ctx);
        await strategy.requireReady(task, signal);
        await strategy.start(task, { pending: null, adopt: options.adoptExisting, cleared: false, signal });
      },
      signal,
    ),
  );
}

/**
 * Stops a task: what the record has, and what it has pending. A successful outcome has no record. What the record knows to be over is
 * left alone where the service has one place without names: somebody else's task may hold it by now.
 *
 * @param task what the record was started from, for its region
 */
export async function stopTask(
  task: Pick<TaskDeclaration, "service" | "request">,
  record: TaskRecord,
  options: TaskOptions,
  ctx: EngineContext,
): Promise<TaskOutcome> {
  const { service } = task;
  const { signal } = ctx;
  const journal = new Journal(record, options.save);
  return journalled(journal, ctx, async () => {
    requireRegion(service, record);
    try {
      await options.registry.slots.exclusively(
        service.slot,
        (memory) => {
          const strategy = strategyFor(service, options, journal, memory, ctx);
          return stopRecorded(task, strategy, record, "too", journal, signal);
        },
        signal,
      );
    } catch (error) {
      if (kindOf(error, ctx) !== "gone") throw error;
      requireAccount(service, record, error, ctx);
      journal.tell(targetGone(service, ctx.classify(error)));
    }
    journal.keep(null);
  });
}

/** Stops the task of a record. The journal says so before the stop is sent, and takes it back if nothing was done. */
async function stopRecorded(
  task: Pick<TaskDeclaration, "service" | "request">,
  strategy: TaskStrategy,
  record: TaskRecord,
  pending: "too" | "later",
  journal: Journal,
  signal: AbortSignal,
): Promise<boolean> {
  const stopping = stoppingRecord(task, record);
  journal.keep(stopping);
  try {
    return await strategy.stop(record, pending, signal);
  } catch (error) {
    if (journal.record === stopping && !isStopUnsettled(error)) journal.keep(record);
    throw error;
  }
}

/**
 * Carries out an edit that no service can do in one step: the old task is stopped, then the new one is started. Where the new one is
 * refused, the old one is started again for what is left of its time. Whatever fails in between, the record says what runs, and the
 * next apply repairs it.
 *
 * @param old what the record was started from, for its region
 * @param record the task as the state has it
 */
export async function replaceTask(
  old: TaskDeclaration,
  next: TaskDeclaration,
  record: TaskRecord,
  options: TaskOptions,
  ctx: EngineContext,
): Promise<TaskOutcome> {
  const journal = new Journal(record, options.save);
  journal.isOld = true;
  return journalled(journal, ctx, async () => {
    requireRegion(old.service, record);
    await onBoth(old.service.slot, next.service.slot, options, ctx, (oldMemory, nextMemory) =>
      replace(
        { task: old, strategy: strategyFor(old.service, options, journal, oldMemory, ctx) },
        { task: next, strategy: strategyFor(next.service, options, journal, nextMemory, ctx) },
        record,
        { options, journal, ctx },
      ),
    );
  });
}

interface Half {
  readonly task: TaskDeclaration;
  readonly strategy: TaskStrategy;
}

async function replace(
  old: Half,
  next: Half,
  record: TaskRecord,
  { options, journal, ctx }: { options: TaskOptions; journal: Journal; ctx: EngineContext },
): Promise<void> {
  const { signal } = ctx;
  // Before the old one is stopped: it stays in force if the new one can't be started anyway.
  await next.strategy.requireReady(next.task, signal);
  const samePlace = old.task.service.slot === next.task.service.slot;
  const later = samePlace && isListed(old.task.service);
  const runs = record.status === "running" && !isPast(record.endsAt, ctx.clock);
  const stopped = await stopRecorded(
    old.task,
    old.strategy,
    record,
    later ? "later" : "too",
    journal,
    signal,
  );
  journal.isOld = false;
  journal.keep({ ...record, status: "stopped", pending: later ? record.pending : null });
  try {
    await next.strategy.start(next.task, {
      pending: later ? record.pending : null,
      // If nothing was stopped, an equal task may be what an interrupted run has started; after a stop it is another resource's.
      adopt: options.adoptExisting && !stopped,
      cleared: stopped && samePlace,
      signal: stopped ? undefined : signal,
    });
  } catch (error) {
    // Started again is only what this change has stopped, and not beside a task that may come from an earlier start.
    if (!stopped || !runs || isUnsettled(error) || isUnrecognised(error)) throw error;
    throw await restored(old, record, error, journal, ctx);
  }
}

/** Starts the old task again after the new one was refused, as no task at all is worse. @returns the error to fail with */
async function restored(
  old: Half,
  record: TaskRecord,
  refusal: unknown,
  journal: Journal,
  ctx: EngineContext,
): Promise<EngineError> {
  const event = failureOf(refusal, ctx);
  const failed = (fate: string, isRestored: boolean) =>
    new EngineError({
      ...event,
      detail: `${event.detail}\n\n${fate}`,
      facts: { ...event.facts, restored: isRestored },
    });
  const request = remainder(old.task.request, record.endsAt, ctx.clock);
  journal.isOld = true;
  if (!request) return failed("The time of the task that ran before is over, so none runs now.", false);
  try {
    const again = { ...old.task, request };
    await old.strategy.start(again, { pending: null, adopt: false, cleared: true });
  } catch (error) {
    const fate = isUnsettled(error) ? "may run or not" : "does not run now";
    journal.tell(failureOf(error, ctx));
    return failed(
      `The task that ran before was stopped for the change and could not be started again. It ${fate}; the next apply starts the declared one.`,
      false,
    );
  }
  journal.keep({ ...journal.record!, endsAt: record.endsAt });
  return failed("The task that ran before was started again and stays in force.", true);
}

/**
 * What the state says while the old task is being stopped. The one task of a slot has no id by which it could be stopped again: it is
 * pending until the stop is confirmed.
 */
function stoppingRecord(
  { service, request }: Pick<TaskDeclaration, "service" | "request">,
  record: TaskRecord,
): TaskRecord {
  const stopped = { ...record, status: "stopped" } as const;
  if (isListed(service) || record.status !== "running" || record.startedAt === null) return stopped;
  const lasts =
    record.endsAt === null
      ? null
      : Math.ceil((Date.parse(record.endsAt) - Date.parse(record.startedAt)) / 1000);
  return {
    ...stopped,
    pending: {
      before: [],
      request: { ...request, durationSeconds: lasts },
      sentAt: record.startedAt,
      confirmed: true,
      open: 1,
    },
  };
}

function strategyFor(
  service: KillTaskService,
  options: TaskOptions,
  journal: Journal,
  memory: SlotMemory,
  ctx: EngineContext,
): TaskStrategy {
  const parts = { options, journal, memory, ctx };
  return isListed(service)
    ? new ListedStrategy({ ...parts, service })
    : new SlotStrategy({ ...parts, service });
}

/** Holds two slots, in the same order everywhere, which avoids deadlocks. Two equal ones are held once. */
function onBoth<T>(
  one: string,
  other: string,
  { registry }: TaskOptions,
  { signal }: EngineContext,
  change: (one: SlotMemory, other: SlotMemory) => Promise<T>,
): Promise<T> {
  const { slots } = registry;
  if (one === other) return slots.exclusively(one, (memory) => change(memory, memory), signal);
  const [first, second] = one < other ? [one, other] : [other, one];
  return slots.exclusively(
    first,
    (outer) =>
      slots.exclusively(
        second,
        (inner) => (first === one ? change(outer, inner) : change(inner, outer)),
        signal,
      ),
    signal,
  );
}
