import type { Diagnostics } from "./diagnostics";
import type { AttributePath } from "./path";
import type { Attributes, Config, Desired, Planned, Schema, State } from "./schema/types";

/** Writes log lines that Terraform shows under TF_LOG. Never put a secret into one. */
export interface Logger {
  trace(message: string, fields?: Record<string, unknown>): void;
  debug(message: string, fields?: Record<string, unknown>): void;
  info(message: string, fields?: Record<string, unknown>): void;
  warn(message: string, fields?: Record<string, unknown>): void;
  error(message: string, fields?: Record<string, unknown>): void;
}

/** Data of the provider's own, kept with a resource's state and not shown to the user. JSON values. */
export interface PrivateState {
  /** The value stored under the key; undefined where there is none. */
  get(key: string): unknown;
  /** Stores a JSON value; undefined removes the key. */
  set(key: string, value: unknown): void;
}

/** What every handler gets besides its request. */
export interface Context<C = unknown> {
  /** What the provider's `configure` returned. Reading it before the provider was configured throws. */
  readonly client: C;
  readonly diagnostics: Diagnostics;
  /**
   * Aborts when Terraform asks to stop (reason {@link StopRequested}) or the operation's time is over (reason
   * {@link DeadlineExceeded}). Give up waiting then; what has been sent should still be finished and recorded.
   */
  readonly signal: AbortSignal;
  /** When the operation's time is over, by `performance.now()`; absent where it has no limit. */
  readonly deadline?: number;
  readonly log: Logger;
  readonly private: PrivateState;
}

/** The context of create and update. */
export interface ApplyContext<S, C> extends Context<C> {
  /**
   * Records what exists so far. It becomes the state if the handler throws afterwards: Terraform then marks a
   * created resource as tainted, and keeps the part of an update that was done. What is unknown or missing is
   * stored as null.
   */
  saveState(partial: Partial<Desired<S>>): void;
}

/** What `plan` gets: all the plan's own steps (defaults, computed values, plan modifiers) are done. */
export interface PlanRequest<S> {
  readonly action: "create" | "update" | "no-op" | "destroy";
  /** As configured; null on destroy. */
  readonly config: Config<S>;
  /** As stored; null on create. */
  readonly prior: State<S> | null;
  /** To be changed in place. Core accepts changes only in what the provider computes. Null on destroy. */
  readonly plan: Planned<S>;
  /** Asks for the resource to be destroyed and created anew, because of this attribute. */
  requiresReplace(path: AttributePath): void;
}

/** One managed resource type. */
export interface Resource<S, C> {
  schema: S;
  /** Rules about the configuration as a whole. Values may be unknown. There is no client yet. */
  validate?(config: Config<S>, context: { diagnostics: Diagnostics; log: Logger }): void | Promise<void>;
  /** Looks at, and may refine, what is planned. Also called on destroy, where it can only warn or refuse. */
  plan?(request: PlanRequest<S>, context: Context<C>): void | Promise<void>;
  /** Creates it. `config` also holds the write-only values, which `plan` does not. */
  create(request: { plan: Desired<S>; config: Config<S> }, context: ApplyContext<S, C>): Promise<State<S>>;
  /** What it is now; null where it is gone. A mere difference in writing returns the stored value. */
  read(request: { state: State<S> }, context: Context<C>): Promise<State<S> | null>;
  /** Changes it in place. */
  update(
    request: { plan: Desired<S>; prior: State<S>; config: Config<S> },
    context: ApplyContext<S, C>,
  ): Promise<State<S>>;
  /** Destroys it. That it is gone already is a success. */
  delete(request: { prior: State<S> }, context: Context<C>): Promise<void>;
  /**
   * Finds an existing one by the id given to `terraform import`; it is read afterwards. Attributes left out are
   * null. Or the reason why it can't be imported, for the user. Absent: not supported.
   */
  importState?: ((id: string, context: Context<C>) => Promise<Partial<State<S>>>) | { unsupported: string };
  /**
   * For each older schema version, how its stored state (plain JSON) becomes that of the next version. They are
   * applied one after the other.
   */
  // biome-ignore lint/suspicious/noExplicitAny: an older version's state has a shape that no longer has a type
  upgradeState?: Record<number, (raw: any) => unknown>;
}

