import { Op, Token, Tokenization } from "cdktf";
import { durationNotPositiveInteger } from "./errors";

const SECONDS_IN = { seconds: 1, minutes: 60, hours: 3_600, days: 86_400 } as const;
type Unit = keyof typeof SECONDS_IN;

/**
 * A length of time: a whole number of seconds above zero.
 *
 * Each factory also takes a number token, such as the value of a `TerraformVariable`; it is converted when
 * Terraform runs.
 *
 * @example
 * const task = new KillTask(this, "task", { target, filter, duration: Duration.hours(2) });
 */
export class Duration {
  /**
   * @param amount whole number above zero, or a number token
   * @throws ConstructError `DURATION_NOT_POSITIVE_INTEGER`
   */
  static seconds(amount: number): Duration {
    return Duration.of(amount, "seconds");
  }

  /**
   * @param amount whole number above zero, or a number token
   * @throws ConstructError `DURATION_NOT_POSITIVE_INTEGER`
   */
  static minutes(amount: number): Duration {
    return Duration.of(amount, "minutes");
  }

  /**
   * @param amount whole number above zero, or a number token
   * @throws ConstructError `DURATION_NOT_POSITIVE_INTEGER`
   */
  static hours(amount: number): Duration {
    return Duration.of(amount, "hours");
  }

  /**
   * Days of 24 hours.
   *
   * @param amount whole number above zero, or a number token
   * @throws ConstructError `DURATION_NOT_POSITIVE_INTEGER`
   */
  static days(amount: number): Duration {
    return Duration.of(amount, "days");
  }

  private static of(amount: number, unit: Unit): Duration {
    const factor = SECONDS_IN[unit];
    if (Token.isUnresolved(amount)) {
      return new Duration(factor === 1 ? amount : Token.asNumber(Op.mul(amount, factor)));
    }
    if (!Number.isSafeInteger(amount * factor) || !Number.isInteger(amount) || amount < 1) {
      throw durationNotPositiveInteger(amount, unit);
    }
    return new Duration(amount * factor);
  }

  private constructor(private readonly length: number) {}

  /** The length in seconds; a number token where it was made from one. */
  toSeconds(): number {
    return this.length;
  }

  /** The length in Terraform's own notation for durations, such as `90s`. */
  toString(): string {
    return `${Tokenization.stringifyNumber(this.length)}s`;
  }
}
