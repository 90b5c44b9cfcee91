import type { AnyProvider } from "../definitions/index";
import { wireSchema } from "../schema/wire";
import type { Runtime } from "./runtime";

const SERVER_CAPABILITIES = {
  plan_destroy: true,
  get_provider_schema_optional: true,
  move_resource_state: false,
  generate_resource_config: false,
};

const prepared = new WeakMap<AnyProvider, object>();

/** All schemas, made once. */
export function getProviderSchema({ provider }: Runtime): object {
  let response = prepared.get(provider);
  if (response === undefined) {
    response = providerSchema(provider);
    prepared.set(provider, response);
  }
  return response;
}

function providerSchema({
  schema,
  resources,
  dataSources,
  actions = {},
  listResources = {},
}: AnyProvider): object {
  return {
    provider: wireSchema(schema, "provider"),
    resource_schemas: mapValues(resources, (resource) => wireSchema(resource.schema, "resource")),
    data_source_schemas: mapValues(dataSources, (dataSource) => wireSchema(dataSource.schema, "data")),
    // They have no state, so that a default is none of core's business, as in the provider's own configuration.
    action_schemas: mapValues(actions, (action) => ({ schema: wireSchema(action.schema, "provider") })),
    list_resource_schemas: mapValues(listResources, (list) => wireSchema(list.schema, "provider")),
    server_capabilities: SERVER_CAPABILITIES,
  };
}

/** What there is, without the schemas. */
export function getMetadata({ provider }: Runtime): object {
  const { resources, dataSources, actions = {}, listResources = {} } = provider;
  const names = (types: object) => Object.keys(types).map((type_name) => ({ type_name }));
  return {
    server_capabilities: SERVER_CAPABILITIES,
    resources: names(resources),
    data_sources: names(dataSources),
    actions: names(actions),
    list_resources: names(listResources),
  };
}

function mapValues<T, R>(record: Record<string, T>, convert: (value: T) => R): Record<string, R> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, convert(value)]));
}
