import type { TerraformResource } from "cdktf";
import type { Construct } from "constructs";
import { engineOf, KillEngine } from "./kill-engine";
import type { Declared, Life } from "./limits";
import { localExec, type Make } from "./local-exec";
import { noteProviderless, requireProvider } from "./provider";

/** What a construct declares, with the engine that its property names. */
export interface CarriedOut extends Declared {
  readonly engine?: KillEngine;
}

/**
 * Makes what carries a construct out, on the engine that is chosen for it.
 *
 * @param make makes the resource of the provider
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
