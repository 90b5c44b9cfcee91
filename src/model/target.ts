import type { Service } from "./facts";

/** The database that a task, a kill or a listing is for. */
export interface Target {
  readonly service: Service;
  /** Instance id; the cluster id for MRS and ClickHouse; `host:port` for a MySQL server itself. */
  readonly instance_id: string;
  /** DBbrain: `mysql` or `cynosdb`. */
  readonly product?: string;
  /** OceanBase: the tenant. */
  readonly tenant_id?: string;
  /** ClickHouse: `community` or `enterprise`. */
  readonly edition?: string;
  /** ClickHouse, enterprise edition: one computing group of the cluster; absent: all of them. */
  readonly computing_group_id?: string;
  /** Absent: the provider's region. */
  readonly region?: string;
}
