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
 * What names a session within its target, and what ids in a configuration are compared with. The servers of a cluster number their
 * sessions separately, so the server is part of it there: `3221487633@10.0.0.2:2882`.
 */
export function sessionKey({ id, server }: Pick<Session, "id" | "server">): string {
  return server === undefined ? id : `${id}@${server}`;
}

/** A session's number and its server: where servers number their sessions, an id is a decimal number. */
const WITH_SERVER = /^(\d+)@(\S+)$/;

/**
 * The inverse of {@link sessionKey}. Any other key with an `@` is an id as a whole: clients of ClickHouse choose their query ids, and
 * a kill of `job` instead of `job@7` would end another query.
 */
export function parseSessionKey(key: string): { readonly id: string; readonly server?: string } {
  const found = WITH_SERVER.exec(key);
  return found ? { id: found[1]!, server: found[2]! } : { id: key };
}
