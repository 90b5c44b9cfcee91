import type { Clock, KillTaskService, SessionKiller, SessionSource } from "../engine/ports";
import type { Target } from "../model";
import type { ServiceName } from "./facts";
import type { Connection } from "./shared/connection";
import type { MysqlKillerOptions } from "./sql/mysql/sessions";
import type { DbbrainKillerOptions } from "./tencent/dbbrain/sessions";

/** A client of any service. It is for one region. */
export interface Client {
  readonly region: string;
  /** Ends its connections; absent: it has none of its own. */
  close?(): void;
}

/** Settings of single services that their adapters take. */
export type KillerOptions = DbbrainKillerOptions & MysqlKillerOptions;

/** By it listings say when they were made. */
type AdapterClock = Pick<Clock, "now">;

/**
 * Makes the adapters of one service for one target. Nothing is connected before an adapter's first call, so that making one never
 * fails for want of credentials: each gets a function that makes the client, or finds the one that is made.
 */
export interface ServiceAdapters<C extends Client = Client> {
  /** @throws CredentialsError, RegionError, ProjectError or EndpointError where the configuration does not suffice */
  client(connection: Connection): C;
  source(connect: () => C, target: Target, clock: AdapterClock, options?: KillerOptions): SessionSource;
  killer(connect: () => C, target: Target, clock: AdapterClock, options?: KillerOptions): SessionKiller;
  /** Absent: the service has no standing kill tasks. */
  tasks?(connect: () => C, target: Target): KillTaskService;
}

/** Infers the client's type from how it is made. */
const service = <C extends Client>(adapters: ServiceAdapters<C>) => adapters;

// Each service's code is loaded at its first use: most starts of the provider only answer questions about schemas.
const alibaba = () => require("./alibaba") as typeof import("./alibaba");
const huawei = () => require("./huawei") as typeof import("./huawei");
const tencent = () => require("./tencent") as typeof import("./tencent");
const dbbrain = () => require("./tencent/dbbrain/sessions") as typeof import("./tencent/dbbrain/sessions");
const dbbrainTasks = () =>
  require("./tencent/dbbrain/kill-task") as typeof import("./tencent/dbbrain/kill-task");
const das = () => require("./huawei/das/sessions") as typeof import("./huawei/das/sessions");
const dasTasks = () => require("./huawei/das/kill-task") as typeof import("./huawei/das/kill-task");
const mrs = () => require("./huawei/mrs/sessions") as typeof import("./huawei/mrs/sessions");
const clickhouse = () =>
  require("./alibaba/clickhouse/sessions") as typeof import("./alibaba/clickhouse/sessions");
const oceanbase = () =>
  require("./alibaba/oceanbase/sessions") as typeof import("./alibaba/oceanbase/sessions");
const mysql = () => require("./sql/mysql") as typeof import("./sql/mysql");
const mysqlSessions = () => require("./sql/mysql/sessions") as typeof import("./sql/mysql/sessions");

/** Every service that dbkill speaks to, with its adapters: the registry for whatever carries out a declaration. */
export const SERVICE_ADAPTERS = {
  dbbrain: service({
    client: (connection) => {
      const { DbbrainClient, resolveDbbrainEndpoint, tencentOptions } = tencent();
      return new DbbrainClient(tencentOptions(connection, resolveDbbrainEndpoint));
    },
    source: (connect, target, clock) => new (dbbrain().DbbrainSessions)(connect, target, clock),
    killer: (connect, target, clock, options) =>
      new (dbbrain().DbbrainKiller)(connect, target, clock, options),
    tasks: (connect, target) => new (dbbrainTasks().DbbrainKillTasks)(connect, target),
  }),
  das: service({
    client: (connection) => {
      const { DasClient, huaweiOptions, resolveDasEndpoint } = huawei();
      return new DasClient(huaweiOptions(connection, resolveDasEndpoint));
    },
    source: (connect, target, clock) => new (das().DasSessions)(connect, target, clock),
    killer: (connect, target) => new (das().DasKiller)(connect, target),
    tasks: (connect, target) => new (dasTasks().DasKillTasks)(connect, target),
  }),
  mrs: service({
    client: (connection) => {
      const { huaweiOptions, MrsClient, resolveMrsEndpoint } = huawei();
      return new MrsClient(huaweiOptions(connection, resolveMrsEndpoint));
    },
    source: (connect, target, clock) => new (mrs().MrsStatements)(connect, target, clock),
    killer: (connect, target) => new (mrs().MrsKiller)(connect, target),
  }),
  clickhouse: service({
    client: (connection) => {
      const { alibabaOptions, ClickhouseClient, resolveClickhouseEndpoint } = alibaba();
      return new ClickhouseClient(alibabaOptions(connection, resolveClickhouseEndpoint));
    },
    source: (connect, target, clock) => new (clickhouse().ClickhouseSessions)(connect, target, clock),
    killer: (connect, target) => new (clickhouse().ClickhouseKiller)(connect, target),
  }),
  oceanbasepro: service({
    client: (connection) => {
      const { alibabaOptions, OceanbaseClient, resolveOceanbaseEndpoint } = alibaba();
      return new OceanbaseClient(alibabaOptions(connection, resolveOceanbaseEndpoint));
    },
    source: (connect, target, clock) => new (oceanbase().OceanbaseSessions)(connect, target, clock),
    killer: (connect, target) => new (oceanbase().OceanbaseKiller)(connect, target),
  }),
  mysql: service({
    client: (connection) => {
      const { MysqlClient, mysqlOptions } = mysql();
      return new MysqlClient(mysqlOptions(connection));
    },
    source: (connect, target, clock, options) =>
      new (mysqlSessions().MysqlSessions)(connect, target, clock, options),
    killer: (connect, target, _clock, options) => new (mysqlSessions().MysqlKiller)(connect, target, options),
  }),
} as const satisfies Readonly<Record<ServiceName, unknown>>;

/** The client of each service. */
export type ClientOf<S extends ServiceName> = ReturnType<(typeof SERVICE_ADAPTERS)[S]["client"]>;

/** The adapters of a service by its name. @throws Error for a name that is not in the registry */
export function adaptersOf(service: string): ServiceAdapters {
  if (!Object.hasOwn(SERVICE_ADAPTERS, service))
    throw new Error(`Unknown service ${JSON.stringify(service)}`);
  return SERVICE_ADAPTERS[service as ServiceName];
}
