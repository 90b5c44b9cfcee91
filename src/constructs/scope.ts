import { TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { ConstructError } from "./errors";

/**
 * The path that a new construct will have, and its class, for messages.
 *
 * @throws ConstructError `DBKILL_SCOPE_INVALID` where it would not be in a stack of this package's cdktf
 */
export function whereOf(scope: Construct, id: string, kind: string): string {
  const stack = Construct.isConstruct(scope) ? scope.node.scopes.find(TerraformStack.isStack) : undefined;
  const problem = stack ? foreignProblem(stack) : `A ${kind} must be created in a TerraformStack.`;
  if (problem)
    throw new ConstructError(kind, [{ code: "DBKILL_SCOPE_INVALID", path: "scope", text: problem }]);
  return `${scope.node.path}/${id}: ${kind}`;
}

/** The package that a class of CDKTF's comes from, `cdktf` or `cdktn`, by the mark that jsii leaves on each class. */
function packageOf(type: unknown): string | undefined {
  for (let at = type; typeof at === "function"; at = Object.getPrototypeOf(at)) {
    const { fqn } = (Object.getOwnPropertyDescriptor(at, Symbol.for("jsii.rtti"))?.value ?? {}) as {
      fqn?: string;
    };
    if (fqn) return fqn.split(".")[0];
  }
  return undefined;
}

/** cdktn has cdktf's marks, so that its stacks are taken for stacks, and fail later in unclear ways. */
function foreignProblem(stack: TerraformStack): string | undefined {
  const [theirs, ours] = [packageOf(stack.constructor), packageOf(TerraformStack)];
  if (theirs === ours || !theirs || !ours) return undefined;
  return `The stack "${stack.node.path}" is of the package ${theirs}, but cdktf-dbkill uses the package cdktf. Import App and TerraformStack from "cdktf". To use cdktn, install it under that name: npm i cdktf@npm:cdktn@0.24.0 constructs.`;
}
