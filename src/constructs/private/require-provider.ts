import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { DbkillProvider } from "../bindings";
import { providerMissing } from "../errors";

const checked = new WeakSet<TerraformStack>();

/** Lets synth fail where a stack that needs the dbkill provider has none, at the cost of one look per stack. */
export function requireProvider(user: Construct): void {
  const stack = TerraformStack.of(user);
  if (checked.has(stack)) return;
  checked.add(stack);
  stack.node.addValidation({
    validate: () => {
      const found = stack
        .allProviders()
        .some((provider) => provider.terraformResourceType === DbkillProvider.tfResourceType);
      return found ? [] : [providerMissing(stack.node.path, user.node.path).message];
    },
  });
}
