import { INTEREST, layoutOf } from "../plan/layout";
import { type Fields, walk } from "../plan/walk";
import type { Attributes } from "../schema/types";
import { clone } from "../values/equal";

/** The value with null for everything write-only, which Terraform accepts only in a configuration. */
export function withoutWriteOnly(attributes: Attributes, value: Fields): Fields {
  if ((layoutOf(attributes).all & INTEREST.writeOnly) === 0) return value;
  const plan = clone(value);
  walk(attributes, { config: null, prior: null, plan }, INTEREST.writeOnly, (visit) => {
    visit.triple.plan[visit.name] = null;
  });
  return plan;
}
