import { randomUUID } from "node:crypto";
import type { Service } from "../../../service";
import type { Session } from "../../../types";

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
