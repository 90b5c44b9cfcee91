import { invokeAction, planAction } from "./action";
import { applyResourceChange } from "./apply";
import { configureProvider } from "./configure";
import { readDataSource } from "./data";
import { getResourceIdentitySchemas, upgradeResourceIdentity } from "./identity";
import { importResourceState } from "./import";
import { listResource } from "./list";
import { planResourceChange } from "./plan";
import { readResource } from "./read";
import { Runtime } from "./runtime";
import { getMetadata, getProviderSchema } from "./schema";
import { unsupported } from "./unsupported";
import { upgradeResourceState } from "./upgrade";
import {
  validateActionConfig,
  validateDataResourceConfig,
  validateListResourceConfig,
  validateProviderConfig,
  validateResourceConfig,
} from "./validate";

export { Runtime };

/** Responses one RPC: message in, message out. Never rejects. */
// biome-ignore lint/suspicious/noExplicitAny: each RPC has a request type of its own
export type Rpc = (runtime: Runtime, request: any) => object | Promise<object>;

/** Every unary RPC of `tfplugin6.Provider`, by its name. */
export const RPCS: Readonly<Record<string, Rpc>> = {
  GetMetadata: getMetadata,
  GetProviderSchema: getProviderSchema,
  GetResourceIdentitySchemas: getResourceIdentitySchemas,
  UpgradeResourceIdentity: upgradeResourceIdentity,
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
  ValidateActionConfig: validateActionConfig,
  PlanAction: planAction,
  ValidateListResourceConfig: validateListResourceConfig,
  StopProvider: (runtime) => {
    runtime.operations.stop();
    return {};
  },
  ...unsupported,
};

/** Responds to one RPC with a stream of messages; what goes wrong is one of them. */
// biome-ignore lint/suspicious/noExplicitAny: each RPC has a request type of its own
export type StreamingRpc = (runtime: Runtime, request: any, signal: AbortSignal) => AsyncIterable<object>;

/** Every streaming RPC of `tfplugin6.Provider`, by its name. */
export const STREAMING_RPCS: Readonly<Record<string, StreamingRpc>> = {
  InvokeAction: invokeAction,
  ListResource: listResource,
};
