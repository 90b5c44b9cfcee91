import type { Diagnostic } from "../diagnostics";
import { requireConfigOnly } from "../schema/schema";
import type { Attributes, Config, Schema, State } from "../schema/types";
import type { StatelessContext, ValidateContext } from "./context";

/** One resource that was found. */
export interface ListedResource<R = unknown> {
  /** As the resource type's {@link ResourceIdentity} describes it. */
  readonly identity: Readonly<Record<string, unknown>>;
  /** What to call it in a list. */
  readonly displayName: string;
  /** All its attributes, where they were asked for. */
  readonly resource?: State<R>;
  /** Messages about this resource. */
  readonly diagnostics?: readonly Diagnostic[];
}

/** What `list` gets. */
export interface ListRequest<S> {
  /** Known, with defaults filled in. */
  readonly config: State<S>;
  /** Whether {@link ListedResource.resource} is wanted. */
  readonly includeResource: boolean;
  /** How many are wanted at most; more are not asked for. */
  readonly limit: number;
}

/**
 * Lists the existing resources of one managed type, which has the same name and an identity. Terraform >= 1.14.
 * @typeParam S - the schema of what to list
 * @typeParam R - the schema of the managed resource
 */
export interface ListResource<S, R, C> {
  /** Everything in it is the user's: a list computes nothing. */
  schema: S;
  /** Rules about the configuration as a whole. Values may be unknown. There is no client yet. */
  validate?(config: Config<S>, context: ValidateContext): void | Promise<void>;
  /** Yields one after the other, as Terraform takes them. */
  list(request: ListRequest<S>, context: StatelessContext<C>): AsyncIterable<ListedResource<R>>;
}

// biome-ignore lint/suspicious/noExplicitAny: the server handles values by schema, not by type
export type AnyListResource = ListResource<any, any, any>;

/**
 * Types a list resource: `defineListResource<typeof listSchema, typeof thingSchema, Client>({ ... })`.
 * @throws Error where its schema has something computed
 */
export function defineListResource<S extends Schema<Attributes>, R extends Schema<Attributes>, C = unknown>(
  list: ListResource<S, R, C>,
): ListResource<S, R, C> {
  requireConfigOnly("list resource", list.schema);
  return list;
}
