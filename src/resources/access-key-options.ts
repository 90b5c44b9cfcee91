import type { Http } from "../vendors";
import type { Block, ClientKit } from "./client-kit";

/** The key pair of a vendor that calls it an access key. */
interface AccessKey {
  readonly secretKey: string;
  readonly securityToken?: string;
}

type Resolve<T, V> = (configured: T, env: NodeJS.ProcessEnv, home: string) => V;

/** How a vendor finds what is not in its block. */
export interface AccessKeyVendor<K extends AccessKey> {
  readonly credentials: Resolve<{ accessKey?: string; secretKey?: string; securityToken?: string }, K>;
  readonly region: Resolve<string | undefined, string>;
  readonly endpoint: (region: string, configured: string | undefined, env: NodeJS.ProcessEnv) => URL;
}

/** What a client is made from where the vendor's block holds `access_key`, `secret_key` and `security_token`. */
export function accessKeyOptions<K extends AccessKey>(
  kit: ClientKit,
  block: Block,
  vendor: AccessKeyVendor<K>,
  configuredRegion?: string,
): { http: Http; credentials: K; region: string; endpoint: URL } {
  const keys = {
    accessKey: block("access_key"),
    secretKey: block("secret_key"),
    securityToken: block("security_token"),
  };
  const credentials = vendor.credentials(keys, kit.env, kit.home);
  kit.redact(credentials.secretKey);
  kit.redact(credentials.securityToken);
  const region = vendor.region(configuredRegion ?? block("region"), kit.env, kit.home);
  return {
    http: kit.http,
    credentials,
    region,
    endpoint: vendor.endpoint(region, kit.endpoint(block), kit.env),
  };
}
