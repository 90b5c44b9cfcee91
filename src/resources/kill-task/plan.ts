import { isDeepStrictEqual } from "node:util";
import { planTask, startsTask, type TaskRecord } from "../../engine/kill-task";
import type { KillTaskService } from "../../engine/ports";
import {
  type Context,
  hasUnknown,
  isUnknown,
  type PlanRequest,
  UNKNOWN,
  type Unknown,
} from "../../framework";
import { previewSelection } from "../preview";
import { isConfigured, type ProviderClients } from "../provider-clients";
import { engineContext, reportEvents } from "../render";
import type { KillTaskType, TaskPlan, TaskSchema, TaskState } from "./attributes";
import { NOTES, notesOf, requestOf, targetOf, toRecord } from "./state";

type Type = KillTaskType<TaskState>;

/** What makes a task another one. */
const DECLARED = ["instance_id", "product", "region", "match", "match_all", "duration_seconds"] as const;

/** Plans the task of one resource: what applying it starts and stops, and which sessions that would kill now. */
export async function planTaskResource(
  type: Type,
  request: PlanRequest<TaskSchema>,
  ctx: Context<ProviderClients>,
): Promise<void> {
  const { action, plan, prior } = request;
  const notes = notesOf(ctx);
  const starts = action !== "destroy" && planValues(type, request, ctx);
  const declared = action === "destroy" ? undefined : declaredService(type, plan as TaskState, prior, ctx);
  const before = prior as TaskState | null;
  const outcome = await planTask(
    {
      action: action === "no-op" ? "update" : action,
      claim: notes.claim,
      declared: declared && { service: declared, request: requestOf(plan as TaskState) ?? null },
      prior: before
        ? { service: ctx.client.taskService(targetOf(type, before)), record: toRecord(before, notes) }
        : undefined,
      starts,
      movedExample: `moved {\n  from = ${type.type}.OLD_NAME\n  to   = ${type.type}.NEW_NAME\n}`,
    },
    {
      ...type.options(action === "destroy" ? before! : (plan as TaskState)),
      owner: notes.owner,
      registry: ctx.client.tasks,
    },
    engineContext(ctx),
  );
  NOTES.set(ctx.private, { ...notes, replacing: outcome.replacing, anothers: outcome.anothers });
  reportEvents(outcome.events, ctx.diagnostics);
  // A vendor that did not answer would not answer the preview either, and its error would be shown twice.
  const failed = outcome.events.some(({ severity, fault }) => severity === "error" && fault !== undefined);
  if (starts && declared && !failed) await preview(type, plan as TaskState, prior !== null, ctx);
}

/** Decides whether applying this plan starts a task, and plans the computed attributes accordingly. */
function planValues(
  type: Type,
  { plan, prior, config }: PlanRequest<TaskSchema>,
  ctx: Context<ProviderClients>,
): boolean {
  const before = prior as TaskState | null;
  const values = plan as TaskPlan;
  if (config.region === null) values.region = providerRegion(type, before, ctx);
  const declared = DECLARED.filter((name) => name in values);
  const same = before !== null && declared.every((name) => isDeepStrictEqual(values[name], before[name]));
  const starts = startsTask(
    before as Pick<TaskRecord, "status"> | null,
    same,
    values.renew_on_expiry !== false,
  );
  const computed = ["id", "status", "started_at", "ends_at", "pending_start"] as const;
  const optional = (["task_id", "project_id"] as const).filter((name) => name in values);
  if (!starts) {
    for (const name of [...computed, ...optional]) (values as Record<string, unknown>)[name] = before![name];
    return false;
  }
  const undecided = hasUnknown(values.renew_on_expiry) || declared.some((name) => hasUnknown(values[name]));
  values.status = before?.status === "expired" && undecided ? UNKNOWN : "running";
  values.started_at = UNKNOWN;
  values.ends_at = values.duration_seconds === null ? null : UNKNOWN;
  // A start that was repeated may be carried out once more later.
  values.pending_start = UNKNOWN;
  for (const name of optional) values[name] = UNKNOWN;
  const idIsKnown = type.idIsKnown && !hasUnknown([values.instance_id, values.product]);
  values.id = idIsKnown ? type.id(values as TaskState, null) : UNKNOWN;
  return true;
}

/** The region in force where the resource names none; unknown before the first create where the provider's is. */
function providerRegion(
  { facts }: Type,
  before: TaskState | null,
  { client }: Context<ProviderClients>,
): string | Unknown {
  return isConfigured(client, facts.service, undefined, before) ? client.region(facts.service) : UNKNOWN;
}

/** The service of a declared task; undefined while its place is not known, or the provider's configuration is not. */
function declaredService(
  type: Type,
  plan: TaskState,
  prior: unknown,
  { client }: Context<ProviderClients>,
): KillTaskService | undefined {
  const { instance_id, region, product } = plan;
  if (hasUnknown([instance_id, region, product])) return undefined;
  if (!isConfigured(client, type.facts.service, region!, prior)) return undefined;
  return client.taskService(targetOf(type, plan));
}

/** @throws AlreadyReported where `max_kills` refuses the plan */
async function preview(
  type: Type,
  plan: TaskState,
  exists: boolean,
  ctx: Context<ProviderClients>,
): Promise<void> {
  const request = requestOf(plan);
  if (!request || isUnknown(plan.max_kills)) return;
  const choice = request.filter
    ? ({ by: "match", match: request.filter } as const)
    : ({ by: "all" } as const);
  await previewSelection(
    {
      target: targetOf(type, plan),
      selection: { choice, exclude: null, protectedUsers: [] },
      maxKills: plan.max_kills,
      standing: true,
      exists,
    },
    ctx,
  );
}
