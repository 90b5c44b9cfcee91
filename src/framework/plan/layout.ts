import type { PlanModifier } from "../schema/modifiers";
import type { Attribute, Attributes } from "../schema/types";

/** What a walk over values may be looking for. Bits, so that several can be asked for at once. */
export const INTEREST = {
  /** Attributes with a default. */
  defaults: 1,
  /** Attributes that the provider computes where the user says nothing. */
  computed: 2,
  /** Attributes with plan modifiers that change the plan. */
  modifies: 4,
  /** Attributes with plan modifiers that may ask for a replacement. */
  replaces: 8,
  /** Write-only attributes. */
  writeOnly: 16,
  /** Attributes whose value must not be shown. */
  secret: 32,
  /** Sets of objects. */
  sets: 64,
} as const;

/** One attribute, and what there is to find at it and below. */
export interface Field {
  readonly name: string;
  readonly attribute: Attribute;
  /** Interests that the attribute itself answers. */
  readonly own: number;
  /** Interests that attributes of objects in it answer. */
  readonly below: number;
}

/** The attributes of an object, looked through once so that walks can leave out what is of no interest. */
export interface Layout {
  readonly fields: readonly Field[];
  /** All interests that anything in it answers. */
  readonly all: number;
}

const layouts = new WeakMap<Attributes, Layout>();

export function layoutOf(attributes: Attributes): Layout {
  let layout = layouts.get(attributes);
  if (layout === undefined) {
    const fields = Object.entries(attributes).map(([name, attribute]) => ({
      name,
      attribute,
      own: interestsOf(attribute),
      below: attribute.type.kind === "object" ? layoutOf(attribute.type.attributes).all : 0,
    }));
    layout = { fields, all: fields.reduce((all, { own, below }) => all | own | below, 0) };
    layouts.set(attributes, layout);
  }
  return layout;
}

function interestsOf({ type, mode, writeOnly, sensitive, planModifiers }: Attribute): number {
  const has = (test: (modifier: PlanModifier) => unknown) =>
    planModifiers.some((one) => test(one) !== undefined);
  return (
    (mode === "defaulted" ? INTEREST.defaults : 0) |
    (mode === "computed" || mode === "optional_computed" ? INTEREST.computed : 0) |
    (has(({ modify }) => modify) ? INTEREST.modifies : 0) |
    (has(({ requiresReplace }) => requiresReplace) ? INTEREST.replaces : 0) |
    (writeOnly ? INTEREST.writeOnly : 0) |
    (sensitive || writeOnly ? INTEREST.secret : 0) |
    (type.kind === "object" && type.nesting === "set" ? INTEREST.sets : 0)
  );
}
