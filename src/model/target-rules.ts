import { type ServiceFacts, TARGET_SETTINGS, type TargetSetting } from "./facts";
import { UNDECIDED, type Undecided } from "./filter";

/** A target's settings besides its service, some of which may not be known yet. `null` and absent mean the same. */
export type TargetDraft = Readonly<
  Partial<Record<TargetSetting | "region" | "instance_id", string | Undecided | null>>
>;

/** A setting that a target's service does not support, a required one that is missing, or an invalid one. */
export interface TargetProblem {
  readonly setting: keyof TargetDraft;
  /** What is wrong, in one line without a full stop. */
  readonly summary: string;
  /** How to repair it. */
  readonly detail: string;
}

/**
 * Everything that is wrong with a target's settings, as far as they are known.
 *
 * @param services the facts of every service, to say which of them a setting belongs to
 */
export function checkTargetSettings(
  target: TargetDraft,
  facts: ServiceFacts,
  services: readonly ServiceFacts[],
): TargetProblem[] {
  const problems: TargetProblem[] = [];
  const report = (setting: keyof TargetDraft, summary: string, detail: string) =>
    problems.push({ setting, summary, detail });
  const { title, target: settings = {}, regional, instanceIdProblem } = facts;
  const wrongId = isKnown(target.instance_id) ? instanceIdProblem?.(target.instance_id) : undefined;
  if (wrongId !== undefined) report("instance_id", `instance_id is not one of ${title}`, wrongId);
  if (regional === false && isKnown(target.region)) {
    report("region", `A target of ${title} has no region`, "It is at its own address. Remove region.");
  }
  for (const name of TARGET_SETTINGS) {
    const value = target[name] ?? null;
    if (value === null && settings[name] === "required") {
      report(name, `${name} is missing`, `A target of ${title} needs it. Set ${name} in target.`);
    }
    // A value that is not known yet may turn out to be null.
    if (!isKnown(value) || name in settings) continue;
    const titles = services.filter(({ target: other = {} }) => name in other).map((service) => service.title);
    report(
      name,
      `${name} does not belong to a target of ${title}`,
      `It belongs to ${titles.join(" and ")}. Remove it.`,
    );
  }
  const group = "computing_group_id" in settings && checkComputingGroup(target);
  return group ? [...problems, group] : problems;
}

/** A cluster of the community edition has no computing groups. */
export function checkComputingGroup({
  edition,
  computing_group_id: group,
}: TargetDraft): TargetProblem | undefined {
  if (!isKnown(group) || edition === UNDECIDED || edition === "enterprise") return undefined;
  return {
    setting: "computing_group_id",
    summary: "A community cluster has no computing groups",
    detail: 'Only the enterprise edition has them. Set edition = "enterprise", or remove computing_group_id.',
  };
}

function isKnown(value: string | Undecided | null | undefined): value is string {
  return typeof value === "string";
}
