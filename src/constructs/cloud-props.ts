import type { CloudName } from "../vendors/facts";
import { TLS_MODES, type TlsMode } from "../vendors/sql/mysql/facts";
import { optional, shape, text, word } from "./shape";

/** Tencent Cloud. What is not set is read from the environment and the profile files, as Tencent's own tools do. */
export interface TencentProviderProps {
  /**
   * Region, such as `ap-guangzhou`.
   *
   * @default - `TENCENTCLOUD_REGION`, else the profile's
   */
  readonly region?: string;
  /**
   * Id of the API key.
   *
   * @default - `TENCENTCLOUD_SECRET_ID`, else the profile's
   */
  readonly secretId?: string;
  /**
   * Secret of the API key. What is written in code is readable in `cdk.tf.json`: set the environment variable
   * instead, or use a sensitive `TerraformVariable`.
   *
   * @default - `TENCENTCLOUD_SECRET_KEY`, else the profile's
   */
  readonly secretKey?: string;
  /**
   * Token of temporary (STS) credentials. As secret as the key.
   *
   * @default - `TENCENTCLOUD_SECURITY_TOKEN`, else the profile's
   */
  readonly securityToken?: string;
  /**
   * Address of Tencent's API; takes precedence over the provider's own `endpointUrl`.
   *
   * @default - `DBKILL_ENDPOINT_URL_DBBRAIN`, else that of Tencent Cloud
   */
  readonly endpointUrl?: string;
}

/** Huawei Cloud. What is not set is read from the environment and the profile files, as Huawei's own tools do. */
export interface HuaweiProviderProps {
  /**
   * Region, such as `cn-north-4`.
   *
   * @default - `HW_REGION_NAME`, else the profile's
   */
  readonly region?: string;
  /**
   * Id of the project in that region.
   *
   * @default - `HW_PROJECT_ID`, else the profile's
   */
  readonly projectId?: string;
  /**
   * Access key (AK).
   *
   * @default - `HW_ACCESS_KEY`, else the profile's
   */
  readonly accessKey?: string;
  /**
   * Secret key (SK). What is written in code is readable in `cdk.tf.json`: set the environment variable instead, or
   * use a sensitive `TerraformVariable`.
   *
   * @default - `HW_SECRET_KEY`, else the profile's
   */
  readonly secretKey?: string;
  /**
   * Token of a temporary key pair. As secret as the key.
   *
   * @default - `HW_SECURITY_TOKEN`, else the profile's
   */
  readonly securityToken?: string;
  /**
   * Address of Huawei's APIs; takes precedence over the provider's own `endpointUrl`.
   *
   * @default - `DBKILL_ENDPOINT_URL_DAS` and `DBKILL_ENDPOINT_URL_MRS`, else those of Huawei Cloud
   */
  readonly endpointUrl?: string;
}

/** Alibaba Cloud. What is not set is read from the environment and the profile files, as Alibaba's own tools do. */
export interface AlibabaProviderProps {
  /**
   * Region, such as `cn-hangzhou`.
   *
   * @default - `ALIBABA_CLOUD_REGION`, else the profile's
   */
  readonly region?: string;
  /**
   * AccessKey id.
   *
   * @default - `ALIBABA_CLOUD_ACCESS_KEY_ID`, else the profile's
   */
  readonly accessKey?: string;
  /**
   * AccessKey secret. What is written in code is readable in `cdk.tf.json`: set the environment variable instead,
   * or use a sensitive `TerraformVariable`.
   *
   * @default - `ALIBABA_CLOUD_ACCESS_KEY_SECRET`, else the profile's
   */
  readonly secretKey?: string;
  /**
   * Token of temporary (STS) credentials. As secret as the key.
   *
   * @default - `ALIBABA_CLOUD_SECURITY_TOKEN`, else the profile's
   */
  readonly securityToken?: string;
  /**
   * Address of Alibaba's APIs; takes precedence over the provider's own `endpointUrl`.
   *
   * @default - `DBKILL_ENDPOINT_URL_CLICKHOUSE` and `DBKILL_ENDPOINT_URL_OCEANBASEPRO`, else those of Alibaba Cloud
   */
  readonly endpointUrl?: string;
}

/** MySQL and MariaDB servers themselves. What is not set is read from the environment and from `[client]` of `~/.my.cnf`. */
export interface MysqlProviderProps {
  /**
   * Name of the account.
   *
   * @default - `MYSQL_USER`, else the option file's
   */
  readonly username?: string;
  /**
   * Password of the account. What is written in code is readable in `cdk.tf.json`: set the environment variable instead, or use a
   * sensitive `TerraformVariable`.
   *
   * @default - `MYSQL_PWD`; without `username` also the option file's
   */
  readonly password?: string;
  /**
   * `required`: nothing is sent without TLS, and the certificate must be valid for the server's host name. `preferred`: the same
   * where the server offers TLS, else not encrypted. `disabled`: not encrypted.
   *
   * @default "required"; for a server on this machine "disabled", unless `caFile` is set
   */
  readonly tls?: TlsMode;
  /**
   * PEM file with the certificates of the authorities that sign the servers' certificates.
   *
   * @default - those that Node.js knows
   */
  readonly caFile?: string;
}

/** The settings of each cloud. All optional: only the clouds that the stack uses need credentials. */
export interface CloudProviderProps {
  /**
   * Tencent Cloud.
   *
   * @default - from the environment and the profile files
   */
  readonly tencent?: TencentProviderProps;
  /**
   * Huawei Cloud.
   *
   * @default - from the environment and the profile files
   */
  readonly huawei?: HuaweiProviderProps;
  /**
   * Alibaba Cloud.
   *
   * @default - from the environment and the profile files
   */
  readonly alibaba?: AlibabaProviderProps;
  /**
   * MySQL and MariaDB servers themselves.
   *
   * @default - from the environment and the option file
   */
  readonly mysql?: MysqlProviderProps;
}

const keys = {
  region: optional(text),
  secretKey: optional(text),
  securityToken: optional(text),
  endpointUrl: optional(text),
};

/**
 * What {@link CloudProviderProps} may hold.
 * @internal
 */
export const CLOUD_SHAPES = {
  tencent: optional(shape({ ...keys, secretId: optional(text) })),
  huawei: optional(shape({ ...keys, projectId: optional(text), accessKey: optional(text) })),
  alibaba: optional(shape({ ...keys, accessKey: optional(text) })),
  mysql: optional(
    shape({
      username: optional(text),
      password: optional(text),
      tls: optional(word(TLS_MODES)),
      caFile: optional(text),
    }),
  ),
} as const satisfies Readonly<Record<CloudName, unknown>>;
