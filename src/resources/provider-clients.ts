import { homedir } from "node:os";
import type { Statements } from "../engine/describe";
import { TaskRegistry } from "../engine/kill-task";
import type { KillTaskService, SessionKiller, SessionSource } from "../engine/ports";
import { type SlotLock, SlotRegistry } from "../engine/slots";
import { isUnknown, type Logger } from "../framework";
import type { Target } from "../model";
import type { Http } from "../vendors";
import type { KillerOptions, ServiceClients } from "../vendors/adapters";
import type { AlibabaClientOptions, ClickhouseClient, OceanbaseClient } from "../vendors/alibaba";
import type { DasClient, HuaweiClientOptions, MrsClient } from "../vendors/huawei";
import type { DbbrainClient } from "../vendors/tencent";
import { VERSION } from "../version";
import type { ProviderConfig } from "./provider-block";
import { type Block, NotKnownYetError, ProviderSettings } from "./provider-settings";
import { FileSlotLock } from "./slot-lock";

/**
 * The vendors' clients of a configured provider, and what one plan or apply remembers. A client is made at its first use, so that a
 * cloud without resources needs no keys. It calls one region, by default the provider's. Making one throws CredentialsError,
 * RegionError, ProjectError or EndpointError where the configuration does not suffice, NotKnownYetError where it is not known yet.
 */
export class ProviderClients implements ServiceClients {
  /** What this run knows of standing tasks. */
  readonly tasks: TaskRegistry;
  /** Whether a plan shows which sessions it would kill. */
  readonly previews: boolean;
  /** How statements appear. */
  readonly statements: Statements;
  /** How many previews this plan has shown: only the first few are shown in full. */
  shownPreviews = 0;

  readonly #settings: ProviderSettings;
  readonly #clients = new Map<string, unknown>();
  readonly #answers = new Map<string, Promise<unknown>>();
  #vendors: typeof import("../vendors") | undefined;
  #http: Http | undefined;

  constructor(
    config: ProviderConfig,
    private readonly log: Logger,
    private readonly redact: (secret: string) => void,
    private readonly env: NodeJS.ProcessEnv = process.env,
    lock: SlotLock = new FileSlotLock({ warn: (reason) => log.warn("no lock across processes", { reason }) }),
  ) {
    this.#settings = new ProviderSettings(config);
    this.tasks = new TaskRegistry(new SlotRegistry(lock));
    this.previews = config.plan_preview !== false;
    const { plan_statements: statements } = config;
    this.statements = isUnknown(statements) ? "hidden" : ((statements ?? "shown") as Statements);
  }

  dbbrain(region?: string): DbbrainClient {
    return this.client("dbbrain", region, ({ tencent }) => {
      const block = this.#settings.block("tencent");
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
        endpoint: tencent.resolveDbbrainEndpoint(this.#settings.endpoint(block), this.env),
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
    const { maxRetries, requestTimeoutMs } = this.#settings;
    this.#http ??= this.vendors.createHttp({
      maxRetries,
      requestTimeoutMs,
      userAgent: `dbkill/${VERSION}`,
      env: this.env,
      log: (level, message, fields) => this.log[level](message, fields),
    });
    return this.#http;
  }

  private huawei(endpoint: Endpoint, region: string | undefined): HuaweiClientOptions {
    const { huawei } = this.vendors;
    const block = this.#settings.block("huawei");
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
    const block = this.#settings.block("alibaba");
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
      endpoint: endpoint(region, this.#settings.endpoint(block), this.env),
    };
  }

  /** Keeps the secrets of a key pair out of every message. */
  private secret<K extends object>(credentials: K): K {
    const { secretKey, securityToken, token } = credentials as Record<string, string | undefined>;
    for (const secret of [secretKey, securityToken, token]) if (secret) this.redact(secret);
    return credentials;
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
