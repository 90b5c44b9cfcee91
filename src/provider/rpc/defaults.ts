import { INTEREST } from "../plan/layout";
import { type Fields, walk } from "../plan/walk";
import type { Attributes } from "../schema/types";
import { clone } from "../values/equal";

/** Puts the schema's defaults where the configuration has nothing, in place. */
export function fillDefaults(attributes: Attributes, config: Fields): Fields {
  walk(
    attributes,
    { config, prior: null, plan: config },
    INTEREST.defaults,
    ({ attribute, triple, name }) => {
      triple.plan[name] ??= clone(attribute.default);
    },
  );
  return config;
}
