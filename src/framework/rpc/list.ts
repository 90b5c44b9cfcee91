import type { ListedResource } from "../definitions/index";
import { DiagnosticError, DiagnosticList } from "../diagnostics";
import { kitCode } from "../errors";
import type { Fields } from "../plan/walk";
import type { DynamicValue } from "../values/dynamic";
import { hasUnknown } from "../values/unknown";
import { makeContext } from "./context";
import { fillDefaults } from "./defaults";
import { encodeIdentity } from "./identity";
import type { OpenOperation } from "./operations";
import { PrivateData } from "./private";
import { invalidRequest, requireWhole } from "./request";
import type { Runtime } from "./runtime";
import { bug } from "./thrown";
import { requireRules } from "./validate";

/** `tfplugin6.ListResource.Request` */
export interface ListRequest {
  type_name: string;
  config?: DynamicValue | null;
  include_resource_object?: boolean;
  limit?: number;
}

/** Lists resources, as Terraform takes them. What goes wrong is the last event. */
export async function* listResource(
  runtime: Runtime,
  request: ListRequest,
  cancel: AbortSignal,
): AsyncGenerator<object> {
  const diagnostics = new DiagnosticList();
  let operation: OpenOperation | undefined;
  try {
    operation = runtime.operations.open(undefined, cancel);
    for await (const found of list(runtime, request, operation.signal, diagnostics)) yield found;
  } catch (error) {
    runtime.report(error, diagnostics, operation?.signal);
  } finally {
    operation?.close();
  }
  const rest = runtime.toWire(diagnostics);
  if (rest.length > 0) yield { diagnostic: rest };
}

async function* list(
  runtime: Runtime,
  request: ListRequest,
  signal: AbortSignal,
  diagnostics: DiagnosticList,
): AsyncGenerator<object> {
  const listed = runtime.listResource(request.type_name);
  // A list without a configuration is one with an empty one.
  const config = runtime.decode(listed, request.config) ?? (listed.codec.decode({}) as Fields);
  if (hasUnknown(config)) throw invalidRequest(listed, "known values");
  requireWhole(listed, { config }, "required");
  await requireRules(runtime, listed.definition, config, diagnostics);
  const context = makeContext(runtime, { diagnostics, privateData: new PrivateData(undefined) }, signal);
  const limit = request.limit !== undefined && request.limit > 0 ? request.limit : Number.POSITIVE_INFINITY;
  const wanted = {
    config: fillDefaults(listed.attributes, config),
    includeResource: request.include_resource_object === true,
    limit,
  };
  let count = 0;
  for await (const found of listed.definition.list(wanted, context)) {
    yield event(runtime, request.type_name, found, wanted.includeResource);
    count += 1;
    if (count >= limit) return;
  }
}

function event(
  runtime: Runtime,
  type: string,
  { identity, displayName, resource, diagnostics: items = [] }: ListedResource,
  includeResource: boolean,
): object {
  const managed = runtime.resource(type);
  if (includeResource && resource === undefined) {
    throw new DiagnosticError({
      code: kitCode("PROVIDER_BUG"),
      summary: "Provider listed no resource",
      detail: bug(`${type}: ${displayName} was listed without its attributes, which were asked for.`),
    });
  }
  const about = new DiagnosticList();
  for (const item of items) about.report(item);
  return {
    identity: encodeIdentity(runtime, managed, identity),
    display_name: displayName,
    ...(includeResource ? { resource_object: runtime.encode(managed, resource) } : {}),
    diagnostic: runtime.toWire(about),
  };
}
