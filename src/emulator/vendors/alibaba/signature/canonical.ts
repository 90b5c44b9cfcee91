import type { Entries } from "../request";

/** RFC 3986: all but letters, digits and `-_.~`. */
export function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/**
 * Parameters sorted by name and encoded anew: Alibaba's own SDK sends `*()~` bare in the URL and signs `*()` encoded, so what
 * was on the wire is not what was signed.
 */
export function canonicalQuery(entries: Entries): string {
  const sorted = [...entries].sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0));
  return sorted.map(([name, value]) => `${encode(name)}=${encode(value)}`).join("&");
}
