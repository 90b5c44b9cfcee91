import {
  type Context,
  type Diagnostic,
  DiagnosticError,
  type Diagnostics,
  isUnknown,
  type Unknown,
} from "../../framework";
import type { DasClient } from "../../vendors/huawei";
import type { ProviderClients } from "../provider-clients";
import { engineContext } from "../render";
import type { SwitchState } from "./schema";

/** While a switch is off, no kill task of the instance kills. */
export function warnOfOff(instance: string | Unknown, diagnostics: Diagnostics): void {
  diagnostics.report({
    severity: "warning",
    code: "DBKILL_SWITCH_TURNS_OFF",
    summary: `The kill switch of ${isUnknown(instance) ? "the instance" : instance} will be turned off`,
    detail:
      "While it is off, every kill task on the instance runs and kills nothing: those of this configuration, of others and of the console.",
    path: ["enabled"],
  });
}

/** Whether the vendor says that the instance does not exist. */
export function isGone(error: unknown, ctx: Context<ProviderClients>): boolean {
  return engineContext(ctx).classify(error)?.kind === "gone";
}

/** Refuses to take an instance for gone that was looked for in another project. */
export function requireProject(
  { instance_id: instance, project_id: before }: SwitchState,
  client: DasClient,
): void {
  if (before === null || before === client.projectId) return;
  throw new DiagnosticError({
    code: "DBKILL_TASK_OTHER_ACCOUNT",
    summary: `${instance} is not in the provider's project`,
    detail: `It was found in project ${before} before, and project ${client.projectId} in ${client.region} has no such instance. Set project_id in the provider's huawei block, or HW_PROJECT_ID, to ${before}. If the instance is gone for good, run terraform state rm.`,
    path: ["instance_id"],
  });
}

/** That the instance is gone. */
export function gone(instance: string, client: DasClient, error: unknown): Diagnostic {
  return {
    severity: "warning",
    code: "DBKILL_TASK_TARGET_GONE",
    summary: `${instance} is gone, and its kill switch with it`,
    detail: `DAS knows no such instance in ${client.region} in project ${client.projectId}. If the credentials, the region or the project have changed since, change them back before you apply.\n\n${(error as Error).message}`,
  };
}
