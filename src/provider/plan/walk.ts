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

/** The objects that a nested attribute plans, each with its counterpart in configuration and state. */
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
    const candidates = [...((configured ?? []) as unknown[])];
    const former = [...((stored ?? []) as unknown[])];
    for (const object of planned as unknown[]) {
      const inConfig = take(candidates, (candidate) => corresponds(attributes, candidate, object));
      const inState = take(former, (candidate) => corresponds(attributes, inConfig ?? object, candidate));
      add(object, inConfig, inState, under({ value: object }));
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

function take(candidates: unknown[], matches: (candidate: unknown) => boolean): unknown {
  const index = candidates.findIndex(matches);
  return index < 0 ? null : candidates.splice(index, 1)[0];
}

/**
 * Whether a set's element could be this configured one: the same in all that the user sets. Elements of sets have
 * no key, so this is how Terraform itself finds what belongs together.
 */
function corresponds(attributes: Attributes, configured: unknown, element: unknown): boolean {
  if (known(configured) === null || known(element) === null) return configured === element;
  return Object.entries(attributes).every(([name, { mode, type, writeOnly }]) => {
    const value = (configured as Fields)[name] ?? null;
    const other = (element as Fields)[name] ?? null;
    if (writeOnly || mode === "computed") return true;
    if (value === null) return mode === "optional_computed" || mode === "defaulted" || other === null;
    if (type.kind === "object" && type.nesting === "single" && value !== UNKNOWN) {
      return corresponds(type.attributes, value, other);
    }
    if (type.kind === "object" && Array.isArray(value) && Array.isArray(other)) {
      return value.length === other.length;
    }
    return equal(type, value, other);
  });
}
