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
  readonly region?: string;
}

/** The DBbrain products that have kill tasks. Source: DBbrain CreateKillTask, `Product`. */
export const DBBRAIN_PRODUCTS = ["mysql", "cynosdb"] as const;
export type DbbrainProduct = (typeof DBBRAIN_PRODUCTS)[number];
