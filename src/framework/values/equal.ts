import type { Attributes, AttributeType } from "../schema/types";
import { UNKNOWN } from "./unknown";

type Fields = Readonly<Record<string, unknown>>;

/** Whether two values of this type are the same to Terraform: sets have no order, unknown equals unknown. */
export function equal(type: AttributeType, a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (a === null || b === null || typeof a !== "object" || typeof b !== "object") return false;
  switch (type.kind) {
    case "list":
      return sameList(a as unknown[], b as unknown[], identical);
    case "set":
      return sameKeys(a as unknown[], b as unknown[], (value) => value);
    case "map":
      return sameMap(a as Fields, b as Fields, identical);
    case "object": {
      const { attributes, nesting } = type;
      const same = (x: unknown, y: unknown) => equalObjects(attributes, x, y);
      if (nesting === "single") return same(a, b);
      if (nesting === "list") return sameList(a as unknown[], b as unknown[], same);
      if (nesting === "map") return sameMap(a as Fields, b as Fields, same);
      return sameKeys(a as unknown[], b as unknown[], (value) => objectKey(attributes, value));
    }
    default:
      return false;
  }
}

/** {@link equal} for objects with these attributes. */
export function equalObjects(attributes: Attributes, a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (a === null || b === null || typeof a !== "object" || typeof b !== "object") return false;
  for (const name in attributes) {
    if (!equal(attributes[name]!.type, (a as Fields)[name], (b as Fields)[name])) return false;
  }
  return true;
}

const identical = (a: unknown, b: unknown) => a === b;

function sameList(a: unknown[], b: unknown[], same: (x: unknown, y: unknown) => boolean): boolean {
  return a.length === b.length && a.every((value, index) => same(value, b[index]));
}

function sameMap(a: Fields, b: Fields, same: (x: unknown, y: unknown) => boolean): boolean {
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && same(a[key], b[key]))
  );
}

/** Sets: what counts is which keys there are. Two unknown elements may turn out different, so those are counted. */
function sameKeys(a: unknown[], b: unknown[], key: (value: unknown) => unknown): boolean {
  if (count(a) !== count(b)) return false;
  const left = new Set(a.map(key));
  const right = new Set(b.map(key));
  return left.size === right.size && [...left].every((value) => right.has(value));
}

function count(values: unknown[]): number {
  return values.filter((value) => value === UNKNOWN).length;
}

/** A text that is the same for equal values, and only for those. */
function keyOf(type: AttributeType, value: unknown): string {
  if (value === UNKNOWN) return "?";
  if (value === null || value === undefined || typeof value !== "object")
    return JSON.stringify(value ?? null);
  const element: (inner: unknown) => string =
    type.kind === "object"
      ? (inner) => objectKey(type.attributes, inner)
      : (inner) => (inner === UNKNOWN ? "?" : JSON.stringify(inner));
  if (type.kind === "object" && type.nesting === "single") return element(value);
  if (Array.isArray(value)) {
    const keys = value.map(element);
    const set = type.kind === "set" || (type.kind === "object" && type.nesting === "set");
    return `[${(set ? [...new Set(keys)].sort() : keys).join()}]`;
  }
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${element(inner)}`).join()}}`;
}

function objectKey(attributes: Attributes, value: unknown): string {
  if (value === UNKNOWN) return "?";
  if (value === null) return "null";
  const parts = Object.entries(attributes).map(([name, { type }]) => keyOf(type, (value as Fields)[name]));
  return `(${parts.join()})`;
}

const OWN = { configurable: true, enumerable: true, writable: true } as const;

/** A copy that shares no object with the value. */
export function clone<T>(value: T): T {
  if (Array.isArray(value)) return value.map(clone) as T;
  if (value === null || typeof value !== "object") return value;
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    // A key of a map may be called __proto__, which an assignment would take for something else.
    if (key === "__proto__")
      Object.defineProperty(copy, key, { ...OWN, value: clone((value as Fields)[key]) });
    else copy[key] = clone((value as Fields)[key]);
  }
  return copy as T;
}
