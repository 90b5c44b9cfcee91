import type { Attribute, Attributes, AttributeType, Schema } from "./types";

/** What a schema is for. A provider's configuration has no state, so a default is not computed there. */
export type SchemaRole = "provider" | "resource" | "data";

/** The flags by which core knows who sets an attribute. */
export interface ModeFlags {
  required?: true;
  optional?: true;
  computed?: true;
}

/** The flags of an attribute. What has a default is computed to core, for the provider fills it in. */
export function modeFlags({ mode }: Attribute, role: SchemaRole): ModeFlags {
  switch (mode) {
    case "required":
      return { required: true };
    case "optional":
      return { optional: true };
    case "computed":
      return { computed: true };
    case "optional_computed":
      return { optional: true, computed: true };
    case "defaulted":
      return role === "provider" ? { optional: true } : { optional: true, computed: true };
  }
}

/** A cty type in its JSON form. */
export type CtyType = string | readonly [string, CtyType | Readonly<Record<string, CtyType>>];

export function ctyType(type: AttributeType): CtyType {
  if (type.kind !== "object") return "element" in type ? [type.kind, type.element] : type.kind;
  const object: CtyType = [
    "object",
    Object.fromEntries(
      Object.entries(type.attributes).map(([name, attribute]) => [name, ctyType(attribute.type)]),
    ),
  ];
  return type.nesting === "single" ? object : [type.nesting, object];
}

/**
 * Whether an attribute goes to core as a nested one. What the provider alone computes goes as a plain object type where nothing in it
 * is sensitive: Terraform's test framework can't mock nested computed collections.
 */
export function isNestedAttribute({ type, mode, block }: Attribute): boolean {
  if (type.kind !== "object" || block !== undefined) return false;
  return mode !== "computed" || holdsSensitive(type.attributes);
}

function holdsSensitive(attributes: Attributes): boolean {
  return Object.values(attributes).some(
    ({ sensitive, type }) => sensitive || (type.kind === "object" && holdsSensitive(type.attributes)),
  );
}

/** `tfplugin6.Schema` */
export function wireSchema({ version, description, attributes }: Schema, role: SchemaRole) {
  return {
    version,
    block: { version, ...wireBlock(attributes, role), description, description_kind: "MARKDOWN" },
  };
}

function wireBlock(
  attributes: Attributes,
  role: SchemaRole,
): { attributes: object[]; block_types: object[] } {
  const blocks = Object.entries(attributes).filter(([, { block }]) => block !== undefined);
  return {
    attributes: wireAttributes(attributes, role),
    block_types: blocks.map(([type_name, { type, block, description, deprecated }]) => {
      const { nesting, attributes: inner } = type as Extract<AttributeType, { kind: "object" }>;
      return {
        type_name,
        block: {
          ...wireBlock(inner, role),
          description,
          description_kind: "MARKDOWN",
          deprecated: deprecated !== undefined,
        },
        nesting: nesting.toUpperCase(),
        min_items: block?.minItems,
        max_items: block?.maxItems,
      };
    }),
  };
}

function wireAttributes(attributes: Attributes, role: SchemaRole): object[] {
  const plain = Object.entries(attributes).filter(([, { block }]) => block === undefined);
  return plain.map(([name, attribute]) => {
    const { type, description, sensitive, deprecated, writeOnly } = attribute;
    return {
      name,
      ...(type.kind === "object" && isNestedAttribute(attribute)
        ? {
            nested_type: {
              attributes: wireAttributes(type.attributes, role),
              nesting: type.nesting.toUpperCase(),
            },
          }
        : { type: Buffer.from(JSON.stringify(ctyType(type))) }),
      description,
      description_kind: "MARKDOWN",
      ...modeFlags(attribute, role),
      sensitive,
      deprecated: deprecated !== undefined,
      write_only: writeOnly,
    };
  });
}
