import type { AttributePath } from "../path";
import type { Attributes, Config, Desired, Planned, PrimitiveName, Schema, State } from "../schema/types";
import type { Context, ValidateContext } from "./context";

/** The context of create and update. */
export interface ApplyContext<S, C> extends Context<C> {
  /**
   * Records what exists so far. It becomes the state if the handler throws afterwards: Terraform then marks a
   * created resource as tainted, and keeps the part of an update that was done. What is unknown or missing is
   * stored as null. Null discards the recorded state: the previous state applies again.
   */
  saveState(partial: Partial<Desired<S>> | null): void;
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

/** An attribute of an identity: of these types alone, and never unknown. */
export interface IdentityAttribute {
  readonly type: PrimitiveName;
  readonly description: string;
  /** May be left out at import, and be null. */
  readonly optional?: true;
}

/** A few attributes that tell a resource apart from all others, kept beside its state. */
export interface ResourceIdentity<S> {
  /** Rises when the attributes change. Default: 0. */
  readonly version?: number;
  readonly attributes: Readonly<Record<string, IdentityAttribute>>;
  /** The identity of a stored resource; it must never change. */
  of(state: State<S>): Readonly<Record<string, unknown>>;
  /** The id by which {@link Resource.importState} finds it. */
  importId(identity: Readonly<Record<string, unknown>>): string;
}

/** One managed resource type. */
export interface Resource<S, C> {
  schema: S;
  /** Rules about the configuration as a whole. Values may be unknown. There is no client yet. */
  validate?(config: Config<S>, context: ValidateContext): void | Promise<void>;
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
  /** What tells one apart from all others; needed to be listed, and for import by identity. Terraform >= 1.12. */
  identity?: ResourceIdentity<S>;
  /**
   * For each older schema version, how its stored state (plain JSON) becomes that of the next version. They are
   * applied one after the other.
   */
  // biome-ignore lint/suspicious/noExplicitAny: an older version's state has a shape that no longer has a type
  upgradeState?: Record<number, (raw: any) => unknown>;
}

// biome-ignore lint/suspicious/noExplicitAny: the server handles values by schema, not by type
export type AnyResource = Resource<any, any>;

/** Types a resource: `defineResource<typeof thingSchema, Client>({ schema: thingSchema, ... })`. */
export function defineResource<S extends Schema<Attributes>, C = unknown>(
  resource: Resource<S, C>,
): Resource<S, C> {
  return resource;
}
