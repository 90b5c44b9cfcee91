import type { TerraformResource } from "cdktf";
import type { Construct } from "constructs";
import { engineOf, KillEngine } from "./kill-engine";
import type { Declared, Life } from "./limits";
import { localExec, type Make } from "./local-exec";
import { noteProviderless, requireProvider } from "./provider-requirements";

/** The declaration of a construct, and its `engine` property. */
export interface CarriedOut extends Declared {
  readonly engine?: KillEngine;
}

/**
 * Creates the resources of a construct on its engine.
 *
 * @param make creates the provider's resource
 * @returns the resource that others depend on
 */
export function carryOut(owner: Construct, life: Life, declared: CarriedOut, make: Make): TerraformResource {
  const engine = engineOf(owner, declared.engine);
  if (engine === KillEngine.PROVIDER) {
    requireProvider(owner);
    return make(owner, "Resource");
  }
  noteProviderless(owner);
  return localExec(owner, engine, life, declared, make);
}
