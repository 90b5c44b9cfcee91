import type { Session, Target } from "../../model";
import type {
  ClickhouseCluster,
  ClickhouseProcess,
  OceanbaseSession,
  OceanbaseTenant,
} from "../../vendors/alibaba";
import type { ClickhouseEdition } from "../../vendors/alibaba/clickhouse/facts";
import type { Listing } from "../listing";
import type { ProviderClients } from "../provider-clients";

/** Lists the queries of a ClickHouse cluster that have run for at least a second, by DescribeProcessList. */
export async function listClickhouseSessions(
  clouds: ProviderClients,
  target: Target,
  signal: AbortSignal,
): Promise<Listing> {
  const client = clouds.clickhouse(target.region);
  const { processes, complete } = await client.listProcesses(clusterOf(target), { signal });
  return { sessions: processes.map(toQuery), complete };
}

/** Lists the sessions of an OceanBase tenant by DescribeProcessStatsComposition, which has no pages. */
export async function listOceanbaseSessions(
  clouds: ProviderClients,
  target: Target,
  signal: AbortSignal,
): Promise<Listing> {
  const sessions = await clouds.oceanbase(target.region).listSessions(tenantOf(target), { signal });
  return { sessions: sessions.map(toSession), complete: true };
}

/** What the client calls the cluster of a target. */
export function clusterOf({ instance_id, edition, computing_group_id }: Target): ClickhouseCluster {
  return {
    edition: (edition ?? "community") as ClickhouseEdition,
    clusterId: instance_id,
    ...(computing_group_id !== undefined && { computingGroupId: computing_group_id }),
  };
}

/** What the client calls the tenant of a target. */
export function tenantOf({ instance_id, tenant_id }: Target): OceanbaseTenant {
  if (tenant_id === undefined) throw new Error("A target of OceanBase without a tenant");
  return { instanceId: instance_id, tenantId: tenant_id };
}

/** A query is its own session. The vendor tells neither database nor state; that it runs is its command. */
function toQuery({ queryId, user, address, query, durationMs }: ClickhouseProcess): Session {
  return {
    id: queryId,
    query_id: queryId,
    user,
    host: clientOf(address),
    database: "",
    command: "Query",
    state: "",
    duration_seconds: Math.floor(durationMs / 1000),
    info: query,
  };
}

/** ClickHouse keeps addresses as IPv6 ones: an IPv4 client's is `::ffff:10.0.0.7`, which nobody would write in a filter. */
function clientOf(address: string): string {
  return /^\[?::ffff:(\d+(?:\.\d+){3})(?:\]:\d+|\]?)$/i.exec(address)?.[1] ?? address;
}

/** The vendor's status (`ACTIVE`, `SLEEP`) is the state. */
function toSession(session: OceanbaseSession): Session {
  const { id, server, user, clientIp, database, command, status, executeSeconds, sqlText } = session;
  return {
    id,
    server,
    user,
    host: clientIp,
    database,
    command,
    state: status,
    duration_seconds: executeSeconds,
    info: sqlText,
  };
}
