import type { ServiceName } from "../facts";
import { resolveEndpoint } from "../shared/endpoint";
import { EndpointError } from "../shared/errors";

const DEFAULT_DOMAIN = "myhuaweicloud.com";

/** Regions whose hosts have another root domain, for every service. */
const DOMAINS: Readonly<Record<string, string>> = { "eu-west-101": "myhuaweicloud.eu" };

/** Where a service departs from `https://<service>.<region>.<domain>`. */
interface Exceptions {
  /** Regions that are served by another one's host. */
  readonly regions: Readonly<Record<string, string>>;
  /** Regions whose host has another root domain. */
  readonly domains: Readonly<Record<string, string>>;
}

/** @see https://github.com/huaweicloud/huaweicloud-sdk-nodejs-v3/blob/master/services/das/v3/DasRegion.ts */
const DAS: Exceptions = { regions: { "na-mexico-1": "la-south-2" }, domains: {} };

/** @see https://github.com/huaweicloud/huaweicloud-sdk-nodejs-v3/blob/master/services/mrs/v2/MrsRegion.ts */
const MRS: Exceptions = {
  regions: {},
  domains: {
    "ap-southeast-1": "myhuaweicloud.cn",
    "ap-southeast-4": "myhuaweicloud.cn",
    "ru-northwest-2": "myhuaweicloud.cn",
  },
};

/**
 * Where DAS is called: see {@link resolveEndpoint}; then `HUAWEICLOUD_SDK_REGION_DAS_<REGION>` as in Huawei's SDKs; then the
 * vendor's own host of the region, whose root domain `HW_CLOUD` replaces, as in Huawei's own Terraform provider.
 *
 * @param configured the most specific `endpoint_url` attribute that is set.
 * @throws EndpointError
 */
export function resolveDasEndpoint(
  region: string,
  configured: string | null | undefined,
  env: NodeJS.ProcessEnv = process.env,
): URL {
  return resolve("das", DAS, region, configured, env);
}

/** Where MRS is called: as {@link resolveDasEndpoint}, with `HUAWEICLOUD_SDK_REGION_MRS_<REGION>`. */
export function resolveMrsEndpoint(
  region: string,
  configured: string | null | undefined,
  env: NodeJS.ProcessEnv = process.env,
): URL {
  return resolve("mrs", MRS, region, configured, env);
}

function resolve(
  service: ServiceName,
  { regions, domains }: Exceptions,
  region: string,
  configured: string | null | undefined,
  env: NodeJS.ProcessEnv,
): URL {
  const domain = env.HW_CLOUD || domains[region] || DOMAINS[region] || DEFAULT_DOMAIN;
  if (!/^[a-z0-9.-]+$/i.test(domain)) {
    throw new EndpointError("HW_CLOUD is not a domain name.", {
      service,
      remedy: `Write it as ${DEFAULT_DOMAIN}, or unset it.`,
    });
  }
  const vendorVariable = `HUAWEICLOUD_SDK_REGION_${service}_${region}`.toUpperCase().replaceAll("-", "_");
  return resolveEndpoint({
    service,
    configured,
    // The SDKs take a list of hosts to fall back on; the first one is the one to call.
    env: { ...env, [vendorVariable]: env[vendorVariable]?.split(",")[0] },
    vendorVariable,
    fallback: `https://${service}.${regions[region] ?? region}.${domain}`,
  });
}
