import { comesBefore, mayConflict, type Policy } from "../../model";
import type { EngineEvent } from "../events";

/** The policies that one plan has declared so far, by target. Lives as long as one configured provider. */
export class PolicyRegistry {
  readonly #declared = new Map<string, Map<string, Policy>>();

  /**
   * Notes a planned policy, and tells what is wrong between it and those noted before it.
   *
   * @param place names the target, region included
   * @param claim names the resource in every plan: it may be planned twice
   */
  declare(place: string, claim: string, policy: Policy): EngineEvent[] {
    const declared = this.#declared.get(place) ?? new Map<string, Policy>();
    this.#declared.set(place, declared);
    declared.delete(claim);
    const others = [...declared.values()];
    declared.set(claim, policy);
    const twin = others.find(({ name }) => name === policy.name);
    if (twin) return [nameTaken(policy)];
    return others.filter((other) => mayConflict(policy, other)).map((other) => conflict(policy, other));
  }
}

function nameTaken({ name, target }: Policy): EngineEvent {
  return {
    code: "DBKILL_POLICY_NAME_TAKEN",
    severity: "error",
    path: ["name"],
    summary: `Two policies of ${target.instance_id} are called ${JSON.stringify(name)}`,
    detail: "The audit and the metrics could not tell them apart. Rename one of them.",
    facts: { name },
  };
}

function conflict(policy: Policy, other: Policy): EngineEvent {
  const [first, second] = comesBefore(policy, other) ? [policy, other] : [other, policy];
  return {
    code: "DBKILL_POLICY_CONFLICT",
    severity: "warning",
    path: ["match"],
    summary: `Policies ${JSON.stringify(first.name)} and ${JSON.stringify(second.name)} may choose the same session`,
    detail: `One ends the ${first.action}, the other the ${second.action}. In the runner, ${JSON.stringify(first.name)} acts: the higher priority comes first, then the first name. A vendor's task waits for nobody. Give both the same action, or tell them apart in match.`,
    facts: { first: first.name, second: second.name },
  };
}
