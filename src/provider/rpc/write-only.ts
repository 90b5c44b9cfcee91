import { type Fields, walk } from "../plan/walk";
import type { Attributes } from "../schema/types";
import { clone } from "../values/equal";

const holding = new WeakMap<Attributes, boolean>();

/** The value with null for everything write-only, which Terraform accepts in a configuration alone. */
export function withoutWriteOnly(attributes: Attributes, value: Fields): Fields {
  if (!holdsWriteOnly(attributes)) return value;
  const plan = clone(value);
  walk(attributes, { config: null, prior: null, plan }, (visit) => {
    if (visit.attribute.writeOnly) visit.plan[visit.name] = null;
  });
  return plan;
}

/** Whether any of the attributes, at any depth, is write-only. */
export function holdsWriteOnly(attributes: Attributes): boolean {
  let answer = holding.get(attributes);
  if (answer === undefined) {
    answer = Object.values(attributes).some(
      ({ writeOnly, type }) => writeOnly || (type.kind === "object" && holdsWriteOnly(type.attributes)),
    );
    holding.set(attributes, answer);
  }
  return answer;
}
