/** The type of the Terraform resource that an AutoKillPolicy becomes. */
const TYPE = "dbkill_auto_kill_policy";

/** A stack as CDKTF synthesizes it: what `Testing.synth(stack)` returns, or the content of `cdk.tf.json`. */
export type Synthesized = string | { readonly resource?: object };

/** An auto-kill policy in a synthesized stack. */
export interface SynthesizedPolicy {
  /** Its address in Terraform, such as `dbkill_auto_kill_policy.reports`. */
  readonly address: string;
  /** Id of the instance that it is for; an expression, such as `${tencentcloud_mysql_instance.shop.id}`, where only Terraform knows it. */
  readonly instanceId: string;
  /** Everything that it says, in the words of Terraform. */
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** A database: the id of its instance, or its own resource of any provider. */
export type PolicyDatabase =
  | string
  | { readonly terraformResourceType: string; readonly friendlyUniqueId: string };

/**
 * The auto-kill policies of a stack, in the order of their addresses: those of constructs, of templates and of Aspects.
 *
 * @param database only those of this database
 * @throws Error for what is not a synthesized stack
 * @example
 * const policies = findAutoKillPolicies(Testing.synth(stack));
 */
export function findAutoKillPolicies(
  synthesized: Synthesized,
  database?: PolicyDatabase,
): SynthesizedPolicy[] {
  const resources = resourcesOf(synthesized)[TYPE] ?? {};
  return Object.entries(resources)
    .map(([name, attributes]): SynthesizedPolicy => {
      const target = attributes.target as { readonly instance_id?: string } | undefined;
      return { address: `${TYPE}.${name}`, instanceId: target?.instance_id ?? "", attributes };
    })
    .filter((policy) => database === undefined || isFor(policy, database))
    .sort((one, other) => (one.address < other.address ? -1 : 1));
}

type Resources = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;

function resourcesOf(synthesized: Synthesized): Resources {
  let stack: unknown = synthesized;
  try {
    if (typeof synthesized === "string") stack = JSON.parse(synthesized);
  } catch {
    stack = undefined;
  }
  if (typeof stack === "object" && stack !== null && !("node" in stack)) {
    return ((stack as { resource?: unknown }).resource ?? {}) as Resources;
  }
  throw new Error("Give what Testing.synth(stack) returns, or the content of cdk.tf.json.");
}

function isFor({ instanceId, attributes }: SynthesizedPolicy, database: PolicyDatabase): boolean {
  if (typeof database === "string") return instanceId === database;
  const address = `${database.terraformResourceType}.${database.friendlyUniqueId}`;
  const isOwn = ["}", ".", "["].some((end) => instanceId.startsWith(`\${${address}${end}`));
  // Repeated over the database's own elements.
  const isChained = instanceId.startsWith("${each.value") && attributes.for_each === `\${${address}}`;
  return isOwn || isChained;
}
