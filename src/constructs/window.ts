import { type Day, type WindowDraft, windowProblems } from "../model";
import { ConstructError } from "./errors";
import { checked, instance, isMarked, mark, optional, shape, text, texts } from "./shape";
import { decide } from "./tokens";

/** A part of the day. Every property takes tokens; Terraform checks at plan what is not known at synth. */
export interface WindowProps {
  /**
   * The days on which it opens: `mon`, `tue`, `wed`, `thu`, `fri`, `sat`, `sun`. One that crosses midnight belongs to the day on
   * which it opened.
   *
   * @default - every day
   */
  readonly days?: readonly Day[];
  /** `HH:MM`, from `00:00` to `23:59`. */
  readonly start: string;
  /** `HH:MM`, up to `24:00`; closed from this minute on. If it is not after `start`, it is on the next day. */
  readonly end: string;
  /** The IANA name of the time zone whose clock counts, such as `Europe/Berlin`. */
  readonly timeZone: string;
}

/** A window as the generated binding takes it, in the `window` of `bindings.AutoKillPolicy`. */
export interface WindowReference {
  readonly days?: string[];
  readonly start: string;
  readonly end: string;
  readonly timeZone: string;
}

const SHAPE = shape({ days: optional(texts), start: text, end: text, timeZone: text });

/**
 * A part of the day in which an {@link AutoKillPolicy} may kill, by the clock on the wall of a time zone. Immutable.
 *
 * @example
 * // At night, also in summer time.
 * const night = Window.of({ start: "22:00", end: "06:00", timeZone: "Europe/Berlin" });
 */
export class Window {
  /**
   * @throws ConstructError `DBKILL_POLICY_WINDOW_INVALID` for a day, a time or a zone that there is not; `DBKILL_PROPERTY_UNKNOWN`,
   * `DBKILL_PROPERTY_MISSING` and `DBKILL_PROPERTY_INVALID`
   */
  static of(props: WindowProps): Window {
    const where = "Window.of";
    const given = checked(SHAPE, props, where) as WindowProps;
    const { days, start, end, timeZone } = given;
    const draft = { days: decide(days), start: decide(start), end: decide(end), time_zone: decide(timeZone) };
    const [first, ...more] = windowProblems(draft as WindowDraft).map(({ field, reason }) => {
      const path = field === "time_zone" ? "timeZone" : field;
      return { code: "DBKILL_POLICY_WINDOW_INVALID" as const, path, text: `${path}: ${reason}` };
    });
    if (!first) return new Window(given);
    throw new ConstructError(where, [first, ...more]);
  }

  /** Whether a value is a Window, also one of another copy of this package. */
  static isWindow(value: unknown): value is Window {
    return isMarked(value, "Window");
  }

  /** The given properties. */
  readonly props: WindowProps;

  private constructor({ days, ...times }: WindowProps) {
    this.props = Object.freeze({ ...times, ...(days && { days: Object.freeze([...days]) }) });
    mark(this, "Window");
    Object.freeze(this);
  }

  /** The window for the `window` of the generated binding. */
  toWindow(): WindowReference {
    const { days, ...times } = this.props;
    return { ...times, days: days && [...days] };
  }
}

/**
 * The kind of properties that take one.
 * @internal
 */
export const WINDOW = instance<Window>("Window", "a Window, such as Window.of({ ... })");
