import type { Attribute, Attributes, AttributeType } from "../../src/framework";
import { UNKNOWN } from "../../src/framework";

/**
 * Terraform core's side of planning, in its own plain words and with none of the kit's code, to hold the kit against:
 * what core proposes, what it accepts as a plan, and what it accepts from apply.
 */

type Value = unknown;
type Fields = Record<string, Value>;
type Nested = Extract<AttributeType, { kind: "object" }>;

const isNull = (value: Value) => value === null || value === undefined;
const has = (value: Value): value is Fields => !isNull(value) && value !== UNKNOWN;
const isOptional = ({ mode }: Attribute) => mode !== "required" && mode !== "computed";
const isComputed = ({ mode }: Attribute) => mode !== "required" && mode !== "optional";

/** A text that is the same for the same value: sets sorted. */
export function canonical(type: AttributeType, value: Value): string {
  if (value === UNKNOWN) return "unknown";
  if (isNull(value)) return "null";
  if (type.kind === "object") {
    const one = (object: Value) => canonicalObject(type.attributes, object);
    if (type.nesting === "single") return one(value);
    if (type.nesting === "map") return canonicalMap(value as Fields, one);
    const parts = (value as Value[]).map(one);
    return `[${(type.nesting === "set" ? [...new Set(parts)].sort() : parts).join(";")}]`;
  }
  if (type.kind === "list" || type.kind === "set" || type.kind === "map") {
    const one = (element: Value) => canonical({ kind: type.element }, element);
    if (type.kind === "map") return canonicalMap(value as Fields, one);
    const parts = (value as Value[]).map(one);
    return `[${(type.kind === "set" ? [...new Set(parts)].sort() : parts).join(";")}]`;
  }
  return `${typeof value}:${JSON.stringify(value)}`;
}

function canonicalMap(value: Fields, one: (value: Value) => string): string {
  const keys = Object.keys(value).sort();
  return `<${keys.map((key) => `${JSON.stringify(key)}=${one(value[key])}`).join(";")}>`;
}

export function canonicalObject(attributes: Attributes, value: Value): string {
  if (value === UNKNOWN) return "unknown";
  if (isNull(value)) return "null";
  const names = Object.keys(attributes).sort();
  return `{${names.map((name) => `${name}=${canonical(attributes[name]!.type, (value as Fields)[name])}`).join(";")}}`;
}

/** What core proposes: the configuration, with the stored value for what is computed and not configured. */
export function proposedNew(attributes: Attributes, prior: Fields | null, config: Fields): Fields {
  const result: Fields = {};
  for (const [name, attribute] of Object.entries(attributes)) {
    result[name] = proposedValue(attribute, prior?.[name] ?? null, config[name] ?? null);
  }
  return result;
}

function proposedValue(attribute: Attribute, prior: Value, config: Value): Value {
  if (attribute.writeOnly) return null;
  if (isComputed(attribute) && isNull(config)) return prior;
  if (!has(config) || attribute.type.kind !== "object") return config;
  const { attributes, nesting } = attribute.type;
  const one = (before: Value, object: Value) =>
    has(object) ? proposedNew(attributes, has(before) ? before : null, object) : object;
  if (nesting === "single") return one(prior, config);
  if (nesting === "map") {
    return Object.fromEntries(
      Object.entries(config).map(([key, object]) => [key, one(has(prior) ? prior[key] : null, object)]),
    );
  }
  const before = has(prior) ? [...(prior as unknown as Value[])] : [];
  return (config as unknown as Value[]).map((object, index) => {
    if (nesting === "list") return one(before[index] ?? null, object);
    const match = before.findIndex((candidate) => couldBe(attributes, candidate, object));
    return one(match < 0 ? null : before.splice(match, 1)[0], object);
  });
}

function couldBe(attributes: Attributes, prior: Value, config: Value): boolean {
  if (!has(prior) || !has(config)) return false;
  return Object.entries(attributes).every(
    ([name, attribute]) =>
      (isComputed(attribute) && isNull(config[name])) ||
      canonical(attribute.type, prior[name]) === canonical(attribute.type, config[name]),
  );
}

/** What core finds wrong with a plan. */
export function planErrors(
  attributes: Attributes,
  prior: Fields | null,
  config: Fields | null,
  plan: Fields,
  path = "",
): string[] {
  return Object.entries(attributes).flatMap(([name, attribute]) =>
    planError(
      attribute,
      prior?.[name] ?? null,
      config?.[name] ?? null,
      plan[name] ?? null,
      `${path}.${name}`,
    ),
  );
}

function planError(attribute: Attribute, prior: Value, config: Value, plan: Value, path: string): string[] {
  const { type } = attribute;
  const key = canonical(type, plan);
  if (key === canonical(type, config)) return [];
  if (key === canonical(type, prior) && !isNull(prior) && !isNull(config)) return [];
  if (attribute.writeOnly) return isNull(plan) ? [] : [`${path}: write-only value planned`];
  if (isComputed(attribute) && !isOptional(attribute)) return [];
  if (isNull(config)) return isComputed(attribute) ? [] : [`${path}: planned but not configured`];
  if (type.kind !== "object") return [`${path}: differs from configuration and state`];
  return nestedPlanErrors(type, prior, config, plan, path);
}

function nestedPlanErrors(
  { attributes, nesting }: Nested,
  prior: Value,
  config: Value,
  plan: Value,
  path: string,
): string[] {
  if (isNull(plan)) return [`${path}: absent but configured`];
  if (!has(plan) || !has(config)) return [`${path}: unknown but configured`];
  const before = has(prior) ? prior : {};
  const one = (key: string | number) => {
    const [a, b, c] = [before[key], config[key], plan[key]];
    if (!has(c) || !has(b))
      return canonicalObject(attributes, b) === canonicalObject(attributes, c) ? [] : [`${path}[${key}]`];
    return planErrors(attributes, has(a) ? a : null, b, c, `${path}[${key}]`);
  };
  if (nesting === "single") return planErrors(attributes, has(prior) ? prior : null, config, plan, path);
  const keys = Object.keys(plan);
  if (keys.length !== Object.keys(config).length) return [`${path}: another count`];
  if (nesting === "set") return [];
  return keys.flatMap((element) =>
    element in config ? one(element) : [`${path}: ${element} not configured`],
  );
}
