import { DiagnosticList, type Diagnostics } from "../diagnostics";
import { AlreadyReported, kitCode } from "../errors";
import { type AttributePath, formatPath, type PathStep, pathOf, type Trail } from "../path";
import { layoutOf } from "../plan/layout";
import type { Fields } from "../plan/walk";
import type { Attribute, Attributes, AttributeType, Schema } from "../schema/types";
import type { ValidatorContext } from "../schema/validators";
import { objectCodec } from "../values/codec";
import type { DynamicValue } from "../values/dynamic";
import { UNKNOWN } from "../values/unknown";
import type { Runtime } from "./runtime";

/** `tfplugin6.ValidateResourceConfig.Request`, and those of data sources and providers. */
export interface ValidateRequest {
  type_name?: string;
  config?: DynamicValue | null;
  client_capabilities?: { write_only_attributes_allowed?: boolean } | null;
}

interface Validated {
  schema: Schema;
  validate?(config: never, context: never): void | Promise<void>;
}

export function validateResourceConfig(runtime: Runtime, request: ValidateRequest) {
  const allowed = request.client_capabilities?.write_only_attributes_allowed === true;
  return validateConfig(
    runtime,
    () => runtime.resource(request.type_name ?? "").definition,
    request,
    allowed,
  );
}

export function validateDataResourceConfig(runtime: Runtime, request: ValidateRequest) {
  return validateConfig(runtime, () => runtime.dataSource(request.type_name ?? "").definition, request, true);
}

export function validateActionConfig(runtime: Runtime, request: ValidateRequest) {
  return validateConfig(runtime, () => runtime.action(request.type_name ?? "").definition, request, true);
}

export function validateListResourceConfig(runtime: Runtime, request: ValidateRequest) {
  return validateConfig(
    runtime,
    () => runtime.listResource(request.type_name ?? "").definition,
    request,
    true,
  );
}

export function validateProviderConfig(runtime: Runtime, request: ValidateRequest) {
  return validateConfig(runtime, () => runtime.provider, request, true);
}

function validateConfig(
  runtime: Runtime,
  find: () => Validated,
  { config }: ValidateRequest,
  writeOnlyAllowed: boolean,
) {
  return runtime.respond(async (diagnostics) => {
    const definition = find();
    const { attributes } = definition.schema;
    const value = runtime.decode({ attributes, codec: objectCodec(attributes) }, config);
    if (value !== null) await checkRules(runtime, definition, value, diagnostics, writeOnlyAllowed);
    return {};
  }, {});
}

/** Asks every rule of a schema, and those about the configuration as a whole. */
async function checkRules(
  runtime: Runtime,
  { schema, validate }: Validated,
  config: Fields,
  diagnostics: Diagnostics,
  writeOnlyAllowed: boolean,
): Promise<void> {
  const found = new DiagnosticList();
  validateObject(schema.attributes, config, {
    trail: undefined,
    diagnostics: found,
    hidden: false,
    writeOnlyAllowed,
  });
  for (const item of found.items) {
    diagnostics.report({ ...item, code: item.code ?? kitCode("VALUE_INVALID") });
  }
  await validate?.(config as never, { diagnostics, log: runtime.log } as never);
}

/**
 * Asks the rules once more, on what is planned or applied. Core puts the values that `ignore_changes` names back after
 * it had the configuration validated, so this may be a mixture that was never validated.
 * @throws AlreadyReported where a rule is broken; the diagnostics say which
 */
export async function requireRules(
  runtime: Runtime,
  definition: Validated,
  config: Fields,
  diagnostics: DiagnosticList,
): Promise<void> {
  const found = new DiagnosticList();
  await checkRules(runtime, definition, config, found, true);
  const errors = found.items.filter(({ severity }) => severity === "error");
  // Warnings were shown when the configuration was validated.
  for (const error of errors) diagnostics.report(error);
  if (errors.length > 0) throw new AlreadyReported();
}

interface Place {
  readonly trail: Trail | undefined;
  readonly diagnostics: Diagnostics;
  /** Whether an attribute around it is sensitive. */
  readonly hidden: boolean;
  readonly writeOnlyAllowed: boolean;
}

function validateObject(attributes: Attributes, object: Fields, place: Place): void {
  const { diagnostics, writeOnlyAllowed } = place;
  for (const { name, attribute } of layoutOf(attributes).fields) {
    const hidden = place.hidden || attribute.sensitive || attribute.writeOnly;
    const trail = { parent: place.trail, step: name };
    validateAttribute(attribute, object[name], object, { trail, diagnostics, hidden, writeOnlyAllowed });
  }
}

