import { homedir } from "node:os";
import { isUnknown, type Logger, type Unknown } from "../framework";
import type { ClickhouseClient, OceanbaseClient } from "../vendors/alibaba";
import type { DasClient, MrsClient } from "../vendors/huawei";
import type { DbbrainClient } from "../vendors/tencent";
import { VERSION } from "../version";
import { makeClickhouse, makeOceanbase } from "./alibaba/clients";
import { type ClientKit, NotKnownYetError } from "./client-kit";
import { makeDas, makeMrs } from "./huawei/clients";
import { DasTaskRegistry } from "./huawei/das-task-registry";
import type { ProviderConfig } from "./provider-schema";
import { SlotRegistry } from "./slots";
import { makeDbbrain } from "./tencent/client";

/**
 * What a configured provider has at hand: the vendors' clients, made at their first use so that nobody is asked
 * for the key of a cloud that no resource needs, and what one plan or apply remembers. A client is for one region; absent: that
 * of the provider block, else of the environment or a profile. Making one throws CredentialsError, RegionError, ProjectError
 * or EndpointError where the configuration does not suffice.
 */
export class ProviderClients {
  readonly slots = new SlotRegistry();
  readonly dasTasks = new DasTaskRegistry();
  readonly #clients = new Map<string, unknown>();
  readonly #answers = new Map<string, Promise<unknown>>();
  #kit: ClientKit | undefined;

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

  /** Tencent DBbrain. */
  dbbrain(region?: string): DbbrainClient {
    return this.client("dbbrain", makeDbbrain, region);
  }

  /** Huawei DAS. */
  das(region?: string): DasClient {
    return this.client("das", makeDas, region);
  }

  /** Huawei MRS. */
  mrs(region?: string): MrsClient {
    return this.client("mrs", makeMrs, region);
  }

  /** Alibaba ClickHouse. */
  clickhouse(region?: string): ClickhouseClient {
    return this.client("clickhouse", makeClickhouse, region);
  }

  /** Alibaba OceanBase. */
  oceanbase(region?: string): OceanbaseClient {
    return this.client("oceanbasepro", makeOceanbase, region);
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

  private client<C>(service: string, make: (kit: ClientKit, region?: string) => C, region?: string): C {
    const key = `${service}/${region ?? ""}`;
    let client = this.#clients.get(key) as C | undefined;
    if (!client) {
      this.#kit ??= this.makeKit();
      client = make(this.#kit, region);
      this.#clients.set(key, client);
    }
    return client;
  }

  /** The vendors' code is loaded at its first use: most starts of the provider only answer questions about schemas. */
  private makeKit(): ClientKit {
    const vendors = require("../vendors") as typeof import("../vendors");
    const timeout = this.known("request_timeout_seconds", this.config.request_timeout_seconds);
    const http = vendors.createHttp({
      maxRetries: this.known("max_retries", this.config.max_retries),
      requestTimeoutMs: timeout === undefined ? undefined : timeout * 1000,
      userAgent: `dbkill/${VERSION}`,
      env: this.env,
      log: (level, message, fields) => this.log[level](message, fields),
    });
    return {
      http,
      vendors,
      env: this.env,
      home: homedir(),
      block: (name) => {
        const block = this.known<Record<string, unknown>>(name, this.config[name]);
        return (attribute) =>
          this.known(`${name}.${attribute}`, block?.[attribute] as string | null | undefined);
      },
      endpoint: (block) => block("endpoint_url") ?? this.known("endpoint_url", this.config.endpoint_url),
      redact: (secret) => secret && this.redact(secret),
    };
  }

  private known<T>(attribute: string, value: T | Unknown | null | undefined): T | undefined {
    if (isUnknown(value)) throw new NotKnownYetError(attribute);
    return (value as T | null) ?? undefined;
  }
}
