import { ValueError } from "./error";

/**
 * A number from the wire: Terraform's numbers are decimal and of any length, and come as integers, floats or texts.
 * @throws ValueError where a JavaScript number can't hold it exactly
 */
export function numberFromWire(raw: number | bigint | string): number {
  if (typeof raw === "number") {
    if (Number.isInteger(raw) || sameDecimal(raw.toFixed(100), String(raw))) return raw;
    throw inexact(String(raw));
  }
  const value = Number(raw);
  if (Number.isFinite(value) && sameDecimal(String(raw), plain(value))) return value;
  throw inexact(String(raw));
}

/**
 * A number for the wire: integers as integers, fractions as decimal text, for a binary float would stand for
 * another number (0.1 is 0.1000000000000000055...).
 * @throws ValueError for NaN and infinity
 */
export function numberToWire(value: number): number | bigint | string {
  if (Number.isSafeInteger(value)) return value;
  if (!Number.isFinite(value)) throw new ValueError(`is ${value}, which Terraform has no number for`);
  if (!Number.isInteger(value)) return String(value);
  return Math.abs(value) < 2 ** 63 ? BigInt(value) : plain(value);
}

function inexact(text: string): ValueError {
  const shown = text.length > 40 ? `${text.slice(0, 40)}...` : text;
  return new ValueError(
    `is ${shown}, which this provider can't hold exactly: use a number of at most 15 digits`,
  );
}

/** Integers in full, for `String` writes large ones with an exponent and fewer digits than they have. */
function plain(value: number): string {
  return Number.isInteger(value) ? BigInt(value).toString() : String(value);
}

function sameDecimal(a: string, b: string): boolean {
  return a === b || (decimal(a) !== undefined && decimal(a) === decimal(b));
}

/** One spelling for each decimal number: sign, digits without outer zeros, exponent. */
function decimal(text: string): string | undefined {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:e([+-]?\d+))?$/i.exec(text);
  if (match === null) return undefined;
  const [, sign, whole = "", fraction = "", exponent = "0"] = match;
  const digits = (whole + fraction).replace(/^0+/, "");
  const significant = digits.replace(/0+$/, "");
  if (significant === "") return whole + fraction === "" ? undefined : "0";
  const power = Number(exponent) - fraction.length + (digits.length - significant.length);
  return `${sign === "-" ? "-" : ""}${significant}e${power}`;
}

const LONG_NUMBER = /[\d.eE+-]{16}/;
const TEXT_OR_NUMBER = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g;

/**
 * `JSON.parse` that keeps numbers exact: those with so many digits that they might be rounded stay texts, which
 * {@link numberFromWire} reads.
 */
export function parseExactJson(text: string): unknown {
  if (!LONG_NUMBER.test(text)) return JSON.parse(text);
  const quoted = text.replace(TEXT_OR_NUMBER, (token) =>
    token.startsWith('"') || token.length < 16 ? token : `"${token}"`,
  );
  return JSON.parse(quoted);
}
