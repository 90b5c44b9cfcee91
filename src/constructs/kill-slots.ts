import { TerraformStack, Token } from "cdktf";
import type { Construct, IConstruct } from "constructs";
import type { ConstructProblem } from "./errors";
import type { KillSlot } from "./services/service";
import { expressionOf, holdsTokens, identityOf } from "./tokens";

const apps = new WeakMap<IConstruct, KillSlots>();

/** Why a kill task can't have its place: another one is equal to it, or others fill the room. */
export type SlotConflict = { readonly twin: Construct } | { readonly holders: readonly Construct[] };

/** The places that the kill tasks of one app take up. No more of them may share one than there is room for. */
export class KillSlots {
  /** Those of the app that a construct belongs to. */
  static of(construct: Construct): KillSlots {
    const { root } = construct.node;
    let slots = apps.get(root);
    if (!slots) {
      slots = new KillSlots();
      apps.set(root, slots);
    }
    return slots;
  }

  private readonly claims = new Map<Construct, KillSlot>();
  private conflicts: Map<Construct, SlotConflict> | undefined;

  claim(task: Construct, slot: KillSlot): void {
    this.claims.set(task, slot);
    this.conflicts = undefined;
  }

  /** What keeps this construct from its place: the constructs that claimed it before, if they leave no room. */
  conflictOf(task: Construct): SlotConflict | undefined {
    this.conflicts ??= this.findConflicts();
    return this.conflicts.get(task);
  }

  /** Once for all tasks, so that a thousand of them cost a thousand steps. */
  private findConflicts(): Map<Construct, SlotConflict> {
    const conflicts = new Map<Construct, SlotConflict>();
    const owners = new Map<string, Construct>();
    const holders = new Map<string, Construct[]>();
    for (const [construct, { kind, instanceId, room, task }] of this.claims) {
      const place = [kind, identityOf(construct, instanceId)];
      const twin =
        task === undefined ? undefined : entry(owners, key(construct, [...place, task]), construct);
      const others = entry(holders, key(construct, place), []);
      if (twin && twin !== construct) conflicts.set(construct, { twin });
      else if (others.length >= room) conflicts.set(construct, { holders: others });
      else others.push(construct);
    }
    return conflicts;
  }
}

function entry<V>(map: Map<string, V>, name: string, first: V): V {
  const found = map.get(name);
  if (found !== undefined) return found;
  map.set(name, first);
  return first;
}

/** Tokens are compared by the expression that they become, which means something in its own stack only. */
function key(construct: Construct, value: readonly unknown[]): string {
  if (!holdsTokens(value)) return JSON.stringify(value);
  return JSON.stringify([expressionOf(construct, value), TerraformStack.of(construct).node.path]);
}

/** A conflict in words. */
export function conflictProblem(conflict: SlotConflict, slot: KillSlot, path: string): ConstructProblem {
  const { description, instanceId, room } = slot;
  const place = Token.isUnresolved(instanceId)
    ? `${description} whose id only Terraform knows`
    : `${description} "${instanceId}"`;
  if ("twin" in conflict) {
    return {
      code: "DBKILL_TASKS_EQUAL",
      path: "filter",
      text: `"${path}" and "${conflict.twin.node.path}" are the same kill task for ${place}: their filters and durations are equal, and the vendor can't tell them apart. Keep one of them.`,
    };
  }
  const holders = conflict.holders.map(({ node }) => `"${node.path}"`);
  if (room === 1) {
    return {
      code: "DBKILL_SLOT_SHARED",
      path: "target",
      text: `"${path}" and ${holders[0]} are both kill tasks for ${place}. It runs one at a time, so each would stop the other. Keep one of them; one filter can name several databases and commands.`,
    };
  }
  return {
    code: "DBKILL_TASKS_TOO_MANY",
    path: "target",
    text: `"${path}" is one kill task too many for ${place}. It runs at most ${room}, and ${holders.join(", ")} are already declared. Remove one of them.`,
  };
}
