/**
 * One row of a process list, in the same words for every service: a MySQL or OceanBase connection, a ClickHouse query, an MRS
 * statement. Field names are those of the Terraform types. What the service does not tell is an empty text.
 */
export interface Session {
  /** The vendor's own id: text, because some vendors count beyond what a JavaScript number holds. */
  readonly id: string;
  readonly user: string;
  /** Client address, with the port where the service gives one (`10.0.0.7:51234`). */
  readonly host: string;
  /** Default database; empty where none is chosen. */
  readonly database: string;
  /** Process-list command, such as `Query` or `Sleep`. */
  readonly command: string;
  readonly state: string;
  /** Seconds in the current state. */
  readonly duration_seconds: number;
  /** The statement; empty where none runs. */
  readonly info: string;
  /** Seconds since its transaction began; absent where it has none or the service does not tell. */
  readonly transaction_seconds?: number;
  /** The server that holds the session, where a service has several that number their sessions separately. */
  readonly server?: string;
  /** The query's id, where sessions are queries. */
  readonly query_id?: string;
}

/**
 * The name of a session within its target: what ids in a configuration are compared with. Servers of a cluster number their
 * sessions separately, so that there the server is part of it.
 */
export function sessionKey({ id, server }: Pick<Session, "id" | "server">): string {
  return server === undefined ? id : `${id}@${server}`;
}

/** The inverse of {@link sessionKey} for services whose ids have no `@`: all but ClickHouse, whose clients choose query ids. */
export function parseSessionKey(key: string): { readonly id: string; readonly server?: string } {
  const at = key.indexOf("@");
  return at < 0 ? { id: key } : { id: key.slice(0, at), server: key.slice(at + 1) };
}
