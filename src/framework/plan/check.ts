import { type AttributePath, formatPath, pathOf, type Trail } from "../path";
import type { Attribute, Attributes, AttributeType } from "../schema/types";
import { equal } from "../values/equal";
import { hasUnknown, UNKNOWN } from "../values/unknown";
import { layoutOf } from "./layout";
import { children, type Fields, type Triple } from "./walk";

/** Something a handler must not do, and where. */
export interface Violation {
  readonly path: AttributePath;
  readonly problem: string;
}

/**
 * What core will not accept in a plan: what the user sets must be kept as it is (or as it was stored), and what the
 * user leaves out may be filled in only where the schema says that the provider computes it.
 */
export function planViolations(attributes: Attributes, triple: Triple): Violation[] {
  const found: Violation[] = [];
  checkPlan(attributes, triple, undefined, found);
  return found;
}

function checkPlan(
  attributes: Attributes,
  triple: Triple,
  parent: Trail | undefined,
  found: Violation[],
): void {
  for (const { name, attribute } of layoutOf(attributes).fields) {
    checkAttribute(attribute, name, triple, { parent, step: name }, found);
  }
}

function checkAttribute(
  attribute: Attribute,
  name: string,
  triple: Triple,
  trail: Trail,
  found: Violation[],
): void {
  const { type, mode, writeOnly } = attribute;
  const planned = triple.plan[name] ?? null;
  const config = triple.config?.[name] ?? null;
  const prior = triple.prior?.[name] ?? null;
  const report = (problem: string) => found.push({ path: pathOf(trail), problem });
  if (writeOnly) {
    if (planned !== null) report("is write-only, so it must be null in a plan");
    return;
  }
  if (mode === "computed" || equal(type, planned, config)) return;
  if (prior !== null && config !== null && equal(type, planned, prior)) return;
  if (config === null) {
    if (mode === "required" || mode === "optional") {
      report("is not configured, so it must be null in the plan: it is not computed");
    }
    return;
  }
  if (!sameShape(type, planned, config)) {
    report("is configured, so the plan must keep the configured or the stored value");
    return;
  }
  if (type.kind === "object" && type.nesting === "set") return;
  for (const child of children(attribute, triple, name, trail)) {
    checkPlan(child.attributes, child.triple, child.trail, found);
  }
}

/** Whether both are objects, as many and with the same keys. */
function sameShape(type: AttributeType, planned: unknown, config: unknown): boolean {
  if (type.kind !== "object" || planned === null || planned === UNKNOWN || config === UNKNOWN) return false;
  if (type.nesting === "single") return true;
  if (size(planned) !== size(config)) return false;
  return (
    type.nesting !== "map" ||
    Object.keys(config as Fields).every((key) => Object.hasOwn(planned as Fields, key))
  );
}

function size(value: unknown): number {
  return Array.isArray(value) ? value.length : Object.keys(value as Fields).length;
}

/**
 * What core will not accept of apply: a value that was planned must come out as planned; only what was unknown is
 * free, and that must be known now.
 */
export function applyViolations(attributes: Attributes, planned: Fields, actual: Fields): Violation[] {
  return objectViolations(attributes, planned, actual, []);
}

function objectViolations(
  attributes: Attributes,
  planned: Fields,
  actual: Fields,
  path: AttributePath,
): Violation[] {
  return Object.entries(attributes).flatMap(([name, { type }]) =>
    valueViolations(type, planned[name] ?? null, actual[name] ?? null, [...path, name]),
  );
}

function valueViolations(
  type: AttributeType,
  planned: unknown,
  actual: unknown,
  path: AttributePath,
): Violation[] {
  if (planned === UNKNOWN || equal(type, planned, actual)) return [];
  if (actual === UNKNOWN) return [];
  if (planned === null) return [{ path, problem: "was planned as null, but apply returned a value" }];
  if (actual === null) return [{ path, problem: "was planned with a value, but apply returned null" }];
  const other = [{ path, problem: "came out different from the planned value" }];
  switch (type.kind) {
    case "list":
    case "map":
      return partsMatch(planned, actual) ? [] : other;
    case "set":
      return setsMatch(planned as unknown[], actual as unknown[], (a, b) => a === UNKNOWN || a === b)
        ? []
        : other;
    case "object":
      return nestedViolations(type, planned, actual, path, other);
    default:
      return other;
  }
}

function nestedViolations(
  { attributes, nesting }: Extract<AttributeType, { kind: "object" }>,
  planned: unknown,
  actual: unknown,
  path: AttributePath,
  other: Violation[],
): Violation[] {
  const compare = (a: unknown, b: unknown, at: AttributePath): Violation[] => {
    if (a === UNKNOWN || a === b) return [];
    if (a === null || b === null) return [{ path: at, problem: "came out different from the planned value" }];
    return objectViolations(attributes, a as Fields, b as Fields, at);
  };
  if (nesting === "single") return compare(planned, actual, path);
  if (nesting === "set") {
    const matches = (a: unknown, b: unknown) => compare(a, b, path).length === 0;
    return setsMatch(planned as unknown[], actual as unknown[], matches) ? [] : other;
  }
  if (size(planned) !== size(actual)) return other;
  if (nesting === "list") {
    return (planned as unknown[]).flatMap((inner, index) =>
      compare(inner, (actual as unknown[])[index], [...path, index]),
    );
  }
  return Object.entries(planned as Fields).flatMap(([key, inner]) =>
    Object.hasOwn(actual as Fields, key)
      ? compare(inner, (actual as Fields)[key], [...path, { key }])
      : other,
  );
}

function partsMatch(planned: unknown, actual: unknown): boolean {
  const before = Object.entries(planned as Fields);
  return (
    before.length === size(actual) &&
    before.every(
      ([key, value]) =>
        Object.hasOwn(actual as Fields, key) && (value === UNKNOWN || value === (actual as Fields)[key]),
    )
  );
}

/** Elements of sets have no key: each must match some element of the other side, and none may be added. */
function setsMatch(
  planned: unknown[],
  actual: unknown[],
  matches: (a: unknown, b: unknown) => boolean,
): boolean {
  return (
    actual.length <= planned.length &&
    planned.every((a) => actual.some((b) => matches(a, b))) &&
    actual.every((b) => planned.some((a) => matches(a, b)))
  );
}

/** Where a value that must be known is not. */
export function unknownPaths(value: unknown, path: AttributePath = []): AttributePath[] {
  if (!hasUnknown(value)) return [];
  if (value === UNKNOWN) return [path];
  if (Array.isArray(value)) return value.flatMap((inner, index) => unknownPaths(inner, [...path, index]));
  return Object.entries(value as Fields).flatMap(([name, inner]) => unknownPaths(inner, [...path, name]));
}

/** A violation as a sentence. */
export function sentence({ path, problem }: Violation): string {
  return `${formatPath(path)} ${problem}.`;
}
