import { applyResourceChange } from "./apply";
import { configureProvider } from "./configure";
import { readDataSource } from "./data";
import { importResourceState } from "./import";
import { planResourceChange } from "./plan";
import { readResource } from "./read";
import type { Runtime } from "./runtime";
import { getMetadata, getProviderSchema } from "./schema";
import { unsupported } from "./unsupported";
import { upgradeResourceState } from "./upgrade";
import { validateDataResourceConfig, validateProviderConfig, validateResourceConfig } from "./validate";

/** Responses one RPC: message in, message out. Never rejects. */
// biome-ignore lint/suspicious/noExplicitAny: each RPC has a request type of its own
export type Rpc = (runtime: Runtime, request: any) => object | Promise<object>;

/** Every unary RPC of `tfplugin6.Provider`, by its name. */
export const RPCS: Readonly<Record<string, Rpc>> = {
  GetMetadata: getMetadata,
  GetProviderSchema: getProviderSchema,
  GetResourceIdentitySchemas: () => ({ identity_schemas: {} }),
  GetFunctions: () => ({ functions: {} }),
  CallFunction: (_runtime, { name }) => ({ error: { text: `This provider has no function ${name}.` } }),
  ValidateProviderConfig: validateProviderConfig,
  ValidateResourceConfig: validateResourceConfig,
  ValidateDataResourceConfig: validateDataResourceConfig,
  UpgradeResourceState: upgradeResourceState,
  ConfigureProvider: configureProvider,
  ReadResource: readResource,
  PlanResourceChange: planResourceChange,
  ApplyResourceChange: applyResourceChange,
  ImportResourceState: importResourceState,
  ReadDataSource: readDataSource,
  StopProvider: (runtime) => {
    runtime.operations.stop();
    return {};
  },
  ...unsupported,
};
