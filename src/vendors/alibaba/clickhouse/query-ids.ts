import { encodeRfc3986 } from "../signer";
import { queryIdProblem } from "./query-id";

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
