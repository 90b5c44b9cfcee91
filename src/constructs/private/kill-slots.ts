import { DefaultTokenResolver, StringConcat, TerraformStack, Token, Tokenization } from "cdktf";
import type { Construct, IConstruct } from "constructs";
import type { KillSlot } from "./target-api";

const apps = new WeakMap<IConstruct, KillSlots>();

/** The kill-task slots that the constructs of one app take up, so that no two take the same one. */
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
  private owners: Map<string, Construct> | undefined;

  claim(task: Construct, slot: KillSlot): void {
    this.claims.set(task, slot);
    this.owners = undefined;
  }

  /** The construct that claimed the same slot before this one did, if there is one. */
  rivalOf(task: Construct): Construct | undefined {
    const slot = this.claims.get(task);
    if (!slot) return undefined;
    this.owners ??= this.findOwners();
    const owner = this.owners.get(key(task, slot));
    return owner === task ? undefined : owner;
  }

  /** Once for all tasks, so that a thousand of them cost a thousand steps. */
  private findOwners(): Map<string, Construct> {
    const owners = new Map<string, Construct>();
    for (const [task, slot] of this.claims) {
      const name = key(task, slot);
      if (!owners.has(name)) owners.set(name, task);
    }
    return owners;
  }
}

/** Tokens are compared by the expression that they become, which means something in its own stack alone. */
function key(task: Construct, slot: KillSlot): string {
  const { kind, instanceId } = slot;
  if (!Token.isUnresolved(instanceId)) return JSON.stringify([kind, instanceId]);
  const stack = TerraformStack.of(task);
  const expression: unknown = Tokenization.resolve(instanceId, {
    scope: stack,
    resolver: new DefaultTokenResolver(new StringConcat()),
  });
  return JSON.stringify([kind, expression, stack.node.path]);
}
