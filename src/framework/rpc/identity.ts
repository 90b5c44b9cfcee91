import type { AnyResource, IdentityAttribute } from "../definitions/index";
import { DiagnosticError, type DiagnosticList } from "../diagnostics";
import { kitCode } from "../errors";
import type { Fields } from "../plan/walk";
import { attr } from "../schema/attributes";
import type { Attributes } from "../schema/types";
import { type Codec, objectCodec } from "../values/codec";
import { type DynamicValue, decodeDynamic, decodeJson, encodeDynamic } from "../values/dynamic";
import type { Runtime, Served } from "./runtime";
import { bug } from "./thrown";

/** `tfplugin6.ResourceIdentityData` */
export interface IdentityData {
  identity_data?: DynamicValue | null;
}

/** The schemas of all identities. */
export function getResourceIdentitySchemas({ provider }: Runtime): object {
  const identity_schemas: Record<string, object> = {};
  for (const [type, { identity }] of Object.entries(provider.resources)) {
    if (identity === undefined) continue;
    const attributes = Object.entries(identity.attributes as Record<string, IdentityAttribute>);
    identity_schemas[type] = {
      version: identity.version ?? 0,
      identity_attributes: attributes.map(([name, attribute]) => ({
        name,
        type: Buffer.from(JSON.stringify(attribute.type)),
        required_for_import: attribute.optional !== true,
        optional_for_import: attribute.optional === true,
        description: attribute.description,
      })),
    };
  }
  return { identity_schemas };
}

/** `tfplugin6.UpgradeResourceIdentity.Request` */
export interface UpgradeIdentityRequest {
  type_name: string;
  version?: number;
  raw_identity?: { json?: Uint8Array } | null;
}

/** Brings a stored identity to the current schema; also called when the version is the same. */
export function upgradeResourceIdentity(runtime: Runtime, request: UpgradeIdentityRequest) {
  return runtime.respond<{ upgraded_identity?: IdentityData }>(() => {
    const served = runtime.resource(request.type_name);
    const codec = identityCodec(served);
    const version = served.definition.identity?.version ?? 0;
    if ((request.version ?? 0) !== version) {
      throw new DiagnosticError({
        code: kitCode("STATE_VERSION"),
        summary: "Identity of another version",
        detail: `The identity of ${served.name} has version ${request.version}, this provider knows ${version}. Use another version of the provider.`,
      });
    }
    const identity = codec.decode(decodeJson(request.raw_identity?.json ?? new Uint8Array()), true);
    return { upgraded_identity: { identity_data: encodeDynamic(codec, identity) } };
  }, {});
}

/**
 * The identity of a stored resource, to be put into a response; nothing where its type has none. A failure is reported, and does
 * not take the state with it.
 */
export function identityOf(
  runtime: Runtime,
  served: Served<AnyResource>,
  state: Fields | null,
  diagnostics: DiagnosticList,
): IdentityData | undefined {
  const { identity } = served.definition;
  if (identity === undefined || state === null) return undefined;
  try {
    return encodeIdentity(runtime, served, identity.of(state) as Fields);
  } catch (error) {
    runtime.report(error, diagnostics);
    return undefined;
  }
}

/** @throws DiagnosticError where it is not what its schema says */
export function encodeIdentity(
  runtime: Runtime,
  served: Served<AnyResource>,
  identity: Fields,
): IdentityData {
  const missing = missingOf(served, identity);
  if (missing !== undefined) {
    throw new DiagnosticError({
      code: kitCode("PROVIDER_BUG"),
      summary: "Provider made an incomplete identity",
      detail: bug(`${served.name}: the identity lacks ${missing}.`),
    });
  }
  return { identity_data: runtime.encode({ ...served, codec: identityCodec(served) }, identity) };
}

/**
 * The id by which a resource with this identity is imported; undefined where its type has no identity.
 * @throws DiagnosticError where the identity is incomplete
 */
export function importIdOf(served: Served<AnyResource>, { identity_data }: IdentityData): string | undefined {
  const { identity } = served.definition;
  if (identity === undefined) return undefined;
  const codec = identityCodec(served);
  const decoded = (decodeDynamic(codec, identity_data) ?? codec.decode({})) as Fields;
  const missing = missingOf(served, decoded);
  if (missing === undefined) return identity.importId(decoded);
  throw new DiagnosticError({
    code: kitCode("VALUE_INVALID"),
    summary: "Incomplete identity",
    detail: `${served.name}: the identity to import lacks ${missing}. Set it in the import block.`,
  });
}

/** The first required attribute that is null. */
function missingOf({ definition }: Served<AnyResource>, identity: Fields): string | undefined {
  const described = Object.entries(definition.identity?.attributes as Record<string, IdentityAttribute>);
  return described.find(
    ([name, { optional }]) => optional !== true && (identity[name] ?? null) === null,
  )?.[0];
}

const compiled = new WeakMap<object, Attributes>();

function identityCodec({ name, definition }: Served<AnyResource>): Codec {
  if (definition.identity === undefined) {
    throw new DiagnosticError({
      code: kitCode("UNSUPPORTED"),
      summary: "Resource identity not supported",
      detail: `The resource type ${name} has no identity.`,
    });
  }
  const described = definition.identity.attributes as Record<string, IdentityAttribute>;
  let attributes = compiled.get(described);
  if (attributes === undefined) {
    const entries = Object.entries(described).map(([key, { type, description }]) => [
      key,
      attr[type]("optional", { description }),
    ]);
    attributes = Object.fromEntries(entries) as Attributes;
    compiled.set(described, attributes);
  }
  return objectCodec(attributes);
}
