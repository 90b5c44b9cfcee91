/** Tencent Cloud. What is left out is read from the environment and the profile files, as Tencent's tools do. */
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
   * Secret of the API key. Everything in code lands in `cdk.tf.json`: leave it out and set the environment
   * variable, or give a sensitive `TerraformVariable`.
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
   * Address of Tencent's API; goes before the provider's own `endpointUrl`.
   *
   * @default - `DBKILL_ENDPOINT_URL_DBBRAIN`, else that of Tencent Cloud
   */
  readonly endpointUrl?: string;
}

/** Huawei Cloud. What is left out is read from the environment and the profile files, as Huawei's tools do. */
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
   * Secret key (SK). Everything in code lands in `cdk.tf.json`: leave it out and set the environment variable, or give
   * a sensitive `TerraformVariable`.
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
   * Address of Huawei's APIs; goes before the provider's own `endpointUrl`.
   *
   * @default - `DBKILL_ENDPOINT_URL_DAS` and `DBKILL_ENDPOINT_URL_MRS`, else those of Huawei Cloud
   */
  readonly endpointUrl?: string;
}

/** Alibaba Cloud. What is left out is read from the environment and the profile files, as Alibaba's tools do. */
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
   * AccessKey secret. Everything in code lands in `cdk.tf.json`: leave it out and set the environment variable, or
   * give a sensitive `TerraformVariable`.
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
   * Address of Alibaba's APIs; goes before the provider's own `endpointUrl`.
   *
   * @default - `DBKILL_ENDPOINT_URL_CLICKHOUSE` and `DBKILL_ENDPOINT_URL_OCEANBASEPRO`, else those of Alibaba Cloud
   */
  readonly endpointUrl?: string;
}
