import { TerraformStack, Token } from "cdktf";
import type { IConstruct } from "constructs";
import type { KillTarget } from "./kill-target";
import { identityOf } from "./tokens";

/** An auto-kill policy, as far as others need to know it. */
export interface DeclaredPolicy extends IConstruct {
  readonly name: string;
  readonly target: KillTarget;
  /** The resource is repeated: by a count, or for each element of this expression. */
  readonly repeated?: { readonly forEach?: unknown };
}

const apps = new WeakMap<IConstruct, PolicyRegistry>();

/** The auto-kill policies of one app, by the instance that each is for. */
export class PolicyRegistry {
  /** Those of the app that a construct belongs to. */
  static of(construct: IConstruct): PolicyRegistry {
    const { root } = construct.node;
    let registry = apps.get(root);
    if (!registry) {
      registry = new PolicyRegistry();
      apps.set(root, registry);
    }
    return registry;
  }

  /** Not sorted in yet: an id is only resolved once somebody asks. */
  #added: DeclaredPolicy[] = [];
  readonly #byInstance = new Map<string, DeclaredPolicy[]>();

  add(policy: DeclaredPolicy): void {
    this.#added.push(policy);
  }

  /**
   * The policies of an instance, in the order in which they were made.
   *
   * @param identity of the instance's id, as `identityOf` has it
   */
  policiesOf(identity: string): readonly DeclaredPolicy[] {
    for (const policy of this.#added) {
      const key = identityOf(policy, policy.target.instanceId);
      const known = this.#byInstance.get(key);
      if (known) known.push(policy);
      else this.#byInstance.set(key, [policy]);
    }
    this.#added = [];
    return this.#byInstance.get(identity) ?? [];
  }

  /** The first policy of the same database and name, if it is another one. */
  twinOf(policy: DeclaredPolicy): DeclaredPolicy | undefined {
    const { name, target } = policy;
    if (policy.repeated && Token.isUnresolved(target.instanceId)) return undefined;
    const first = this.policiesOf(identityOf(policy, target.instanceId)).find(
      (other) => textOf(other, other.name) === textOf(policy, name) && isSameTarget(policy, other),
    );
    return first === policy ? undefined : first;
  }
}

/** Names are compared by their expressions, which mean something in their own stack only. */
function textOf(policy: DeclaredPolicy, value: string | undefined): string {
  if (value === undefined) return "";
  return Token.isUnresolved(value)
    ? `${identityOf(policy, value)} ${TerraformStack.of(policy).node.path}`
    : value;
}

const PARTS = ["product", "tenantId", "computingGroupId", "region"] as const;

/** Whether the targets of two policies of one instance are equal in everything else. */
function isSameTarget(one: DeclaredPolicy, other: DeclaredPolicy): boolean {
  return (
    one.target.service === other.target.service &&
    PARTS.every((part) => textOf(one, one.target[part]) === textOf(other, other.target[part]))
  );
}
