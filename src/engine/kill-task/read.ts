import type { EngineContext, ListedTask } from "../ports";
import { Journal, journalled, kindOf, requireAccount } from "./journal";
import { listTasks, recordOf, type Tasks } from "./listing";
import { event, secondRunning, switchOff, targetGone } from "./messages";
import {
  asListed,
  describeTask,
  isAlike,
  isListed,
  isListedBy,
  type ListedService,
  ofPending,
} from "./recognise";
import { isPast, type TaskDeclaration, type TaskOutcome, type TaskRecord } from "./record";
import type { TaskOptions } from "./strategy";

/**
 * What became of a task by now. A task that ended stays in the record, so that the next plan can tell and start it again; an outcome
 * without record and without failure means that the target is gone.
 */
export async function readTask(
  task: TaskDeclaration,
  record: TaskRecord,
  options: TaskOptions,
  ctx: EngineContext,
): Promise<TaskOutcome> {
  const journal = new Journal(record);
  return journalled(journal, ctx, async () => {
    const { service } = task;
    if (!isListed(service)) return journal.keep(readSlot(task, record, options, ctx));
    if (record.taskId !== null) await readListed({ ...task, service }, record, options, ctx, journal);
  });
}

/** A slot can't be asked for its task. Our clock tells whether its time is over, and the other objects of the state whether it was replaced. */
function readSlot(
  { service, request }: TaskDeclaration,
  record: TaskRecord,
  { registry }: TaskOptions,
  { clock }: EngineContext,
): TaskRecord {
  const { startedAt } = record;
  if (record.status === "stopped" || startedAt === null) return record;
  const { slots } = registry;
  slots.saw(service.slot, startedAt);
  if (isPast(record.endsAt, clock.date())) return { ...record, status: "expired" };
  // An earlier look by a clock that was wrong took it for over.
  if (record.status === "expired") return record.endsAt === null ? record : { ...record, status: "running" };
  // The state holds two objects of one slot where a replacement (create_before_destroy) was interrupted. The older one's task is not
  // there any more. Read first, it still says that it runs, and its destroy may stop the newer one's: that one is started again.
  if (slots.holdsNewer(service.slot, startedAt)) return { ...record, status: "stopped" };
  if (!slots.holdsOlder(service.slot, startedAt)) return record;
  const pending = { before: [], request, sentAt: startedAt, confirmed: true, open: 1 };
  return { ...record, status: "stopped", pending };
}

async function readListed(
  task: TaskDeclaration & { readonly service: ListedService },
  record: TaskRecord,
  options: TaskOptions,
  ctx: EngineContext,
  journal: Journal,
): Promise<void> {
  const { service, request } = task;
  const { registry, owner } = options;
  const taskId = record.taskId!;
  let tasks: Tasks;
  try {
    tasks = await registry.once(`${service.slot} tasks`, () =>
      listTasks({ service, options, ctx }, ctx.signal),
    );
  } catch (error) {
    if (kindOf(error, ctx) !== "gone") throw error;
    requireAccount(service, record, error, ctx);
    journal.tell(targetGone(service, ctx.classify(error)));
    return journal.keep(null);
  }
  if (!registry.own(service.slot, taskId, owner)) {
    const summary = `Kill task ${taskId} of ${service.name} is another resource's`;
    const detail =
      "Two resources of the state have it, as after an interrupted rename. It stays the other one's. The next apply starts a task for this resource if it is still declared, and otherwise stops nothing.";
    journal.tell(
      event("DBKILL_TASK_SHARED", "warning", summary, detail, { facts: { slot: service.slot, taskId } }),
    );
    return journal.keep({ ...record, taskId: null, status: "stopped", startedAt: null, endsAt: null });
  }
  const pending = pendingOf(service, record, tasks, options, journal);
  const listed = tasks.all.find((each) => each.taskId === taskId);
  const status = listed?.status ?? absentStatus(record, tasks.at);
  if (!listed || status !== "running") return journal.keep({ ...record, status, pending });
  tellChanges(service, record, listed, request, journal);
  const { listedAs, rawState } = record;
  const now = recordOf(service, request, listed, pending);
  journal.keep({ ...now, region: record.region, account: now.account ?? record.account, listedAs, rawState });
  if (!options.requireSwitch || !service.isSwitchOn) return;
  const on = await registry.once(`${service.slot} switch`, async () => service.isSwitchOn!(ctx.signal));
  if (!on) journal.tell(switchOff(service, "warning"));
}

/** An ended task may be listed or not. */
function absentStatus({ status, endsAt }: TaskRecord, at: Date): "expired" | "stopped" {
  return status === "expired" || isPast(endsAt, at) ? "expired" : "stopped";
}

/**
 * A start whose answer was lost may be carried out after it was repeated. It is forgotten once its task would be listed and is not.
 */
function pendingOf(
  service: ListedService,
  { pending, listedAs }: TaskRecord,
  { running, at }: Tasks,
  { registry }: TaskOptions,
  journal: Journal,
): TaskRecord["pending"] {
  if (!pending) return null;
  // Its own task is owned by now, too.
  const free = running.filter(({ taskId }) => !registry.isOwned(service.slot, taskId));
  const { same, alike } = ofPending(pending, free, service, listedAs);
  const more = [...same, ...alike];
  if (more.length === 0) return isListedBy(at, pending) ? null : pending;
  journal.tell(secondRunning(service, more));
  return pending;
}

function tellChanges(
  service: ListedService,
  record: TaskRecord,
  listed: ListedTask,
  request: TaskDeclaration["request"],
  journal: Journal,
): void {
  const facts = { slot: service.slot, taskId: listed.taskId };
  // The service may spell the filter in its own way: what it listed at the start is what our task looks like.
  const known = record.listedAs ?? request;
  const isKnown = service.isSame(listed, known) || service.isSame(asListed(known), listed.request);
  // The time of a task that was started again for the rest of it is shorter than declared.
  const sameTime = { ...listed.request, durationSeconds: known.durationSeconds };
  if (!isKnown && !isAlike(sameTime, known)) {
    const summary = `${service.name} lists kill task ${listed.taskId} with a different filter from the one at its start`;
    const detail = `At the start: ${service.describe(known)}. Now: ${describeTask(service, listed)}. Apply with -replace to start the declared task again.`;
    journal.tell(event("DBKILL_TASK_FILTER_CHANGED", "warning", summary, detail, { path: ["match"], facts }));
  }
  if (record.rawState === null || listed.rawState === record.rawState) return;
  const summary = `${service.name} lists kill task ${listed.taskId} in state ${listed.rawState}, and ${record.rawState} when it was started`;
  const detail =
    "What these values mean is not documented, and the task's time is not over. Check in the vendor's console whether it still runs.";
  journal.tell(event("DBKILL_TASK_STATE_CHANGED", "warning", summary, detail, { facts }));
}
