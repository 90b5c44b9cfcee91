import { homedir } from "node:os";
import type { Statements } from "../engine/describe";
import { TaskRegistry } from "../engine/kill-task";
import type { KillTaskService, SessionKiller, SessionSource } from "../engine/ports";
import { type SlotLock, SlotRegistry } from "../engine/slots";
import { isUnknown, type Logger, type Unknown } from "../framework";
import type { Target } from "../model";
import type { Http } from "../vendors";
import type { KillerOptions, ServiceClients } from "../vendors/adapters";
import type { AlibabaClientOptions, ClickhouseClient, OceanbaseClient } from "../vendors/alibaba";
import type { DasClient, HuaweiClientOptions, MrsClient } from "../vendors/huawei";
import type { DbbrainClient } from "../vendors/tencent";
import { VERSION } from "../version";
import type { ProviderConfig } from "./provider-block";
import { FileSlotLock } from "./slot-lock";

/** Thrown where the provider block holds a value that is known only after apply. */
export class NotKnownYetError extends Error {
  constructor(readonly attribute: string) {
    super(
      `The provider's ${attribute} is not known yet. It comes from a resource that is still to be created. Apply that one first (terraform apply -target), or give a fixed value.`,
    );
    this.name = "NotKnownYetError";
  }
}

/** One cloud's block of the provider, whose values are read one by one: only what is needed must be known. */
type Block = (attribute: string) => string | undefined;

/**
 * What a configured provider has at hand: the vendors' clients, made at their first use so that nobody is asked for the keys of a
 * cloud that no resource needs, and what one plan or apply remembers. A client is for one region; absent: the provider's. Making one
 * throws CredentialsError, RegionError, ProjectError or EndpointError where the configuration does not suffice, NotKnownYetError where
 * it is not known yet.
 */
export class ProviderClients implements ServiceClients {
  /** What this run knows of standing tasks. */
  readonly tasks: TaskRegistry;
  /** Whether a plan shows whom it would kill. */
  readonly previews: boolean;
  /** How statements appear. */
  readonly statements: Statements;
  /** How many previews this plan has shown: a thousand are more than anybody reads. */
  shownPreviews = 0;

  readonly #clients = new Map<string, unknown>();
  readonly #answers = new Map<string, Promise<unknown>>();
  #vendors: typeof import("../vendors") | undefined;
  #http: Http | undefined;

  constructor(
    private readonly config: ProviderConfig,
    private readonly log: Logger,
    private readonly redact: (secret: string) => void,
    private readonly env: NodeJS.ProcessEnv = process.env,
    lock: SlotLock = new FileSlotLock({ warn: (reason) => log.warn("no lock across processes", { reason }) }),
  ) {
    this.tasks = new TaskRegistry(new SlotRegistry(lock));
    this.previews = config.plan_preview !== false;
    const { plan_statements: statements } = config;
    this.statements = isUnknown(statements) ? "hidden" : ((statements ?? "shown") as Statements);
  }

  dbbrain(region?: string): DbbrainClient {
    return this.client("dbbrain", region, ({ tencent }) => {
      const block = this.block("tencent");
      const keys = {
        secretId: block("secret_id"),
        secretKey: block("secret_key"),
        securityToken: block("security_token"),
      };
      const credentials = this.secret(tencent.resolveTencentCredentials(keys, this.env, homedir()));
      return new tencent.DbbrainClient({
        http: this.http,
        credentials,
        region: tencent.resolveTencentRegion(region ?? block("region"), this.env, homedir()),
        endpoint: tencent.resolveDbbrainEndpoint(this.endpoint(block), this.env),
      });
    });
  }

  das(region?: string): DasClient {
    return this.client(
      "das",
      region,
      ({ huawei }) => new huawei.DasClient(this.huawei(huawei.resolveDasEndpoint, region)),
    );
  }

  mrs(region?: string): MrsClient {
    return this.client(
      "mrs",
      region,
      ({ huawei }) => new huawei.MrsClient(this.huawei(huawei.resolveMrsEndpoint, region)),
    );
  }

  clickhouse(region?: string): ClickhouseClient {
    return this.client(
      "clickhouse",
      region,
      ({ alibaba }) => new alibaba.ClickhouseClient(this.alibaba(alibaba.resolveClickhouseEndpoint, region)),
    );
  }

  oceanbase(region?: string): OceanbaseClient {
    return this.client(
      "oceanbasepro",
      region,
      ({ alibaba }) => new alibaba.OceanbaseClient(this.alibaba(alibaba.resolveOceanbaseEndpoint, region)),
    );
  }

  source(target: Target): SessionSource {
    return this.adapters(target).source(this, target);
  }

  killer(target: Target, options?: KillerOptions): SessionKiller {
    return this.adapters(target).killer(this, target, options);
  }

  taskService(target: Target): KillTaskService {
    const { tasks } = this.adapters(target);
    if (!tasks) throw new Error(`${target.service} has no standing kill tasks`);
    return tasks(this, target);
  }

