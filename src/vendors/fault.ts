import type { Answer } from "./http";

/** What is common to the readers of the vendors' error answers. */

/** With one full stop at the end, whether the vendor wrote none, one or its Chinese one. */
export function asSentence(text: string): string {
  return /[.。!?！？]\s*$/.test(text) ? text.trimEnd().replace(/[.。]+$/, ".") : `${text.trimEnd()}.`;
}

/** How far off our clock is by the answer's own `Date` header, as a sentence with a blank before it; else empty. */
export function skewNote({ headers }: Answer, date: Date): string {
  const theirs = Date.parse(headers.date ?? "");
  if (Number.isNaN(theirs)) return "";
  const seconds = Math.round((date.getTime() - theirs) / 1000);
  return ` This machine's clock is ${Math.abs(seconds)} s ${seconds < 0 ? "behind" : "ahead of"} the server's.`;
}

/** The value where it is a JSON object. */
export function objectOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}
