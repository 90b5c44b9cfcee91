import { DAYS, type Day } from "./policy";

/** Making a formatter costs a hundred times what using it does. */
const formatters = new Map<string, Intl.DateTimeFormat>();

/**
 * What the clock on the wall of a time zone reads, in minutes since the start of Monday.
 * @throws RangeError for a zone that the runtime doesn't know
 */
export function wallClock(timeZone: string, at: Date): number {
  let formatter = formatters.get(timeZone);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat("en-US", {
      timeZone,
      hourCycle: "h23",
      weekday: "short",
      hour: "2-digit",
      minute: "2-digit",
    });
    formatters.set(timeZone, formatter);
  }
  const parts: Partial<Record<Intl.DateTimeFormatPartTypes, string>> = {};
  for (const { type, value } of formatter.formatToParts(at)) parts[type] = value;
  const day = DAYS.indexOf(parts.weekday?.toLowerCase() as Day);
  return (day * 24 + Number(parts.hour)) * 60 + Number(parts.minute);
}

/** What to write for a time zone, in a sentence. */
export const ANY_ZONE = "Name a zone of the IANA database, such as Europe/Berlin, or UTC.";

/**
 * What people mean by an abbreviation. Some runtimes take abbreviations for zones and some don't, and not always for the one that is
 * meant: EST is Panama's time, which has no summer time.
 */
const ABBREVIATIONS: Readonly<Record<string, string>> = {
  BST: "Europe/London",
  CEST: "Europe/Berlin",
  CET: "Europe/Berlin",
  CST: "Asia/Shanghai or America/Chicago",
  EDT: "America/New_York",
  EET: "Europe/Helsinki",
  EST: "America/New_York",
  HKT: "Asia/Hong_Kong",
  IST: "Asia/Kolkata or Europe/Dublin",
  JST: "Asia/Tokyo",
  MET: "Europe/Berlin",
  MST: "America/Denver",
  PDT: "America/Los_Angeles",
  PRC: "Asia/Shanghai",
  PST: "America/Los_Angeles",
  SGT: "Asia/Singapore",
  Z: "UTC",
};

/** All in capitals or all in small letters, as in EST5EDT. Full names of five letters have both, as in Japan. */
const ABBREVIATION = /^(?!(?:UTC|utc|GMT|gmt)$)(?:[A-Z]{1,5}(?:\d[A-Z]*)?|[a-z]{1,5}(?:\d[a-z]*)?)$/;

/** Why a text is not a name of the IANA database for a time zone, and what to write; undefined where it is one. */
export function zoneProblem(zone: string): string | undefined {
  const shown = JSON.stringify(zone);
  if (/^(?:UTC|GMT)?[+-]/i.test(zone)) {
    return `${shown} is an offset: a clock that is put forward in summer has two. ${ANY_ZONE}`;
  }
  const meant = ABBREVIATIONS[zone.toUpperCase()];
  if (meant !== undefined || ABBREVIATION.test(zone)) {
    const instead = meant === undefined ? ANY_ZONE : `Write ${meant}.`;
    return `${shown} is an abbreviation, which does not say which clock is meant. ${instead}`;
  }
  const canonical = canonicalZone(zone);
  if (canonical !== undefined) {
    // A zone of two names has one of them as its canonical name, so only the spelling of that one can be compared.
    if (canonical === zone || canonical.toLowerCase() !== zone.toLowerCase()) return undefined;
    return `${shown} is not how the IANA database spells this zone. Write ${canonical}.`;
  }
  const near = similarZone(zone);
  return `${shown} is not a zone of the IANA database. ${near === undefined ? ANY_ZONE : `Write ${near}.`}`;
}

/** The name by which the runtime knows a zone; undefined for an unknown one. Case makes no difference. */
function canonicalZone(zone: string): string | undefined {
  try {
    return new Intl.DateTimeFormat("en-US", { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}

/** A zone whose name or city this is, but for case and blanks. */
function similarZone(zone: string): string | undefined {
  const wanted = zone.trim().replaceAll(" ", "_").toLowerCase();
  return Intl.supportedValuesOf("timeZone").find(
    (name) => name.toLowerCase() === wanted || name.toLowerCase().endsWith(`/${wanted}`),
  );
}
