import type { Attribute, Attributes, Schema } from "./types";

/** Names Terraform itself uses in resource, data and provider blocks. */
const RESERVED = new Set([
  "count",
  "for_each",
  "depends_on",
  "lifecycle",
  "provider",
  "provisioner",
  "connection",
]);

/**
 * Makes a schema and checks it: a mistake in a schema is a mistake in the program, so it throws at once.
 * @throws Error naming the attribute and the rule it breaks
 */
export function schema<A extends Attributes>(definition: {
  version?: number;
  description: string;
  attributes: A;
}): Schema<A> {
  const { version = 0, description, attributes } = definition;
  for (const name of Object.keys(attributes)) {
    if (RESERVED.has(name)) throw new Error(`schema: attribute ${name}: the name is reserved by Terraform`);
  }
  checkAttributes(attributes, "");
  return { version, description, attributes };
}

function checkAttributes(attributes: Attributes, parent: string): void {
  for (const [name, attribute] of Object.entries(attributes)) {
    const path = parent === "" ? name : `${parent}.${name}`;
    const problem = problemOf(name, attribute);
    if (problem !== undefined) throw new Error(`schema: attribute ${path}: ${problem}`);
    if (attribute.type.kind !== "object") continue;
    const { attributes: inner } = attribute.type;
    if (attribute.block === undefined && Object.values(inner).some((each) => each.block !== undefined)) {
      throw new Error(`schema: attribute ${path}: a nested attribute can't hold a block`);
    }
    checkAttributes(inner, path);
  }
}

function problemOf(
  name: string,
  { mode, description, writeOnly, ...attribute }: Attribute,
): string | undefined {
  if (!/^[a-z_][a-z0-9_]*$/.test(name)) return "a name has lower-case letters, digits and underscores only";
  if (description.trim() === "") return "needs a description";
  if ((mode === "defaulted") !== (attribute.default !== undefined)) {
    return 'mode "defaulted" and the option "default" go together';
  }
  if (writeOnly && mode !== "required" && mode !== "optional") {
    return "a write-only attribute is required or optional, for the provider may not return a value for it";
  }
  if (writeOnly && attribute.type.kind === "set") return "a set can't be write-only";
  if (attribute.type.kind === "object" && attribute.type.nesting === "set") {
    if (holdsWriteOnly(attribute.type.attributes)) return "a set can't hold a write-only attribute";
  }
  return undefined;
}

function holdsWriteOnly(attributes: Attributes): boolean {
  return Object.values(attributes).some(
    ({ type, writeOnly }) => writeOnly || (type.kind === "object" && holdsWriteOnly(type.attributes)),
  );
}

/** @throws Error where the provider would have to fill something in, in a schema of what has no state */
export function requireConfigOnly(what: string, { attributes }: Schema): void {
  for (const [name, { mode, type }] of Object.entries(attributes)) {
    if (mode === "computed" || mode === "optional_computed") {
      throw new Error(`schema: attribute ${name}: ${what} schemas have nothing computed`);
    }
    if (type.kind === "object") requireConfigOnly(what, { version: 0, description: "", ...type });
  }
}
