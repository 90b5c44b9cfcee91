import type { CallOptions, Repeat } from "../../http";
import type { AlibabaResponse } from "../response";
import { type AlibabaClientOptions, callRpc, queryPath } from "../rpc";
import { encodeRfc3986 } from "../signer";
import { queryIdProblem } from "./facts";
import {
  type ClickhouseCluster,
  type ClickhouseProcess,
  type ClickhouseProcessList,
  type ProcessPage,
  readKilled,
  readProcessPage,
} from "./responses";

const VERSIONS = { community: "2019-11-11", enterprise: "2023-05-22" } as const;

/** The longest page that the community edition documents; the enterprise edition documents no bound. */
const PAGE_SIZE = 100;

/** Far more than run on any cluster: a list that is longer does not end, or not before it is out of date. */
const MAX_PAGES = 200;

/** How often a list that moves is read. */
const READINGS = 3;

/**
 * How many pages are asked for at a time. A long list moves while it is read, and each request that kills waits for a list of its own:
 * the sooner it is there, the less it is out of date.
 */
const PAGES_AT_A_TIME = 4;

/** The shortest running time that either edition lists queries of, and the default of one, in milliseconds. */
const LEAST_DURATION_MS = "1000";

/**
 * The longest URL that is sent, in bytes. The ids to kill are in the URL, and no bound is documented for it; gateways and proxies
 * commonly refuse a request line of more than 8 kB, some of more than 4 kB. A cut list of ids must never happen.
 */
const MAX_URL_BYTES = 4000;

type Parameters = Readonly<Record<string, string | undefined>>;

/**
 * ApsaraDB for ClickHouse: the two actions that are about running queries, of both editions' APIs (2019-11-11 and 2023-05-22).
 * Every method throws a VendorError where the call fails; one that is `ambiguous` may have been carried out. Arguments that
 * must not be sent are a plain Error, before any request.
 */
export class ClickhouseClient {
  constructor(private readonly options: AlibabaClientOptions) {}

  /** The region that is called. */
  get region(): string {
    return this.options.region;
  }

  /**
   * The queries that have run for at least a second: the API lists no younger ones. One for each id and user, the longest of its
   * parts; the servers of a cluster may run queries of several users under one id, and a kill of it is for all of them.
   *
   * A list that moved while its pages were read is read again, up to three times in all.
   */
  async listProcesses(cluster: ClickhouseCluster, call?: CallOptions): Promise<ClickhouseProcessList> {
    for (let reading = 1; ; reading += 1) {
      const { moved, ...list } = await this.#readPages(cluster, call);
      if (!moved || reading === READINGS) return list;
    }
  }

