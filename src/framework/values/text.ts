const BEYOND_ASCII = /[^\0-\x7f]/;

/**
 * The text as Terraform keeps it: in Unicode's normal form C, and of whole characters (half of a surrogate pair, as
 * cutting a text short may leave, is not UTF-8, and gRPC refuses a message that has one).
 */
export function wholeText(text: string): string {
  // Most texts are ASCII, and a plan has many thousands of them.
  return BEYOND_ASCII.test(text) ? text.replace(/\p{Surrogate}/gu, "\uFFFD").normalize() : text;
}

/**
 * What could rewrite a terminal or reorder what it shows: control characters but for line feeds, which lay out our own messages, and
 * the controls of bidirectional text.
 */
const CONTROL = /[\p{Cc}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** The text for a message: names that come from a database can't forge lines or colours with it. */
export function printable(text: string): string {
  return wholeText(text).replace(CONTROL, (character) =>
    character === "\n" ? character : `\\u{${character.codePointAt(0)!.toString(16)}}`,
  );
}
