import { printable } from "../printable";

export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value at a place of a document; undefined where there is none. */
export function valueAt(document: unknown, steps: readonly (string | number)[]): unknown {
  return steps.reduce<unknown>((value, step) => {
    if (Array.isArray(value)) return value[Number(step)];
    return isObject(value) && Object.hasOwn(value, step) ? value[step] : undefined;
  }, document);
}

/** A place as people write it: `policies[2].match.users`. A name that is no word is in quotes: `match["a b"]`. */
export function jsonPath(steps: readonly (string | number)[], from = ""): string {
  return steps.reduce<string>((path, step) => {
    if (typeof step === "number") return `${path}[${step}]`;
    if (!/^[$\w]{1,60}$/.test(step)) return `${path}[${printable(JSON.stringify(step), 60)}]`;
    return path === "" ? step : `${path}.${step}`;
  }, from);
}

/** Whether a path is that of a place, or within it. */
export function placed(path: string, place: string): boolean {
  return path === place || path.startsWith(`${place}.`) || path.startsWith(`${place}[`);
}