  async #readPages(
    cluster: ClickhouseCluster,
    call: CallOptions | undefined,
  ): Promise<ClickhouseProcessList & { readonly moved: boolean }> {
    /** With the page that each is on. */
    const processes = new Map<string, { process: ClickhouseProcess; page: number }>();
    const listed = () => [...processes.values()].map(({ process }) => process);
    let rows = 0;
    let page = 0;
    let moved = false;
    const totals = new Set<number>();
    for await (const read of this.#pages(cluster, call)) {
      page += 1;
      for (const process of read.rows) {
        // The parts of a distributed query share its id and user.
        const key = JSON.stringify([process.queryId, process.user]);
        const known = processes.get(key);
        // One that is listed on two pages may have taken the place of another that is then on none.
        if (known && known.page !== page) moved = true;
        if (!known || known.process.durationMs < process.durationMs) processes.set(key, { process, page });
      }
      rows += read.rows.length;
      totals.add(read.total);
      // A short page is not the last one yet where the vendor gives fewer rows a page than were asked for.
      if (read.rows.length === 0 || (read.rows.length < PAGE_SIZE && rows >= read.total)) {
        moved ||= totals.size > 1;
        return { processes: listed(), complete: !moved && rows >= read.total, moved };
      }
    }
    return { processes: listed(), complete: false, moved: false };
  }

  /** How many of these ids, counted from the first, the URL of one {@link killQueries} holds; 0 where the first is too long by itself. */
  countFitting(cluster: ClickhouseCluster, queryIds: readonly string[]): number {
    let left = this.#budget(cluster);
    for (const [count, queryId] of queryIds.entries()) {
      left -= (count === 0 ? 0 : COMMA_BYTES) + encodedBytes(queryId);
      if (left < 0) return count;
    }
    return queryIds.length;
  }

  /**
   * Stops these queries and no others, with one request. An id that does not run is no error. Never repeated: a client may give the
   * same id to another query.
   *
   * @returns `count`: how many the vendor says it stopped; null where it does not say (the community edition never does)
   * @throws Error before any request where there is no id, one must not be sent (see {@link queryIdProblem}), or they don't fit into
   * one request: see {@link countFitting}
   */
  async killQueries(
    cluster: ClickhouseCluster,
    queryIds: readonly string[],
    call?: CallOptions,
  ): Promise<{ requestId: string; count: number | null }> {
    const ids = [...new Set(queryIds)];
    if (ids.length === 0) throw new Error("No query ids: a kill without any would stop every query.");
    for (const queryId of ids) {
      const problem = queryIdProblem(queryId);
      if (problem) throw new Error(`The query id ${shown(queryId)} ${problem}.`);
    }
    if (this.countFitting(cluster, ids) < ids.length) {
      throw new Error(`${ids.length} query ids don't fit into one request.`);
    }
    return this.#send("KillProcess", cluster, { InitialQueryId: ids.join(",") }, "never", readKilled, call);
  }

  /**
   * Stops every query of the cluster, or of its computing group. Not repeated after an ambiguous failure: the second time would
   * stop queries that came later.
   *
   * This is the only place that leaves out `InitialQueryId`, which is how the API is told to stop all.
   */
  killEveryQuery(
    cluster: ClickhouseCluster,
    call?: CallOptions,
  ): Promise<{ requestId: string; count: number | null }> {
    return this.#send("KillProcess", cluster, {}, "never", readKilled, call);
  }

  /** The pages in their order. Those that the total promises are asked for ahead of their turn. */
  async *#pages(cluster: ClickhouseCluster, call: CallOptions | undefined): AsyncGenerator<ProcessPage> {
    const left = new AbortController();
    const signal = call?.signal ? AbortSignal.any([call.signal, left.signal]) : left.signal;
    const asked: Promise<ProcessPage>[] = [];
    try {
      for (let page = 1; page <= MAX_PAGES; page += 1) {
        asked[page] ??= this.#listPage(cluster, page, { ...call, signal });
        const read = await asked[page]!;
        const last = Math.min(page + PAGES_AT_A_TIME, Math.ceil(read.total / PAGE_SIZE), MAX_PAGES);
        for (let next = page + 1; next <= last; next += 1) {
          asked[next] ??= this.#listPage(cluster, next, { ...call, signal });
          // Whoever takes it meets its failure; nobody does where the list ends before.
          asked[next]!.catch(() => undefined);
        }
        yield read;
      }
    } finally {
      left.abort();
    }
  }

  #listPage(cluster: ClickhouseCluster, page: number, call: CallOptions | undefined) {
    const { edition } = cluster;
    // The oldest first: what begins while the pages are read then comes at the end.
    const order = edition === "enterprise" ? { QueryOrder: "0" } : { Order: "elapsed" };
    const parameters = {
      ...order,
      PageNumber: String(page),
      PageSize: String(PAGE_SIZE),
      QueryDurationMs: LEAST_DURATION_MS,
    };
    const read = (response: AlibabaResponse) => readProcessPage(edition, response);
    return this.#send("DescribeProcessList", cluster, parameters, "always", read, call);
  }

  /** How many bytes of the URL are left for `InitialQueryId`. */
  #budget(cluster: ClickhouseCluster): number {
    const { region, endpoint } = this.options;
    const path = queryPath({ ...clusterParameters(cluster, region), InitialQueryId: "" });
    return MAX_URL_BYTES - Buffer.byteLength(endpoint.origin) - path.length;
  }

  async #send<T>(
    action: "DescribeProcessList" | "KillProcess",
    cluster: ClickhouseCluster,
    parameters: Parameters,
    repeat: Repeat,
    read: (response: AlibabaResponse) => T,
    call: CallOptions | undefined,
  ): Promise<T> {
    return callRpc(
      this.options,
      {
        service: "clickhouse",
        version: VERSIONS[cluster.edition],
        action,
        parametersIn: "query",
        parameters: { ...clusterParameters(cluster, this.options.region), ...parameters },
        repeat,
        read,
      },
      call,
    );
  }
}

/** @throws Error where the cluster is not named, or narrowed down in a way that its edition would not understand. */
function clusterParameters({ edition, clusterId, computingGroupId }: ClickhouseCluster, region: string) {
  if (clusterId.trim() === "") throw new Error("The id of the ClickHouse cluster is blank.");
  if (computingGroupId === undefined) {
    return { RegionId: region, [edition === "enterprise" ? "DBInstanceId" : "DBClusterId"]: clusterId };
  }
  if (edition !== "enterprise") {
    throw new Error("A ClickHouse cluster of the community edition has no computing groups.");
  }
  // A blank one would be taken for none: the whole cluster instead of a part.
  if (computingGroupId.trim() === "") throw new Error("The id of the computing group is blank.");
  return { RegionId: region, DBInstanceId: clusterId, ComputingGroupId: computingGroupId };
}

/** Bytes of an encoded comma, which joins ids. */
const COMMA_BYTES = "%2C".length;

/** How many bytes of a URL an id takes. One that is not well-formed Unicode can't be encoded, and is never sent. */
function encodedBytes(queryId: string): number {
  return encodeRfc3986(queryId.replace(/\p{Cs}/gu, "?")).length;
}

function shown(queryId: string): string {
  return JSON.stringify(queryId.length > 60 ? `${queryId.slice(0, 60)}...` : queryId);
}
