import { validate } from "../framework";

const RFC3339 = /^(\d{4}-\d\d-\d\d)T\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;

/** The milliseconds since 1970 of a time in RFC 3339; undefined for any other text. */
export function parseRfc3339(text: string): number | undefined {
  const date = RFC3339.exec(text)?.[1];
  const ms = Date.parse(text);
  if (date === undefined || Number.isNaN(ms)) return undefined;
  // JavaScript takes 30 February for 2 March.
  return new Date(`${date}T00:00:00Z`).toISOString().startsWith(date) ? ms : undefined;
}

/** The rule for attributes that hold a time. */
export const rfc3339 = validate.custom<string>("a time (RFC 3339)", (text) =>
  parseRfc3339(text) === undefined
    ? `"${text}" is not a time: give date, time and offset, such as 2026-11-22T10:00:00Z.`
    : undefined,
);
