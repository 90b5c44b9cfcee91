import { homedir } from "node:os";
import { isUnknown, type Logger, type Unknown } from "../provider";
import type { Http } from "../vendors";
import type { DbbrainClient } from "../vendors/tencent";
import { VERSION } from "../version";
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
  readonly #answers = new Map<string, Promise<unknown>>();
  #http: Http | undefined;

  constructor(
    private readonly config: ProviderConfig,
    private readonly log: Logger,
    private readonly redact: (secret: string) => void,
    private readonly env: NodeJS.ProcessEnv = process.env,
  ) {
    this.warnings = config.plan_preview === false ? undefined : { count: 0 };
  }

  /** The plan's warnings of what would be killed; absent where the provider block switches them off. */
  readonly warnings: { count: number } | undefined;

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
    const credentials = tencent.resolveTencentCredentials(
      {
        secretId: of("secret_id", block?.secret_id),
        secretKey: of("secret_key", block?.secret_key),
        securityToken: of("security_token", block?.security_token),
      },
      this.env,
      homedir(),
    );
    this.redact(credentials.secretKey);
    if (credentials.token) this.redact(credentials.token);
    const client = new tencent.DbbrainClient({
      http,
      credentials,
      region: tencent.resolveTencentRegion(region ?? of("region", block?.region), this.env, homedir()),
      endpoint: tencent.resolveDbbrainEndpoint(
        of("endpoint_url", block?.endpoint_url) ?? this.known("endpoint_url", this.config.endpoint_url),
        this.env,
      ),
    });
    this.#clients.set(key, client);
    return client;
  }

  /** What was asked for once in a plan is not asked for again. */
  once<T>(key: string, ask: () => Promise<T>): Promise<T> {
    let answer = this.#answers.get(key) as Promise<T> | undefined;
    if (!answer) {
      answer = ask();
      this.#answers.set(key, answer);
    }
    return answer;
  }

  /** The vendors' code is loaded at its first use: most starts of the provider only answer questions about schemas. */
  private vendors(): { tencent: typeof import("../vendors").tencent; http: Http } {
    const { createHttp, tencent } = require("../vendors") as typeof import("../vendors");
    if (!this.#http) {
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
