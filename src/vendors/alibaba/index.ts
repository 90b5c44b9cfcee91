import type { CallOptions, Http } from "../http";
import type { ClickhouseCluster, ClickhouseProcessList } from "./clickhouse-types";
import type {
  OceanbaseKillResult,
  OceanbaseSession,
  OceanbaseSessionKey,
  OceanbaseTenant,
} from "./oceanbase-types";

export type { CallOptions } from "../http";
export type * from "./clickhouse-types";
export type * from "./oceanbase-types";

export interface AlibabaCredentials {
  readonly accessKey: string;
  readonly secretKey: string;
  readonly securityToken?: string;
  readonly source: string;
}
export interface AlibabaCredentialsConfig {
  readonly accessKey?: string | null;
  readonly secretKey?: string | null;
  readonly securityToken?: string | null;
}
export interface AlibabaClientOptions {
  readonly http: Http;
  readonly credentials: AlibabaCredentials;
  readonly region: string;
  readonly endpoint: URL;
}
export declare function resolveAlibabaCredentials(
  config: AlibabaCredentialsConfig,
  env?: NodeJS.ProcessEnv,
  homeDir?: string,
): AlibabaCredentials;
export declare function resolveAlibabaRegion(
  configured: string | null | undefined,
  env?: NodeJS.ProcessEnv,
  homeDir?: string,
): string;
export declare function resolveClickhouseEndpoint(
  region: string,
  configured: string | null | undefined,
  env?: NodeJS.ProcessEnv,
): URL;
export declare function resolveOceanbaseEndpoint(
  region: string,
  configured: string | null | undefined,
  env?: NodeJS.ProcessEnv,
): URL;
/** Why no kill is ever sent for this text as a query id, as the end of a sentence; undefined where one is. */
export declare function queryIdProblem(queryId: string): string | undefined;

export declare class ClickhouseClient {
  constructor(options: AlibabaClientOptions);
  get region(): string;
  listProcesses(cluster: ClickhouseCluster, call?: CallOptions): Promise<ClickhouseProcessList>;
  killQueries(
    cluster: ClickhouseCluster,
    queryIds: readonly string[],
    call?: CallOptions,
  ): Promise<{ requestIds: string[]; count: number | null }>;
  killEveryQuery(
    cluster: ClickhouseCluster,
    call?: CallOptions,
  ): Promise<{ requestId: string; count: number | null }>;
}
export declare class OceanbaseClient {
  constructor(options: AlibabaClientOptions);
  get region(): string;
  listSessions(input: OceanbaseTenant, call?: CallOptions): Promise<OceanbaseSession[]>;
  killSessions(
    input: OceanbaseTenant & { readonly sessions: readonly OceanbaseSessionKey[] },
    call?: CallOptions,
  ): Promise<OceanbaseKillResult[]>;
}
