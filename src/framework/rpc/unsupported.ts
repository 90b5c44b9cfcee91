import { type FrameworkCode, kitCode } from "../errors";
import type { Runtime } from "./runtime";

interface Named {
  type_name?: string;
  source_type_name?: string;
  target_type_name?: string;
}

/** Responses an RPC for something the provider has none of with an error that says so. */
function refuse(code: FrameworkCode, summary: string, detail: (request: Named) => string) {
  return (runtime: Runtime, request: Named) =>
    runtime.respond((diagnostics) => {
      diagnostics.report({ severity: "error", code: kitCode(code), summary, detail: detail(request) });
      return {};
    }, {});
}

const ephemeral = refuse(
  "TYPE_UNKNOWN",
  "Unknown ephemeral resource type",
  ({ type_name }) => `This provider has no ephemeral resource type ${type_name}.`,
);
/** The answers for what this kit does not offer. */
export const unsupported = {
  MoveResourceState: refuse(
    "UNSUPPORTED",
    "Move not supported",
    ({ source_type_name, target_type_name }) =>
      `The state of a ${source_type_name} can't become that of a ${target_type_name}. Remove the moved block, and import or create the resource instead.`,
  ),
  GenerateResourceConfig: refuse(
    "UNSUPPORTED",
    "Configuration can't be generated",
    ({ type_name }) => `This provider leaves it to Terraform to write the configuration of a ${type_name}.`,
  ),
  ValidateEphemeralResourceConfig: ephemeral,
  OpenEphemeralResource: ephemeral,
  RenewEphemeralResource: ephemeral,
  CloseEphemeralResource: ephemeral,
};
