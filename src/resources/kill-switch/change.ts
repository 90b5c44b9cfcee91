import type { SlotMemory } from "../../engine/slots";
import { type ApplyContext, type Context, DiagnosticError, isUnknown } from "../../framework";
import type { DasClient } from "../../vendors/huawei";
import { VendorError } from "../../vendors/shared/errors";
import type { ProviderClients } from "../provider-clients";
import { engineContext, explain } from "../render";
import { gone, isGone, requireProject } from "./messages";
import { NOTES, noteOthers, notesOf, slotOf, take } from "./ownership";
import type { dasKillSwitchSchema, SwitchDesired, SwitchState } from "./schema";

type ChangeContext = ApplyContext<typeof dasKillSwitchSchema, ProviderClients>;

/** One change of a switch at a time: under a rename, one resource restores it and another one turns it. */
export function exclusively<T>(
  { instance_id: instance }: { readonly instance_id: string },
  { client, signal }: Context<ProviderClients>,
  change: (memory: SlotMemory) => Promise<T>,
): Promise<T> {
  return client.tasks.slots.exclusively(slotOf(instance), change, signal);
}

/** Turns the switch where it has to be turned, and notes how it was found. */
export async function create(
  plan: SwitchDesired,
  ctx: ChangeContext,
  memory: SlotMemory,
): Promise<SwitchState> {
  const client = clientOf(plan, ctx);
  const { instance_id: instance, enabled } = plan;
  const found = (await client.getKillSwitch(instance, { signal: ctx.signal })) === "ON";
  const createdAt = new Date().toISOString();
  take(instance, createdAt, ctx, memory);
  NOTES.set(ctx.private, { ...notesOf(ctx), createdAt, superseded: false });
  const state = {
    ...plan,
    id: instance,
    previous_enabled: found,
    region: client.region,
    project_id: client.projectId,
  };
  if (found === enabled) return state;
  try {
    await send(client, instance, enabled, ctx);
  } catch (error) {
    // The state must hold what may have been changed, so that a destroy restores it.
    if (!(error instanceof VendorError) || error.ambiguous) ctx.saveState(state);
    throw error;
  }
  ctx.saveState(state);
  await confirm(client, instance, enabled, ctx);
  return state;
}

export async function update(
  plan: SwitchDesired,
  prior: SwitchState,
  ctx: ChangeContext,
  memory: SlotMemory,
): Promise<SwitchState> {
  const { instance_id: instance, enabled } = plan;
  const client = clientOf(plan, ctx);
  const moved = client.region !== prior.region;
  if (enabled === prior.enabled && !moved && !isUnknown(plan.previous_enabled)) {
    return {
      ...plan,
      id: instance,
      region: prior.region,
      previous_enabled: prior.previous_enabled,
      project_id: prior.project_id,
    };
  }
  const notes = notesOf(ctx);
  take(instance, notes.createdAt, ctx, memory);
  NOTES.set(ctx.private, { ...notes, contested: false });
  const found = (await client.getKillSwitch(instance, { signal: ctx.signal })) === "ON";
  if (found !== enabled) await turn(client, instance, enabled, ctx);
  return {
    ...plan,
    id: instance,
    region: client.region,
    previous_enabled: moved ? found : prior.previous_enabled,
    project_id: client.projectId,
  };
}

/** Turns the switch back to what it was, unless another resource has it now. */
export async function restore(
  prior: SwitchState,
  ctx: Context<ProviderClients>,
  memory: SlotMemory,
): Promise<void> {
  const { instance_id: instance, previous_enabled: found } = prior;
  if (prior.on_destroy === "leave") return;
  if (noteOthers(prior, ctx, memory).superseded) {
    ctx.diagnostics.report({
      severity: "warning",
      code: "DBKILL_SWITCH_SUPERSEDED",
      summary: `The kill switch of ${instance} was left as it is`,
      detail:
        "Another resource of this configuration has taken it over, and restoring it would undo what that one declares.",
    });
    return;
  }
  if (found === null) {
    ctx.diagnostics.report({
      severity: "warning",
      code: "DBKILL_SWITCH_LEFT",
      summary: `The kill switch of ${instance} was left ${prior.enabled ? "on" : "off"}`,
      detail: "It was imported, so its earlier value is not known.",
    });
    return;
  }
  const client = ctx.client.clientOf("das", prior.region ?? undefined);
  try {
    const now = (await client.getKillSwitch(instance, { signal: ctx.signal })) === "ON";
    if (now !== found) await turn(client, instance, found, ctx);
  } catch (error) {
    if (!isGone(error, ctx)) throw notRestored(instance, found, error);
    requireProject(prior, client);
    ctx.diagnostics.report(gone(instance, client, error));
  }
}

/** A failure of the vendor's with the instance in it: Terraform shows no address beside the errors of a destroy. */
function notRestored(instance: string, found: boolean, error: unknown): unknown {
  const told = error instanceof VendorError ? explain(error) : undefined;
  if (!told) return error;
  const { code, summary, detail } = told;
  return new DiagnosticError({
    code,
    summary: `The kill switch of ${instance} could not be turned ${found ? "on" : "off"} again`,
    detail: `${summary.replace(/[.]?$/, ".")} ${detail}`,
  });
}

/** How often to look whether a turned switch holds, and how long to wait in between, in ms. */
const LOOKS = 5;
const LOOK_INTERVAL_MS = 500;

/** Turns the switch and looks whether it holds. */
async function turn(...change: Parameters<typeof send>): Promise<void> {
  await send(...change);
  await confirm(...change);
}

async function send(
  client: DasClient,
  instance: string,
  enabled: boolean,
  ctx: Context<ProviderClients>,
): Promise<void> {
  await client.setKillSwitch(instance, enabled ? "ON" : "OFF", { signal: ctx.signal });
}

/** @throws DiagnosticError `DBKILL_SWITCH_NOT_TURNED`; VendorError where the switch can't be read */
async function confirm(...[client, instance, enabled, ctx]: Parameters<typeof send>): Promise<void> {
  const { clock } = engineContext(ctx);
  for (let look = 1; ; look++) {
    if (((await client.getKillSwitch(instance, {})) === "ON") === enabled) return;
    if (look === LOOKS || ctx.signal.aborted) break;
    await clock.sleep(LOOK_INTERVAL_MS, ctx.signal).catch(() => undefined);
  }
  throw new DiagnosticError({
    code: "DBKILL_SWITCH_NOT_TURNED",
    summary: `The kill switch of ${instance} stayed ${enabled ? "off" : "on"}`,
    detail: `DAS accepted the change to ${enabled ? "on" : "off"}, but still reports the old value. Apply again. If it happens again, find out in the DAS console who changes it.`,
    path: ["enabled"],
  });
}

function clientOf({ region }: SwitchDesired, ctx: Context<ProviderClients>): DasClient {
  return ctx.client.clientOf("das", isUnknown(region) ? undefined : (region ?? undefined));
}
