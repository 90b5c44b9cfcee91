import type { EngineContext, KillTaskService } from "../ports";
import type { SlotMemory } from "../slots";
import {
  isStopUnsettled,
  Journal,
  journalled,
  kindOf,
  requireAccount,
  requireRegion,
  stopFailureOf,
} from "./journal";
import { ListedStrategy } from "./listed";
import { targetGone } from "./messages";
import { isListed } from "./recognise";
import type { TaskDeclaration, TaskOutcome, TaskRecord } from "./record";
import { SlotStrategy } from "./slot";
import { slotUnlocked } from "./slot-messages";
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
  const stop = async () => {
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
  };
  return journalled(journal, ctx, stop, (error) => stopFailureOf(service, error, ctx));
}

/** Stops the task of a record. The journal says so before the stop is sent, and takes it back if nothing was done. */
export async function stopRecorded(
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

/** The strategy for a service: whether it lists its tasks decides. */
export function strategyFor(
  service: KillTaskService,
  options: TaskOptions,
  journal: Journal,
  memory: SlotMemory,
  ctx: EngineContext,
): TaskStrategy {
  const code = "DBKILL_TASK_SLOT_UNLOCKED";
  // Stryker disable next-line ConditionalExpression: nothing else is told before it
  if (memory.unshared !== undefined && !journal.events.some((event) => event.code === code)) {
    journal.tell(slotUnlocked(service, memory.unshared));
  }
  const parts = { options, journal, memory, ctx };
  return isListed(service)
    ? new ListedStrategy({ ...parts, service })
    : new SlotStrategy({ ...parts, service });
}
