import { type Context, isUnknown, type PlanRequest, UNKNOWN } from "../../framework";
import { isConfigured, previewTask, startStatus, startsTask } from "../kill-task-plan";
import type { ProviderClients } from "../provider-clients";
import { SlotRegistry } from "../slots";
import { slotOf } from "./kill-task-life";
import type { KillTaskState, killTaskSchema } from "./kill-task-schema";

type Plan = PlanRequest<typeof killTaskSchema>;

/** What makes a task another one. */
const DECLARED = ["instance_id", "product", "region", "match", "match_all", "duration_seconds"] as const;

/** The plan of a `dbkill_tencent_kill_task`: its slot, what becomes of it, and whom it would kill now. */
export async function planKillTask(request: Plan, ctx: Context<ProviderClients>): Promise<void> {
  planSlot(request, ctx);
  if (request.action === "destroy") return;
  if (planStart(request)) await preview(request, ctx);
}

/** One resource per slot, and no rename that Terraform takes for a destroy and a create. */
function planSlot(request: Plan, ctx: Context<ProviderClients>): void {
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
  if (!slots.claim(slot, claim)) {
    ctx.diagnostics.error(
      `Two kill tasks are declared for ${slot}`,
      "The vendor keeps one kill task per instance and product, so that each would replace the other at every apply. Keep one of the two resources, or join their filters.",
      ["instance_id"],
    );
  }
  // A create with a claim is the second half of a replacement, whose first half is this very resource.
  if (request.action === "create" && known === undefined)
    slots.plan(slot, "create", example, ctx.diagnostics);
}

/** Whether a later task of this state has taken the place of this one. */
export function isSuperseded(task: KillTaskState, ctx: Context<ProviderClients>): boolean {
  return (
    ctx.private.get("superseded") === true || ctx.client.slots.holdsNewer(slotOf(task), task.created_at ?? "")
  );
}

/** Decides whether applying this plan starts a task, and plans the computed attributes accordingly. */
function planStart({ plan, prior }: Plan): boolean {
  if (!isUnknown(plan.instance_id) && !isUnknown(plan.product)) {
    plan.id = slotOf({ instance_id: plan.instance_id, product: plan.product });
  }
  const starts = startsTask(plan, prior, DECLARED);
  if (starts) {
    plan.status = startStatus(plan, prior, DECLARED);
    plan.created_at = UNKNOWN;
    plan.expires_at = plan.duration_seconds === null ? null : UNKNOWN;
  } else {
    for (const name of ["status", "created_at", "expires_at"] as const) plan[name] = prior![name];
  }
  return starts;
}

async function preview({ plan, prior }: Plan, ctx: Context<ProviderClients>): Promise<void> {
  const { instance_id, product, region } = plan;
  // A database that is still to be created has no sessions, and its own apply plans this resource again.
  if (isUnknown(instance_id) || isUnknown(product) || isUnknown(region)) return;
  const target = { service: "dbbrain", instance_id, product, region: region ?? undefined } as const;
  if (isConfigured(() => ctx.client.dbbrain(target.region), prior)) await previewTask(plan, target, ctx);
}
