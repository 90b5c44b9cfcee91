import type { AnyProvider } from "../definitions/index";
import type { Attribute, Attributes, AttributeType, Schema } from "./types";
import { ctyType, isNestedAttribute, modeFlags, type SchemaRole } from "./wire";

/**
 * The provider's schemas in the format that `terraform providers schema -json` prints.
 * @param source - the provider's address; by default `registry.terraform.io/NAME/NAME`
 */
export function schemaJson(provider: AnyProvider, source = defaultSource(provider)): object {
  const { resources, dataSources } = provider;
  return {
    format_version: "1.0",
    provider_schemas: {
      [source]: {
        provider: schemaObject(provider.schema, "provider"),
        resource_schemas: schemas(resources, "resource"),
        data_source_schemas: schemas(dataSources, "data"),
      },
    },
  };
}

function defaultSource({ name }: AnyProvider): string {
  return `registry.terraform.io/${name}/${name}`;
}

function schemas(definitions: Record<string, { schema: Schema }>, role: SchemaRole): object | undefined {
  const entries = sorted(definitions).map(([name, { schema }]) => [name, schemaObject(schema, role)]);
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

function schemaObject({ version, description, attributes }: Schema, role: SchemaRole): object {
  return {
    version,
    block: { ...blockObject(attributes, role), description, description_kind: "markdown" },
  };
}

function blockObject(attributes: Attributes, role: SchemaRole): object {
  const blocks = sorted(attributes).filter(([, { block }]) => block !== undefined);
  return {
    attributes: attributeObjects(attributes, role),
    ...(blocks.length === 0
      ? {}
      : { block_types: Object.fromEntries(blocks.map((entry) => blockType(entry, role))) }),
  };
}

function blockType(
  [name, { type, block, description }]: [string, Attribute],
  role: SchemaRole,
): [string, object] {
  const { nesting, attributes } = type as Extract<AttributeType, { kind: "object" }>;
  return [
    name,
    {
      nesting_mode: nesting,
      block: { ...blockObject(attributes, role), description, description_kind: "markdown" },
      ...(block?.minItems ? { min_items: block.minItems } : {}),
      ...(block?.maxItems ? { max_items: block.maxItems } : {}),
    },
  ];
}

function attributeObjects(attributes: Attributes, role: SchemaRole): object {
  return Object.fromEntries(
    sorted(attributes)
      .filter(([, { block }]) => block === undefined)
      .map(([name, attribute]) => [name, attributeObject(attribute, role)]),
  );
}

function attributeObject(attribute: Attribute, role: SchemaRole): object {
  const { type, description, sensitive, deprecated, writeOnly } = attribute;
  return {
    ...(type.kind === "object" && isNestedAttribute(attribute)
      ? { nested_type: { attributes: attributeObjects(type.attributes, role), nesting_mode: type.nesting } }
      : { type: ctyType(type) }),
    description,
    description_kind: "markdown",
    ...(deprecated === undefined ? {} : { deprecated: true }),
    ...modeFlags(attribute, role),
    ...(sensitive ? { sensitive: true } : {}),
    ...(writeOnly ? { write_only: true } : {}),
  };
}

function sorted<T>(record: Record<string, T>): [string, T][] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
}
