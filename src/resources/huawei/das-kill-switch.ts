import {
  type ApplyContext,
  type Context,
  DiagnosticError,
  type Diagnostics,
  defineResource,
  isUnknown,
  type PlanRequest,
  UNKNOWN,
  type Unknown,
} from "../../framework";
import type { CallOptions, DasClient } from "../../vendors/huawei";
import { isVendorError } from "../explain";
import { lookAgain } from "../look-again";
import type { ProviderClients } from "../provider-clients";
import { SlotRegistry } from "../slots";
import {
  type DasKillSwitchDesired,
  type DasKillSwitchState,
  dasKillSwitchSchema,
} from "./das-kill-switch-schema";
import { isInstanceGone, notePlace, requireProject } from "./gone";

export const dasKillSwitch = defineResource<typeof dasKillSwitchSchema, ProviderClients>({
  schema: dasKillSwitchSchema,

  plan(request, ctx) {
    const { action, plan, prior } = request;
    if (action === "destroy") return warnOfDestroy(prior!, ctx);
    claim(request, ctx);
    if (!isUnknown(plan.instance_id)) plan.id = plan.instance_id;
    const again = prior === null || ctx.private.get("contested") === true;
    plan.previous_enabled = again ? UNKNOWN : prior.previous_enabled;
    if (plan.enabled === false && prior?.enabled !== false) warnOfOff(plan.instance_id, ctx.diagnostics);
  },

  create: ({ plan }, ctx) => exclusively(plan, ctx, () => create(plan, ctx)),

  async read({ state }, ctx) {
    const { instance_id: instanceId } = state;
    noteSuperseded(instanceId, ctx);
    noteContested(instanceId, ctx);
    const client = startedClient(state, ctx);
    try {
      return { ...state, enabled: await isOn(client, instanceId, { signal: ctx.signal }) };
    } catch (error) {
      if (!isInstanceGone(error)) throw error;
      requireProject(instanceId, client, ctx.private);
      ctx.diagnostics.warning(
        `${instanceId} is gone, and its kill switch with it`,
        `DAS knows no such instance in ${client.region} in project ${client.projectId}. Where the credentials, the region or the project are others by now, undo that before you apply.\n\n${error.message}`,
      );
      return null;
    }
  },

  update: ({ plan, prior }, ctx) => exclusively(plan, ctx, () => update(plan, prior, ctx)),

  delete: ({ prior }, ctx) => exclusively(prior, ctx, () => restore(prior, ctx)),

  async importState(id, ctx) {
    const client = ctx.client.das();
    notePlace(client, ctx.private);
    return { id, instance_id: id };
  },
});

type ChangeContext = ApplyContext<typeof dasKillSwitchSchema, ProviderClients>;

/** One change of a switch at a time: under a rename, one resource restores it and another one turns it. */
function exclusively<T>(
  { instance_id: instanceId }: { readonly instance_id: string },
  { client }: Context<ProviderClients>,
  change: () => Promise<T>,
): Promise<T> {
  return client.slots.exclusively(slotOf(instanceId), change);
}

async function create(plan: DasKillSwitchDesired, ctx: ChangeContext): Promise<DasKillSwitchState> {
  const client = ctx.client.das(plan.region ?? undefined);
  const { instance_id: instanceId, enabled } = plan;
  const found = await isOn(client, instanceId, { signal: ctx.signal });
  noteStart(instanceId, client, ctx);
  const state = { ...plan, id: instanceId, previous_enabled: found };
  if (found === enabled) return state;
  try {
    await turn(client, instanceId, enabled, ctx.signal);
  } catch (error) {
    // What may have been changed has to be known, to be restored.
    if (!isVendorError(error) || error.ambiguous) ctx.saveState(state);
    throw error;
  }
  return state;
}

async function update(
  plan: DasKillSwitchDesired,
  prior: DasKillSwitchState,
  ctx: ChangeContext,
): Promise<DasKillSwitchState> {
  const { instance_id: instanceId, enabled } = plan;
  if (enabled !== prior.enabled || plan.region !== prior.region || isUnknown(plan.previous_enabled)) {
    ctx.client.slots.saw(slotOf(instanceId), createdAt(ctx));
    ctx.private.set("contested", undefined);
    const client = ctx.client.das(plan.region ?? undefined);
    await ensure(client, instanceId, enabled, ctx.signal);
    notePlace(client, ctx.private);
  }
  return { ...plan, id: instanceId, previous_enabled: prior.previous_enabled };
}

async function restore(prior: DasKillSwitchState, ctx: Context<ProviderClients>): Promise<void> {
  const { instance_id: instanceId, previous_enabled: found } = prior;
  if (prior.on_destroy === "leave") return;
  if (isSuperseded(instanceId, ctx)) {
    ctx.diagnostics.warning(
      `The kill switch of ${instanceId} was left as it is`,
      "Another resource of this configuration has taken it over, and restoring it would undo what that one declares.",
    );
    return;
  }
  if (found === null) {
    ctx.diagnostics.warning(
      `The kill switch of ${instanceId} was left ${prior.enabled ? "ON" : "OFF"}`,
      "It was imported, so that nobody knows what it was before.",
    );
    return;
  }
  const client = startedClient(prior, ctx);
  try {
    await ensure(client, instanceId, found, ctx.signal);
  } catch (error) {
    if (!isInstanceGone(error)) throw error;
    requireProject(instanceId, client, ctx.private);
    ctx.diagnostics.warning(
      `${instanceId} is gone, and its kill switch with it`,
      `DAS knows no such instance in ${client.region} in project ${client.projectId}. Where the credentials or the project are others by now, the switch stays as it is in the former one.\n\n${error.message}`,
    );
  }
}

