import type { MalformedResponseError } from "../shared/errors";
import { objectOf } from "../shared/json";

/** A number below this is in seconds, else in ms: in seconds it would be the year 5138, in ms 1973. */
const FIRST_MS = 1e11;

/**
 * Reads the fields of a JSON object leniently where the vendor's documents contradict themselves (numbers come as texts, too,
 * and what is absent may be null, empty or 0) and strictly everywhere else: what can't be understood is a malformed answer,
 * never a guess. A field may have several names; the first that is there counts.
 */
export class Fields {
  constructor(
    private readonly values: Readonly<Record<string, unknown>>,
    private readonly malformed: (what: string) => MalformedResponseError,
  ) {}

  /** A text; empty where there is none. */
  text(...names: string[]): string {
    const value = this.#value(names);
    if (value === undefined) return "";
    if (typeof value === "string") return value;
    if (typeof value === "number" || typeof value === "bigint") return String(value);
    throw this.malformed(`has a ${names[0]} that is no text`);
  }

  /** A text that says something, else null. */
  optionalText(...names: string[]): string | null {
    return this.text(...names) || null;
  }

  /** A text that must say something. */
  requiredText(...names: string[]): string {
    return this.optionalText(...names) ?? this.#lacks(names);
  }

  /** One of these words, read in any case. Any other word is an error that no repetition helps. */
  oneOf<T extends string>(values: readonly T[], ...names: string[]): T {
    const text = this.requiredText(...names)
      .trim()
      .toLowerCase();
    const value = values.find((known) => known.toLowerCase() === text);
    if (value !== undefined) return value;
    const error = this.malformed(`has a ${names[0]} that is none of ${values.join(", ")}`);
    throw Object.assign(error, { retryable: false });
  }

  /** A 64-bit id, all its digits as text. */
  id(...names: string[]): string {
    const text = this.requiredText(...names);
    if (/^-?\d+$/.test(text)) return text;
    throw this.malformed(`has a ${names[0]} that is no number`);
  }

  /** As {@link id}, null where there is none. */
  optionalId(...names: string[]): string | null {
    return this.text(...names) === "" ? null : this.id(...names);
  }

  /** A number, null where there is none. */
  optionalNumber(...names: string[]): number | null {
    const text = this.text(...names);
    if (text.trim() === "") return null;
    const number = Number(text);
    if (Number.isFinite(number)) return number;
    throw this.malformed(`has a ${names[0]} that is no number`);
  }

  /** A number that must be there. */
  number(...names: string[]): number {
    return this.optionalNumber(...names) ?? this.#lacks(names);
  }

  /** A time in seconds or ms since 1970; null where there is none, or 0. */
  time(...names: string[]): Date | null {
    const number = this.optionalNumber(...names);
    if (!number || number < 0) return null;
    const date = new Date(number < FIRST_MS ? number * 1000 : number);
    if (!Number.isNaN(date.getTime())) return date;
    throw this.malformed(`has a ${names[0]} that is no time`);
  }

  /** Yes or no; null where there is none. */
  optionalFlag(...names: string[]): boolean | null {
    const value = this.#value(names);
    if (value === undefined) return null;
    const word = typeof value === "string" ? value.toLowerCase() : value;
    if (word === true || word === "true") return true;
    if (word === false || word === "false") return false;
    throw this.malformed(`has a ${names[0]} that is neither true nor false`);
  }

  /** Yes or no. */
  flag(...names: string[]): boolean {
    return this.optionalFlag(...names) ?? this.#lacks(names);
  }

  /** A list of objects; null is an empty one, an absent one is not. */
  list(name: string): Fields[] {
    const value = this.values[name];
    if (value === null) return [];
    if (!Array.isArray(value)) throw this.malformed(`has no list ${name}`);
    return value.map((item) => {
      const row = objectOf(item);
      if (!row) throw this.malformed(`has a list ${name} with something else than objects`);
      return new Fields(row, this.malformed);
    });
  }

  #value(names: readonly string[]): unknown {
    return names.map((name) => this.values[name]).find((value) => value !== undefined && value !== null);
  }

  #lacks(names: readonly string[]): never {
    throw this.malformed(`has no ${names[0]}`);
  }
}
