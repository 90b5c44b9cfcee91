import { UNDECIDED, type Undecided } from "../filter";
import { DAYS, type PolicyWindow } from "./policy";
import { ANY_ZONE, wallClock, zoneProblem } from "./time-zone";

const MINUTES_OF_DAY = 24 * 60;
const MINUTES_OF_WEEK = 7 * MINUTES_OF_DAY;
const MINUTE = 60_000;

/** How far ahead the next opening is looked for, in minutes: a window that opens once a week is found on its next day. */
const HORIZON = 8 * MINUTES_OF_DAY;

const TIME = /^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/;

/**
 * Whether a window is open, by the clock on the wall of its time zone.
 *
 * It is open from `start` until before `end`. If `end` is not after `start` it crosses midnight, and belongs to the day on which it
 * opened: `days` names that day. With `start` equal to `end` it lasts until the same minute of the next day.
 *
 * All of it is decided by what the clock reads, so a change to or from summer time needs no rule of its own: a window that lies within
 * the hour that the clock skips doesn't open on that day, and one within the hour that the clock repeats is open both times.
 *
 * @throws RangeError for a window with a time or a zone that {@link windowProblems} refuses
 */
export function isWindowOpen(window: PolicyWindow, at: Date): boolean {
  const reading = wallClock(window.time_zone, at);
  const minute = reading % MINUTES_OF_DAY;
  const today = (reading - minute) / MINUTES_OF_DAY;
  const start = minuteOfDay(window.start);
  const end = minuteOfDay(window.end);
  if (start < end) return start <= minute && minute < end && opensOn(window, today);
  return (start <= minute && opensOn(window, today)) || (minute < end && opensOn(window, today + 6));
}

/** Whether one of the windows is open. Without windows it is always open. */
export function isOpenAt(windows: readonly PolicyWindow[], at: Date): boolean {
  return windows.length === 0 || windows.some((window) => isWindowOpen(window, at));
}

/**
 * When one of the windows is open next: `at` itself if one is open then, else the first minute at which one opens. Null if none opens
 * within eight days; that is so for a window of one day a week whose whole time the clock skips in that week.
 *
 * @throws RangeError as {@link isWindowOpen} does
 */
export function nextOpening(windows: readonly PolicyWindow[], at: Date): Date | null {
  if (isOpenAt(windows, at)) return at;
  const openings = windows.map((window) => openingOf(window, at)).filter((minutes) => minutes !== undefined);
  if (openings.length === 0) return null;
  return new Date((Math.floor(at.getTime() / MINUTE) + Math.min(...openings)) * MINUTE);
}

/**
 * In how many minutes a window that is closed opens, counted from the last full minute. A closed window opens when the clock reads
 * its start, or when the clock is put forward into it. So it is enough to look at these moments.
 */
function openingOf(window: PolicyWindow, at: Date): number | undefined {
  const base = Math.floor(at.getTime() / MINUTE) * MINUTE;
  const later = (minutes: number) => new Date(base + minutes * MINUTE);
  const read = (minutes: number) => wallClock(window.time_zone, later(minutes));
  const start = minuteOfDay(window.start);
  for (let now = 0; now < HORIZON; ) {
    const reading = read(now);
    // Always at least one minute: at its start the window may be closed, as on a day on which it doesn't open.
    const ahead = ((start - (reading % MINUTES_OF_DAY) - 1 + MINUTES_OF_DAY) % MINUTES_OF_DAY) + 1;
    const isShifted = (minutes: number) => read(now + minutes) !== (reading + minutes) % MINUTES_OF_WEEK;
    now += isShifted(ahead) ? first(ahead, isShifted) : ahead;
    if (now <= HORIZON && isWindowOpen(window, later(now))) return now;
  }
  return undefined;
}

/** The smallest whole number for which something holds that, once it does, holds up to `high`. */
function first(high: number, holds: (value: number) => boolean): number {
  let low = 1;
  let found = high;
  while (low < found) {
    const middle = Math.floor((low + found) / 2);
    if (holds(middle)) found = middle;
    else low = middle + 1;
  }
  return found;
}

function opensOn({ days }: PolicyWindow, day: number): boolean {
  return days.length === 0 || days.includes(DAYS[day % DAYS.length]!);
}

/** @throws RangeError for a text that is not a time of day */
function minuteOfDay(time: string): number {
  if (!TIME.test(time)) throw new RangeError(`${JSON.stringify(time)} is not a time of day`);
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}

/** A window before all of its values are known. `null` and absent mean the same. */
export interface WindowDraft {
  readonly days?: readonly (string | Undecided)[] | Undecided | null;
  readonly start?: string | Undecided | null;
  readonly end?: string | Undecided | null;
  readonly time_zone?: string | Undecided | null;
}

/** What is wrong with one field of a window. */
export interface WindowProblem {
  readonly field: keyof PolicyWindow;
  /** What is wrong and how to correct it, in sentences. */
  readonly reason: string;
}

/**
 * What is wrong with a window, one problem a field, as far as its values are known. A window that has everything and no problem is one
 * that {@link isWindowOpen} can tell. Days may be absent: that is every day.
 */
export function windowProblems(window: WindowDraft): WindowProblem[] {
  return (["days", "start", "end", "time_zone"] as const).flatMap((field) => {
    const value = window[field];
    const reason = value === UNDECIDED ? undefined : CHECKS[field](value as never);
    return reason === undefined ? [] : [{ field, reason }];
  });
}

type Known<F extends keyof WindowDraft> = Exclude<WindowDraft[F], Undecided>;

const CHECKS: { readonly [F in keyof PolicyWindow]: (value: Known<F>) => string | undefined } = {
  days: (days) => {
    const seen = new Set<string>();
    for (const day of days ?? []) {
      if (day === UNDECIDED) continue;
      const reason = dayProblem(day) ?? (seen.has(day) ? `"${day}" is there twice. Remove one.` : undefined);
      if (reason !== undefined) return reason;
      seen.add(day);
    }
    return undefined;
  },
  start: (time) =>
    time === "24:00"
      ? "24:00 is the end of a day. A window that opens at midnight starts at 00:00 of the next day."
      : timeProblem(time, "23:59"),
  end: (time) => timeProblem(time, "24:00"),
  time_zone: (zone) => (typeof zone === "string" ? zoneProblem(zone) : `It is missing. ${ANY_ZONE}`),
};

function dayProblem(day: string): string | undefined {
  if ((DAYS as readonly string[]).includes(day)) return undefined;
  const short = DAYS.find((name) => name === day.slice(0, 3).toLowerCase());
  return `${JSON.stringify(day)} is not a day. Write ${short ?? `one of ${DAYS.join(", ")}`}.`;
}

function timeProblem(time: string | null | undefined, last: string): string | undefined {
  if (typeof time !== "string") return `It is missing. Write HH:MM, from 00:00 to ${last}.`;
  if (TIME.test(time)) return undefined;
  const padded = /^\d:[0-5]\d$/.test(time) ? `0${time}` : `HH:MM, from 00:00 to ${last}`;
  return `${JSON.stringify(time)} is not a time of day. Write ${padded}.`;
}
