import { type Context, isUnknown, type PlanRequest, UNKNOWN } from "../../framework";
import { explainAny, isConfigurationError } from "../explain";
import { isConfigured, previewTask, startStatus, startsTask } from "../kill-task-plan";
import { type MatchValue, toFilter } from "../match";
import type { ProviderClients } from "../provider-clients";
import { SlotRegistry } from "../slots";
import type { DasKillTaskState, dasKillTaskSchema } from "./das-kill-task-schema";
import { describeFilter, describeTask, isSame, type TaskDeclaration, toTaskInput } from "./das-task";
import { declaredTwice, MOST_TASKS, switchOff, tooMany } from "./das-task-errors";
import { DasTaskLife, type Tasks } from "./das-task-life";
import { instanceKey, ownerOf, taskKey } from "./das-task-registry";

type Plan = PlanRequest<typeof dasKillTaskSchema>;

/** What makes a task another one. */
const DECLARED = ["instance_id", "region", "match", "match_all", "duration_seconds"] as const;

/** The plan of a `dbkill_huawei_das_kill_task`: what becomes of it, whether there is room for it, and whom it would kill now. */
export async function planDasKillTask(request: Plan, ctx: Context<ProviderClients>): Promise<void> {
  const { action, plan, prior } = request;
  if (action === "destroy") return noteAnothers(prior!, ctx);
  if (prior !== null) notePrior(prior, ctx);
  const starts = planStart(request, ctx);
  const { instance_id, region } = plan;
  if (isUnknown(instance_id) || isUnknown(region)) return;
  if (!isConfigured(() => ctx.client.das(region ?? undefined), prior)) return;
  const life = new DasTaskLife(ctx.client.das(region ?? undefined), instance_id, ctx);
  const declared = declarationOf(plan);
  if (declared) claim(life, instance_id, declared, ctx);
  if (!starts) return;
  await planOnInstance(life, instance_id, declared, request, ctx);
  await previewTask(plan, { service: "das", instance_id, region: region ?? undefined }, ctx);
}

/** Decides whether applying this plan starts a task, and plans the computed attributes accordingly. */
function planStart({ plan, prior }: Plan, ctx: Context<ProviderClients>): boolean {
  // The region of the provider, said in so many words, is no other one.
  const sameRegion = prior !== null && plan.region === (prior.region ?? ctx.private.get("region"));
  const compared = sameRegion ? { ...prior, region: plan.region as string | null } : prior;
  const starts = startsTask(plan, compared, DECLARED);
  if (starts) {
    plan.status = startStatus(plan, compared, DECLARED);
    for (const name of ["id", "task_id", "started_at"] as const) plan[name] = UNKNOWN;
    plan.ends_at = plan.duration_seconds === null ? null : UNKNOWN;
  } else {
    for (const name of ["id", "task_id", "status", "started_at", "ends_at"] as const)
      plan[name] = prior![name];
  }
  return starts;
}

/** The declaration, once it is wholly known. */
function declarationOf({ match, match_all, duration_seconds }: Plan["plan"]): TaskDeclaration | undefined {
  if (isUnknown(match) || isUnknown(match_all) || isUnknown(duration_seconds)) return undefined;
  if (match === null ? match_all !== true : toFilter(match as MatchValue) === undefined) return undefined;
  return { match: match as MatchValue | null, match_all: match_all === true, duration_seconds };
}

/** What names this resource in this plan. */
function claimOf(ctx: Context<ProviderClients>): string {
  const claim = (ctx.private.get("claim") as string | undefined) ?? SlotRegistry.newClaim();
  ctx.private.set("claim", claim);
  return claim;
}

/** Notes which task the resource has, as far as it has one. */
function notePrior(prior: DasKillTaskState, ctx: Context<ProviderClients>): void {
  const task = priorTask(prior, ctx);
  if (task) ctx.client.dasTasks.planFrom(claimOf(ctx), task);
}

