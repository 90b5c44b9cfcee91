import type { AnyResource, Context, PlanRequest } from "../definitions/index";
import { type AttributePath, pathOf, wirePath } from "../path";
import type { PlanModifierRequest } from "../schema/modifiers";
import type { Attribute, Attributes } from "../schema/types";
import { clone, equal, equalObjects } from "../values/equal";
import { UNKNOWN } from "../values/unknown";
import { INTEREST } from "./layout";
import { children, type Fields, type Triple, type Visit, walk } from "./walk";

/** What Terraform sends to PlanResourceChange, decoded. */
export interface PlanInput {
  readonly prior: Fields | null;
  /** Null: the resource is to be destroyed. Changed in place to become the plan. */
  readonly proposed: Fields | null;
  readonly config: Fields | null;
}

/** What is planned. */
export interface PlanOutput {
  readonly planned: Fields | null;
  readonly requiresReplace: AttributePath[];
}

type Action = PlanModifierRequest["action"];
// biome-ignore lint/suspicious/noExplicitAny: the planner handles values by schema, not by type
type AnyPlanRequest = PlanRequest<any>;

/**
 * Plans one resource: defaults, then, if anything changes, what the provider computes becomes
 * unknown, then the plan modifiers, then the resource's own `plan`, then which changes need a replacement.
 */
export async function planChange(
  resource: AnyResource,
  { prior, proposed, config }: PlanInput,
  context: Context,
): Promise<PlanOutput> {
  const paths = new Map<string, AttributePath>();
  const requiresReplace = (path: AttributePath) => paths.set(JSON.stringify(wirePath(path)), path);

  if (proposed === null) {
    const request = { action: "destroy", config: null, prior, plan: null, requiresReplace } as unknown;
    await resource.plan?.(request as AnyPlanRequest, context);
    return { planned: null, requiresReplace: [] };
  }
  const { attributes } = resource.schema as { attributes: Attributes };
  const triple: Triple = { config, prior, plan: proposed };
  walk(attributes, triple, INTEREST.defaults | INTEREST.writeOnly | INTEREST.sets, fillDefault);
  const action: Action =
    prior === null ? "create" : equalObjects(attributes, prior, proposed) ? "no-op" : "update";
  if (action !== "no-op") walk(attributes, triple, INTEREST.computed, forgetComputed);
  walk(attributes, triple, INTEREST.modifies, (visit) => applyModifiers(visit, action, prior));
  const request = { action, config, prior, plan: proposed, requiresReplace } as unknown;
  await resource.plan?.(request as AnyPlanRequest, context);
  if (prior !== null) {
    walk(attributes, triple, INTEREST.replaces, (visit) => {
      if (needsReplacement(visit, action, prior)) requiresReplace(pathOf(visit.trail));
    });
  }
  return { planned: proposed, requiresReplace: prior === null ? [] : [...paths.values()] };
}

/** The user's silence: the default where there is one. Write-only values are not planned. */
function fillDefault(visit: Visit): void {
  const { attribute, name, triple } = visit;
  const { config, plan } = triple;
  if (attribute.writeOnly) plan[name] = null;
  else if (config === null) return;
  else if (absent(config, name)) {
    if (attribute.mode === "defaulted") plan[name] = clone(attribute.default);
  } else if (isObjectSet(attribute) && config[name] !== UNKNOWN) proposeSet(visit);
}

function isObjectSet({ type }: Attribute): boolean {
  return type.kind === "object" && type.nesting === "set";
}

/**
 * Core proposes the elements of a set in an order of its own, and may take one that leaves an attribute out for
 * another that is the same but for its value. So they are proposed anew, from what is configured and in its order.
 */
function proposeSet({ attribute, name, trail, triple: { config, prior, plan } }: Visit): void {
  plan[name] = clone(config?.[name]);
  const triple = { config: plan, prior, plan };
  for (const element of children(attribute, triple, name, trail)) {
    walk(element.attributes, element.triple, INTEREST.defaults | INTEREST.computed, (visit) => {
      const object = visit.triple.plan;
      object[visit.name] ??= clone(visit.attribute.default ?? visit.triple.prior?.[visit.name] ?? null);
    });
  }
}

/** The user's silence: what the provider computes may come out different, so it is unknown. */
function forgetComputed({ name, triple: { config, plan } }: Visit): void {
  if (config !== null && absent(config, name)) plan[name] = UNKNOWN;
}

function absent(config: Readonly<Fields>, name: string): boolean {
  return config[name] === null || config[name] === undefined;
}

function requestFor({ attribute, name, triple, trail }: Visit, action: Action, state: Fields | null) {
  const before = triple.prior?.[name] ?? null;
  const plan = triple.plan[name];
  return {
    action,
    get path() {
      return pathOf(trail);
    },
    config: triple.config?.[name] ?? null,
    prior: before,
    plan,
    get changed() {
      return !equal(attribute.type, before, plan);
    },
    state,
  } satisfies PlanModifierRequest;
}

function applyModifiers(visit: Visit, action: Action, state: Fields | null): void {
  for (const modifier of visit.attribute.planModifiers) {
    if (modifier.modify !== undefined) {
      visit.triple.plan[visit.name] = clone(modifier.modify(requestFor(visit, action, state)));
    }
  }
}

function needsReplacement(visit: Visit, action: Action, state: Fields): boolean {
  const request = requestFor(visit, action, state);
  return (
    request.changed &&
    visit.attribute.planModifiers.some((modifier) => modifier.requiresReplace?.(request) === true)
  );
}
