import { DefaultTokenResolver, StringConcat, TerraformStack, Tokenization } from "cdktf";
import type { Construct, IConstruct } from "constructs";
import type { KillSlot } from "./target-api";
import { holdsTokens } from "./tokens";

const apps = new WeakMap<IConstruct, KillSlots>();

/** Why a kill task can't have its place: another one is equal to it, or others fill the room. */
export type SlotConflict = { readonly twin: Construct } | { readonly holders: readonly Construct[] };

/** The places that the kill tasks of one app take up, so that no more of them share one than there is room for. */
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
      const place = [kind, instanceId];
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

/** Tokens are compared by the expression that they become, which means something in its own stack alone. */
function key(construct: Construct, value: readonly unknown[]): string {
  if (!holdsTokens(value)) return JSON.stringify(value);
  const stack = TerraformStack.of(construct);
  const expression: unknown = Tokenization.resolve(value, {
    scope: stack,
    resolver: new DefaultTokenResolver(new StringConcat()),
  });
  return JSON.stringify([expression, stack.node.path]);
}
