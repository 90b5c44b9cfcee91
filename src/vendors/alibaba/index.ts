export type { CallOptions } from "../http";
export { ClickhouseClient } from "./clickhouse/client";
export { queryIdProblem } from "./clickhouse/facts";
export type * from "./clickhouse/responses";
export { alibabaOptions } from "./connect";
export {
  type AlibabaCredentials,
  type AlibabaCredentialsConfig,
  resolveAlibabaCredentials,
} from "./credentials";
export { resolveClickhouseEndpoint, resolveOceanbaseEndpoint } from "./endpoint";
export { OceanbaseClient } from "./oceanbase/client";
export type * from "./oceanbase/responses";
export { resolveAlibabaRegion } from "./region";
export type { AlibabaClientOptions } from "./rpc";
