import { type Connection, clientOptions } from "../shared/connection";
import { resolveTencentCredentials } from "./credentials";
import { resolveTencentRegion } from "./region";

/**
 * What a client of one of Tencent Cloud's services is made from.
 *
 * @param endpoint resolves the service's URL: one host serves all regions
 */
export function tencentOptions(
  connection: Connection,
  endpoint: (configured: string | undefined, env: NodeJS.ProcessEnv) => URL,
) {
  return clientOptions(
    connection,
    { credentials, region: resolveTencentRegion },
    (_region, configured, env) => endpoint(configured, env),
  );
}

function credentials({ setting, env, home }: Connection) {
  const keys = {
    secretId: setting("secret_id"),
    secretKey: setting("secret_key"),
    securityToken: setting("security_token"),
  };
  return resolveTencentCredentials(keys, env, home);
}
