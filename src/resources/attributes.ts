import {
  type AttributePath,
  attr,
  type Diagnostics,
  isUnknown,
  type PlanModifier,
  validate,
} from "../framework";
import { checkComputingGroup, UNDECIDED } from "../model";

/** Attributes that several types share. */

export function instanceId(example: string, planModifiers: PlanModifier[] = []) {
  return attr.string("required", {
    description: `Id of the database instance, such as ${example}.`,
    validators: [validate.matches(/^[^\s/]{1,128}$/, "must be an instance id, without blanks or slashes")],
    planModifiers,
  });
}

/** `cluster_id` of the types that are about one MRS cluster. Source: MRS V2, "SQL APIs". */
export function mrsClusterId(planModifiers: PlanModifier[] = []) {
  return attr.string("required", {
    description: "Id of the MRS cluster.",
    validators: [
      validate.matches(/^[A-Za-z0-9_-]{1,64}$/, "must be 1 to 64 letters, digits, hyphens and underscores"),
    ],
    planModifiers,
  });
}

/** `region` of the types that are about a `thing` and start nothing that stays. */
export function regionAttribute(thing: "instance" | "cluster") {
  return attr.string("optional", {
    description: `Region of the ${thing}. Default: the provider's.`,
    validators: [validate.lengthBetween(1, 64)],
  });
}

/** `session_ids` of MySQL sessions. */
export function sessionIds() {
  return attr.list("string", "optional", {
    description:
      "Ids of the sessions, as the list of sessions shows them, each once. May come from `dbkill_sessions`; an empty list kills nothing, and says so.",
  });
}

/** Only clusters of the enterprise edition have computing groups. `path` is where the two attributes are. */
export function reportGroupProblem(
  { edition, computing_group_id: group }: { readonly edition: unknown; readonly computing_group_id: unknown },
  path: AttributePath,
  diagnostics: Pick<Diagnostics, "report">,
): void {
  const draft = (value: unknown) => (isUnknown(value) ? UNDECIDED : (value as string | null));
  const problem = checkComputingGroup({ edition: draft(edition), computing_group_id: draft(group) });
  if (!problem) return;
  const { setting, summary, detail } = problem;
  diagnostics.report({
    severity: "error",
    code: "DBKILL_TARGET_INVALID",
    summary,
    detail,
    path: [...path, setting],
  });
}
