import { Annotations, type TerraformMetaArguments, type TerraformResource, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { ConstructError, type ConstructProblem, renderProblem } from "../errors";
import type { Declaration } from "./declaration";
import { KillEngine } from "./kill-engine";

/** What the engines without the provider can't do, and how it is told. */

/**
 * What a construct declares: `task` stands from its create to its destroy; `kill` happens once, when it is created; `drain` happens once,
 * when it is destroyed.
 */
export type Life = "task" | "kill" | "drain";

/** What a construct hands over, besides what makes its resource. */
export interface Declared extends TerraformMetaArguments {
  readonly renewOnExpiry?: unknown;
  readonly maxKills?: unknown;
  /** Whether it is a policy that no vendor's task can express. */
  readonly isForRunner?: boolean;
}

const WITHOUT = "Terraform can't do that with a provisioner.";

/** What an engine would do otherwise than the declaration says. */
export function problemsOf(
  engine: KillEngine,
  life: Life,
  { lifecycle, renewOnExpiry }: Declared,
  declaration: Declaration,
): ConstructProblem[] {
  const problems: ConstructProblem[] = [];
  const refuse = (path: string, text: string) =>
    problems.push({ code: "DBKILL_ENGINE_UNSUPPORTED", path, text });
  if (renewOnExpiry !== undefined && renewOnExpiry !== false) {
    refuse(
      "renewOnExpiry",
      `renewOnExpiry has no effect on the engine ${engine}: no plan looks whether the task has ended. ${WITHOUT} Remove it, or use KillEngine.PROVIDER.`,
    );
  }
  if (lifecycle?.createBeforeDestroy && life !== "kill") {
    refuse(
      "lifecycle.createBeforeDestroy",
      `createBeforeDestroy is set, but Terraform then runs no destroy provisioner of the old object, and its task would go on. Remove it, or use KillEngine.PROVIDER.`,
    );
  }
  if (Array.isArray(lifecycle?.ignoreChanges)) {
    refuse(
      "lifecycle.ignoreChanges",
      `ignoreChanges names attributes that resources of the engine ${engine} do not have. Write "all", or use KillEngine.PROVIDER.`,
    );
  }
  if (life === "drain" && engine === KillEngine.NULL_RESOURCE && declaration.holdsReferences) {
    refuse(
      "engine",
      "This drain has a value that only Terraform knows. A null_resource can't take a change of it without being destroyed, which would drain. Use KillEngine.TERRAFORM_DATA, or give fixed values.",
    );
  }
  return problems;
}

const warned = new WeakSet<TerraformStack>();

/** Says once for each stack what is weaker, and for each construct what would surprise. */
export function warn(owner: Construct, life: Life, { maxKills, isForRunner }: Declared): void {
  const tell = (construct: Construct, path: string, text: string) =>
    Annotations.of(construct).addWarning(renderProblem({ code: "DBKILL_ENGINE_LIMITS", path, text }));
  const stack = TerraformStack.of(owner);
  if (life === "task" && !warned.has(stack)) {
    warned.add(stack);
    tell(
      stack,
      "engine",
      `Tasks of the stack "${stack.node.path}" run without the dbkill provider. No plan finds a task that was stopped elsewhere or shows whom it would kill. Before you remove one from the code, apply it with count: 0, or it goes on: Terraform runs no destroy provisioner of a block that is gone. See docs/guides/engines.md.`,
    );
  }
  if (isForRunner) {
    tell(
      owner,
      "engine",
      "The vendor's task can't express this policy, and a provisioner hands no document to Terraform. The apply writes the document into the folder policies of the journal: give it to the runner with dbkill enforce --policies, or nobody enforces the policy.",
    );
  } else if (maxKills !== undefined && life !== "drain") {
    tell(
      owner,
      "maxKills",
      "maxKills is checked when Terraform applies, right before the call, and not in the plan.",
    );
  }
}

/** What a construct's getters may read. @throws ConstructError `DBKILL_ENGINE_NO_OUTPUT` on an engine that has no outputs */
export function readable<R extends TerraformResource>(owner: Construct & { readonly resource: R }): R {
  const { resource } = owner;
  if (!["terraform_data", "null_resource"].includes(resource.terraformResourceType)) return resource;
  throw new ConstructError(owner.node.path, [
    {
      code: "DBKILL_ENGINE_NO_OUTPUT",
      path: "engine",
      text: `"${owner.node.path}" is carried out by a provisioner, which returns nothing to Terraform, so none of its results can be read. They are in the log and in the journal. Use KillEngine.PROVIDER for it.`,
    },
  ]);
}
