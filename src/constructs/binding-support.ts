import type { Construct } from "constructs";
import { ConstructError } from "./errors";

/**
 * What the generated bindings are made lighter with: synth of a thousand resources spends more time on
 * attributes that are not set than on those that are.
 */

interface Reference<V> {
  internalValue: V | undefined;
}

/**
 * Stands before the reference to a nested attribute and keeps its value until the reference itself is asked
 * for, which is rare: making one records a stack trace.
 */
export class LazyReference<R extends Reference<V>, V = R["internalValue"]> {
  private value: V | undefined;
  private made: R | undefined;

  constructor(private readonly make: () => R) {}

  get internalValue(): V | undefined {
    return this.made ? this.made.internalValue : this.value;
  }

  set internalValue(value: V | undefined) {
    if (this.made) this.made.internalValue = value;
    else this.value = value;
  }

  get reference(): R {
    if (!this.made) {
      this.made = this.make();
      this.made.internalValue = this.value;
    }
    return this.made;
  }
}

/**
 * The attributes that are set. CDKTF leaves out the others too, but only after it has searched each of their
 * names for tokens, three times.
 */
export function onlySet(attributes: Record<string, unknown>): Record<string, unknown> {
  for (const name of Object.keys(attributes)) {
    if (attributes[name] === undefined) delete attributes[name];
  }
  return attributes;
}

/** What every resource and data source takes besides its own properties. */
export const META = {
  connection: true,
  count: true,
  dependsOn: true,
  forEach: true,
  lifecycle: true,
  provider: true,
  provisioners: true,
} as const;

const CHECKED = Symbol("cdktf-dbkill.checked");

/** Marks what a construct has checked itself; copies by spread keep the mark. A binding takes its own part of such properties. */
export function alreadyChecked<T extends object>(config: T): T {
  return { ...config, [CHECKED]: true };
}

/** Names of properties; those of an object or of each object in a list are nested. */
export interface PropertyNames {
  readonly [name: string]: true | PropertyNames;
}

/**
 * Refuses a property that a binding does not know: CDKTF drops it silently, so a misspelt `maxKills` would limit nothing.
 * What is a token, or no object, is left to CDKTF and the provider.
 *
 * @throws ConstructError `DBKILL_PROPERTY_UNKNOWN`
 */
export function refuseUnknown(
  scope: Construct,
  binding: string,
  config: unknown,
  names: PropertyNames,
): void {
  if (typeof config === "object" && config !== null && CHECKED in config) return;
  const path = unknownIn(config, names);
  if (path === undefined) return;
  throw new ConstructError(`${scope.node.path}: ${binding}`, [
    {
      code: "DBKILL_PROPERTY_UNKNOWN",
      path,
      text: `${path} is not a known property, and would have no effect. Correct or remove it.`,
    },
  ]);
}

function unknownIn(value: unknown, names: PropertyNames): string | undefined {
  if (typeof value !== "object" || value === null || "resolve" in value || "fqn" in value) return undefined;
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      const path = unknownIn(item, names);
      if (path !== undefined) return `[${index}].${path}`;
    }
    return undefined;
  }
  for (const [name, item] of Object.entries(value)) {
    const known = Object.hasOwn(names, name) ? names[name]! : undefined;
    if (known === undefined) return name;
    const path = known === true ? undefined : unknownIn(item, known);
    if (path !== undefined) return path.startsWith("[") ? `${name}${path}` : `${name}.${path}`;
  }
  return undefined;
}
