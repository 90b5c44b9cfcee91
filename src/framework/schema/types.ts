import type { Unknown } from "../values/unknown";
import type { PlanModifier } from "./modifiers";
import type { Validator } from "./validators";

/**
 * Who gives an attribute its value.
 * - `required`: the user, always.
 * - `optional`: the user; null where they do not.
 * - `computed`: the provider alone.
 * - `optional_computed`: the user; where they do not, the provider.
 * - `defaulted`: the user; where they do not, the schema's `default`.
 */
export type Mode = "required" | "optional" | "computed" | "optional_computed" | "defaulted";

/** The types that a collection of plain values can hold. */
export interface Primitives {
  string: string;
  number: number;
  bool: boolean;
}
export type PrimitiveName = keyof Primitives;

/** How many objects a nested attribute holds, and how they are told apart. */
export type Nesting = "single" | "list" | "set" | "map";

/** The type of an attribute, as data. */
export type AttributeType =
  | { readonly kind: PrimitiveName }
  | { readonly kind: "list" | "set" | "map"; readonly element: PrimitiveName }
  | { readonly kind: "object"; readonly nesting: Nesting; readonly attributes: Attributes };

declare const SHAPE: unique symbol;

/**
 * One attribute of a schema. Made by {@link attr}.
 * @typeParam T - what it holds: a JavaScript type, or {@link Nested}
 * @typeParam M - its mode
 * @typeParam W - whether it is write-only
 */
export interface Attribute<T = unknown, M extends Mode = Mode, W extends boolean = boolean> {
  readonly [SHAPE]: [T, W];
  readonly type: AttributeType;
  readonly mode: M;
  readonly description: string;
  readonly default: unknown;
  readonly sensitive: boolean;
  readonly writeOnly: boolean;
  readonly deprecated: string | undefined;
  readonly validators: readonly Validator[];
  readonly planModifiers: readonly PlanModifier[];
  /** Only on what `block.timeouts` makes: the default duration of each operation. */
  readonly timeouts?: Readonly<Record<string, string>>;
  /** Present where it is a nested block; it is then of kind `object`. */
  readonly block?: BlockCount;
}

/** How often a block of a list or set may be written. 0 for `maxItems`: as often as one likes. */
export interface BlockCount {
  readonly minItems: number;
  readonly maxItems: number;
}

export type Attributes = Record<string, Attribute>;

/** Type-level only: objects with these attributes, nested so. */
export interface Nested<A, N extends Nesting> {
  readonly nestedAttributes: A;
  readonly nesting: N;
}

/** A schema, ready to be used in a resource, data source or provider. Made by {@link schema}. */
export interface Schema<A = Attributes> {
  /** Rises when the shape of the stored state changes. */
  readonly version: number;
  /** What it is, in Markdown. */
  readonly description: string;
  readonly attributes: A;
}

type Boxed<T, N extends Nesting, Element> = N extends "single"
  ? T
  : N extends "map"
    ? Record<string, T | Element>
    : (T | Element)[];

/** A value whose inner values may be unknown and, for `Filled`, whose defaults are filled in. */
type OpenValue<T, Filled extends boolean> =
  T extends Nested<infer A, infer N>
    ? Boxed<OpenObject<A, Filled>, N, Unknown>
    : T extends (infer E)[]
      ? (E | Unknown)[]
      : T extends Record<string, infer E>
        ? Record<string, E | Unknown>
        : T;

type OpenObject<A, Filled extends boolean> = {
  [K in keyof A]: A[K] extends Attribute<infer T, infer M, infer W>
    ? Filled extends true
      ? W extends true
        ? null
        : M extends "required" | "defaulted"
          ? OpenValue<T, Filled> | Unknown
          : OpenValue<T, Filled> | null | Unknown
      : M extends "required"
        ? OpenValue<T, Filled> | Unknown
        : OpenValue<T, Filled> | null | Unknown
    : never;
};

/** A known value; with `Pending`, what the provider computes may still be unknown. */
type ClosedValue<T, Pending extends boolean> =
  T extends Nested<infer A, infer N> ? Boxed<ClosedObject<A, Pending>, N, never> : T;

type ClosedObject<A, Pending extends boolean> = {
  [K in keyof A]: A[K] extends Attribute<infer T, infer M, infer W>
    ? W extends true
      ? null
      : M extends "required" | "defaulted"
        ? ClosedValue<T, Pending>
        :
            | ClosedValue<T, Pending>
            | null
            | (Pending extends true ? (M extends "optional" ? never : Unknown) : never)
    : never;
};

/** What an attribute of this shape holds in a configuration. */
export type ConfigValue<T> = OpenValue<T, false>;
/** What an attribute of this shape holds once everything is known. */
export type KnownValue<T> = ClosedValue<T, false>;

/** As configured: `T | Unknown` where required, `T | null | Unknown` elsewhere, all the way down. */
export type Config<S> = S extends Schema<infer A> ? OpenObject<A, false> : never;
/** As planned, to be changed in place: `T | Unknown` where required or defaulted, `T | null | Unknown` elsewhere. */
export type Planned<S> = S extends Schema<infer A> ? OpenObject<A, true> : never;
/** What apply must produce: like {@link State}, but what the provider computes may still be unknown. */
export type Desired<S> = S extends Schema<infer A> ? ClosedObject<A, true> : never;
/** As stored: `T` where required or defaulted, `T | null` elsewhere. Write-only attributes are null. */
export type State<S> = S extends Schema<infer A> ? ClosedObject<A, false> : never;
