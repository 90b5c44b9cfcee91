import type { PathStep, Trail } from "../path";
import type { Attribute, Attributes } from "../schema/types";
import { equal } from "../values/equal";
import { UNKNOWN } from "../values/unknown";
import { layoutOf } from "./layout";

/** The attributes of one object, by name. */
export type Fields = Record<string, unknown>;

/** One object as configured, as stored and as planned. `config` and `prior` are null where there is none. */
export interface Triple {
  readonly config: Readonly<Fields> | null;
  readonly prior: Readonly<Fields> | null;
  /** Changed in place. */
  readonly plan: Fields;
}

/** One attribute of a {@link Triple}. */
export interface Visit {
  readonly name: string;
  readonly attribute: Attribute;
  /** The object it is part of. */
  readonly triple: Triple;
  readonly trail: Trail;
}

/**
 * Visits the attributes of the planned object, and of the objects in it, the inner ones first.
 * @param interests - which attributes to visit: bits of {@link INTEREST}
 */
export function walk(
  attributes: Attributes,
  triple: Triple,
  interests: number,
  visit: (visit: Visit) => void,
  parent?: Trail,
): void {
  const { fields, all } = layoutOf(attributes);
  if ((all & interests) === 0) return;
  for (const { name, attribute, own, below } of fields) {
    if (((own | below) & interests) === 0) continue;
    const trail = { parent, step: name };
    if ((below & interests) !== 0) {
      for (const child of children(attribute, triple, name, trail)) {
        walk(child.attributes, child.triple, interests, visit, child.trail);
      }
    }
    if ((own & interests) !== 0) visit({ name, attribute, triple, trail });
  }
}

interface Child {
  readonly attributes: Attributes;
  readonly triple: Triple;
  readonly trail: Trail;
}

/**
 * The objects that a nested attribute plans, each with its counterpart in configuration and state. Those of a set
 * must be planned in the order in which they are configured.
 */
export function children(
  { type }: Attribute,
  { config, prior, plan }: Triple,
  name: string,
  trail: Trail,
): Child[] {
  const planned = known(plan[name]);
  if (type.kind !== "object" || planned === null) return [];
  const { attributes, nesting } = type;
  const configured = known(config?.[name]);
  const stored = known(prior?.[name]);
  const found: Child[] = [];
  const add = (object: unknown, inConfig: unknown, inState: unknown, at: Trail) => {
    if (known(object) === null) return;
    const triple = { config: fieldsOf(inConfig), prior: fieldsOf(inState), plan: object as Fields };
    found.push({ attributes, triple, trail: at });
  };
  const under = (step: PathStep): Trail => ({ parent: trail, step });

  if (nesting === "single") add(planned, configured, stored, trail);
  else if (nesting === "map") {
    for (const [key, object] of Object.entries(planned as Fields)) {
      add(object, entry(configured, key), entry(stored, key), under({ key }));
    }
  } else if (nesting === "list") {
    for (const [index, object] of (planned as unknown[]).entries()) {
      add(
        object,
        (configured as unknown[] | null)?.[index],
        (stored as unknown[] | null)?.[index],
        under(index),
      );
    }
  } else {
    const elements = planned as unknown[];
    const sources = (configured as unknown[] | null)?.length === elements.length ? configured : null;
    const wanted = elements.map((object, index) => (sources as unknown[] | null)?.[index] ?? object);
    const former = partners(attributes, wanted, (stored ?? []) as unknown[]);
    for (const [index, object] of elements.entries()) {
      add(object, (sources as unknown[] | null)?.[index], former[index], under({ value: object }));
    }
  }
  return found;
}

function fieldsOf(value: unknown): Fields | null {
  return known(value) as Fields | null;
}

/** The value at a key of a map, which may be named like something that every object has. */
function entry(map: unknown, key: string): unknown {
  return map !== null && Object.hasOwn(map as Fields, key) ? (map as Fields)[key] : null;
}

function known(value: unknown): unknown {
  return value === undefined || value === UNKNOWN ? null : value;
}

/**
 * For each configured element of a set the stored one that it continues, or null. Those that are the same in
 * everything come first, so that none is taken by an element that leaves more to the provider.
 */
function partners(attributes: Attributes, wanted: unknown[], stored: unknown[]): unknown[] {
  const left = [...stored];
  const found = wanted.map((): unknown => null);
  for (const exactly of [true, false]) {
    for (const [index, element] of wanted.entries()) {
      const match = left.findIndex((candidate) => corresponds(attributes, element, candidate, exactly));
      if (found[index] === null && match >= 0) [found[index]] = left.splice(match, 1);
    }
  }
  return found;
}

/**
 * Whether a stored element of a set could be this configured one: the same in all that the user sets, the defaults
 * included. Elements of sets have no key, so this is how Terraform itself finds what belongs together.
 * @param exactly - whether what the user leaves to the provider must be absent too
 */
function corresponds(
  attributes: Attributes,
  configured: unknown,
  element: unknown,
  exactly: boolean,
): boolean {
  if (known(configured) === null || known(element) === null) return false;
  return Object.entries(attributes).every(([name, { mode, type, writeOnly, default: fallback }]) => {
    if (writeOnly || mode === "computed") return true;
    const value = (configured as Fields)[name] ?? fallback ?? null;
    const other = (element as Fields)[name] ?? null;
    if (value === null) return other === null || (mode === "optional_computed" && !exactly);
    if (type.kind !== "object" || value === UNKNOWN || other === null) return equal(type, value, other);
    const inner = (a: unknown, b: unknown) => corresponds(type.attributes, a, b, exactly);
    if (type.nesting === "single") return inner(value, other);
    const [before, after] = [Object.keys(value), Object.keys(other)];
    if (before.length !== after.length || type.nesting === "set") return before.length === after.length;
    return before.every((key) => inner((value as Fields)[key], entry(other, key)));
  });
}
