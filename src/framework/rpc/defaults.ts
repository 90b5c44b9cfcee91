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

/**
 * Puts the schema's defaults where a stored state lacks the attribute, as one that an older provider wrote does, in place: else
 * the next plan would show a change that nobody made. What is stored as null stays so.
 * @param stored - the state as it was stored, of which `state` was decoded
 */
export function fillMissing(attributes: Attributes, stored: Fields, state: Fields): Fields {
  walk(
    attributes,
    { config: stored, prior: null, plan: state },
    INTEREST.defaults,
    ({ attribute, triple, name }) => {
      if (triple.config !== null && !Object.hasOwn(triple.config, name))
        triple.plan[name] = clone(attribute.default);
    },
  );
  return state;
}
