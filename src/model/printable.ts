/** Controls, formatting marks (zero-width, bidirectional), line and paragraph separators, unpaired surrogates. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;
const SHORT_ESCAPES: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/**
 * A text that comes from a database, its clients or a vendor, in a form that is safe in a terminal, a log and a message:
 * characters that could move the cursor, start a new line or reverse the reading direction are written as escapes.
 *
 * @param limit how many characters are shown at most; what is cut off is marked by `...`
 */
export function printable(text: string, limit = Number.POSITIVE_INFINITY): string {
  const characters = [...text];
  const shown = characters.length > limit ? `${characters.slice(0, limit).join("")}...` : text;
  return shown.replace(UNPRINTABLE, (mark) => SHORT_ESCAPES[mark] ?? escapeOf(mark));
}

function escapeOf(mark: string): string {
  const hex = mark.codePointAt(0)!.toString(16);
  if (hex.length <= 2) return `\\x${hex.padStart(2, "0")}`;
  return hex.length > 4 ? `\\u{${hex}}` : `\\u${hex.padStart(4, "0")}`;
}