  /** The region that a service is called in. @throws as making a client does */
  region(service: string, configured?: string): string {
    return this.clientOf(service, configured).region;
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

  private clientOf(service: string, region?: string): { readonly region: string } {
    const name =
      service === "oceanbasepro" ? "oceanbase" : (service as "dbbrain" | "das" | "mrs" | "clickhouse");
    return this[name](region);
  }

  private adapters({ service }: Target) {
    return this.vendors.adaptersOf(service);
  }

  private client<C>(
    service: string,
    region: string | undefined,
    make: (vendors: typeof import("../vendors")) => C,
  ): C {
    const key = `${service}/${region ?? ""}`;
    const known = this.#clients.get(key) as C | undefined;
    if (known) return known;
    const client = make(this.vendors);
    this.#clients.set(key, client);
    return client;
  }

  /** Loaded at its first use: most starts of the provider only answer questions about schemas. */
  private get vendors(): typeof import("../vendors") {
    this.#vendors ??= require("../vendors") as typeof import("../vendors");
    return this.#vendors;
  }

  private get http(): Http {
    const timeout = this.known("request_timeout_seconds", this.config.request_timeout_seconds);
    this.#http ??= this.vendors.createHttp({
      maxRetries: this.known("max_retries", this.config.max_retries),
      requestTimeoutMs: timeout === undefined ? undefined : timeout * 1000,
      userAgent: `dbkill/${VERSION}`,
      env: this.env,
      log: (level, message, fields) => this.log[level](message, fields),
    });
    return this.#http;
  }

  private huawei(endpoint: Endpoint, region: string | undefined): HuaweiClientOptions {
    const { huawei } = this.vendors;
    const block = this.block("huawei");
    return {
      ...this.accessKeyOptions(
        block,
        huawei.resolveHuaweiCredentials,
        huawei.resolveHuaweiRegion,
        endpoint,
        region,
      ),
      projectId: huawei.resolveHuaweiProject(block("project_id"), this.env, homedir()),
      refusedKeys: new huawei.RefusedKeys(),
    };
  }

  private alibaba(endpoint: Endpoint, region: string | undefined): AlibabaClientOptions {
    const { alibaba } = this.vendors;
    const block = this.block("alibaba");
    return this.accessKeyOptions(
      block,
      alibaba.resolveAlibabaCredentials,
      alibaba.resolveAlibabaRegion,
      endpoint,
      region,
    );
  }

  /** What a client is made from where the cloud's block holds `access_key`, `secret_key` and `security_token`. */
  private accessKeyOptions<K extends { readonly secretKey: string; readonly securityToken?: string }>(
    block: Block,
    resolveCredentials: Resolve<{ accessKey?: string; secretKey?: string; securityToken?: string }, K>,
    resolveRegion: Resolve<string | undefined, string>,
    endpoint: Endpoint,
    configured: string | undefined,
  ): { http: Http; credentials: K; region: string; endpoint: URL } {
    const keys = {
      accessKey: block("access_key"),
      secretKey: block("secret_key"),
      securityToken: block("security_token"),
    };
    const credentials = this.secret(resolveCredentials(keys, this.env, homedir()));
    const region = resolveRegion(configured ?? block("region"), this.env, homedir());
    return {
      http: this.http,
      credentials,
      region,
      endpoint: endpoint(region, this.endpoint(block), this.env),
    };
  }

  /** Keeps the secrets of a key pair out of every message. */
  private secret<K extends object>(credentials: K): K {
    const { secretKey, securityToken, token } = credentials as Record<string, string | undefined>;
    for (const secret of [secretKey, securityToken, token]) if (secret) this.redact(secret);
    return credentials;
  }

  private block(cloud: "tencent" | "huawei" | "alibaba"): Block {
    const block = this.known<Record<string, unknown>>(cloud, this.config[cloud]);
    return (attribute) =>
      this.known(`${cloud}.${attribute}`, block?.[attribute] as string | null | undefined);
  }

  /** The most specific `endpoint_url` of the provider block. */
  private endpoint(block: Block): string | undefined {
    return block("endpoint_url") ?? this.known("endpoint_url", this.config.endpoint_url);
  }

  private known<T>(attribute: string, value: T | Unknown | null | undefined): T | undefined {
    if (isUnknown(value)) throw new NotKnownYetError(attribute);
    return (value as T | null) ?? undefined;
  }
}

type Resolve<T, V> = (configured: T, env: NodeJS.ProcessEnv, home: string) => V;
type Endpoint = (region: string, configured: string | undefined, env: NodeJS.ProcessEnv) => URL;

/** Whether the provider can be used for a service; false where its configuration is not fully known yet, as may be before a create. */
export function isConfigured(
  clients: ProviderClients,
  service: string,
  region: string | undefined,
  prior: unknown,
): boolean {
  try {
    clients.region(service, region);
    return true;
  } catch (error) {
    if (error instanceof NotKnownYetError && prior === null) return false;
    throw error;
  }
}
