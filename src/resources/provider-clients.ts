import { homedir } from "node:os";
import type { Statements } from "../engine/describe";
import { TaskRegistry } from "../engine/kill-task";
import type { KillTaskService, SessionKiller, SessionSource } from "../engine/ports";
import { SlotRegistry } from "../engine/slots";
import { isUnknown, type Logger, type Unknown } from "../framework";
import type { Target } from "../model";
import type { Connection, Settings } from "../vendors/adapters";
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

/** The blocks of the provider, one for each cloud. */
export const CLOUDS = ["tencent", "huawei", "alibaba"] as const;
export type Cloud = (typeof CLOUDS)[number];

/**
 * What a configured provider has at hand: connections to the services, made at their first use so that nobody is asked for the keys
 * of a cloud that no resource needs, and what one plan or apply remembers. Making a connection throws CredentialsError, RegionError,
 * ProjectError or EndpointError where the configuration does not suffice, NotKnownYetError where it is not known yet.
 */
export class ProviderClients {
  /** What this run knows of standing tasks. */
  readonly tasks: TaskRegistry;
  /** Whether a plan shows whom it would kill. */
  readonly previews: boolean;
  /** How statements appear. */
  readonly statements: Statements;
  /** How many previews this plan has shown: a thousand are more than anybody reads. */
  shownPreviews = 0;

  readonly #connections = new Map<string, Connection>();
  readonly #answers = new Map<string, Promise<unknown>>();
  #settings: Settings | undefined;

  constructor(
    private readonly config: ProviderConfig,
    private readonly log: Logger,
    private readonly redact: (secret: string) => void,
    private readonly env: NodeJS.ProcessEnv = process.env,
  ) {
    const lock = new FileSlotLock({ warn: (reason) => log.warn("no lock across processes", { reason }) });
    this.tasks = new TaskRegistry(new SlotRegistry(lock));
    this.previews = config.plan_preview !== false;
    this.statements = isUnknown(config.plan_statements) ? "hidden" : ((config.plan_statements ?? "shown") as Statements);
  }

  source(target: Target): SessionSource {
    return this.connection(target.service, target.region).source(target);
  }

  killer(target: Target): SessionKiller {
    return this.connection(target.service, target.region).killer(target);
  }

  taskService(target: Target): KillTaskService {
    const { tasks } = this.connection(target.service, target.region);
    if (!tasks) throw new Error(`${target.service} has no standing kill tasks`);
    return tasks(target);
  }

  /** The region that calls go to where a resource names none. @throws as making a connection does */
  region(service: string): string {
    return this.connection(service).region;
  }

  /** A connection to a service in a region; absent: the provider's. */
  connection(service: string, region?: string): Connection {
    const key = `${service}/${region ?? ""}`;
    const known = this.#connections.get(key);
    if (known) return known;
    // The vendors' code is loaded at its first use: most starts of the provider only answer questions about schemas.
    const { connect } = require("../vendors/adapters") as typeof import("../vendors/adapters");
    this.#settings ??= this.settings();
    const connection = connect(service, region, this.#settings);
    this.#connections.set(key, connection);
    return connection;
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

  private settings(): Settings {
    const timeout = this.known("request_timeout_seconds", this.config.request_timeout_seconds);
    return {
      env: this.env,
      home: homedir(),
      userAgent: `dbkill/${VERSION}`,
      maxRetries: this.known("max_retries", this.config.max_retries),
      requestTimeoutMs: timeout === undefined ? undefined : timeout * 1000,
      log: (level, message, fields) => this.log[level](message, fields),
      endpoint: () => this.known("endpoint_url", this.config.endpoint_url),
      cloud: (cloud) => {
        const block = this.known<Record<string, unknown>>(cloud, this.config[cloud as Cloud]);
        return (attribute) => this.known(`${cloud}.${attribute}`, block?.[attribute] as string | null | undefined);
      },
      redact: (secret) => secret && this.redact(secret),
    };
  }

  private known<T>(attribute: string, value: T | Unknown | null | undefined): T | undefined {
    if (isUnknown(value)) throw new NotKnownYetError(attribute);
    return (value as T | null) ?? undefined;
  }
}

/** Whether the provider can be used for a service; false where its configuration is not fully known yet, as may be before a create. */
export function isConfigured(clients: ProviderClients, service: string, region: string | undefined, prior: unknown): boolean {
  try {
    clients.connection(service, region);
    return true;
  } catch (error) {
    if (error instanceof NotKnownYetError && prior === null) return false;
    throw error;
  }
}
