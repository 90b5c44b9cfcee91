import { matches } from "../../core/match";
import type { Session } from "../../core/types";
import type { Instance } from "../../core/world";
import type { VendorContext } from "../vendor";
import { clientAddress, defineAction } from "./action";
import { checkComputingGroup, describeCluster, findCluster, queryId, unquoted } from "./clickhouse-clusters";
import { invalid } from "./request";

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
  { engine, world }: Pick<VendorContext, "engine" | "world">,
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
  return { page: page.map((session) => toQuery(session, world.clock.now())), total: found.length };
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
  async carryOut({ RegionId, DBClusterId, Order, ...asked }, context) {
    if (Order && !COMMUNITY_ORDERS.includes(Order)) {
      throw invalid("Order", `must be one of ${COMMUNITY_ORDERS.join(", ")}`);
    }
    const cluster = findCluster(context, "community", DBClusterId, RegionId);
    const order = Order === "elapsed" ? longestFirst : undefined;
    const { page, total } = await listQueries(cluster, context, asked, order);
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
  async carryOut({ RegionId, DBInstanceId, ComputingGroupId, QueryOrder, ...asked }, context) {
    checkComputingGroup(ComputingGroupId);
    const order = QueryOrder === undefined ? undefined : ENTERPRISE_ORDERS[QueryOrder];
    if (QueryOrder !== undefined && !order) throw invalid("QueryOrder", "must be 0, 1 or 2");
    const cluster = findCluster(context, "enterprise", DBInstanceId, RegionId);
    const { page, total } = await listQueries(cluster, context, asked, order);
    return {
      Data: {
        ...describeCluster(cluster),
        ResultSet: page.map(({ row, durationMs }) => ({ ...row, QueryDurationMs: durationMs })),
        TotalCount: total,
      },
    };
  },
});
