import { EngineError } from "../events";
import type { EngineContext } from "../ports";
import type { SlotMemory } from "../slots";
import { stopRecorded, strategyFor } from "./change";
import { failureOf, isUnrecognised, isUnsettled, Journal, journalled, requireRegion } from "./journal";
import { isListed } from "./recognise";
import { isPast, remainder, type TaskDeclaration, type TaskOutcome, type TaskRecord } from "./record";
import type { TaskOptions, TaskStrategy } from "./strategy";

/**
 * Carries out an edit that no service can do in one step: the old task is stopped, then the new one is started. Where the new one is
 * refused, the old one is started again for what is left of its time. If a step fails, the record says what runs, and the next apply
 * repairs it.
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
  const runs = record.status === "running" && !isPast(record.endsAt, ctx.clock.date());
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
    // Only what this change has stopped is started again, and never beside a task that may come from an earlier start.
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
  if (!request) return failed("The task that ran before has since expired, so none runs now.", false);
  try {
    const again = { ...old.task, request };
    // What an earlier start may have made is still pending if settling it was what failed.
    const { pending } = journal.record!;
    await old.strategy.start(again, { pending, adopt: false, cleared: true });
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

/** Holds two slots, in the same order everywhere, which avoids deadlocks. Two equal ones are held once. */
function onBoth<T>(
  one: string,
  other: string,
  { registry }: TaskOptions,
  { signal }: EngineContext,
  change: (one: SlotMemory, other: SlotMemory) => Promise<T>,
): Promise<T> {
  const memories = new Map<string, SlotMemory>();
  const hold = ([slot, ...more]: readonly string[]): Promise<T> => {
    if (slot === undefined) return change(memories.get(one)!, memories.get(other)!);
    const next = (memory: SlotMemory) => {
      memories.set(slot, memory);
      return hold(more);
    };
    return registry.slots.exclusively(slot, next, signal);
  };
  return hold([...new Set([one, other])].sort());
}
