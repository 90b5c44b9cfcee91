import type { AlibabaClientOptions, ClickhouseClient, OceanbaseClient } from "../../vendors/alibaba";
import { type AccessKeyVendor, accessKeyOptions } from "../access-key-options";
import type { ClientKit } from "../client-kit";

/** The ClickHouse client of a region, as the provider block, the environment and the profiles say. */
export function makeClickhouse(kit: ClientKit, region?: string): ClickhouseClient {
  const { alibaba } = kit.vendors;
  return new alibaba.ClickhouseClient(options(kit, alibaba.resolveClickhouseEndpoint, region));
}

/** As makeClickhouse, for OceanBase. */
export function makeOceanbase(kit: ClientKit, region?: string): OceanbaseClient {
  const { alibaba } = kit.vendors;
  return new alibaba.OceanbaseClient(options(kit, alibaba.resolveOceanbaseEndpoint, region));
}

function options(
  kit: ClientKit,
  endpoint: AccessKeyVendor<never>["endpoint"],
  region?: string,
): AlibabaClientOptions {
  const { resolveAlibabaCredentials, resolveAlibabaRegion } = kit.vendors.alibaba;
  const vendor = { credentials: resolveAlibabaCredentials, region: resolveAlibabaRegion, endpoint };
  return accessKeyOptions(kit, kit.block("alibaba"), vendor, region);
}
