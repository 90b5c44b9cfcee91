/**
 * One row of a process list, in the same words for every vendor: a MySQL or OceanBase connection, a ClickHouse
 * query, an MRS statement. Field names are those of the Terraform types.
 */
export interface Session {
  /** The vendor's own id. A string, for some vendors count beyond what a JavaScript number holds. */
  readonly id: string;
  readonly user: string;
  /** Client address, with the port where the vendor gives one (`10.0.0.7:51234`). */
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
  /** The node that holds the session, where the vendor tells. */
  readonly server?: string;
  /** The query's id, where sessions are queries. */
  readonly query_id?: string;
}
