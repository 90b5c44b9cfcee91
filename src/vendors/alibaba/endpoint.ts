import { resolveEndpoint } from "../shared/endpoint";

/**
 * The regions that are served by the central host `clickhouse.aliyuncs.com`; any other has `clickhouse.<region>.aliyuncs.com`.
 *
 * @see https://www.alibabacloud.com/help/en/clickhouse/developer-reference/api-clickhouse-2019-11-11-endpoint; the same in the
 * endpoint maps of both API versions' own SDKs, whose sites of tests and of single customers are left out here
 */
const CENTRAL: ReadonlySet<string> = new Set([
  "ap-southeast-1",
  "ap-southeast-3",
  "cn-beijing",
  "cn-beijing-finance-1",
  "cn-hangzhou",
  "cn-hangzhou-finance",
  "cn-hongkong",
  "cn-north-2-gov-1",
  "cn-qingdao",
  "cn-shanghai",
  "cn-shanghai-finance-1",
  "cn-shenzhen",
  "cn-shenzhen-finance-1",
  "cn-wulanchabu",
  "me-east-1",
  "us-east-1",
  "us-west-1",
]);

/**
 * Where ClickHouse's API is called: see {@link resolveEndpoint}; then `ALIBABA_CLOUD_ENDPOINT_CLICKHOUSE`, as in Alibaba's own
 * Terraform provider; else the region's host.
 *
 * @param configured the most specific `endpoint_url` attribute that is set.
 * @throws EndpointError
 */
export function resolveClickhouseEndpoint(
  region: string,
  configured: string | null | undefined,
  env: NodeJS.ProcessEnv = process.env,
): URL {
  const host = CENTRAL.has(region) ? "clickhouse.aliyuncs.com" : `clickhouse.${region}.aliyuncs.com`;
  return resolveEndpoint({
    service: "clickhouse",
    configured,
    env,
    vendorVariable: "ALIBABA_CLOUD_ENDPOINT_CLICKHOUSE",
    fallback: `https://${host}`,
  });
}

/**
 * Where OceanBase's API is called: see {@link resolveEndpoint}; then `ALIBABA_CLOUD_ENDPOINT_OCEANBASEPRO`, as in Alibaba's own
 * Terraform provider; else the region's host, as every region has one.
 *
 * @param configured the most specific `endpoint_url` attribute that is set.
 * @throws EndpointError
 * @see https://www.alibabacloud.com/help/en/apsaradb-for-oceanbase/latest/api-oceanbasepro-2019-09-01-endpoint
 */
export function resolveOceanbaseEndpoint(
  region: string,
  configured: string | null | undefined,
  env: NodeJS.ProcessEnv = process.env,
): URL {
  return resolveEndpoint({
    service: "oceanbasepro",
    configured,
    env,
    vendorVariable: "ALIBABA_CLOUD_ENDPOINT_OCEANBASEPRO",
    fallback: `https://oceanbasepro.${region}.aliyuncs.com`,
  });
}
