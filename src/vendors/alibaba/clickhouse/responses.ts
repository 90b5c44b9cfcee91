import { objectOf } from "../../shared/json";
import { type AlibabaResponse, malformed } from "../response";
import type { ClickhouseEdition } from "./facts";

/** The cluster that a call is for. */
export interface ClickhouseCluster {
  readonly edition: ClickhouseEdition;
  /** `DBClusterId` of the community edition, `DBInstanceId` of the enterprise edition, e.g. `cc-bp108z124a8o7`. */
  readonly clusterId: string;
  /** One computing group of the cluster; absent: all of them. The enterprise edition alone has them. */
  readonly computingGroupId?: string;
}

/** A query that runs. */
export interface ClickhouseProcess {
  /** ClickHouse's `initial_query_id`: what a kill names. */
  readonly queryId: string;
  readonly user: string;
  /** Client address, as the vendor writes it; empty where it is not told. */
  readonly address: string;
  /** The statement. */
  readonly query: string;
  /** How long it has run, in milliseconds. */
  readonly durationMs: number;
  /** When it began, as the vendor writes it; empty where it is not told. */
  readonly startTime: string;
}

/** The queries that run. */
export interface ClickhouseProcessList {
  readonly processes: ClickhouseProcess[];
  /** False where more run than were listed, or where the list moved while its pages were read. */
  readonly complete: boolean;
}

/** One page of DescribeProcessList. */
export interface ProcessPage {
  readonly rows: ClickhouseProcess[];
  /** How many rows all pages have, as far as the vendor says. */
  readonly total: number;
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads a page of either edition. They differ: the community edition has the rows in `ProcessList.Data.ResultSet`, and numbers as
 * text; the enterprise edition has them in `Data.ResultSet`, and numbers as numbers. Both are taken from either.
 *
 * @see https://www.alibabacloud.com/help/en/clickhouse/developer-reference/api-clickhouse-2019-11-11-describeprocesslist
 * @see https://www.alibabacloud.com/help/en/clickhouse/developer-reference/api-clickhouse-2023-05-22-describeprocesslist
 */
export function readProcessPage(edition: ClickhouseEdition, response: AlibabaResponse): ProcessPage {
  const list = objectOf(edition === "enterprise" ? response.Data : response.ProcessList);
  const result = edition === "enterprise" ? list : objectOf(list?.Data);
  // Where nothing runs the vendor may leave the rows out, but not the whole list.
  const rows = list && (result?.ResultSet ?? []);
  if (!Array.isArray(rows)) throw odd("has no list of processes");
  const total = edition === "enterprise" ? list?.TotalCount : list?.RowsBeforeLimitAtLeast;
  return { rows: rows.map(readProcess), total: count(total ?? rows.length, "a total") };
}

function readProcess(item: unknown): ClickhouseProcess {
  const row = objectOf(item);
  if (!row) throw odd("has a row of ResultSet that is no object");
  const queryId = unquoted(text(row, "InitialQueryId"));
  if (queryId === "") throw odd("has a row of ResultSet without an InitialQueryId");
  return {
    queryId,
    user: text(row, "InitialUser"),
    address: text(row, "InitialAddress"),
    query: text(row, "Query"),
    durationMs: count(row.QueryDurationMs, "a QueryDurationMs"),
    startTime: text(row, "QueryStartTime"),
  };
}

/** The enterprise edition's examples have quotation marks round the id, which are not part of it. */
function unquoted(queryId: string): string {
  return /^(["']).*\1$/s.test(queryId) ? queryId.slice(1, -1) : queryId;
}

function text(row: Fields, name: string): string {
  const value = row[name] ?? "";
  if (typeof value === "string") return value;
  throw odd(`has a row of ResultSet whose ${name} is not text`);
}

function count(value: unknown, what: string): number {
  const number = typeof value === "string" && /^\d+(\.\d+)?$/.test(value.trim()) ? Number(value) : value;
  if (typeof number === "number" && Number.isFinite(number) && number >= 0) return number;
  throw odd(`has ${what} that is no number`);
}

function odd(what: string) {
  return malformed({ service: "clickhouse", action: "DescribeProcessList" }, undefined, what);
}

/** Reads KillProcess: the community edition answers nothing but the request id. */
export function readKilled({ RequestId, Data }: AlibabaResponse): {
  requestId: string;
  count: number | null;
} {
  const killed = objectOf(Data)?.Count;
  return { requestId: RequestId, count: typeof killed === "number" ? killed : null };
}
