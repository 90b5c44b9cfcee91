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

/** The cty type in its JSON form; undefined for nested attributes, which have none. */
export function ctyType(type: AttributeType): string | [string, string] | undefined {
  if (type.kind === "object") return undefined;
  return "element" in type ? [type.kind, type.element] : type.kind;
}

/** `tfplugin6.Schema` */
export function wireSchema({ version, description, attributes }: Schema, role: SchemaRole) {
  return {
    version,
    block: {
      version,
      attributes: wireAttributes(attributes, role),
      description,
      description_kind: "MARKDOWN",
    },
  };
}

function wireAttributes(attributes: Attributes, role: SchemaRole): object[] {
  return Object.entries(attributes).map(([name, attribute]) => {
    const { type, description, sensitive, deprecated, writeOnly } = attribute;
    return {
      name,
      ...(type.kind === "object"
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