/** One data source type. */
export interface DataSource<S, C> {
  schema: S;
  /** Rules about the configuration as a whole. Values may be unknown. There is no client yet. */
  validate?(config: Config<S>, context: { diagnostics: Diagnostics; log: Logger }): void | Promise<void>;
  /** Looks it up. The configuration is known, with defaults filled in; what it computes is null. */
  read(request: { config: State<S> }, context: Omit<Context<C>, "private">): Promise<State<S>>;
}

/** What a thrown error becomes for the user. */
export interface Explanation {
  code?: string;
  summary: string;
  detail: string;
  path?: AttributePath;
}

/** What `configure` gets besides the configuration. */
export interface ConfigureContext {
  readonly diagnostics: Diagnostics;
  readonly log: Logger;
  readonly signal: AbortSignal;
  /** E.g. `1.11.4`. */
  readonly terraformVersion: string;
  /**
   * Keeps a secret out of every message and log line. Sensitive attributes are kept out anyway; this is for secrets
   * from elsewhere: the environment, a file.
   */
  redact(secret: string): void;
}

/** A whole provider. */
export interface ProviderDefinition<S, C> {
  /** The provider's type, which its resource types begin with, e.g. `random`. */
  name: string;
  version: string;
  schema: S;
  /** Rules about the provider's configuration as a whole. Values may be unknown. */
  validate?(config: Config<S>, context: { diagnostics: Diagnostics; log: Logger }): void | Promise<void>;
  /**
   * Makes the client that handlers get. Called once; defaults are filled in; values may still be unknown while
   * planning, so fail only when one of them is needed.
   */
  configure(config: Planned<S>, context: ConfigureContext): C | Promise<C>;
  // biome-ignore lint/suspicious/noExplicitAny: resources of every schema side by side
  resources: Record<string, Resource<any, C>>;
  // biome-ignore lint/suspicious/noExplicitAny: data sources of every schema side by side
  dataSources: Record<string, DataSource<any, C>>;
  /** Turns an error of one's own, thrown by a handler, into a message; undefined for an error it does not know. */
  explain?(error: unknown): Explanation | undefined;
}

/** Any provider, whatever its types. */
// biome-ignore lint/suspicious/noExplicitAny: the server handles values by schema, not by type
export type AnyProvider = ProviderDefinition<any, any>;
// biome-ignore lint/suspicious/noExplicitAny: the server handles values by schema, not by type
export type AnyResource = Resource<any, any>;
// biome-ignore lint/suspicious/noExplicitAny: the server handles values by schema, not by type
export type AnyDataSource = DataSource<any, any>;

/** Types a resource: `defineResource<typeof thingSchema, Client>({ schema: thingSchema, ... })`. */
export function defineResource<S extends Schema<Attributes>, C = unknown>(
  resource: Resource<S, C>,
): Resource<S, C> {
  return resource;
}

/** Types a data source, as {@link defineResource} does. */
export function defineDataSource<S extends Schema<Attributes>, C = unknown>(
  dataSource: DataSource<S, C>,
): DataSource<S, C> {
  return dataSource;
}

/**
 * Types a provider and checks its names.
 * @throws Error where a type does not begin with the provider's name
 */
export function defineProvider<S extends Schema<Attributes>, C>(
  provider: ProviderDefinition<S, C>,
): ProviderDefinition<S, C> {
  for (const type of [...Object.keys(provider.resources), ...Object.keys(provider.dataSources)]) {
    if (type !== provider.name && !type.startsWith(`${provider.name}_`)) {
      throw new Error(`provider ${provider.name}: the type ${type} does not begin with ${provider.name}_`);
    }
  }
  return provider;
}