function validateAttribute(attribute: Attribute, value: unknown, siblings: Fields, place: Place): void {
  if (value !== null) checkUse(attribute, place);
  if (!rightlySet(attribute, value, place) || value === UNKNOWN) return;
  if (value !== null && !elementsPresent(attribute, value, place)) return;
  for (const validator of attribute.validators) {
    if (value !== null || validator.alsoNull === true) {
      validator.validate(value, contextAt(attribute, siblings, place, pathOf(place.trail)));
    }
  }
  if (value !== null && attribute.type.kind === "object") validateNested(attribute, value, place);
}

/** What is wrong with configuring the attribute at all. */
function checkUse(
  { deprecated, writeOnly }: Attribute,
  { trail, diagnostics, writeOnlyAllowed }: Place,
): void {
  if (deprecated !== undefined) {
    const path = pathOf(trail);
    diagnostics.report({
      severity: "warning",
      code: kitCode("ATTRIBUTE_DEPRECATED"),
      summary: "Deprecated attribute",
      detail: `${formatPath(path)} is deprecated: ${deprecated}`,
      path,
    });
  }
  if (writeOnly && !writeOnlyAllowed) {
    const path = pathOf(trail);
    const detail = `${formatPath(path)} is write-only, which needs Terraform 1.11 or newer.`;
    diagnostics.report({
      severity: "error",
      code: kitCode("UNSUPPORTED"),
      summary: "Write-only attribute not supported",
      detail,
      path,
    });
  }
}

function validateNested(attribute: Attribute, value: unknown, place: Place): void {
  const { attributes } = attribute.type as Extract<AttributeType, { kind: "object" }>;
  if (isSingle(attribute)) {
    validateObject(attributes, value as Fields, place);
    return;
  }
  for (const [step, object] of elements(attribute, value)) {
    const trail = { parent: place.trail, step };
    if (object !== UNKNOWN) validateObject(attributes, object as Fields, { ...place, trail });
  }
}

/** Core looks only at whether an argument is written: not at its being null, and not at nested attributes. */
function rightlySet({ mode }: Attribute, value: unknown, { trail, diagnostics }: Place): boolean {
  if (mode === "required" && value === null) {
    const path = pathOf(trail);
    diagnostics.report({
      severity: "error",
      summary: "Missing attribute",
      detail: `${formatPath(path)} is required, but it is null: set it.`,
      path,
    });
    return false;
  }
  if (mode === "computed" && value !== null) {
    const path = pathOf(trail);
    const detail = `${formatPath(path)} is decided by the provider: remove it from the configuration.`;
    diagnostics.report({
      severity: "error",
      summary: "Read-only attribute",
      detail,
      path,
    });
    return false;
  }
  return true;
}

function contextAt(
  attribute: Attribute,
  siblings: Fields,
  place: Place,
  path: AttributePath,
): ValidatorContext {
  return {
    path,
    siblings,
    diagnostics: place.diagnostics,
    show: (value) => (place.hidden ? "(sensitive value)" : JSON.stringify(value)),
    elements: (value) => elements(attribute, value),
    at: (step) => contextAt(attribute, siblings, place, [...path, step]),
  };
}

/** The parts of a collection, each with its step. */
function elements({ type }: Attribute, value: unknown): [PathStep, unknown][] {
  if (!Array.isArray(value)) return Object.entries(value as Fields).map(([key, inner]) => [{ key }, inner]);
  const set = type.kind === "set" || (type.kind === "object" && type.nesting === "set");
  return value.map((inner, index) => [set ? { value: inner } : index, inner]);
}

function isSingle({ type }: Attribute): boolean {
  return type.kind === "object" && type.nesting === "single";
}

/** Terraform lets null stand in a collection; no handler has a use for it. */
function elementsPresent(attribute: Attribute, value: unknown, { trail, diagnostics }: Place): boolean {
  if (typeof value !== "object" || isSingle(attribute)) return true;
  if (!Object.values(value as Fields).includes(null)) return true;
  for (const [step, element] of elements(attribute, value)) {
    if (element !== null) continue;
    const path = [...pathOf(trail), step];
    diagnostics.report({
      severity: "error",
      summary: "Null element",
      detail: `${formatPath(path)} is null: remove it or give it a value.`,
      path,
    });
  }
  return false;
}
