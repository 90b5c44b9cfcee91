import { parse, stringify } from "lossless-json";

/** Reads JSON; an integer that a number can't hold is a bigint. Throws a SyntaxError where it is none. */
export function parseLongJson(text: string): unknown {
  return parse(text, undefined, (digits) => {
    const number = Number(digits);
    return /^-?\d+$/.test(digits) && !Number.isSafeInteger(number) ? BigInt(digits) : number;
  });
}

/** Writes JSON; a bigint is a number with all its digits. */
export function stringifyLongJson(
  value: object,
  replacer?: (key: string, value: unknown) => unknown,
): string {
  return stringify(value, replacer) as string;
}

/** An id of up to 64 bits as the number that it is in JSON. `id` is decimal digits. */
export function long(id: string): number | bigint {
  const number = Number(id);
  return Number.isSafeInteger(number) ? number : BigInt(id);
}
