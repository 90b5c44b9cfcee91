import { isObject, type JsonObject } from "../../model/policy/json-path";

/** One policy of `terraform show -json`. */
export interface ShownPolicy {
  /** Such as `module.shop.dbkill_auto_kill_policy.reports`. */
  readonly address: string;
  /** Its policy document; undefined where a plan does not know it yet. */
  readonly document: string | undefined;
}

/** Whether a JSON document is what `terraform show -json` prints, of a state or of a plan. */
export function isShown(document: unknown): document is JsonObject {
  return (
    isObject(document) && Object.hasOwn(document, "format_version") && !Object.hasOwn(document, "policies")
  );
}

/** Every `dbkill_auto_kill_policy`, in modules too: of a state as it is, of a plan as it will be. */
export function shownPolicies({ values, planned_values: planned }: JsonObject): ShownPolicy[] {
  const root = planned ?? values;
  return isObject(root) ? ofModule(root.root_module) : [];
}

function ofModule(module: unknown): ShownPolicy[] {
  if (!isObject(module)) return [];
  const own = listOf(module.resources).flatMap((resource) => {
    if (!isObject(resource) || resource.type !== "dbkill_auto_kill_policy") return [];
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
