import type { Clock, KillResponse, Listing, SessionKiller, SessionSource } from "../../../engine/ports";
import { printable, type Session, type Target } from "../../../model";
import { clientAddress } from "../client-address";
import type { ClickhouseClient } from "./client";
import { type ClickhouseEdition, clickhouseFacts } from "./facts";
import type { ClickhouseCluster, ClickhouseProcess } from "./responses";

/** What the client calls the cluster of a target. */
export function clusterOf({
  instance_id,
  edition = "community",
  computing_group_id,
}: Target): ClickhouseCluster {
  return {
    edition: edition as ClickhouseEdition,
    clusterId: instance_id,
    ...(computing_group_id !== undefined && { computingGroupId: computing_group_id }),
  };
}

/** The queries of one cluster, or of one of its computing groups, by DescribeProcessList. */
export class ClickhouseSessions implements SessionSource {
  readonly facts = clickhouseFacts;
  readonly name: string;

  constructor(
    private readonly connect: () => ClickhouseClient,
    private readonly target: Target,
    private readonly clock: Pick<Clock, "now">,
  ) {
    const { instance_id, computing_group_id: group } = target;
    this.name = printable(group === undefined ? instance_id : `computing group ${group} of ${instance_id}`);
  }

  async list(signal: AbortSignal): Promise<Listing> {
    const { processes, complete } = await this.connect().listProcesses(clusterOf(this.target), { signal });
    return { sessions: processes.map(toSession), complete, at: this.clock.now() };
  }
}

/** A query is its own session. ClickHouse tells neither database nor state; that it runs is its command. */
function toSession({ queryId, user, address, query, durationMs }: ClickhouseProcess): Session {
  return {
    id: queryId,
    query_id: queryId,
    user,
    host: clientAddress(address),
    database: "",
    command: "Query",
    state: "",
    duration_seconds: Math.floor(durationMs / 1000),
    info: query,
  };
}

/** Kills queries of one cluster by KillProcess. */
export class ClickhouseKiller implements SessionKiller {
  constructor(
    private readonly connect: () => ClickhouseClient,
    private readonly target: Target,
  ) {}

  /** Kills by id, with one request. ClickHouse says nothing of a single query. */
  async kill(sessions: readonly Session[], signal: AbortSignal): Promise<KillResponse> {
    const ids = sessions.map(({ id }) => id);
    const { requestId } = await this.connect().killQueries(clusterOf(this.target), ids, { signal });
    return { refused: new Map(), unanswered: [], requestIds: [requestId] };
  }

  /** The ids are in the URL. */
  countFitting(keys: readonly string[]): number {
    return this.connect().countFitting(clusterOf(this.target), keys);
  }

  /** Stops every query of the cluster, or of the computing group, with one request. */
  async killAll(signal: AbortSignal): Promise<KillResponse> {
    const { requestId } = await this.connect().killEveryQuery(clusterOf(this.target), { signal });
    return { refused: new Map(), unanswered: [], requestIds: [requestId] };
  }
}
