export { tencentOptions } from "./connect";
export {
  resolveTencentCredentials,
  type TencentCredentials,
  type TencentCredentialsConfig,
} from "./credentials";
export { DbbrainClient, type DbbrainClientOptions } from "./dbbrain/client";
export type * from "./dbbrain/types";
export { resolveDbbrainEndpoint } from "./endpoint";
export { resolveTencentRegion } from "./region";
