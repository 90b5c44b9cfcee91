import { homedir } from "node:os";
import type { Target } from "../policy";
import { isUnknown, type Logger, type Unknown } from "../provider";
import type { Http } from "../vendors/http";
import type { DbbrainClient } from "../vendors/tencent";
import { VERSION } from "../version";
import { type Listing, listSessions } from "./listing";
import type { ProviderConfig } from "./provider-schema";
import { SlotRegistry } from "./slots";

/** Thrown where the provider block holds a value that is known only after apply. */
export class NotKnownYetError extends Error {
  constructor(readonly attribute: string) {
    super(
      `The provider's ${attribute} is not known yet. It comes from a resource that is to be created; apply that one first (terraform apply -target), or give a fixed value.`,
    );
    this.name = "NotKnownYetError";
  }
}

/**
 * What a configured provider has at hand: the vendors' clients, made at their first use so that nobody is asked
 * for the key of a cloud that no resource needs, and what one plan or apply remembers.
 */
export class Clouds {
  readonly slots = new SlotRegistry();
  readonly #clients = new Map<string, DbbrainClient>();
  readonly #listings = new Map<string, Promise<Listing>>();
  #http: Http | undefined;

  constructor(
    private readonly config: ProviderConfig,
    private readonly log: Logger,
    private readonly env: NodeJS.ProcessEnv = process.env,
  ) {}

  /** Whether a plan warns of what would be killed. */
  get planPreview(): boolean {
    return this.config.plan_preview !== false;
  }

  /**
   * Tencent DBbrain in a region; absent: that of the provider block, else of the environment or the profile.
   * Throws CredentialsError, RegionError or EndpointError where the configuration does not suffice.
   */
  dbbrain(region?: string): DbbrainClient {
    const key = region ?? "";
    const made = this.#clients.get(key);
    if (made) return made;
    const { tencent, http } = this.vendors();
    const block = this.known("tencent", this.config.tencent);
    const of = <T>(name: string, value: T | Unknown | null | undefined) =>
      this.known(`tencent.${name}`, value);
    const client = new tencent.DbbrainClient({
      http,
      credentials: tencent.resolveTencentCredentials(
        {
          secretId: of("secret_id", block?.secret_id),
          secretKey: of("secret_key", block?.secret_key),
          securityToken: of("security_token", block?.security_token),
        },
        this.env,
        homedir(),
      ),
      region: tencent.resolveTencentRegion(region ?? of("region", block?.region), this.env, homedir()),
      endpoint: tencent.resolveDbbrainEndpoint(
        of("endpoint_url", block?.endpoint_url) ?? this.known("endpoint_url", this.config.endpoint_url),
        this.env,
      ),
    });
    this.#clients.set(key, client);
    return client;
  }

  /** The sessions of a target, listed once per plan however many resources ask. */
  listing(target: Target, signal: AbortSignal): Promise<Listing> {
    const key = JSON.stringify([
      target.service,
      target.region,
      target.instance_id,
      target.product,
      target.tenant_id,
    ]);
    let listing = this.#listings.get(key);
    if (!listing) {
      listing = listSessions(this, target, signal);
      this.#listings.set(key, listing);
    }
    return listing;
  }

  /** The vendors' code is loaded at its first use: most starts of the provider only answer questions about schemas. */
  private vendors(): { tencent: typeof import("../vendors/tencent"); http: Http } {
    const tencent = require("../vendors/tencent") as typeof import("../vendors/tencent");
    if (!this.#http) {
      const { createHttp } = require("../vendors/http") as typeof import("../vendors/http");
      const timeout = this.known("request_timeout_seconds", this.config.request_timeout_seconds);
      this.#http = createHttp({
        maxRetries: this.known("max_retries", this.config.max_retries),
        requestTimeoutMs: timeout === undefined ? undefined : timeout * 1000,
        userAgent: `dbkill/${VERSION}`,
        env: this.env,
        log: (level, message, fields) => this.log[level](message, fields),
      });
    }
    return { tencent, http: this.#http };
  }

  private known<T>(attribute: string, value: T | Unknown | null | undefined): T | undefined {
    if (isUnknown(value)) throw new NotKnownYetError(attribute);
    return (value as T | null) ?? undefined;
  }
}
