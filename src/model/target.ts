import type { Service } from "./capabilities";

/** The database that a task, a policy or a listing is for. */
export interface Target {
  readonly service: Service;
  /** Instance id; the cluster id for MRS and ClickHouse. */
  readonly instance_id: string;
  /** DBbrain: `mysql` or `cynosdb`. */
  readonly product?: string;
  /** OceanBase. */
  readonly tenant_id?: string;
  /** ClickHouse: `community` or `enterprise`. */
  readonly edition?: string;
  /** ClickHouse, enterprise edition: one computing group of the cluster; absent: all of them. */
  readonly computing_group_id?: string;
  readonly region?: string;
}

/** The DBbrain products that have kill tasks. Source: DBbrain CreateKillTask, `Product`. */
export const DBBRAIN_PRODUCTS = ["mysql", "cynosdb"] as const;
export type DbbrainProduct = (typeof DBBRAIN_PRODUCTS)[number];

/** The editions of Alibaba ClickHouse: API versions 2019-11-11 and 2023-05-22. */
export const CLICKHOUSE_EDITIONS = ["community", "enterprise"] as const;
export type ClickhouseEdition = (typeof CLICKHOUSE_EDITIONS)[number];
