/** Errors that are made from the vendors' answers, and parts of their texts. */

import { type Response, retryAfterMs } from "../http";
import {
  MalformedResponseError,
  RejectedError,
  ServerError,
  ThrottledError,
  type VendorError,
} from "./errors";

/** The call an answer belongs to. */
export interface Called {
  readonly service: string;
  readonly action: string;
}

/** The call and the answer that a fault came with. */
export interface FaultContext extends Called {
  readonly answer: Response;
  readonly requestId: string | undefined;
  /** Our own time when the answer was read. */
  readonly date: Date;
}

/**
 * The error for an answer that is not as documented. Whether the request was carried out is unknown.
 *
 * @param answer absent where it was read before
 * @param what completes "got an answer that ...".
 * @param vendor e.g. `Tencent Cloud`.
 */
export function malformedResponse(
  { service, action }: Called,
  answer: Response | undefined,
  what: string,
  vendor: string,
): MalformedResponseError {
  return new MalformedResponseError(`${service} ${action} got an answer that ${what}.`, {
    service,
    action,
    httpStatus: answer?.status,
    ambiguous: true,
    retryable: true,
    remedy: `The request may have been carried out. Run the operation again. If it fails again, check that the endpoint is ${vendor}'s.`,
  });
}

/**
 * The error for an answer that does not come from the API but from a gateway, a proxy or another host.
 *
 * @param endpoint whose endpoint it should be, e.g. `DBbrain's own`.
 */
export function transportError(
  { service, action }: Called,
  answer: Response,
  date: Date,
  endpoint: string,
): VendorError {
  const { status: httpStatus, headers } = answer;
  const message = `${service} ${action} was answered with HTTP status ${httpStatus} and no error of the API.`;
  const details = { service, action, httpStatus, retryAfterMs: retryAfterMs(headers, date) };
  if (httpStatus === 429) {
    const remedy =
      "Too many requests. Run again in a moment, with a lower -parallelism, or raise max_retries.";
    return new ThrottledError(message, { ...details, retryable: true, remedy });
  }
  if (httpStatus >= 500) {
    const remedy = "The request may have been carried out. Run the operation again in a moment.";
    return new ServerError(message, { ...details, retryable: true, ambiguous: true, remedy });
  }
  return new RejectedError(message, {
    ...details,
    remedy: `Check that the endpoint is ${endpoint}, or the emulator's, and whether a proxy or gateway answers in its place.`,
  });
}

/** The text with one full stop at its end. */
export function asSentence(text: string): string {
  // The stop may stand inside of brackets.
  return /[.。!?！？][)"'）]?\s*$/.test(text) ? text.trimEnd().replace(/[.。]+$/, ".") : `${text.trimEnd()}.`;
}

/**
 * How far off our clock is by the answer's own `Date` header, as a sentence with a blank before it. Empty where the answer has none.
 *
 * @param least the smallest difference, in seconds, that is told
 */
export function skewNote({ headers }: Response, date: Date, least = 0): string {
  const theirs = Date.parse(headers.date ?? "");
  const seconds = Math.round((date.getTime() - theirs) / 1000);
  if (Number.isNaN(seconds) || Math.abs(seconds) < least) return "";
  return ` This machine's clock is ${Math.abs(seconds)} s ${seconds < 0 ? "behind" : "ahead of"} the server's.`;
}
