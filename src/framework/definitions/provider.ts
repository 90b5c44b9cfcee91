import type { Diagnostics } from "../diagnostics";
import type { AttributePath } from "../path";
import type { Attributes, Config, Planned, Schema } from "../schema/types";
import type { Action } from "./action";
import type { Logger, ValidateContext } from "./context";
import type { DataSource } from "./data-source";
import type { ListResource } from "./list";
import type { Resource } from "./resource";

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
  validate?(config: Config<S>, context: ValidateContext): void | Promise<void>;
  /**
   * Makes the client that handlers get. Called once; defaults are filled in; values may still be unknown while
   * planning, so fail only when one of them is needed.
   */
  configure(config: Planned<S>, context: ConfigureContext): C | Promise<C>;
  // biome-ignore lint/suspicious/noExplicitAny: resources of every schema side by side
  resources: Record<string, Resource<any, C>>;
  // biome-ignore lint/suspicious/noExplicitAny: data sources of every schema side by side
  dataSources: Record<string, DataSource<any, C>>;
  // biome-ignore lint/suspicious/noExplicitAny: actions of every schema side by side
  actions?: Record<string, Action<any, C>>;
  /** By the name of the managed resource type that they list. */
  // biome-ignore lint/suspicious/noExplicitAny: lists of every schema side by side
  listResources?: Record<string, ListResource<any, any, C>>;
  /** Turns one of the provider's own errors, thrown by a handler, into a message; undefined for an error it does not know. */
  explain?(error: unknown): Explanation | undefined;
}

/** Any provider, whatever its types. */
// biome-ignore lint/suspicious/noExplicitAny: the server handles values by schema, not by type
export type AnyProvider = ProviderDefinition<any, any>;

/**
 * Types a provider and checks its names.
 * @throws Error where a type does not begin with the provider's name, or what is listed has no identity
 */
export function defineProvider<S extends Schema<Attributes>, C>(
  provider: ProviderDefinition<S, C>,
): ProviderDefinition<S, C> {
  const { resources, dataSources, actions = {}, listResources = {} } = provider;
  const types = [resources, dataSources, actions, listResources].flatMap((kind) => Object.keys(kind));
  for (const type of types) {
    if (type !== provider.name && !type.startsWith(`${provider.name}_`)) {
      throw new Error(`provider ${provider.name}: the type ${type} does not begin with ${provider.name}_`);
    }
  }
  for (const type of Object.keys(listResources)) {
    if (resources[type]?.identity === undefined) {
      throw new Error(`provider ${provider.name}: ${type} is listed, so its resource type needs an identity`);
    }
  }
  return provider;
}
