import { Op, Token, Tokenization } from "cdktf";
import { ConstructError } from "./errors";
import { describe, instance, isMarked, mark } from "./shape";

const SECONDS_IN = { seconds: 1, minutes: 60, hours: 3_600, days: 86_400 } as const;
type Unit = keyof typeof SECONDS_IN;

/**
 * A length of time: a whole number of seconds above zero.
 *
 * Each factory also takes a number token, such as the value of a `TerraformVariable`. Terraform converts it.
 *
 * @example
 * const task = new KillTask(this, "task", { target, filter, duration: Duration.hours(2) });
 */
export class Duration {
  /**
   * @param amount whole number above zero, or a number token
   * @throws ConstructError `DBKILL_DURATION_INVALID`
   */
  static seconds(amount: number): Duration {
    return Duration.of(amount, "seconds");
  }

  /**
   * @param amount whole number above zero, or a number token
   * @throws ConstructError `DBKILL_DURATION_INVALID`
   */
  static minutes(amount: number): Duration {
    return Duration.of(amount, "minutes");
  }

  /**
   * @param amount whole number above zero, or a number token
   * @throws ConstructError `DBKILL_DURATION_INVALID`
   */
  static hours(amount: number): Duration {
    return Duration.of(amount, "hours");
  }

  /**
   * Days of 24 hours.
   *
   * @param amount whole number above zero, or a number token
   * @throws ConstructError `DBKILL_DURATION_INVALID`
   */
  static days(amount: number): Duration {
    return Duration.of(amount, "days");
  }

  /** Whether a value is a Duration, also one of another copy of this package. */
  static isDuration(value: unknown): value is Duration {
    return isMarked(value, "Duration");
  }

  private static of(given: number, unit: Unit): Duration {
    // An iterator's value is a reference that is not a number yet.
    const amount = Tokenization.isResolvable(given) ? Token.asNumber(given) : given;
    const factor = SECONDS_IN[unit];
    if (typeof amount === "number" && Token.isUnresolved(amount)) {
      return new Duration(factor === 1 ? amount : Token.asNumber(Op.mul(amount, factor)));
    }
    if (!Number.isSafeInteger(amount) || amount < 1 || !Number.isSafeInteger(amount * factor)) {
      throw new ConstructError(`Duration.${unit}`, [
        {
          code: "DBKILL_DURATION_INVALID",
          path: "amount",
          text: `amount is ${describe(amount)}, but it must be a whole number of ${unit} above zero. For less, use a smaller unit.`,
        },
      ]);
    }
    return new Duration(amount * factor);
  }

  readonly #seconds: number;

  private constructor(seconds: number) {
    this.#seconds = seconds;
    mark(this, "Duration");
    Object.freeze(this);
  }

  /** The length in seconds; a number token where it was made from one. */
  toSeconds(): number {
    return this.#seconds;
  }

  /** The length as Terraform writes durations, such as `90s`. */
  toString(): string {
    return `${Tokenization.stringifyNumber(this.#seconds)}s`;
  }
}

/**
 * The kind of properties that take one.
 * @internal
 */
export const DURATION = instance<Duration>("Duration", "a Duration, such as Duration.minutes(5)");
