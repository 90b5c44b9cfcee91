import type { FilterField, ServiceFacts } from "../../../model";

/** The editions, each with an API version of its own: 2019-11-11 and 2023-05-22. */
export const CLICKHOUSE_EDITIONS = ["community", "enterprise"] as const;
export type ClickhouseEdition = (typeof CLICKHOUSE_EDITIONS)[number];

/** The longest id that is sent, in bytes: far longer than ClickHouse's own 36 characters, far shorter than a URL can hold. */
const MAX_ID_BYTES = 1_000;

/** Alibaba Cloud ClickHouse, both editions: running queries, each known by its query id. */
export const clickhouseFacts = {
  service: "clickhouse",
  cloud: "alibaba",
  title: "Alibaba ClickHouse",
  target: { edition: "optional", computing_group_id: "optional" },
  words: { one: "query", many: "queries" },
  ids: { attribute: "query_ids", example: "3f9cbb5f-6a4b-4c0a-9a64-1c6f3c9d2f10", problemOf: queryIdProblem },
  // What runs is a query; there is no other command.
  commands: ["Query"],
  // Source: "Create a database account" reserves no name, so that the vendor's own queries can't be told from a user's.
  systemUsers: new Set<string>(),
  systemCommands: new Set<string>(),
  list: {
    // Source: ClickHouse 2019-11-11 and 2023-05-22, DescribeProcessList.
    api: "Alibaba ClickHouse DescribeProcessList",
    fields: new Set<FilterField>([
      "users",
      "hosts",
      "info_prefix",
      "info_keywords",
      "info_regex",
      "ignore_comments",
      "min_duration_seconds",
    ]),
    hostPort: "never",
    // The shortest running time that either edition lists queries of.
    unlistedSeconds: 1,
  },
  kill: {
    api: "Alibaba ClickHouse KillProcess",
    maxIdsPerCall: 100,
    // Without ids, KillProcess stops every query of the cluster.
    killsAll: true,
    ends: "query",
  },
  // Source: RAM actions of both API versions.
  permissions: {
    list: ["clickhouse:DescribeProcessList"],
    kill: ["clickhouse:DescribeProcessList", "clickhouse:KillProcess"],
  },
} as const satisfies ServiceFacts;

/**
 * Why no kill is ever sent for this text as a query id, to follow it in a sentence; undefined where it can be sent.
 *
 * A client may choose any text as its query's id, and an `InitialQueryId` that the vendor reads as empty stops every query. So
 * nothing is sent that trimming, splitting or unquoting could make empty or another id, nor what could end the quoted text of a
 * statement that the vendor makes of it.
 */
export function queryIdProblem(queryId: string): string | undefined {
  if (queryId.trim() === "") return "is blank";
  if (queryId.trim() !== queryId) return "has a blank at an end";
  if (queryId.includes(",")) return "has a comma, which separates ids";
  if (/\p{Cc}/u.test(queryId)) return "has a control character";
  if (/["'`\\]/.test(queryId)) {
    return "has a quotation mark or a backslash, which the vendor may take for the end of the id";
  }
  if (!/[\p{L}\p{N}]/u.test(queryId)) return "has neither letter nor digit";
  if (/\p{Cs}/u.test(queryId)) return "is not well-formed Unicode";
  return Buffer.byteLength(queryId) > MAX_ID_BYTES ? `is longer than ${MAX_ID_BYTES} bytes` : undefined;
}
