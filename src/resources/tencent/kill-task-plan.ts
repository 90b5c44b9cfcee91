import { isDeepStrictEqual } from "node:util";
import { type Context, hasUnknown, isUnknown, type PlanRequest, UNKNOWN } from "../../provider";
import { type Clouds, NotKnownYetError } from "../clouds";
import { explainAny, isConfigurationError } from "../explain";
import { listSessionsOnce } from "../listing";
import { type MatchValue, toFilter } from "../match";
import { previewKills } from "../preview";
import { SlotRegistry } from "../slots";
import { slotOf } from "./kill-task-life";
import type { KillTaskState, killTaskSchema } from "./kill-task-schema";

type Plan = PlanRequest<typeof killTaskSchema>;

/** The plan of a `dbkill_tencent_kill_task`: its slot, what becomes of it, and whom it would kill now. */
export async function planKillTask(request: Plan, ctx: Context<Clouds>): Promise<void> {
  planSlot(request, ctx);
  if (request.action === "destroy") return;
  if (planStart(request)) await preview(request, ctx);
}

/** One resource per slot, and no rename that Terraform takes for a destroy and a create. */
function planSlot(request: Plan, ctx: Context<Clouds>): void {
  const task = request.action === "destroy" ? request.prior! : request.plan;
  if (isUnknown(task.instance_id) || isUnknown(task.product)) return;
  const slot = slotOf({ instance_id: task.instance_id, product: task.product });
  const { slots } = ctx.client;
  const known = ctx.private.get("claim") as string | undefined;
  const example =
    "moved {\n  from = dbkill_tencent_kill_task.OLD_NAME\n  to   = dbkill_tencent_kill_task.NEW_NAME\n}";
  if (request.action === "destroy") {
    // Under create_before_destroy the old object is planned once more, when the new one is there already.
    if (!isSuperseded(request.prior!, ctx)) slots.plan(slot, "destroy", example, ctx.diagnostics);
    return;
  }
  const claim = known ?? SlotRegistry.newClaim();
  ctx.private.set("claim", claim);
  slots.claim(slot, claim, ctx.diagnostics);
  // A create with a claim is the second half of a replacement, whose first half is this very resource.
  if (request.action === "create" && known === undefined)
    slots.plan(slot, "create", example, ctx.diagnostics);
}

/** Whether a later task of this state has taken the place of this one. */
export function isSuperseded(task: KillTaskState, ctx: Context<Clouds>): boolean {
  return (
    ctx.private.get("superseded") === true || ctx.client.slots.holdsNewer(slotOf(task), task.created_at ?? "")
  );
}

/** Decides whether applying this plan starts a task, and plans the computed attributes accordingly. */
function planStart({ plan, prior }: Plan): boolean {
  if (!isUnknown(plan.instance_id) && !isUnknown(plan.product)) {
    plan.id = slotOf({ instance_id: plan.instance_id, product: plan.product });
  }
  const declared = ["instance_id", "product", "region", "match", "match_all", "duration_seconds"] as const;
  const starts =
    prior === null ||
    declared.some((name) => !isDeepStrictEqual(plan[name], prior[name])) ||
    (prior.status === "expired" && plan.renew_on_expiry !== false) ||
    prior.status === "cancelled";
  if (starts) {
    // What is unknown may turn out as it was, and then an ended task stays ended.
    const undecided = [...declared, "renew_on_expiry" as const].some((name) => hasUnknown(plan[name]));
    plan.status = prior?.status === "expired" && undecided ? UNKNOWN : "running";
    plan.created_at = UNKNOWN;
    plan.expires_at = plan.duration_seconds === null ? null : UNKNOWN;
  } else {
    for (const name of ["status", "created_at", "expires_at"] as const) plan[name] = prior[name];
  }
  return starts;
}

async function preview({ plan, prior }: Plan, ctx: Context<Clouds>): Promise<void> {
  const { instance_id: id, product, region, match, max_kills: maxKills } = plan;
  // A database that is still to be created has no sessions, and its own apply plans this resource again.
  if (isUnknown(id) || isUnknown(product) || isUnknown(region) || isUnknown(maxKills)) return;
  const filter = match === null ? null : toFilter(match as MatchValue);
  if (filter === undefined || (filter === null && plan.match_all !== true)) return;
  const target = { service: "dbbrain", instance_id: id, product, region: region ?? undefined } as const;
  try {
    ctx.client.dbbrain(target.region);
  } catch (error) {
    if (error instanceof NotKnownYetError && prior === null) return;
    throw error;
  }
  await previewKills(
    {
      target: id,
      filter,
      maxKills,
      warnings: ctx.client.warnings,
      list: () => listSessionsOnce(ctx.client, target, ctx.signal),
      explain: explainAny,
      fatal: isConfigurationError,
    },
    ctx.diagnostics,
  );
}
