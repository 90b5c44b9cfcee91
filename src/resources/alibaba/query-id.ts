import { queryIdProblem } from "../../vendors/alibaba/clickhouse/query-id";

/** The longest id that is sent: far more than ClickHouse's own 36 characters, and far less than a URL can hold. */
const MOST_BYTES = 1_000;

/** Why no kill is sent for this text as a query id, to follow it in a sentence; undefined where one is. */
export function problemOfQueryId(id: string): string | undefined {
  return Buffer.byteLength(id) > MOST_BYTES ? `is longer than ${MOST_BYTES} bytes` : queryIdProblem(id);
}
