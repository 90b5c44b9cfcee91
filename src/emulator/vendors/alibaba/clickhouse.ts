import { createHash, randomUUID } from "node:crypto";
import { matches } from "../../core/match";
import type { Service } from "../../core/service";
import type { Session } from "../../core/types";
import type { Instance, World } from "../../core/world";
import type { SessionEngine } from "../../engines/engine";
import { isAlibabaRegion } from "../regions";
import { POST_FIRST } from "../wire";
import { type Api, clientAddress, defineAction } from "./action";
import { AlibabaError, invalid } from "./request";

/** An id as a call gives it, without the quotes that the enterprise edition's examples have around it. */
export function unquoted(id: string): string {
  return id.trim().replace(/^[\\"']+|[\\"']+$/g, "");
}

/** The ids of a comma list. None where there is no list, or nothing in it. */
export function queryIds(list: string | undefined): string[] {
  return (list ?? "").split(",").map(unquoted).filter(Boolean);
}

/** ApsaraDB for ClickHouse. Its sessions are queries, and its instances are clusters. */
export const CLICKHOUSE: Service = {
  name: "clickhouse",
  products: [],
  defaultProduct: () => undefined,
  editions: ["community", "enterprise"],
  // Whoever sends a query to ClickHouse may choose its id freely.
  sessionId: { pattern: /./, words: "a text" },
  complete(session) {
    const id = session.id ?? session.query_id ?? randomUUID();
    return { ...session, id, query_id: session.query_id ?? id };
  },
  keyOf: queryId,
  spares: () => false,
};

/** What the API calls InitialQueryId. A real MySQL server's sessions have their connection id in its place. */
export function queryId(session: Pick<Session, "id" | "query_id">): string {
  return session.query_id ?? session.id;
}

/** How each edition's API names a cluster. */
const PARAMETERS = { community: "DBClusterId", enterprise: "DBInstanceId" } as const;

/**
 * The cluster that a call names. Each API finds the clusters of its own edition alone. Which code the real ones have for a cluster
 * or a region that is not there is in no document at hand.
 */
export function findCluster(
  world: World,
  edition: keyof typeof PARAMETERS,
  id: string,
  regionId: string | undefined,
): Instance {
  if (regionId && !isAlibabaRegion(regionId)) {
    throw new AlibabaError("InvalidRegionId.NotFound", `The specified RegionId ${regionId} does not exist.`);
  }
  const cluster = world.find(CLICKHOUSE, id);
  if (cluster?.edition !== edition) {
    const parameter = PARAMETERS[edition];
    throw new AlibabaError(
      `Invalid${parameter}.NotFound`,
      `The specified ${parameter} ${id} is not found among the clusters of the ${edition} edition. ${POST_FIRST}`,
    );
  }
  return cluster!;
}

/** Sessions know of no computing group, so one is checked for its form alone. */
export function checkComputingGroup(id: string | undefined): void {
  if (id && !/^[\w-]+$/.test(id)) throw invalid("ComputingGroupId", "must be the id of a computing group");
}

/** What the enterprise edition's responses say about a cluster. Its number is computed from its id, so it is the same in every response. */
export function describeCluster({ id }: Instance): { DBInstanceID: number; DBInstanceName: string } {
  const number = Number.parseInt(createHash("sha256").update(id).digest("hex").slice(0, 8), 16);
  return { DBInstanceID: number, DBInstanceName: id };
}

/** In milliseconds; also the least that may be asked for. */
const DEFAULT_DURATION_MS = 1000;

const PAGE_SIZES = [30, 50, 100];

/** What both editions can be asked for. */
export interface ProcessListQuery {
  readonly InitialQueryId?: string;
  readonly InitialUser?: string;
  /** Some text within the statement. */
  readonly Keyword?: string;
  /** The shortest duration, in milliseconds. */
  readonly QueryDurationMs?: number;
  readonly PageNumber?: number;
  readonly PageSize?: number;
}

/** One running query, but for its duration, which the editions write differently. */
export interface Query {
  readonly row: {
    readonly InitialUser: string;
    readonly InitialQueryId: string;
    readonly InitialAddress: string;
    readonly Query: string;
    /** `yyyy-MM-ddTHH:mm:ssZ`. */
    readonly QueryStartTime: string;
  };
  readonly durationMs: number;
}

/**
 * One page of the running queries that a call asks for, and how many there are on all pages. Filters are ANDed; a keyword is looked
 * for with its case. Younger queries than a second are never listed. Throws InvalidParameter.
 */
export async function listQueries(
  cluster: Instance,
  engine: SessionEngine,
  now: number,
  asked: ProcessListQuery,
  order?: (one: Session, other: Session) => number,
): Promise<{ page: Query[]; total: number }> {
  const { QueryDurationMs = DEFAULT_DURATION_MS, PageNumber = 1, PageSize = 30 } = asked;
  if (QueryDurationMs < DEFAULT_DURATION_MS) {
    throw invalid("QueryDurationMs", `must be at least ${DEFAULT_DURATION_MS}`);
  }
  if (PageNumber < 1) throw invalid("PageNumber", "must be at least 1");
  if (!PAGE_SIZES.includes(PageSize)) throw invalid("PageSize", `must be one of ${PAGE_SIZES.join(", ")}`);
  const { InitialQueryId, InitialUser, Keyword } = asked;
  const found = (await engine.list(cluster)).filter(
    (session) =>
      (!InitialQueryId || queryId(session) === unquoted(InitialQueryId)) &&
      ageOf(session) * 1000 >= QueryDurationMs &&
      matches({ ...(InitialUser && { users: [InitialUser] }), info_keywords: [Keyword ?? ""] }, session),
  );
  if (order) found.sort(order);
  const page = found.slice((PageNumber - 1) * PageSize, PageNumber * PageSize);
  return { page: page.map((session) => toQuery(session, now)), total: found.length };
}

/** The longest first; those of one age in the order of their arrival. */
export function longestFirst(one: Session, other: Session): number {
  return ageOf(other) - ageOf(one);
}

/** Every query of ClickHouse has an age; a real MySQL server's session without one is as new. */
function ageOf({ duration_seconds }: Session): number {
  return duration_seconds ?? 0;
}

function toQuery(session: Session, now: number): Query {
  const startedAt = new Date(now - ageOf(session) * 1000);
  return {
    row: {
      InitialUser: session.user,
      InitialQueryId: queryId(session),
      InitialAddress: clientAddress(session.host),
      Query: session.info,
      QueryStartTime: startedAt.toISOString().replace(/\.\d+Z$/, "Z"),
    },
    durationMs: ageOf(session) * 1000,
  };
}

/** Of these columns sessions have the first alone; by the others they stay in the order of their arrival. */
const COMMUNITY_ORDERS = ["elapsed", "written_rows", "read_rows", "memory_usage"];

/** The names and types are this emulator's: no document has an example. */
const TABLE_SCHEMA = [
  { Name: "initial_user", Type: "String" },
  { Name: "initial_query_id", Type: "String" },
  { Name: "initial_address", Type: "String" },
  { Name: "query", Type: "String" },
  { Name: "query_start_time", Type: "DateTime" },
  { Name: "query_duration_ms", Type: "UInt64" },
];

/**
 * DescribeProcessList of the community edition
 * (https://www.alibabacloud.com/help/en/clickhouse/developer-reference/api-clickhouse-2019-11-11-describeprocesslist). `Rows` counts
 * the page, `RowsBeforeLimitAtLeast` all pages, as in ClickHouse's own JSON; the API's page is not clear about either.
 */
export const describeCommunityProcessList = defineAction({
  name: "DescribeProcessList",
  parameters: {
    RegionId: "string",
    DBClusterId: "string!",
    InitialQueryId: "string",
    InitialUser: "string",
    Keyword: "string",
    Order: "string",
    QueryDurationMs: "integer",
    PageNumber: "integer",
    PageSize: "integer",
  },
  async carryOut({ RegionId, DBClusterId, Order, ...asked }, { world, engine }) {
    if (Order && !COMMUNITY_ORDERS.includes(Order)) {
      throw invalid("Order", `must be one of ${COMMUNITY_ORDERS.join(", ")}`);
    }
    const cluster = findCluster(world, "community", DBClusterId, RegionId);
    const order = Order === "elapsed" ? longestFirst : undefined;
    const { page, total } = await listQueries(cluster, engine, world.clock.now(), asked, order);
    return {
      ProcessList: {
        Data: {
          ResultSet: page.map(({ row, durationMs }) => ({ ...row, QueryDurationMs: String(durationMs) })),
        },
        Rows: String(page.length),
        RowsBeforeLimitAtLeast: String(total),
        Statistics: { BytesRead: 0, ElapsedTime: 0, RowsRead: total },
        TableSchema: { ResultSet: TABLE_SCHEMA },
      },
    };
  },
});

/** By QueryOrder, all descending. A query's start follows from its duration. */
const ENTERPRISE_ORDERS: readonly ((one: Session, other: Session) => number)[] = [
  longestFirst,
  longestFirst,
  (one, other) => longestFirst(one, other) || (one.user < other.user ? 1 : one.user > other.user ? -1 : 0),
];

/**
 * DescribeProcessList of the enterprise edition
 * (https://help.aliyun.com/zh/clickhouse/developer-reference/api-clickhouse-2023-05-22-describeprocesslist).
 */
export const describeEnterpriseProcessList = defineAction({
  name: "DescribeProcessList",
  parameters: {
    RegionId: "string!",
    DBInstanceId: "string!",
    ComputingGroupId: "string",
    InitialQueryId: "string",
    InitialUser: "string",
    Keyword: "string",
    QueryDurationMs: "integer",
    QueryOrder: "integer",
    PageNumber: "integer",
    PageSize: "integer",
  },
  async carryOut({ RegionId, DBInstanceId, ComputingGroupId, QueryOrder, ...asked }, { world, engine }) {
    checkComputingGroup(ComputingGroupId);
    const order = QueryOrder === undefined ? undefined : ENTERPRISE_ORDERS[QueryOrder];
    if (QueryOrder !== undefined && !order) throw invalid("QueryOrder", "must be 0, 1 or 2");
    const cluster = findCluster(world, "enterprise", DBInstanceId, RegionId);
    const { page, total } = await listQueries(cluster, engine, world.clock.now(), asked, order);
    return {
      Data: {
        ...describeCluster(cluster),
        ResultSet: page.map(({ row, durationMs }) => ({ ...row, QueryDurationMs: durationMs })),
        TotalCount: total,
      },
    };
  },
});

/**
 * KillProcess of the community edition
 * (https://www.alibabacloud.com/help/en/clickhouse/developer-reference/api-clickhouse-2019-11-11-killprocess). **Without
 * InitialQueryId it stops every running query of the cluster.**
 */
export const killCommunityProcess = defineAction({
  name: "KillProcess",
  parameters: { RegionId: "string", DBClusterId: "string!", InitialQueryId: "string" },
  async carryOut({ RegionId, DBClusterId, InitialQueryId }, { world, engine }) {
    await killQueries(findCluster(world, "community", DBClusterId, RegionId), InitialQueryId, engine);
    return {};
  },
});

/**
 * KillProcess of the enterprise edition
 * (https://help.aliyun.com/zh/clickhouse/developer-reference/api-clickhouse-2023-05-22-killprocess). What it does without
 * InitialQueryId, and with a list of ids, is not written down: here it does what the community edition does.
 */
export const killEnterpriseProcess = defineAction({
  name: "KillProcess",
  parameters: {
    RegionId: "string!",
    DBInstanceId: "string!",
    InitialQueryId: "string",
    ComputingGroupId: "string",
  },
  async carryOut({ RegionId, DBInstanceId, InitialQueryId, ComputingGroupId }, { world, engine }) {
    checkComputingGroup(ComputingGroupId);
    const cluster = findCluster(world, "enterprise", DBInstanceId, RegionId);
    const count = await killQueries(cluster, InitialQueryId, engine);
    return { Data: { ...describeCluster(cluster), Count: count } };
  },
});

/**
 * Kills the queries of a comma list, and **all of them where it names none**: that an empty InitialQueryId counts as none is
 * documented nowhere, and here the worst is taken for true. Ids that don't run are passed over. Returns how many kills were accepted.
 *
 * The API reports no result for each query. A query whose kill is refused is the error OperationDenied with its message, after the others
 * were killed; that is this emulator's choice.
 */
async function killQueries(
  cluster: Instance,
  list: string | undefined,
  engine: SessionEngine,
): Promise<number> {
  const wanted = new Set(queryIds(list));
  const running = (await engine.list(cluster)).map(queryId);
  const chosen = wanted.size === 0 ? running : running.filter((id) => wanted.has(id));
  const refusals: string[] = [];
  let count = 0;
  for (const id of chosen) {
    const result = await engine.kill(cluster, id, "api");
    if (result.outcome === "refused") refusals.push(`${id}: ${result.message}`);
    else if (result.outcome !== "gone") count += 1;
  }
  if (refusals.length > 0) throw new AlibabaError("OperationDenied", refusals.join("; "));
  return count;
}

/** Each edition has a version of its own: 2019-11-11 is the community edition's, 2023-05-22 the enterprise edition's. */
export const clickhouseApis: readonly Api[] = [
  {
    service: CLICKHOUSE,
    version: "2019-11-11",
    actions: [killCommunityProcess, describeCommunityProcessList],
  },
  {
    service: CLICKHOUSE,
    version: "2023-05-22",
    actions: [killEnterpriseProcess, describeEnterpriseProcessList],
  },
];
