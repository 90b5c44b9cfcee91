import { printable } from "../../model/printable";
import type { ServiceName } from "../facts";
import { EndpointError, RegionError } from "./errors";

/** Where {@link resolveEndpoint} looks, most specific first. */
export interface EndpointSources {
  readonly service: ServiceName;
  /** The most specific `endpoint_url` attribute of the provider block that is set. */
  readonly configured?: string | null;
  /** Environment variables. */
  readonly env: NodeJS.ProcessEnv;
  /** The variable that the vendor's own tools read for it, if any: a URL, or a host, which is called with https. */
  readonly vendorVariable?: string;
  /** The vendor's own URL for the service, and region where it has one. */
  readonly fallback: string;
}

/**
 * The URL a service is called at: the provider's attribute, else `DBKILL_ENDPOINT_URL_<SERVICE>`, else
 * `DBKILL_ENDPOINT_URL`, else the variable of the vendor's tools, else the vendor's own.
 *
 * @throws EndpointError where the chosen one is not `scheme://host[:port]`, or is http to anything but loop-back and what
 * `DBKILL_ALLOW_HTTP` names: a signed request in clear text shows the session token and can be replayed.
 */
export function resolveEndpoint(sources: EndpointSources): URL {
  const { service, configured, env, vendorVariable, fallback } = sources;
  const specific = `DBKILL_ENDPOINT_URL_${service.toUpperCase()}`;
  const check = (text: string, source: string) => checkEndpoint(text, service, source, hostsOfPlainHttp(env));
  if (configured) return check(configured, "endpoint_url of the provider block");
  if (env[specific]) return check(env[specific], specific);
  if (env.DBKILL_ENDPOINT_URL) return check(env.DBKILL_ENDPOINT_URL, "DBKILL_ENDPOINT_URL");
  const vendors = vendorVariable && env[vendorVariable]?.trim();
  if (vendors) {
    const url = vendors.includes("://") ? vendors : `https://${vendors}`;
    return check(url, vendorVariable);
  }
  return check(fallback, `the vendor's own address of ${service}`);
}

/**
 * Checks a region that becomes part of a request or a host name. A line end copied along with it is not part of it.
 *
 * @param cloud e.g. `Tencent Cloud`
 * @param remedy where a region can be set
 * @throws RegionError where none is known, or it has characters that no region has
 */
export function requireRegion(
  region: string | null | undefined,
  { service, cloud, remedy }: { readonly service: string; readonly cloud: string; readonly remedy: string },
): string {
  const name = region?.trim();
  if (!name) throw new RegionError(`No ${cloud} region is configured.`, { service, remedy });
  if (/^[a-z0-9-]+$/.test(name)) return name;
  throw new RegionError(`${printable(JSON.stringify(name), 80)} is not a ${cloud} region.`, {
    service,
    remedy,
  });
}

/** Whether a host name, as in `URL.hostname`, is this machine: 127.0.0.0/8, ::1 or `localhost`. */
export function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

/**
 * The host names, without ports, that `DBKILL_ALLOW_HTTP` lets be called without encryption, separated by commas or blanks: such as
 * that of an emulator in another container. Nothing has a wildcard.
 */
export function hostsOfPlainHttp(env: NodeJS.ProcessEnv): string[] {
  return (env.DBKILL_ALLOW_HTTP ?? "")
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean);
}

/** Whether an accepted endpoint is an emulator and no vendor's: vendors are called by https, and not on this machine. */
export function isEmulator({ protocol, hostname }: URL): boolean {
  return protocol === "http:" || isLoopback(hostname);
}

function checkEndpoint(text: string, service: ServiceName, source: string, plain: readonly string[]): URL {
  // The text itself is shown only once it is known to hold no password.
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new EndpointError(`The endpoint for ${service}, from ${source}, is not an http or https URL.`, {
      service,
      remedy: "Write it as https://host or https://host:port; http://127.0.0.1:port is for a local emulator.",
    });
  }
  if (url.username || url.password || url.pathname !== "/" || url.search || url.hash) {
    throw new EndpointError(
      `The endpoint for ${service}, from ${source}, is more than scheme, host and port.`,
      {
        service,
        remedy: `Leave out everything but ${url.protocol}//${url.host}. Credentials are set elsewhere, never in an endpoint.`,
      },
    );
  }
  if (url.protocol === "http:" && !isLoopback(url.hostname) && !plain.includes(url.hostname)) {
    throw new EndpointError(`The endpoint for ${service}, from ${source}, is ${url.origin}: not encrypted.`, {
      service,
      remedy: `Use https. http is accepted for loop-back alone (127.0.0.0/8, ::1, localhost). For an emulator in another container or machine set DBKILL_ALLOW_HTTP=${url.hostname}.`,
    });
  }
  return url;
}
