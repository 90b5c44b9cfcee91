import { TerraformResource, type TerraformResourceConfig, type TerraformStack, Testing } from "cdktf";
import type { Construct } from "constructs";
import {
  ApplyAutoKillPolicy,
  type ApplyAutoKillPolicyProps,
  Duration,
  PolicyTemplate,
  SessionFilter,
} from "../../../../src";

const TYPE = "dbkill_auto_kill_policy";

export const template = PolicyTemplate.of({
  name: "reports",
  filter: SessionFilter.of({ users: ["report"], minDuration: Duration.minutes(1) }),
});

export const apply = (props: Partial<ApplyAutoKillPolicyProps> = {}) =>
  new ApplyAutoKillPolicy({ template, ...props });

/** A resource of a provider that has no class here, as users without bindings write it. */
export function database(
  scope: Construct,
  type: string,
  args: Record<string, unknown> = {},
  { id = "db", ...meta }: Partial<TerraformResourceConfig> & { id?: string } = {},
): TerraformResource {
  const resource = new TerraformResource(scope, id, { terraformResourceType: type, ...meta });
  for (const [name, value] of Object.entries(args)) resource.addOverride(name, value);
  return resource;
}

interface Written {
  readonly target: Record<string, string>;
  readonly count?: unknown;
  readonly for_each?: unknown;
}

/** The policies that Terraform gets for a stack: their targets, and how they are repeated. */
export function policies(stack: TerraformStack): Omit<Written, "name">[] {
  const { resource } = JSON.parse(Testing.synth(stack));
  return (Object.entries(resource[TYPE] ?? {}) as [string, Written][])
    .sort(([, one], [, other]) => (keyOf(one) < keyOf(other) ? -1 : 1))
    .map(([, { target, count, for_each }]) => ({
      target,
      ...(count !== undefined && { count }),
      ...(for_each !== undefined && { for_each }),
    }));
}

const keyOf = ({ target }: Written) => `${target.instance_id} ${target.tenant_id}`;

/** The ids of the instances that have a policy. */
export const protectedIds = (stack: TerraformStack): string[] =>
  policies(stack).map(({ target }) => target.instance_id!);

/** The annotations of a stack after its Aspects: level, path and code, or the text where there is no code. */
export function annotations(stack: TerraformStack): string[] {
  Testing.synth(stack);
  return stack.node.findAll().flatMap(({ node }) =>
    node.metadata
      .filter(({ type }) => type.startsWith("@cdktf/"))
      .map(({ type, data }) => {
        const [, code = data] = /\[(DBKILL_\w+)\]$/.exec(data) ?? [];
        return `${type.replace("@cdktf/", "")} ${node.path} ${code}`;
      }),
  );
}

/** The codes of what synth complains about after its Aspects, each with the path. */
export function complaintsOf(stack: TerraformStack): string[] {
  try {
    Testing.synth(stack, true);
    return [];
  } catch (error) {
    return [...(error as Error).message.matchAll(/\[([^\]\s]+)\] .*\[(DBKILL_\w+)\]$/gm)].map(
      ([, path, code]) => `${path} ${code}`,
    );
  }
}
