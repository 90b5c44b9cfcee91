/**
 * One step into a value: a string is the name of an attribute, a number the index in a list,
 * `{ key }` a key of a map, `{ value }` the element of a set (a set has no other handle on its elements).
 */
export type PathStep = string | number | { key: string } | { value: unknown };

/** Where in a resource, data source or provider configuration something is. Empty: the whole of it. */
export type AttributePath = PathStep[];

/** One step as `tfplugin6.AttributePath.Step` has it. */
export interface WireStep {
  attribute_name?: string;
  element_key_string?: string;
  element_key_int?: number;
}

/** A path as `tfplugin6.AttributePath` has it. */
export interface WirePath {
  steps: WireStep[];
}

/**
 * The path for the wire. The protocol can't name an element of a set, so the path ends at the set,
 * as other providers' paths do.
 */
export function wirePath(path: AttributePath): WirePath {
  const steps: WireStep[] = [];
  for (const step of path) {
    if (typeof step === "string") steps.push({ attribute_name: step });
    else if (typeof step === "number") steps.push({ element_key_int: step });
    else if ("key" in step) steps.push({ element_key_string: step.key });
    else break;
  }
  return { steps };
}

/** The path for a person: `match.users[0]`, `tags["team"]`, `rules[...]` for an element of a set. */
export function formatPath(path: AttributePath): string {
  let text = "";
  for (const step of path) {
    if (typeof step === "string") text += text === "" ? step : `.${step}`;
    else if (typeof step === "number") text += `[${step}]`;
    else if ("key" in step) text += `[${JSON.stringify(step.key)}]`;
    else text += "[...]";
  }
  return text;
}

/** A path as it grows while a value is walked: turned into an {@link AttributePath} only where one is needed. */
export interface Trail {
  readonly parent: Trail | undefined;
  readonly step: PathStep;
}

/** The path that a trail stands for. */
export function pathOf(trail: Trail | undefined): AttributePath {
  const path: AttributePath = [];
  for (let at = trail; at !== undefined; at = at.parent) path.push(at.step);
  return path.reverse();
}
