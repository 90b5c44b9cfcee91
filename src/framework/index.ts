/**
 * A kit for Terraform providers in TypeScript: define schemas and handlers, and `serve` speaks the Terraform plugin
 * protocol 6 for them. It knows nothing of any particular provider.
 */
export * from "./definitions/index";
export { type Diagnostic, DiagnosticError, type Diagnostics } from "./diagnostics";
export { AlreadyReported, DeadlineExceeded, FRAMEWORK_CODES, StopRequested } from "./errors";
export { type AttributePath, formatPath, type PathStep } from "./path";
export { privateRecord } from "./rpc/private";
export { type AttributeOptions, attr, block } from "./schema/attributes";
export { parseDuration } from "./schema/duration";
export { schemaJson } from "./schema/json";
export { modify, type PlanModifier, type PlanModifierRequest } from "./schema/modifiers";
export { schema } from "./schema/schema";
export type {
  Attribute,
  Attributes,
  AttributeType,
  Config,
  Desired,
  Mode,
  Nested,
  Nesting,
  Planned,
  Schema,
  State,
} from "./schema/types";
export { type Validator, type ValidatorContext, validate } from "./schema/validators";
export { type LazyProvider, serve } from "./server/serve";
export { printable } from "./values/text";
export { hasUnknown, isUnknown, UNKNOWN, type Unknown } from "./values/unknown";
