import { printable } from "../../model";
import { isObject, type JsonObject } from "../../model/policy/json-path";
import { PolicySourceError } from "./error";

/** One policy of `terraform show -json`. */
export interface ShownPolicy {
  /** Such as `module.shop.dbkill_auto_kill_policy.reports`. */
  readonly address: string;
  /** Its policy document; undefined where a plan does not know it yet. */
  readonly document: string | undefined;
}

/** The supported format versions: within a major version, Terraform only adds fields. */
const KNOWN_FORMAT = /^1\.\d+$/;

/** Whether a JSON document is what `terraform show -json` prints, of a state or of a plan. */
export function isShown(document: unknown): document is JsonObject {
  return (
    isObject(document) && Object.hasOwn(document, "format_version") && !Object.hasOwn(document, "policies")
  );
}

/** @throws PolicySourceError unless it is the output of `terraform show -json` for a state */
export function assertState(document: unknown, name: string): void {
  if (isShown(document) && !Object.hasOwn(document, "planned_values")) return;
  // The state's own file has a version and a serial number.
  const isRaw = isObject(document) && Object.hasOwn(document, "serial");
  const what = isRaw ? "is a raw state file" : isShown(document) ? "is a plan" : "is not a state";
  throw new PolicySourceError(
    "DBKILL_STATE_INVALID",
    `${name} ${what}. --state takes the output of \`terraform show -json\` for a state.`,
  );
}

/**
 * Every `dbkill_auto_kill_policy`, in modules too: the current one of a state, the planned one of a plan.
 *
 * @throws PolicySourceError for an unknown format version, which may represent resources differently
 */
export function shownPolicies(
  { format_version: version, values, planned_values: planned }: JsonObject,
  name: string,
): ShownPolicy[] {
  if (!KNOWN_FORMAT.test(String(version))) {
    throw new PolicySourceError(
      "DBKILL_STATE_FORMAT_UNKNOWN",
      `${name} has format_version ${printable(JSON.stringify(version), 40)}, and this dbkill reads 1.x. Use a newer dbkill, or the Terraform version that you apply with.`,
    );
  }
  const root = planned ?? values;
  return isObject(root) ? ofModule(root.root_module) : [];
}

function ofModule(module: unknown): ShownPolicy[] {
  if (!isObject(module)) return [];
  const own = listOf(module.resources).flatMap((resource) => {
    if (!isObject(resource) || resource.type !== "dbkill_auto_kill_policy") return [];
    // The former object of a replacement, still to be destroyed: it has the name of the current one.
    if (resource.deposed_key !== undefined) return [];
    const { document } = isObject(resource.values) ? resource.values : {};
    return [
      {
        address: String(resource.address),
        document: typeof document === "string" ? document : undefined,
      },
    ];
  });
  return [...own, ...listOf(module.child_modules).flatMap(ofModule)];
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
