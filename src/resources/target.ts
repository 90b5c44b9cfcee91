import { type Config, type Diagnostics, isUnknown, type Schema } from "../framework";
import { checkTargetSettings, type ServiceFacts, type TargetDraft, UNDECIDED } from "../model";
import { factsOf, SERVICE_FACTS } from "../vendors/facts";
import type { targetBlock } from "./blocks";

/** The rules of the block `target` of the types that take any service. */

const SERVICES = Object.values<ServiceFacts>(SERVICE_FACTS);

/** The services whose sessions can be listed. */
export const LISTABLE = SERVICES.flatMap(({ service, list }) => (list ? [service] : []));

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
  const known = decided(target);
  for (const { setting, summary, detail } of checkTargetSettings(known, facts, SERVICES)) {
    diagnostics.report({
      severity: "error",
      code: "DBKILL_TARGET_INVALID",
      summary,
      detail,
      path: ["target", setting],
    });
  }
}

/** Unknown values are undecided. */
function decided(target: object): TargetDraft {
  return Object.fromEntries(
    Object.entries(target).map(([name, value]) => [name, isUnknown(value) ? UNDECIDED : value]),
  );
}
