import { MalformedAnswerError, RejectedError, ServerError, ThrottledError, type VendorError } from "./errors";
import { type Answer, retryAfterMs } from "./http";

/** The call an answer belongs to. */
export interface Called {
  readonly service: string;
  readonly action: string;
}

/**
 * The error for an answer that is not as documented. The request has been carried out, or not: nobody can tell.
 *
 * @param what how the answer is, as the end of a sentence.
 * @param vendor whose endpoint it should be, e.g. `Tencent Cloud`.
 */
export function malformedAnswer(
  { service, action }: Called,
  answer: Answer | undefined,
  what: string,
  vendor: string,
): MalformedAnswerError {
  return new MalformedAnswerError(`${service} ${action} got an answer that ${what}.`, {
    service,
    action,
    httpStatus: answer?.status,
    ambiguous: true,
    retryable: true,
    remedy: `The request may have been carried out. Run the operation again; if it stays, check that the endpoint is ${vendor}'s.`,
  });
}

/**
 * The error for an answer of something on the way (a gateway, a proxy, a wrong host), not of the API.
 *
 * @param api whose endpoint it should be, e.g. `DBbrain`.
 */
export function transportError(
  { service, action }: Called,
  answer: Answer,
  date: Date,
  api: string,
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
    remedy: `Check that the endpoint is ${api}'s own, or the emulator's, and what stands between.`,
  });
}
