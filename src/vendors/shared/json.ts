import { parse, stringify } from "lossless-json";

/**
 * Reads JSON without losing a digit: an integer that a number can't hold is a bigint; ids of 64 bits are such integers. Any
 * other number is a number.
 *
 * @throws SyntaxError where it is not JSON, or has a key twice with different values. Its text quotes what it read.
 */
export function parseJson(text: string): unknown {
  return parse(text, undefined, losslessNumber);
}

/** The JSON object in a body, read as {@link parseJson} does; undefined where it is anything else. */
export function parseJsonObject(body: Buffer): Readonly<Record<string, unknown>> | undefined {
  try {
    return objectOf(parseJson(body.toString("utf8")));
  } catch {
    return undefined;
  }
}

/** Writes JSON; a bigint is written as the integer it is. */
export function stringifyJson(value: object): string {
  return stringify(value) as string;
}

/** The value where it is a JSON object. */
export function objectOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}

function losslessNumber(digits: string): number | bigint {
  const number = Number(digits);
  return /^-?\d+$/.test(digits) && !Number.isSafeInteger(number) ? BigInt(digits) : number;
}
