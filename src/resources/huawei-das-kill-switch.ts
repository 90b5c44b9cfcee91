import { type Context, defineResource, isUnknown, UNKNOWN } from "../framework";
import { create, exclusively, restore, update } from "./kill-switch/change";
import { gone, isGone, requireProject, warnOfOff } from "./kill-switch/messages";
import { claim, NOTES, noteOthers, notesOf } from "./kill-switch/ownership";
import { dasKillSwitchSchema, type SwitchState } from "./kill-switch/schema";
import { isConfigured, type ProviderClients } from "./provider-clients";

export const huaweiDasKillSwitch = defineResource<typeof dasKillSwitchSchema, ProviderClients>({
  schema: dasKillSwitchSchema,

  plan(request, ctx) {
    const { action, plan, prior, config } = request;
    if (action === "destroy") return warnOfDestroy(prior!, ctx);
    claim(request, ctx);
    if (!isUnknown(plan.instance_id)) plan.id = plan.instance_id;
    if (config.region === null) {
      plan.region = isConfigured(ctx.client, "das", undefined, prior) ? ctx.client.region("das") : UNKNOWN;
    }
    const moved = prior !== null && plan.region !== prior.region;
    const again = prior === null || notesOf(ctx).contested || moved;
    plan.previous_enabled = again ? UNKNOWN : prior.previous_enabled;
    plan.project_id = again || plan.enabled !== prior?.enabled ? UNKNOWN : prior.project_id;
    if (plan.enabled === false && prior?.enabled !== false) warnOfOff(plan.instance_id, ctx.diagnostics);
  },

  create: ({ plan }, ctx) => exclusively(plan, ctx, (memory) => create(plan, ctx, memory)),

  async read({ state }, ctx) {
    const { instance_id: instance } = state;
    const notes = noteOthers(state, ctx);
    NOTES.set(ctx.private, notes);
    const client = ctx.client.clientOf("das", state.region ?? undefined);
    try {
      const enabled = (await client.getKillSwitch(instance, { signal: ctx.signal })) === "ON";
      return { ...state, enabled, region: client.region, project_id: state.project_id ?? client.projectId };
    } catch (error) {
      if (!isGone(error, ctx)) throw error;
      requireProject(state, client);
      ctx.diagnostics.report(gone(instance, client, error));
      return null;
    }
  },

  update: ({ plan, prior }, ctx) => exclusively(plan, ctx, (memory) => update(plan, prior, ctx, memory)),

  delete: ({ prior }, ctx) => exclusively(prior, ctx, (memory) => restore(prior, ctx, memory)),

  async importState(id, ctx) {
    const client = ctx.client.clientOf("das");
    const enabled = (await client.getKillSwitch(id, { signal: ctx.signal })) === "ON";
    return { id, instance_id: id, enabled, region: client.region, project_id: client.projectId };
  },
});

function warnOfDestroy(state: SwitchState, ctx: Context<ProviderClients>): void {
  // Terraform plans the destroy of what is no longer declared before it reads it.
  const notes = noteOthers(state, ctx);
  NOTES.set(ctx.private, notes);
  const turnsOff = state.on_destroy === "restore" && state.previous_enabled === false && state.enabled;
  if (turnsOff && !notes.superseded) warnOfOff(state.instance_id, ctx.diagnostics);
}
