import { type Context, DiagnosticError } from "../../framework";
import type { VendorError } from "../../vendors/shared/errors";
import { isVendorError } from "../explain";

/** `The instance i-1 does not exist.`, `DB instance not found`: the instance itself, not something of it such as an account. */
const INSTANCE = /^\W*(?:the )?(?:\w+ )?instance\b|^\W*实例/i;

/**
 * Whether DAS says that an instance is not there. It documents no code for that, so that its words decide: what else it may not find
 * tells nothing of what runs on the instance.
 */
export function isInstanceGone(error: unknown): error is VendorError {
  return (
    isVendorError(error) && error.code === "DBKILL_ERR_NOT_FOUND" && INSTANCE.test(error.vendorMessage ?? "")
  );
}

/** Where a resource was made, which the state does not say where it is the provider's. */
export interface Place {
  readonly region: string;
  readonly projectId: string;
}

export function notePlace({ region, projectId }: Place, data: Context<unknown>["private"]): void {
  data.set("region", region);
  data.set("project", projectId);
}

/**
 * Refuses to take an instance for gone that was looked for in another project: what was started in the former one goes on there, and
 * no state would know of it.
 *
 * @throws DiagnosticError
 */
export function requireProject(
  instanceId: string,
  { region, projectId }: Place,
  data: Context<unknown>["private"],
): void {
  const before = data.get("project") as string | undefined;
  if (before === undefined || before === projectId) return;
  throw new DiagnosticError({
    summary: `${instanceId} is in another project than the provider's`,
    detail: `It was found in project ${before} before, and project ${projectId} in ${region} has no such instance. Set project_id in the provider's huawei block, or HW_PROJECT_ID, to ${before}, or give it a provider of its own (alias). If the instance is gone for good: terraform state rm.`,
    path: ["instance_id"],
  });
}
