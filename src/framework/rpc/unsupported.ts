import type { Runtime } from "./runtime";

interface Named {
  type_name?: string;
  action_type?: string;
  source_type_name?: string;
  target_type_name?: string;
}

/** Responses an RPC for something the provider has none of with an error that says so. */
function refuse(summary: string, detail: (request: Named) => string) {
  return (runtime: Runtime, request: Named) =>
    runtime.respond((diagnostics) => {
      diagnostics.error(summary, detail(request));
      return {};
    }, {});
}

const ephemeral = refuse(
  "Unknown ephemeral resource type",
  ({ type_name }) => `This provider has no ephemeral resource type ${type_name}.`,
);
const action = refuse(
  "Unknown action type",
  ({ type_name, action_type }) => `This provider has no action type ${type_name ?? action_type}.`,
);

/** The answers for what this kit does not offer. Streaming RPCs are not here: gRPC itself answers UNIMPLEMENTED. */
export const unsupported = {
  MoveResourceState: refuse(
    "Move not supported",
    ({ source_type_name, target_type_name }) =>
      `The state of a ${source_type_name} can't become that of a ${target_type_name}. Remove the moved block, and import or create the resource instead.`,
  ),
  UpgradeResourceIdentity: refuse(
    "Resource identity not supported",
    ({ type_name }) => `The resource type ${type_name} has no identity.`,
  ),
  GenerateResourceConfig: refuse(
    "Configuration can't be generated",
    ({ type_name }) => `This provider leaves it to Terraform to write the configuration of a ${type_name}.`,
  ),
  ValidateEphemeralResourceConfig: ephemeral,
  OpenEphemeralResource: ephemeral,
  RenewEphemeralResource: ephemeral,
  CloseEphemeralResource: ephemeral,
  ValidateListResourceConfig: refuse(
    "Unknown list resource type",
    ({ type_name }) => `This provider has no list resource type ${type_name}.`,
  ),
  PlanAction: action,
  ValidateActionConfig: action,
};
