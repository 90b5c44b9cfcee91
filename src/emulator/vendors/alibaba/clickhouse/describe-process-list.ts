import type { Session } from "../../../types";
import { defineAction } from "../action";
import { invalid } from "../error";
import { checkComputingGroup, describeCluster, findCluster } from "./cluster";
import { listQueries, longestFirst } from "./process-list";

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
