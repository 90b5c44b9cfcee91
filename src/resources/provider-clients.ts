import { homedir } from "node:os";
import type { Statements } from "../engine/describe";
import { TaskRegistry } from "../engine/kill-task";
import { PolicyRegistry } from "../engine/policy/registry";
import { UnvouchedPolicies } from "../engine/policy/unvouched";
import type { KillTaskService, SessionKiller, SessionSource } from "../engine/ports";
import { type SlotLock, SlotRegistry } from "../engine/slots";
import { isUnknown, type Logger } from "../framework";
import type { Target } from "../model";
import type { Http } from "../vendors";
import type { Client, ClientOf, KillerOptions } from "../vendors/adapters";
import { SERVICE_FACTS, type ServiceName } from "../vendors/facts";
import type { Connection } from "../vendors/shared/connection";
import type { Whereabouts } from "../vendors/shared/whereabouts";
import { VERSION } from "../version";
import type { ProviderConfig } from "./provider-block";
import { NotKnownYetError, ProviderSettings } from "./provider-settings";
import { checkRunnerUrls } from "./runner-url";
import { FileSlotLock } from "./slot-lock";

/**
 * The vendors' clients of a configured provider, and what one plan or apply remembers. A client is made at its first use, so that a
 * cloud without resources needs no keys. It calls one region, by default the provider's. Making one throws CredentialsError,
 * RegionError, ProjectError or EndpointError where the configuration does not suffice, NotKnownYetError where it is not known yet.
 */
export class ProviderClients {
  /** What this run knows of standing tasks. */
  readonly tasks: TaskRegistry;
  /** The policies that this run has planned. */
  readonly policies = new PolicyRegistry();
  /** The policies that need an unconfirmed runner. */
  readonly unvouched = new UnvouchedPolicies();
  /** Whether a plan shows which sessions it would kill. */
  readonly previews: boolean;
  /** How statements appear. */
  readonly statements: Statements;
  /** How many previews this plan has shown: only the first few are shown in full. */
  shownPreviews = 0;

  readonly #settings: ProviderSettings;
  readonly #clients = new Map<string, unknown>();
  readonly #whereabouts = new Map<string, Whereabouts>();
  readonly #answers = new Map<string, Promise<unknown>>();
  #vendors: typeof import("../vendors") | undefined;
  #http: Http | undefined;

  constructor(
    config: ProviderConfig,
    private readonly log: Logger,
    private readonly redact: (secret: string) => void,
    private readonly env: NodeJS.ProcessEnv = process.env,
    lock: SlotLock = new FileSlotLock({ warn: (reason) => log.warn("no lock across processes", { reason }) }),
    private readonly sharesConnections = false,
  ) {
    this.#settings = new ProviderSettings(config);
    this.tasks = new TaskRegistry(new SlotRegistry(lock));
    this.previews = config.plan_preview !== false;
    const { plan_statements: statements } = config;
    this.statements = isUnknown(statements) ? "hidden" : ((statements ?? "shown") as Statements);
  }

  /** The client of a service, for one region; absent: the provider's. */
  clientOf<S extends ServiceName>(service: S, region?: string): ClientOf<S> {
    const key = `${service}/${region ?? ""}`;
    const known = this.#clients.get(key) as ClientOf<S> | undefined;
    if (known) return known;
    const client = this.adapters(service).client(this.connection(service, region)) as ClientOf<S>;
    this.#clients.set(key, client);
    return client;
  }

  source(target: Target, options?: KillerOptions): SessionSource {
    const { systemClock } = this.vendors;
    return this.adapters(target.service).source(this.connect(target), target, systemClock, options);
  }

  killer(target: Target, options?: KillerOptions): SessionKiller {
    const { systemClock } = this.vendors;
    return this.adapters(target.service).killer(this.connect(target), target, systemClock, options);
  }

  taskService(target: Target): KillTaskService {
    const { tasks } = this.adapters(target.service);
    if (!tasks) throw new Error(`${target.service} has no standing kill tasks`);
    return tasks(this.connect(target), target);
  }

  /** The runners' addresses; empty: no runner is asked. @throws DiagnosticError for an invalid address */
  get runnerUrls(): readonly URL[] {
    const configured = this.#settings.runnerUrl;
    const text = configured || this.env.DBKILL_RUNNER_URL;
    if (!text) return [];
    return checkRunnerUrls(text, configured ? "runner_url" : "DBKILL_RUNNER_URL");
  }

  /** The region that a service is called in. @throws as making a client does */
  region(service: string, configured?: string): string {
    return this.clientOf(service as ServiceName, configured).region;
  }

  /** A cloud service's client configuration; undefined for a database server. @throws as making a client does */
  whereabouts(service: string, region?: string): Whereabouts | undefined {
    this.clientOf(service as ServiceName, region);
    return this.#whereabouts.get(`${service}/${region ?? ""}`);
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

  /** Closes what a process that goes on, or wants to end, need not keep open. */
  async close(): Promise<void> {
    for (const client of this.#clients.values()) (client as Client).close?.();
    await this.#http?.close();
  }

  private connect({ service, region }: Target): () => Client {
    return () => this.clientOf(service as ServiceName, region);
  }

  private adapters(service: string) {
    return this.vendors.adaptersOf(service);
  }

  /** What a client is made from; read as it asks, so that only what it needs must be known. */
  private connection(service: ServiceName, region: string | undefined): Connection {
    const setting = this.#settings.block(SERVICE_FACTS[service].cloud);
    const http = () => this.http;
    const settings = this.#settings;
    return {
      get http() {
        return http();
      },
      get requestTimeoutMs() {
        return settings.requestTimeoutMs;
      },
      region,
      setting,
      endpointUrl: () => this.#settings.endpoint(setting),
      env: this.env,
      home: homedir(),
      redact: this.redact,
      resolved: (whereabouts) => this.#whereabouts.set(`${service}/${region ?? ""}`, whereabouts),
    };
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
      shared: this.sharesConnections,
      log: (level, message, fields) => this.log[level](message, fields),
    });
    return this.#http;
  }
}

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
