import { Annotations, type TerraformMetaArguments, type TerraformResource, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { ConstructError, type ConstructProblem, renderProblem } from "../errors";
import type { Declaration } from "./declaration";
import { KillEngine } from "./kill-engine";

/** What the engines without the provider can't do, and the messages that say so. */

/**
 * What a construct declares: `task` stands from its create to its destroy; `kill` happens once, when it is created; `drain` happens once,
 * when it is destroyed.
 */
export type Life = "task" | "kill" | "drain";

/** Properties of a construct beyond those of its resource. */
export interface Declared extends TerraformMetaArguments {
  readonly renewOnExpiry?: unknown;
  readonly maxKills?: unknown;
  /** Whether it is a policy that no vendor's task can express. */
  readonly isForRunner?: boolean;
}

const WITHOUT = "Terraform can't do that with a provisioner.";

/** Properties that an engine can't honour. */
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
      `renewOnExpiry has no effect on the engine ${engine}: plans do not check whether the task has ended. ${WITHOUT} Remove it, or use KillEngine.PROVIDER.`,
    );
  }
  if (lifecycle?.createBeforeDestroy && life !== "kill") {
    refuse(
      "lifecycle.createBeforeDestroy",
      `With createBeforeDestroy, Terraform runs no destroy provisioner of the old object, and its task would keep running. Remove it, or use KillEngine.PROVIDER.`,
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
      "This drain has a value that only Terraform knows. A change of it would destroy the null_resource, which starts the drain. Use KillEngine.TERRAFORM_DATA, or give fixed values.",
    );
  }
  return problems;
}

const warned = new WeakSet<TerraformStack>();

/** Warns once for each stack about weaker guarantees, and for each construct about surprises. */
export function warn(owner: Construct, life: Life, { maxKills, isForRunner }: Declared): void {
  const tell = (construct: Construct, path: string, text: string) =>
    Annotations.of(construct).addWarning(renderProblem({ code: "DBKILL_ENGINE_LIMITS", path, text }));
  const stack = TerraformStack.of(owner);
  if (life === "task" && !warned.has(stack)) {
    warned.add(stack);
    tell(
      stack,
      "engine",
      `Tasks of the stack "${stack.node.path}" run without the dbkill provider. Plans do not find tasks that were stopped elsewhere and do not show which sessions would be killed. Before you remove a task from the code, apply it with count: 0; otherwise it keeps running. See docs/guides/engines.md.`,
    );
  }
  if (isForRunner) {
    tell(
      owner,
      "engine",
      "The vendor's task can't express this policy, so only the runner can enforce it. The apply writes its document into the folder policies of the journal. Pass that folder to dbkill enforce --policies, or the policy is not enforced.",
    );
  } else if (maxKills !== undefined && life !== "drain") {
    tell(owner, "maxKills", "maxKills is checked during apply, right before the call, and not in the plan.");
  }
}

/** The resource that a construct's getters read. @throws ConstructError `DBKILL_ENGINE_NO_OUTPUT` on an engine that has no outputs */
export function readable<R extends TerraformResource>(owner: Construct & { readonly resource: R }): R {
  const { resource } = owner;
  if (!["terraform_data", "null_resource"].includes(resource.terraformResourceType)) return resource;
  throw new ConstructError(owner.node.path, [
    {
      code: "DBKILL_ENGINE_NO_OUTPUT",
      path: "engine",
      text: `"${owner.node.path}" runs in a provisioner, which returns no results to Terraform. Read the results in the log or the journal, or use KillEngine.PROVIDER.`,
    },
  ]);
}