/** Terraform plans the destroy of what is no longer declared before it reads it, so that the read comes too late to tell whose the task is. */
function noteAnothers(prior: DasKillTaskState, ctx: Context<ProviderClients>): void {
  const task = priorTask(prior, ctx);
  if (task && !ctx.client.dasTasks.own(task, ownerOf(ctx.private))) ctx.private.set("anothers", true);
}

function priorTask({ instance_id, region, task_id }: DasKillTaskState, ctx: Context<ProviderClients>) {
  const started = region ?? (ctx.private.get("region") as string | undefined);
  return started && task_id ? taskKey(started, instance_id, task_id) : undefined;
}

/** Equal tasks could not be told apart: one resource for each. */
function claim(
  life: DasTaskLife,
  instanceId: string,
  declared: TaskDeclaration,
  ctx: Context<ProviderClients>,
): void {
  const wanted = toTaskInput(declared);
  const slot = `${instanceKey(life.region, instanceId)} ${JSON.stringify(wanted)}`;
  if (ctx.client.slots.claim(slot, claimOf(ctx))) return;
  const { summary, detail, path } = declaredTwice(instanceId, describeFilter(wanted));
  ctx.diagnostics.error(summary, detail, path);
}

/** Looks, once in a plan for each instance, whether a started task would find room and would kill. */
async function planOnInstance(
  life: DasTaskLife,
  instanceId: string,
  declared: TaskDeclaration | undefined,
  { plan, prior }: Plan,
  ctx: Context<ProviderClients>,
): Promise<void> {
  const instance = instanceKey(life.region, instanceId);
  const call = { signal: ctx.signal };
  let tasks: Tasks;
  let on: boolean;
  try {
    tasks = await ctx.client.once(`${instance} tasks`, () => life.list(call));
    on = await ctx.client.once(`${instance} switch`, () => life.isSwitchOn(call));
  } catch (error) {
    if (isConfigurationError(error)) throw error;
    const { summary, detail } = explainAny(error);
    ctx.diagnostics.warning(
      `The kill tasks on ${instanceId} can't be listed, so this plan can't tell whether there is room for a further one`,
      `${summary}\n${detail}`,
    );
    return;
  }
  if (!on && plan.require_switch !== false) {
    const { summary, detail } = switchOff(instanceId);
    ctx.diagnostics.warning(summary, `${detail} The apply fails while it is OFF.`, ["require_switch"]);
  }
  const wanted = declared && toTaskInput(declared);
  const replaces = prior?.status === "running";
  if (replaces) return;
  const equal = wanted && tasks.running.find((task) => isSame(task, wanted));
  const { dasTasks } = ctx.client;
  if (equal && plan.adopt_existing === true) {
    if (!dasTasks.isOwned(taskKey(life.region, instanceId, equal.taskId))) {
      ctx.diagnostics.warning(
        `A kill task like this one runs on ${instanceId} already`,
        `It is the declared one in every filter (${describeTask(equal)}). Where it belongs to no other resource, the apply adopts it instead of starting a second one. Set adopt_existing = false to start one beside it.`,
        ["instance_id"],
      );
    }
    return;
  }
  const description = wanted ? describeFilter(wanted) : "a task whose filter is not known yet";
  const others = dasTasks.planStart(instance, claimOf(ctx), description);
  const leaves = (task: string) => dasTasks.isReplaced(task) || dasTasks.isStopped(task);
  // What a destroy is about to stop stays: nobody can say whether that comes before this start.
  const staying = tasks.running.filter(({ taskId }) => !leaves(taskKey(life.region, instanceId, taskId)));
  if (staying.length + others.length < MOST_TASKS) return;
  throw tooMany(instanceId, [
    ...staying.map(describeTask),
    ...others.map((task) => `to be started by another resource: ${task}`),
    `and to be started by this resource: ${description}`,
  ]);
}
