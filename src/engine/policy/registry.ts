import { comesBefore, mayConflict, type Policy } from "../../model";
import type { EngineEvent } from "../events";
import { conflict, nameTaken } from "./messages";

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
    return others.filter((other) => mayConflict(policy, other)).map((other) => conflictOf(policy, other));
  }
}

function conflictOf(policy: Policy, other: Policy): EngineEvent {
  return comesBefore(policy, other) ? conflict(policy, other) : conflict(other, policy);
}
