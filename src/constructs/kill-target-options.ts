import { CLICKHOUSE_EDITIONS, type ClickhouseEdition } from "../vendors/alibaba/clickhouse/facts";
import { count, optional, shape, text, word } from "./shape";

/** Options of a target in Tencent Cloud. */
export interface TencentTargetOptions {
  /**
   * The instance's region, such as `ap-guangzhou`.
   *
   * @default - that of the provider
   */
  readonly region?: string;
}

/** Options of a target in Huawei Cloud. */
export interface HuaweiTargetOptions {
  /**
   * Region of the instance or the cluster, such as `cn-north-4`.
   *
   * @default - that of the provider
   */
  readonly region?: string;
}

/** Options of an Alibaba ClickHouse cluster. */
export interface AlibabaClickhouseTargetOptions {
  /**
   * The cluster's region, such as `cn-hangzhou`.
   *
   * @default - that of the provider
   */
  readonly region?: string;
  /**
   * The cluster's edition, each with an API of its own: `community` (2019-11-11) or `enterprise` (2023-05-22).
   *
   * @default "community"
   */
  readonly edition?: ClickhouseEdition;
  /**
   * One computing group of the cluster. Enterprise edition only.
   *
   * @default - all of them
   */
  readonly computingGroupId?: string;
}

/** Options of a tenant in Alibaba OceanBase. */
export interface AlibabaOceanbaseTargetOptions {
  /**
   * The instance's region, such as `cn-hangzhou`.
   *
   * @default - that of the provider
   */
  readonly region?: string;
}

/** Where a MySQL or MariaDB server listens. */
export interface MysqlTargetProps {
  /** Host name or address, such as `db.example.com`, or a token. TLS needs the name that the server's certificate is for. */
  readonly host: string;
  /**
   * The port, or a token.
   *
   * @default 3306
   */
  readonly port?: number;
}

/**
 * What the options of a target hold.
 * @internal
 */
export const OPTIONS = shape({ region: optional(text) });
/** @internal */
export const NO_OPTIONS = shape({});
/** @internal */
export const MYSQL_PROPS = shape({ host: text, port: optional(count) });
/** @internal */
export const CLICKHOUSE_OPTIONS = shape({
  region: optional(text),
  edition: optional(word(CLICKHOUSE_EDITIONS)),
  computingGroupId: optional(text),
});
