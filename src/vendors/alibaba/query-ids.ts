import { encodeRfc3986 } from "./acs3";

/**
 * Why no kill is ever sent for this text as a query id, as the end of a sentence; undefined where one is.
 *
 * Any client may choose any text as the id of its query, and an `InitialQueryId` that the vendor reads as empty stops every
 * query: so nothing is sent that trimming, splitting or unquoting could make empty or another id.
 */
export function queryIdProblem(queryId: string): string | undefined {
  if (queryId.trim() === "") return "is blank";
  if (queryId.trim() !== queryId) return "has a blank at an end";
  if (queryId.includes(",")) return "has a comma, which separates ids";
  if (/\p{Cc}/u.test(queryId)) return "has a control character";
  if (/^["'`\\]|["'`\\]$/.test(queryId)) {
    return "has a quotation mark or a backslash at an end, which the vendor may take off";
  }
  if (!/[\p{L}\p{N}]/u.test(queryId)) return "has neither letter nor digit";
  if (/\p{Cs}/u.test(queryId)) return "is not well-formed Unicode";
  return undefined;
}

/**
 * The ids, once each, joined by commas to texts that are no longer than `budget` bytes when encoded.
 *
 * @throws Error where there is none, one has a {@link queryIdProblem}, or is too long by itself.
 */
export function joinQueryIds(queryIds: readonly string[], budget: number): string[] {
  if (queryIds.length === 0) throw new Error("No query ids: a kill without any would stop every query.");
  const pieces: string[] = [];
  let used = Number.POSITIVE_INFINITY;
  for (const queryId of new Set(queryIds)) {
    const problem = queryIdProblem(queryId);
    if (problem) throw new Error(`The query id ${shown(queryId)} ${problem}.`);
    const size = encodeRfc3986(queryId).length;
    if (size > budget) throw new Error(`The query id ${shown(queryId)} is too long to be sent.`);
    if (used + COMMA + size <= budget) {
      pieces.push(`${pieces.pop()},${queryId}`);
      used += COMMA + size;
    } else {
      pieces.push(queryId);
      used = size;
    }
  }
  return pieces;
}

/** Bytes of an encoded comma. */
const COMMA = "%2C".length;

function shown(queryId: string): string {
  return JSON.stringify(queryId.length > 60 ? `${queryId.slice(0, 60)}...` : queryId);
}
