export type { HuaweiClientOptions } from "./call";
export { huaweiOptions } from "./connect";
export {
  type HuaweiCredentials,
  type HuaweiCredentialsConfig,
  resolveHuaweiCredentials,
} from "./credentials";
export { DasClient } from "./das/client";
export type * from "./das/types";
export { resolveDasEndpoint, resolveMrsEndpoint } from "./endpoint";
export { MrsClient, type MrsSql } from "./mrs/client";
export { resolveHuaweiProject } from "./project";
export { RefusedKeys } from "./refused-keys";
export { resolveHuaweiRegion } from "./region";
