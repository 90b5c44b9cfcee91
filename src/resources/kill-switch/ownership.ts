import { randomBytes } from "node:crypto";
import type { SlotMemory } from "../../engine/slots";
import { type Context, isUnknown, type PlanRequest, privateRecord } from "../../framework";
import type { ProviderClients } from "../provider-clients";
import type { dasKillSwitchSchema, SwitchState } from "./schema";

/** What is kept beside the state. */
export interface Notes {
  /** Names the resource in every plan. */
  readonly claim: string;
  /** When this resource took the switch (RFC 3339); empty after an import: any other is later. */
  readonly createdAt: string;
  /** Whether a later resource of this configuration has the switch: destroying this one must not turn it. */
  readonly superseded: boolean;
  /** Whether an earlier object of the switch is in the state: its destroy may turn it, so that an update has to check. */
  readonly contested: boolean;
}

const FRESH = { createdAt: "", superseded: false, contested: false } as const;

export const NOTES = privateRecord<Notes>(1, { defaults: FRESH });

export function notesOf({ private: data }: Pick<Context<ProviderClients>, "private">): Notes {
  return NOTES.get(data) ?? { claim: randomBytes(6).toString("base64url"), ...FRESH };
}

/** One resource for each switch. */
export function claim(
  { plan }: PlanRequest<typeof dasKillSwitchSchema>,
  ctx: Context<ProviderClients>,
): void {
  if (isUnknown(plan.instance_id)) return;
  const notes = notesOf(ctx);
  NOTES.set(ctx.private, notes);
  const slot = slotOf(plan.instance_id);
  if (ctx.client.tasks.slots.claim(slot, notes.claim, "a kill switch") === undefined) return;
  ctx.diagnostics.report({
    severity: "error",
    code: "DBKILL_SWITCH_CLAIMED",
    summary: `Two kill switches are declared for ${plan.instance_id}`,
    detail:
      "An instance has one kill switch, so each resource would undo what the other declares. Keep one of the two.",
    path: ["instance_id"],
  });
}

export function slotOf(instance: string): string {
  return `kill switch of ${instance}`;
}

/** What processes of one run tell each other: when the resource that took the switch last was created. */
const NEWEST = "newest";

/** Notes that a resource has the switch now, for this process and the others of the run. */
export function take(
  instance: string,
  createdAt: string,
  { client }: Context<ProviderClients>,
  memory: SlotMemory,
): void {
  client.tasks.slots.saw(slotOf(instance), createdAt);
  if (createdAt > (memory.get(NEWEST) ?? "")) memory.set(NEWEST, createdAt);
}

/**
 * The notes with what else has the switch: another object in this state, where a replacement (create_before_destroy) or a rename was
 * interrupted between its two halves; or a resource that another process of the run has just created.
 *
 * @param memory where the switch is held for a change
 */
export function noteOthers(
  { instance_id: instance }: SwitchState,
  ctx: Context<ProviderClients>,
  memory?: SlotMemory,
): Notes {
  const notes = notesOf(ctx);
  const { slots } = ctx.client.tasks;
  slots.saw(slotOf(instance), notes.createdAt);
  const tookLast = memory?.get(NEWEST) ?? "";
  return {
    ...notes,
    superseded:
      notes.superseded || tookLast > notes.createdAt || slots.holdsNewer(slotOf(instance), notes.createdAt),
    contested: notes.contested || slots.holdsOlder(slotOf(instance), notes.createdAt),
  };
}
