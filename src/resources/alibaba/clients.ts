import type { AlibabaClientOptions, ClickhouseClient, OceanbaseClient } from "../../vendors/alibaba";
import type { ClientKit } from "../clouds";

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
  endpointOf: (region: string, configured: string | undefined, env: NodeJS.ProcessEnv) => URL,
  configuredRegion?: string,
): AlibabaClientOptions {
  const { alibaba } = kit.vendors;
  const block = kit.block("alibaba");
  const credentials = alibaba.resolveAlibabaCredentials(
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
  const region = alibaba.resolveAlibabaRegion(configuredRegion ?? block("region"), kit.env, kit.home);
  return { http: kit.http, credentials, region, endpoint: endpointOf(region, kit.endpoint(block), kit.env) };
}
