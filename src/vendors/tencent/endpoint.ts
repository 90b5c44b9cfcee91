import { resolveEndpoint } from "../shared/endpoint";
import { EndpointError } from "../shared/errors";

/** Root domain of the China site; the international one is `intl.tencentcloudapi.com`. */
const DEFAULT_DOMAIN = "tencentcloudapi.com";

/**
 * Where DBbrain is called: see {@link resolveEndpoint}; the vendor's own host is `dbbrain.<domain>`, whose root domain
 * `TENCENTCLOUD_DOMAIN` replaces, as in Tencent's own Terraform provider.
 *
 * @param configured the most specific `endpoint_url` attribute that is set.
 * @throws EndpointError
 */
export function resolveDbbrainEndpoint(
  configured: string | null | undefined,
  env: NodeJS.ProcessEnv = process.env,
): URL {
  const domain = env.TENCENTCLOUD_DOMAIN || DEFAULT_DOMAIN;
  if (!/^[a-z0-9.-]+$/i.test(domain)) {
    throw new EndpointError("TENCENTCLOUD_DOMAIN is not a domain name.", {
      service: "dbbrain",
      remedy: `Write it as ${DEFAULT_DOMAIN} or intl.${DEFAULT_DOMAIN}, or unset it.`,
    });
  }
  return resolveEndpoint({ service: "dbbrain", configured, env, fallback: `https://dbbrain.${domain}` });
}
