import type { Clock, KillTaskService, SessionKiller, SessionSource } from "../engine/ports";
import type { Target } from "../model";
import type { ClickhouseClient } from "./alibaba/clickhouse/client";
import type { OceanbaseClient } from "./alibaba/oceanbase/client";
import type { ServiceName } from "./facts";
import { systemClock } from "./http/clock";
import type { DasClient } from "./huawei/das/client";
import type { MrsClient } from "./huawei/mrs/client";
import type { DbbrainClient } from "./tencent/dbbrain/client";
import type { DbbrainKillerOptions } from "./tencent/dbbrain/sessions";

/**
 * Makes the vendors' clients, each at its first use. A client is for one region; absent: the configured one.
 * Each method throws CredentialsError, RegionError, ProjectError or EndpointError where the configuration does not suffice.
 */
export interface ServiceClients {
  dbbrain(region?: string): DbbrainClient;
  das(region?: string): DasClient;
  mrs(region?: string): MrsClient;
  clickhouse(region?: string): ClickhouseClient;
  oceanbase(region?: string): OceanbaseClient;
  /** The use cases' clock, by which listings say when they were made. Default: the machine's own. */
  readonly clock?: Pick<Clock, "now">;
}

/** Settings of single services that their adapters take. */
export type KillerOptions = DbbrainKillerOptions;

/**
 * Makes the adapters of one service for one target. Nothing is connected before an adapter's first call, so making one never fails
 * where credentials are missing.
 */
export interface ServiceAdapters {
  source(clients: ServiceClients, target: Target): SessionSource;
  killer(clients: ServiceClients, target: Target, options?: KillerOptions): SessionKiller;
  /** Absent: the service has no standing kill tasks. */
  tasks?(clients: ServiceClients, target: Target): KillTaskService;
}

const clockOf = ({ clock }: ServiceClients): Pick<Clock, "now"> => clock ?? systemClock;

// Each service's code is loaded at its first use: most starts of the provider only answer questions about schemas.
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

/** Every service that dbkill speaks to, with its adapters: the registry for everything that carries out a declaration. */
export const SERVICE_ADAPTERS: Readonly<Record<ServiceName, ServiceAdapters>> = {
  dbbrain: {
    source: (clients, target) =>
      new (dbbrain().DbbrainSessions)(() => clients.dbbrain(target.region), target, clockOf(clients)),
    killer: (clients, target, options) =>
      new (dbbrain().DbbrainKiller)(() => clients.dbbrain(target.region), target, clockOf(clients), options),
    tasks: (clients, target) =>
      new (dbbrainTasks().DbbrainKillTasks)(() => clients.dbbrain(target.region), target),
  },
  das: {
    source: (clients, target) =>
      new (das().DasSessions)(() => clients.das(target.region), target, clockOf(clients)),
    killer: (clients, target) => new (das().DasKiller)(() => clients.das(target.region), target),
    tasks: (clients, target) => new (dasTasks().DasKillTasks)(() => clients.das(target.region), target),
  },
  mrs: {
    source: (clients, target) =>
      new (mrs().MrsStatements)(() => clients.mrs(target.region), target, clockOf(clients)),
    killer: (clients, target) => new (mrs().MrsKiller)(() => clients.mrs(target.region), target),
  },
  clickhouse: {
    source: (clients, target) =>
      new (clickhouse().ClickhouseSessions)(
        () => clients.clickhouse(target.region),
        target,
        clockOf(clients),
      ),
    killer: (clients, target) =>
      new (clickhouse().ClickhouseKiller)(() => clients.clickhouse(target.region), target),
  },
  oceanbasepro: {
    source: (clients, target) =>
      new (oceanbase().OceanbaseSessions)(() => clients.oceanbase(target.region), target, clockOf(clients)),
    killer: (clients, target) =>
      new (oceanbase().OceanbaseKiller)(() => clients.oceanbase(target.region), target),
  },
};

/** The adapters of a service by its name. @throws Error for a name that is not in the registry */
export function adaptersOf(service: string): ServiceAdapters {
  if (!Object.hasOwn(SERVICE_ADAPTERS, service))
    throw new Error(`Unknown service ${JSON.stringify(service)}`);
  return SERVICE_ADAPTERS[service as ServiceName];
}