async function ensure(
  client: DasClient,
  instanceId: string,
  enabled: boolean,
  signal: AbortSignal,
): Promise<void> {
  const now = await isOn(client, instanceId, { signal });
  if (now !== enabled) await turn(client, instanceId, enabled, signal);
}

async function isOn(client: DasClient, instanceId: string, call: CallOptions): Promise<boolean> {
  return (await client.getKillSwitch(instanceId, call)) === "ON";
}

/** Turns the switch and looks whether it holds. */
async function turn(
  client: DasClient,
  instanceId: string,
  enabled: boolean,
  signal: AbortSignal,
): Promise<void> {
  await client.setKillSwitch(instanceId, enabled ? "ON" : "OFF", { signal });
  const holds = await lookAgain(
    async () => (await isOn(client, instanceId, {})) === enabled,
    (same) => same,
    { signal },
  );
  if (holds) return;
  throw new DiagnosticError({
    summary: `The kill switch of ${instanceId} stayed ${enabled ? "OFF" : "ON"}`,
    detail: `DAS accepted to turn it ${enabled ? "ON" : "OFF"}, and told otherwise when asked again. Apply again; if it stays, look in the DAS console who turns it.`,
    path: ["enabled"],
  });
}

/** One resource for each switch. */
function claim({ plan }: PlanRequest<typeof dasKillSwitchSchema>, ctx: Context<ProviderClients>): void {
  if (isUnknown(plan.instance_id)) return;
  const held = (ctx.private.get("claim") as string | undefined) ?? SlotRegistry.newClaim();
  ctx.private.set("claim", held);
  if (ctx.client.slots.claim(slotOf(plan.instance_id), held)) return;
  ctx.diagnostics.error(
    `Two kill switches are declared for ${plan.instance_id}`,
    "An instance has one kill switch, so that each resource would undo what the other declares. Keep one of the two.",
    ["instance_id"],
  );
}

function slotOf(instanceId: string): string {
  return `kill switch of ${instanceId}`;
}

/** Remembers when and where this resource took the switch: the provider's region may be another one by now. */
function noteStart(instanceId: string, client: DasClient, ctx: Context<ProviderClients>): void {
  const now = new Date().toISOString();
  ctx.client.slots.saw(slotOf(instanceId), now);
  ctx.private.set("created_at", now);
  notePlace(client, ctx.private);
  ctx.private.set("superseded", undefined);
}

function startedClient({ region }: DasKillSwitchState, ctx: Context<ProviderClients>): DasClient {
  return ctx.client.das(region ?? (ctx.private.get("region") as string | undefined));
}

/** The state holds two objects of one switch where a replacement (create_before_destroy) was broken off. */
function noteSuperseded(instanceId: string, ctx: Context<ProviderClients>): void {
  ctx.client.slots.saw(slotOf(instanceId), createdAt(ctx));
  if (isSuperseded(instanceId, ctx)) ctx.private.set("superseded", true);
}

/**
 * The state holds an earlier object of the switch, as after a rename that was broken off between its two halves. Its destroy may turn
 * the switch, so that an update has to see to it that it stays as declared.
 */
function noteContested(instanceId: string, ctx: Context<ProviderClients>): void {
  if (ctx.client.slots.holdsOlder(slotOf(instanceId), createdAt(ctx))) ctx.private.set("contested", true);
}

/** Whether a later resource of this configuration has the switch: destroying the older must not turn it. */
function isSuperseded(instanceId: string, ctx: Context<ProviderClients>): boolean {
  return (
    ctx.private.get("superseded") === true || ctx.client.slots.holdsNewer(slotOf(instanceId), createdAt(ctx))
  );
}

/** An imported switch has no time: any other is later. */
function createdAt(ctx: Context<ProviderClients>): string {
  return (ctx.private.get("created_at") as string | undefined) ?? "";
}

function warnOfDestroy(state: DasKillSwitchState, ctx: Context<ProviderClients>): void {
  // Terraform plans the destroy of what is no longer declared before it reads it.
  noteSuperseded(state.instance_id, ctx);
  const turnsOff = state.on_destroy === "restore" && state.previous_enabled === false && state.enabled;
  if (turnsOff && !isSuperseded(state.instance_id, ctx)) warnOfOff(state.instance_id, ctx.diagnostics);
}

function warnOfOff(instanceId: string | Unknown, diagnostics: Diagnostics): void {
  diagnostics.warning(
    `The kill switch of ${isUnknown(instanceId) ? "the instance" : instanceId} is to be turned OFF`,
    "While it is OFF, every kill task on the instance goes on and kills nothing: those of this configuration, of others and of the console.",
    ["enabled"],
  );
}
