import type { DasClient, HuaweiClientOptions, MrsClient } from "../../vendors/huawei";
import type { ClientKit } from "../clouds";

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
  endpointOf: (region: string, configured: string | undefined, env: NodeJS.ProcessEnv) => URL,
  configuredRegion?: string,
): HuaweiClientOptions {
  const { huawei } = kit.vendors;
  const block = kit.block("huawei");
  const credentials = huawei.resolveHuaweiCredentials(
    {
      accessKey: block("access_key"),
      secretKey: block("secret_key"),
      securityToken: block("security_token"),
    },
    kit.env,
    kit.home,
  );
  kit.redact(credentials.secretKey);
  kit.redact(credentials.securityToken);
  const region = huawei.resolveHuaweiRegion(configuredRegion ?? block("region"), kit.env, kit.home);
  return {
    http: kit.http,
    credentials,
    region,
    projectId: huawei.resolveHuaweiProject(block("project_id"), kit.env, kit.home),
    endpoint: endpointOf(region, kit.endpoint(block), kit.env),
  };
}
