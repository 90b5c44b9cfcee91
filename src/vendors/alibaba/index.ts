export type { CallOptions } from "../http";
export { ClickhouseClient } from "./clickhouse";
export type * from "./clickhouse-types";
export {
  type AlibabaCredentials,
  type AlibabaCredentialsConfig,
  resolveAlibabaCredentials,
} from "./credentials";
export { resolveClickhouseEndpoint, resolveOceanbaseEndpoint } from "./endpoint";
export { OceanbaseClient } from "./oceanbase";
export type * from "./oceanbase-types";
export { queryIdProblem } from "./query-id";
export { resolveAlibabaRegion } from "./region";
export type { AlibabaClientOptions } from "./rpc";
