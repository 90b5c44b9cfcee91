/**
 * Why no kill is ever sent for this text as a query id, as the end of a sentence; undefined where one is.
 *
 * Any client may choose any text as the id of its query, and an `InitialQueryId` that the vendor reads as empty stops every
 * query: so nothing is sent that trimming, splitting or unquoting could make empty or another id, nor what could break out of
 * the quotation marks of a statement that the vendor makes of it.
 */
export function queryIdProblem(queryId: string): string | undefined {
  if (queryId.trim() === "") return "is blank";
  if (queryId.trim() !== queryId) return "has a blank at an end";
  if (queryId.includes(",")) return "has a comma, which separates ids";
  if (/\p{Cc}/u.test(queryId)) return "has a control character";
  if (/["'`\\]/.test(queryId)) {
    return "has a quotation mark or a backslash, which the vendor may take for the end of the id";
  }
  if (!/[\p{L}\p{N}]/u.test(queryId)) return "has neither letter nor digit";
  if (/\p{Cs}/u.test(queryId)) return "is not well-formed Unicode";
  return undefined;
}
