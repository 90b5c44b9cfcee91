import type { Attribute, Attributes } from "../schema/types";
import { equal } from "../values/equal";
import { UNKNOWN } from "../values/unknown";
import type { Fields } from "./walk";

/**
 * The configuration that would lead to this plan: what is planned, without what only the provider decides. It differs from what is
 * written where `ignore_changes` or the provider keeps a stored value.
 * @param config - as written; tells a default and a computed value apart from a configured one, and holds write-only values
 */
export function effectiveConfig(
  attributes: Attributes,
  plan: Readonly<Fields>,
  config: Readonly<Fields> | null,
): Fields {
  const result: Fields = {};
  for (const name in attributes) {
    result[name] = effectiveValue(attributes[name]!, plan[name] ?? null, config?.[name] ?? null);
  }
  return result;
}

function effectiveValue(attribute: Attribute, plan: unknown, config: unknown): unknown {
  const { type, mode, writeOnly } = attribute;
  if (writeOnly) return config;
  if (mode === "computed" || (mode === "optional_computed" && config === null)) return null;
  if (mode === "defaulted" && config === null && equal(type, plan, attribute.default)) return null;
  // Where the user's value is unknown, so is what is planned for it; a provider may not decide it.
  if (type.kind !== "object" || plan === null || plan === UNKNOWN) return plan;
  const object = (inner: unknown, written: unknown) =>
    inner === null || inner === UNKNOWN
      ? inner
      : effectiveConfig(type.attributes, inner as Fields, isObject(written) ? written : null);
  if (type.nesting === "single") return object(plan, config);
  if (type.nesting === "map") {
    const entries = Object.entries(plan as Fields);
    return Object.fromEntries(
      entries.map(([key, inner]) => [
        key,
        object(inner, isObject(config) && Object.hasOwn(config, key) ? config[key] : null),
      ]),
    );
  }
  return (plan as unknown[]).map((inner, index) =>
    object(inner, Array.isArray(config) ? config[index] : null),
  );
}

function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null;
}
