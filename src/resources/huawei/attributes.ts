import { attr, modify, type PlanModifier, validate } from "../../framework";

/** `instance_id` of the types that are about one DAS instance: the documents have it 32 characters long, their examples 36. */
export function dasInstanceId(planModifiers: PlanModifier[] = []) {
  return attr.string("required", {
    description: "Id of the database instance, such as `bcfa975193f1402fa11a6d4fd6baf5fbin01`.",
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

/** A change of it is about another thing. */
export const REPLACES: PlanModifier[] = [modify.requiresReplace()];

/** What a statement's id may be: MRS documents no form, and shows `20190909_011820_00151_xxxxx`. */
export const sqlId = validate.matches(
  /^[^\s/]{1,64}$/,
  "must be a statement's id of 1 to 64 characters, without blanks or slashes",
);
