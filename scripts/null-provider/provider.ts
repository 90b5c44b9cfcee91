import { randomBytes } from "node:crypto";
import { attr, defineDataSource, defineProvider, defineResource, modify, schema } from "../../src/framework";

/** `hashicorp/null` 3.2, with exactly its schema: see README.md. Source: https://registry.terraform.io/providers/hashicorp/null/3.2.4/docs */

/** A random number, as the original gives its objects. */
const newId = () => randomBytes(8).readBigInt64BE().toString().replace("-", "");

const nullResource = defineResource({
  schema: schema({
    description: "A resource that does nothing.",
    attributes: {
      id: attr.string("computed", { description: "Id.", planModifiers: [modify.useStateForUnknown()] }),
      triggers: attr.map("string", "optional", {
        description: "A change of a value replaces the resource.",
        planModifiers: [modify.requiresReplace()],
      }),
    },
  }),
  create: async ({ plan }) => ({ ...plan, id: newId() }) as never,
  read: async ({ state }) => state,
  update: async ({ plan }) => plan as never,
  delete: async () => {},
  importState: { unsupported: "It can't be imported." },
});

const nullDataSource = defineDataSource({
  schema: schema({
    description: "A data source that does nothing.",
    attributes: {
      id: attr.string("computed", { description: "Id." }),
      inputs: attr.map("string", "optional", { description: "Inputs." }),
      outputs: attr.map("string", "computed", { description: "The inputs." }),
      random: attr.string("computed", { description: "A random value." }),
      has_computed_default: attr.string("optional_computed", { description: "A default." }),
    },
  }),
  read: async ({ config }) =>
    ({
      ...config,
      id: "static",
      outputs: config.inputs,
      random: newId(),
      has_computed_default: config.has_computed_default ?? "default",
    }) as never,
});

export const nullProvider = defineProvider({
  name: "null",
  version: "3.2.4",
  schema: schema({ description: "Constructs that do nothing.", attributes: {} }),
  configure: () => ({}),
  resources: { null_resource: nullResource },
  dataSources: { null_data_source: nullDataSource },
});
