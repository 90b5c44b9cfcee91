import type { Http } from "../http";
import type { Whereabouts } from "./whereabouts";

/** What a service's client is made from: the way out to the vendor, and what is configured for its cloud. */
export interface Connection {
  readonly http: Http;
  /** The region that a resource names; absent: the configured one. */
  readonly region?: string;
  /** An attribute of the cloud's block of the provider; undefined where it is not set. Throws where it is not known yet. */
  setting(attribute: string): string | undefined;
  /** The most specific `endpoint_url` of the provider. Throws where it is not known yet. */
  endpointUrl(): string | undefined;
  readonly env: NodeJS.ProcessEnv;
  /** How long one request may take; absent: the default. Throws where it is not known yet. */
  readonly requestTimeoutMs?: number;
  /** The user's home directory, for profile files. */
  readonly home: string;
  /** Keeps a secret out of every message. */
  redact(secret: string): void;
  /** Receives the resolved configuration of a cloud. Optional. */
  resolved?(whereabouts: Whereabouts): void;
}

type Resolve<T, V> = (configured: T, env: NodeJS.ProcessEnv, home: string) => V;

/** How one cloud resolves what all its services need. */
export interface CloudResolvers<K> {
  /** The key pair, by the attributes of the provider block. */
  credentials(connection: Connection): K;
  readonly region: Resolve<string | undefined, string>;
}

/** The URL of one service in a region. */
export type EndpointResolver = (
  region: string,
  configured: string | undefined,
  env: NodeJS.ProcessEnv,
) => URL;

/**
 * What every client is made from.
 *
 * @throws CredentialsError, RegionError or EndpointError where the configuration does not suffice, in this order
 */
export function clientOptions<K extends { readonly source: string }>(
  connection: Connection,
  cloud: CloudResolvers<K>,
  endpoint: EndpointResolver,
): { http: Http; credentials: K; region: string; endpoint: URL } {
  const { env, home } = connection;
  const credentials = cloud.credentials(connection);
  const { secretKey, securityToken, token } = credentials as Readonly<Record<string, string | undefined>>;
  for (const secret of [secretKey, securityToken, token]) if (secret) connection.redact(secret);
  const region = cloud.region(connection.region ?? connection.setting("region"), env, home);
  const url = endpoint(region, connection.endpointUrl(), env);
  connection.resolved?.({ source: credentials.source, region, endpoint: url });
  return { http: connection.http, credentials, region, endpoint: url };
}

/** The settings of a block that holds `access_key`, `secret_key` and `security_token`. */
export function accessKeySettings({ setting }: Connection) {
  return {
    accessKey: setting("access_key"),
    secretKey: setting("secret_key"),
    securityToken: setting("security_token"),
  };
}
