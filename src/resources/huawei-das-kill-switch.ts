import { randomBytes } from "node:crypto";
import {
  type ApplyContext,
  attr,
  block,
  type Context,
  type Desired,
  DiagnosticError,
  type Diagnostics,
  defineResource,
  isUnknown,
  modify,
  type PlanRequest,
  privateRecord,
  type State,
  schema,
  UNKNOWN,
  type Unknown,
  validate,
} from "../framework";
import type { DasClient } from "../vendors/huawei";
import { VendorError } from "../vendors/shared/errors";
import { instanceId } from "./attributes";
import { isConfigured, type ProviderClients } from "./provider-clients";
import { engineContext } from "./render";

/** `dbkill_huawei_das_kill_switch`. Source of the facts: DAS v3, get- and set-kill-process-task-switch. */
const dasKillSwitchSchema = schema({
  description: `Whether the kill tasks of a DAS instance are carried out at all. While the switch is off, tasks exist and kill **nothing**.

An instance has one switch, so two resources for one instance are an error.`,
  attributes: {
    id: attr.string("computed", {
      description: "The instance's id.",
      planModifiers: [modify.useStateForUnknown()],
    }),
    instance_id: instanceId("`bcfa975193f1402fa11a6d4fd6baf5fbin01`", [modify.requiresReplace()]),
    region: attr.string("optional_computed", {
      description: "Region of the instance. Default: the provider's.",
      validators: [validate.lengthBetween(1, 64)],
    }),
    enabled: attr.bool("required", { description: "Whether the switch is on." }),
    on_destroy: attr.string("defaulted", {
      description:
        "What becomes of the switch when this resource is destroyed: `restore` the value found at create, or `leave` it as it is.",
      default: "restore",
      validators: [validate.oneOf(["restore", "leave"])],
    }),
    previous_enabled: attr.bool("computed", {
      description: "Whether the switch was on when this resource was created; null after an import.",
    }),
    project_id: attr.string("computed", { description: "The project in which the switch was set." }),
    timeouts: block.timeouts({ create: "2m", update: "2m", delete: "2m" }),
  },
});

type Values = State<typeof dasKillSwitchSchema>;
type Wanted = Desired<typeof dasKillSwitchSchema>;

/** What is kept beside the state. */
interface Notes {
  /** Names the resource in every plan. */
  readonly claim: string;
  /** When this resource took the switch (RFC 3339); empty after an import: any other is later. */
  readonly createdAt: string;
  /** Whether a later resource of this configuration has the switch: destroying this one must not turn it. */
  readonly superseded: boolean;
  /** Whether an earlier object of the switch is in the state: its destroy may turn it, so that an update has to check. */
  readonly contested: boolean;
}

const NOTES = privateRecord<Notes>(1);

function notesOf({ private: data }: Pick<Context<ProviderClients>, "private">): Notes {
  const claim = randomBytes(6).toString("base64url");
  return NOTES.get(data) ?? { claim, createdAt: "", superseded: false, contested: false };
}

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

  create: ({ plan }, ctx) => exclusively(plan, ctx, () => create(plan, ctx)),

  async read({ state }, ctx) {
    const { instance_id: instance } = state;
    const notes = noteOthers(state, ctx);
    NOTES.set(ctx.private, notes);
    const client = ctx.client.das(state.region ?? undefined);
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

  update: ({ plan, prior }, ctx) => exclusively(plan, ctx, () => update(plan, prior, ctx)),

  delete: ({ prior }, ctx) => exclusively(prior, ctx, () => restore(prior, ctx)),

  async importState(id, ctx) {
    const client = ctx.client.das();
    const enabled = (await client.getKillSwitch(id, { signal: ctx.signal })) === "ON";
    return { id, instance_id: id, enabled, region: client.region, project_id: client.projectId };
  },
});

type ChangeContext = ApplyContext<typeof dasKillSwitchSchema, ProviderClients>;

/** One change of a switch at a time: under a rename, one resource restores it and another one turns it. */
function exclusively<T>(
  { instance_id: instance }: { readonly instance_id: string },
  { client, signal }: Context<ProviderClients>,
  change: () => Promise<T>,
): Promise<T> {
  return client.tasks.slots.exclusively(slotOf(instance), change, signal);
}

async function create(plan: Wanted, ctx: ChangeContext): Promise<Values> {
  const client = clientOf(plan, ctx);
  const { instance_id: instance, enabled } = plan;
  const found = (await client.getKillSwitch(instance, { signal: ctx.signal })) === "ON";
  const createdAt = new Date().toISOString();
  ctx.client.tasks.slots.saw(slotOf(instance), createdAt);
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
    // What may have been changed has to be known, to be restored.
    if (!(error instanceof VendorError) || error.ambiguous) ctx.saveState(state);
    throw error;
  }
  ctx.saveState(state);
  await confirm(client, instance, enabled, ctx);
  return state;
}

