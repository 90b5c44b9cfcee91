import type { DbbrainClient } from "../../vendors/tencent";
import type { ClientKit } from "../client-kit";

/** The DBbrain client of a region, as the provider block, the environment and the profiles say. */
export function makeDbbrain(kit: ClientKit, region?: string): DbbrainClient {
  const { tencent } = kit.vendors;
  const block = kit.block("tencent");
  const credentials = tencent.resolveTencentCredentials(
    {
      secretId: block("secret_id"),
      secretKey: block("secret_key"),
      securityToken: block("security_token"),
    },
    kit.env,
    kit.home,
  );
  kit.redact(credentials.secretKey);
  kit.redact(credentials.token);
  return new tencent.DbbrainClient({
    http: kit.http,
    credentials,
    region: tencent.resolveTencentRegion(region ?? block("region"), kit.env, kit.home),
    endpoint: tencent.resolveDbbrainEndpoint(kit.endpoint(block), kit.env),
  });
}
