import { unclearFields } from "../../model";
import type { EngineEvent } from "../events";
import type { EngineContext, KillTaskRequest, KillTaskService } from "../ports";
import { failureOf, Journal, journalled, kindOf } from "./journal";
import { listTasks, type Tasks } from "./listing";
import { declaredTwice, switchOff } from "./messages";
import { filterUnclear, noRoom, planUnknown, slotClaimed, slotMoved, wouldAdopt } from "./plan-messages";
import { isListed, type ListedService, maxRunning } from "./recognise";
import { TASK_LABEL, type TaskOutcome, type TaskRecord } from "./record";
import type { TaskOptions } from "./strategy";

/** What is planned for one resource. Terraform plans a replacement twice: as an update, then as a create without prior record. */
export interface TaskPlanRequest {
  readonly action: "create" | "update" | "destroy";
  /** What names the resource in every plan: kept with it from its first plan on, and the same in both halves of a replacement. */
  readonly claim: string;
  /** What the resource is called in messages: `policy "report"`. Default: `a kill task`. */
  readonly label?: string;
  /** The declared task; absent for a destroy and while the target is not known. `request` is null while it is not known. */
  readonly declared?: { readonly service: KillTaskService; readonly request: KillTaskRequest | null };
  /** The task as the state has it, with the service for its region. */
  readonly prior?: { readonly service: KillTaskService; readonly record: TaskRecord };
  /** Whether applying this plan starts a task: see {@link startsTask}. */
  readonly starts: boolean;
  /** HCL that repairs a rename, to be shown. */
  readonly movedExample: string;
}

export interface TaskPlan extends Pick<TaskOutcome, "events" | "failed"> {
  /** To be kept with the plan and given to {@link TaskOptions.replacing}: the task that this resource replaces. */
  readonly replacing: string | null;
  /** To be kept with the plan and given to {@link TaskOptions.anothers}. */
  readonly anothers: boolean;
}

/**
 * Whether applying a plan starts a task: there is none, it is another one, or it no longer runs although it should.
 *
 * @param isSame whether the declaration is what the record was started from
 */
export function startsTask(
  record: Pick<TaskRecord, "status"> | null,
  isSame: boolean,
  renewOnExpiry: boolean,
): boolean {
  if (record === null || !isSame) return true;
  return record.status === "expired" ? renewOnExpiry : record.status !== "running";
}

/** What a plan can tell: two declarations for one place, twins, room, the kill switch, and what would be adopted. */
export async function planTask(
  request: TaskPlanRequest,
  options: Pick<TaskOptions, "adoptExisting" | "requireSwitch" | "owner" | "registry">,
  ctx: EngineContext,
): Promise<TaskPlan> {
  const journal = new Journal(null);
  const { registry, owner } = options;
  const { prior, declared, claim } = request;
  const taskId = prior?.record.taskId ?? null;
  let anothers = false;
  if (prior && taskId !== null) {
    // Terraform plans the destroy of removed resources before it reads the others. A task that both have belongs to the declared one.
    if (request.action === "destroy") anothers = !registry.own(prior.service.slot, taskId, owner);
    else registry.planFrom(claim, prior.service.slot, taskId);
  }
  const { events, failed } = await journalled(journal, ctx, async () => {
    planPlace(request, registry, journal);
    if (!declared) return;
    const { service } = declared;
    if (request.starts) for (const event of filterDoubts(service, declared.request)) journal.tell(event);
    if (!isListed(service)) return;
    if (declared.request && !registry.claimRequest(service, declared.request, claim)) {
      journal.tell(declaredTwice(service, service.describe(declared.request)));
    }
    if (request.starts) await planOnTarget(service, request, options, ctx, journal);
  });
  const replacing = declared ? registry.priorTask(claim, declared.service.slot) : null;
  return { events, failed, replacing, anothers };
}

function filterDoubts({ facts }: KillTaskService, request: KillTaskRequest | null): EngineEvent[] {
  return request?.filter ? unclearFields(request.filter, facts.task!).map(filterUnclear) : [];
}

/** Allows one resource for each place that holds one task, and no resource to take a place that another one leaves in the same plan. */
function planPlace(
  { claim, label = TASK_LABEL, declared, prior, movedExample }: TaskPlanRequest,
  { slots }: TaskOptions["registry"],
  journal: Journal,
): void {
  const to = declared?.service;
  const from = prior?.service;
  const holdsOne = (service: KillTaskService | undefined): service is KillTaskService =>
    service !== undefined && !isListed(service);
  const holder = holdsOne(to) ? slots.claim(to.slot, claim, label) : undefined;
  if (to && holder !== undefined) {
    journal.tell(slotClaimed(to, holder, label));
  }
  const startedAt = prior?.record.startedAt ?? null;
  // The left-over of an interrupted replacement is planned once more, when the newer one is there already.
  const isLeftOver = from !== undefined && slots.holdsNewer(from.slot, startedAt);
  const moved: KillTaskService[] = [];
  if (holdsOne(from) && from.slot !== to?.slot && !isLeftOver && !slots.move(from.slot, "leave", claim)) {
    moved.push(from);
  }
  if (holdsOne(to) && from?.slot !== to.slot && !slots.move(to.slot, "take", claim)) moved.push(to);
  for (const service of moved) journal.tell(slotMoved(service, movedExample));
}

/** Looks, once in a plan for each target, whether a started task would find room and would kill. */
async function planOnTarget(
  service: ListedService,
  { claim, declared, prior }: TaskPlanRequest,
  options: Pick<TaskOptions, "adoptExisting" | "requireSwitch" | "owner" | "registry">,
  ctx: EngineContext,
  journal: Journal,
): Promise<void> {
  const { registry } = options;
  const { slot } = service;
  let tasks: Tasks;
  let on = true;
  try {
    tasks = await registry.once(`${slot} tasks`, () => listTasks({ service, options, ctx }, ctx.signal));
    if (service.isSwitchOn) on = await registry.once(`${slot} switch`, () => service.isSwitchOn!(ctx.signal));
  } catch (error) {
    if (kindOf(error, ctx) === "configuration") throw error;
    journal.tell(planUnknown(service, failureOf(error, ctx)));
    return;
  }
  if (!on && options.requireSwitch) journal.tell(switchOff(service, "warning"));
  // An edit in place stops its own task first.
  if (prior?.record.status === "running" && prior.service.slot === slot) return;
  // Terraform plans the create of a replacement again in its apply, after tasks of this very list were stopped.
  const running = tasks.running.filter(({ taskId }) => !registry.wasStopped(slot, taskId));
  const wanted = declared!.request;
  const own = registry.priorTask(claim, slot);
  const equal = wanted && running.find((task) => task.taskId !== own && service.isSame(task, wanted));
  if (equal && options.adoptExisting) {
    if (registry.isOwned(slot, equal.taskId)) return;
    return journal.tell(wouldAdopt(service, equal));
  }
  const description = wanted ? service.describe(wanted) : "a task whose filter is not known yet";
  const others = registry.planStart(slot, claim, description);
  // A task that a destroy is about to stop counts as staying: it may be stopped after this start.
  const staying = running.filter(({ taskId }) => !registry.isReplaced(slot, taskId));
  if (staying.length + others.length < maxRunning(service)) return;
  journal.tell(noRoom(service, staying, { own: description, others }));
}
