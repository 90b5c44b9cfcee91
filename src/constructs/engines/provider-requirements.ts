import { TerraformModule, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { DbkillProvider } from "../bindings";
import { renderProblem } from "../errors";

/** Stacks with constructs that need no provider. */
const providerless = new WeakSet<TerraformStack>();

/** Records that a stack has a construct that needs no provider. */
export function noteProviderless(user: Construct): void {
  providerless.add(TerraformStack.of(user));
}

/** Whether anything in a stack needs the provider, as a module may. A stack without dbkill constructs keeps its provider. */
export function isProviderUsed(stack: TerraformStack): boolean {
  if (!providerless.has(stack)) return true;
  return stack.node
    .findAll()
    .some(
      (each) =>
        each instanceof TerraformModule ||
        String((each as { terraformResourceType?: unknown }).terraformResourceType).startsWith("dbkill_"),
    );
}

const checkedStacks = new WeakSet<TerraformStack>();

/** Lets synth fail where a stack that needs the dbkill provider has none, at the cost of one look per stack. */
export function requireProvider(user: Construct): void {
  const stack = TerraformStack.of(user);
  if (checkedStacks.has(stack)) return;
  checkedStacks.add(stack);
  stack.node.addValidation({
    validate: () => {
      const found = stack
        .allProviders()
        .some((provider) => provider.terraformResourceType === DbkillProvider.tfResourceType);
      if (found) return [];
      return [
        renderProblem({
          code: "DBKILL_PROVIDER_MISSING",
          path: "",
          text: `The stack "${stack.node.path}" has no DbkillProvider, but "${user.node.path}" needs one. Terraform would look for it in the public registry and not find it. Add new DbkillProvider(stack, "dbkill") to the stack.`,
        }),
      ];
    },
  });
}
