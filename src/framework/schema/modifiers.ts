import type { AttributePath } from "../path";
import { UNKNOWN } from "../values/unknown";

/** What a plan modifier can look at. `null` in `prior` also means: there was no such value before. */
export interface PlanModifierRequest {
  readonly action: "create" | "update" | "no-op";
  readonly path: AttributePath;
  /** The value as configured: may be null or unknown. */
  readonly config: unknown;
  /** The value as stored. */
  readonly prior: unknown;
  /** The value as planned so far. */
  readonly plan: unknown;
  /** Whether the planned value differs from the stored one; order does not count in sets. */
  readonly changed: boolean;
  /** The whole resource as stored; null on create. */
  readonly state: Readonly<Record<string, unknown>> | null;
}

/** Changes what is planned for one attribute, or asks for the resource to be replaced. */
export interface PlanModifier {
  /** What it does, in Markdown: shown in the documentation. */
  readonly description: string;
  /** Returns the value to plan. Core accepts another value only for what the provider computes, or the prior one. */
  modify?(request: PlanModifierRequest): unknown;
  /** Asked once the plan is complete, and only where there is a stored resource and the value changes. */
  requiresReplace?(request: PlanModifierRequest): boolean;
}

/** The plan modifiers that come with the kit. */
export const modify = {
  /** A change of this attribute destroys the resource and creates it anew. */
  requiresReplace(): PlanModifier {
    return { description: "Changing it replaces the resource.", requiresReplace: () => true };
  },

  /**
   * A change of this attribute replaces the resource where the condition holds.
   * @param description - when that is, in Markdown, for the documentation
   */
  requiresReplaceIf(condition: (request: PlanModifierRequest) => boolean, description: string): PlanModifier {
    return { description, requiresReplace: condition };
  },

  /** A computed value, once known, stays: an update does not make it unknown again. For ids and the like. */
  useStateForUnknown(): PlanModifier {
    return {
      description: "Stays the same once it is known.",
      modify: ({ plan, prior, config }) =>
        plan === UNKNOWN && config !== UNKNOWN && prior !== null ? prior : plan,
    };
  },
};
