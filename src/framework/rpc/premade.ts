import type { AnyProvider } from "../definitions/index";
import { loadService } from "../protocol/load";
import { RPCS } from "./index";
import { Runtime } from "./runtime";

/** What a provider answers to these is the same at each start, and all of its types are needed for it. */
const PREMADE = ["GetProviderSchema", "GetResourceIdentitySchemas"] as const;

/** The responses that can be made when a provider is built, as they go over the wire, by RPC. */
export async function premadeResponses(provider: AnyProvider): Promise<Record<string, Buffer>> {
  const silent = () => {};
  const log = { trace: silent, debug: silent, info: silent, warn: silent, error: silent };
  const runtime = new Runtime(provider, () => log);
  const methods = loadService("tfplugin6.Provider");
  const responses: Record<string, Buffer> = {};
  for (const name of PREMADE) responses[name] = methods.get(name)!.serialize(await RPCS[name]!(runtime, {}));
  return responses;
}