async function update(plan: Wanted, prior: Values, ctx: ChangeContext): Promise<Values> {
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
  ctx.client.tasks.slots.saw(slotOf(instance), notes.createdAt);
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

async function restore(prior: Values, ctx: Context<ProviderClients>): Promise<void> {
  const { instance_id: instance, previous_enabled: found } = prior;
  if (prior.on_destroy === "leave") return;
  if (noteOthers(prior, ctx).superseded) {
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
      detail: "It was imported, so that its earlier value is not known.",
    });
    return;
  }
  const client = ctx.client.das(prior.region ?? undefined);
  try {
    const now = (await client.getKillSwitch(instance, { signal: ctx.signal })) === "ON";
    if (now !== found) await turn(client, instance, found, ctx);
  } catch (error) {
    if (!isGone(error, ctx)) throw error;
    requireProject(prior, client);
    ctx.diagnostics.report(gone(instance, client, error));
  }
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
    detail: `DAS accepted to turn it ${enabled ? "on" : "off"}, and answered otherwise when asked again. Apply again. If it stays, look in the DAS console who turns it.`,
    path: ["enabled"],
  });
}

/** One resource for each switch. */
function claim({ plan }: PlanRequest<typeof dasKillSwitchSchema>, ctx: Context<ProviderClients>): void {
  if (isUnknown(plan.instance_id)) return;
  const notes = notesOf(ctx);
  NOTES.set(ctx.private, notes);
  if (ctx.client.tasks.slots.claim(slotOf(plan.instance_id), notes.claim)) return;
  ctx.diagnostics.report({
    severity: "error",
    code: "DBKILL_SWITCH_CLAIMED",
    summary: `Two kill switches are declared for ${plan.instance_id}`,
    detail:
      "An instance has one kill switch, so that each resource would undo what the other declares. Keep one of the two.",
    path: ["instance_id"],
  });
}

function slotOf(instance: string): string {
  return `kill switch of ${instance}`;
}

function clientOf({ region }: Wanted, ctx: Context<ProviderClients>): DasClient {
  return ctx.client.das(isUnknown(region) ? undefined : (region ?? undefined));
}

/**
 * The notes with what this state has of the switch besides: two objects of one switch where a replacement (create_before_destroy) or a
 * rename was interrupted between its two halves.
 */
function noteOthers({ instance_id: instance }: Values, ctx: Context<ProviderClients>): Notes {
  const notes = notesOf(ctx);
  const { slots } = ctx.client.tasks;
  slots.saw(slotOf(instance), notes.createdAt);
  return {
    ...notes,
    superseded: notes.superseded || slots.holdsNewer(slotOf(instance), notes.createdAt),
    contested: notes.contested || slots.holdsOlder(slotOf(instance), notes.createdAt),
  };
}

function warnOfDestroy(state: Values, ctx: Context<ProviderClients>): void {
  // Terraform plans the destroy of what is no longer declared before it reads it.
  const notes = noteOthers(state, ctx);
  NOTES.set(ctx.private, notes);
  const turnsOff = state.on_destroy === "restore" && state.previous_enabled === false && state.enabled;
  if (turnsOff && !notes.superseded) warnOfOff(state.instance_id, ctx.diagnostics);
}

function warnOfOff(instance: string | Unknown, diagnostics: Diagnostics): void {
  diagnostics.report({
    severity: "warning",
    code: "DBKILL_SWITCH_TURNS_OFF",
    summary: `The kill switch of ${isUnknown(instance) ? "the instance" : instance} is to be turned off`,
    detail:
      "While it is off, every kill task on the instance runs and kills nothing: those of this configuration, of others and of the console.",
    path: ["enabled"],
  });
}

function isGone(error: unknown, ctx: Context<ProviderClients>): boolean {
  return engineContext(ctx).classify(error)?.kind === "gone";
}

/** Refuses to take an instance for gone that was looked for in another project. */
function requireProject({ instance_id: instance, project_id: before }: Values, client: DasClient): void {
  if (before === null || before === client.projectId) return;
  throw new DiagnosticError({
    code: "DBKILL_TASK_OTHER_ACCOUNT",
    summary: `${instance} is in another project than the provider's`,
    detail: `It was found in project ${before} before, and project ${client.projectId} in ${client.region} has no such instance. Set project_id in the provider's huawei block, or HW_PROJECT_ID, to ${before}. If the instance is gone for good: terraform state rm.`,
    path: ["instance_id"],
  });
}

function gone(instance: string, client: DasClient, error: unknown) {
  return {
    severity: "warning" as const,
    code: "DBKILL_TASK_TARGET_GONE",
    summary: `${instance} is gone, and its kill switch with it`,
    detail: `DAS knows no such instance in ${client.region} in project ${client.projectId}. If the credentials, the region or the project are others by now, undo that before you apply.\n\n${(error as Error).message}`,
  };
}
