import type { DasClient, HuaweiClientOptions, MrsClient } from "../../vendors/huawei";
import { type AccessKeyVendor, accessKeyOptions } from "../access-key-options";
import type { ClientKit } from "../client-kit";

/** The DAS client of a region, as the provider block, the environment and the profiles say. */
export function makeDas(kit: ClientKit, region?: string): DasClient {
  const { huawei } = kit.vendors;
  return new huawei.DasClient(options(kit, huawei.resolveDasEndpoint, region));
}

/** As makeDas, for MRS. */
export function makeMrs(kit: ClientKit, region?: string): MrsClient {
  const { huawei } = kit.vendors;
  return new huawei.MrsClient(options(kit, huawei.resolveMrsEndpoint, region));
}

function options(
  kit: ClientKit,
  endpoint: AccessKeyVendor<never>["endpoint"],
  region?: string,
): HuaweiClientOptions {
  const { resolveHuaweiCredentials, resolveHuaweiProject, resolveHuaweiRegion } = kit.vendors.huawei;
  const block = kit.block("huawei");
  const vendor = { credentials: resolveHuaweiCredentials, region: resolveHuaweiRegion, endpoint };
  return {
    ...accessKeyOptions(kit, block, vendor, region),
    projectId: resolveHuaweiProject(block("project_id"), kit.env, kit.home),
    refusedKeys: new kit.vendors.huawei.RefusedKeys(),
  };
}
