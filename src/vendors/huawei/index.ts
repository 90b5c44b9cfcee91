import type { CallOptions, Http } from "../http";
import type {
  DasKilledSession,
  DasKillHistoryInput,
  DasKillPreview,
  DasKillSwitch,
  DasKillTask,
  DasKillTaskInput,
  DasProcess,
  DasProcessListInput,
  DasProcessToKill,
} from "./das-types";

export type { CallOptions } from "../http";
export type * from "./das-types";

export interface HuaweiCredentials {
  readonly accessKey: string;
  readonly secretKey: string;
  readonly securityToken?: string;
  readonly source: string;
}
export interface HuaweiCredentialsConfig {
  readonly accessKey?: string | null;
  readonly secretKey?: string | null;
  readonly securityToken?: string | null;
}
export interface HuaweiClientOptions {
  readonly http: Http;
  readonly credentials: HuaweiCredentials;
  readonly region: string;
  readonly projectId: string;
  readonly endpoint: URL;
}
export declare function resolveHuaweiCredentials(
  config: HuaweiCredentialsConfig,
  env?: NodeJS.ProcessEnv,
  homeDir?: string,
): HuaweiCredentials;
export declare function resolveHuaweiRegion(
  configured: string | null | undefined,
  env?: NodeJS.ProcessEnv,
  homeDir?: string,
): string;
export declare function resolveHuaweiProject(
  configured: string | null | undefined,
  env?: NodeJS.ProcessEnv,
  homeDir?: string,
): string;
export declare function resolveDasEndpoint(
  region: string,
  configured: string | null | undefined,
  env?: NodeJS.ProcessEnv,
): URL;
export declare function resolveMrsEndpoint(
  region: string,
  configured: string | null | undefined,
  env?: NodeJS.ProcessEnv,
): URL;

export declare class DasClient {
  constructor(options: HuaweiClientOptions);
  get region(): string;
  get projectId(): string;
  listKillTasks(instanceId: string, call?: CallOptions): Promise<{ tasks: DasKillTask[]; at: Date }>;
  addKillTask(instanceId: string, input: DasKillTaskInput, call?: CallOptions): Promise<{ success: boolean }>;
  terminateKillTask(instanceId: string, taskId: string, call?: CallOptions): Promise<{ success: boolean }>;
  previewKillTask(instanceId: string, input: DasKillTaskInput, call?: CallOptions): Promise<DasKillPreview>;
  listKillHistory(
    instanceId: string,
    input: DasKillHistoryInput,
    call?: CallOptions,
  ): Promise<{ killedSessions: DasKilledSession[]; totalCount: number }>;
  getKillSwitch(instanceId: string, call?: CallOptions): Promise<DasKillSwitch>;
  setKillSwitch(instanceId: string, status: DasKillSwitch, call?: CallOptions): Promise<void>;
  listProcesses(
    instanceId: string,
    input: DasProcessListInput,
    call?: CallOptions,
  ): Promise<{ total: number; processes: DasProcess[] }>;
  killProcesses(
    instanceId: string,
    processes: readonly DasProcessToKill[],
    call?: CallOptions,
  ): Promise<{ count: number }>;
}

export interface MrsSql {
  readonly id: string;
  readonly status: string;
  readonly statement: string | null;
  readonly message: string | null;
}
export declare class MrsClient {
  constructor(options: HuaweiClientOptions);
  get region(): string;
  get projectId(): string;
  showSql(clusterId: string, sqlId: string, call?: CallOptions): Promise<MrsSql>;
  cancelSql(clusterId: string, sqlId: string, call?: CallOptions): Promise<void>;
}
