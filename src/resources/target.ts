import { type Config, type Diagnostics, isUnknown, type Schema } from "../framework";
import { type ServiceFacts, TARGET_SETTINGS, type TargetSetting } from "../model";
import { factsOf, SERVICE_FACTS } from "../vendors/facts";
import { reportGroupProblem } from "./attributes";
import type { targetBlock } from "./blocks";

/** The rules of the block `target` of the types that take any service. */

/** The services whose sessions can be listed. */
export const LISTABLE = Object.values<ServiceFacts>(SERVICE_FACTS).flatMap(({ service, list }) =>
  list ? [service] : [],
);

/** The block as configured. */
export type TargetConfig = Config<Schema<{ target: ReturnType<typeof targetBlock> }>>["target"] | null;

/** The facts of a target's service; undefined while it is not known, or where it lists no sessions. */
export function factsOfTarget(target: TargetConfig): ServiceFacts | undefined {
  if (target === null || isUnknown(target) || isUnknown(target.service)) return undefined;
  return LISTABLE.includes(target.service) ? factsOf(target.service) : undefined;
}

/** Reports the settings that a target's service does not know, or needs and lacks. */
export function reportTargetProblems(target: TargetConfig, diagnostics: Pick<Diagnostics, "report">): void {
  const facts = factsOfTarget(target);
  if (!facts || target === null || isUnknown(target)) return;
  const { title, target: settings = {}, regional } = facts;
  const report = (name: TargetSetting | "region", summary: string, detail: string) =>
    diagnostics.report({
      severity: "error",
      code: "DBKILL_TARGET_INVALID",
      summary,
      detail,
      path: ["target", name],
    });
  if (regional === false && target.region !== null && !isUnknown(target.region)) {
    report("region", `A target of ${title} has no region`, "It is at its own address. Remove region.");
  }
  for (const name of TARGET_SETTINGS) {
    if (target[name] === null && settings[name] === "required") {
      report(name, `${name} is missing`, `A target of ${title} needs it. Set ${name} in the block target.`);
    }
    // A value that is not known yet may turn out to be null.
    if (target[name] === null || isUnknown(target[name]) || name in settings) continue;
    report(
      name,
      `${name} does not belong to a target of ${title}`,
      `It belongs to ${titlesWith(name).join(" and ")}. Remove it.`,
    );
  }
  if ("computing_group_id" in settings) reportGroupProblem(target, ["target"], diagnostics);
}

/** The services whose targets have a setting. */
function titlesWith(name: TargetSetting): string[] {
  const all = Object.values<ServiceFacts>(SERVICE_FACTS);
  return all.filter(({ target = {} }) => name in target).map(({ title }) => title);
}
