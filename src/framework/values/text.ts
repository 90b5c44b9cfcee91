const BEYOND_ASCII = /[^\0-\x7f]/;

/**
 * The text as Terraform keeps it: in Unicode's normal form C, and of whole characters (half of a surrogate pair, as
 * cutting a text short may leave, is not UTF-8, and gRPC refuses a message that has one).
 */
export function wholeText(text: string): string {
  // Most texts are ASCII, and a plan has many thousands of them.
  return BEYOND_ASCII.test(text) ? text.replace(/\p{Surrogate}/gu, "\uFFFD").normalize() : text;
}
