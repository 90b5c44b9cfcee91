import {
  MalformedAnswerError,
  RejectedError,
  ServerError,
  ThrottledError,
  type VendorError,
} from "../errors";
import { objectOf } from "../fault";
import { type Answer, retryAfterMs } from "../http";
import { type TencentFault, tencentError } from "./errors";

/** The call an answer belongs to. */
interface Called {
  readonly service: string;
  readonly action: string;
}

/** The content of `Response`; every success has its request id. */
export type TencentResponse = Readonly<Record<string, unknown>> & { readonly RequestId: string };

/**
 * Reads the envelope of API 3.0: `{"Response": {...}}`, with `Error` in it where the call failed, nearly always with status 200.
 *
 * @throws VendorError for everything but a well-formed success.
 * @see https://tencentcloud.com/document/api/1227/61822
 */
export function readTencentAnswer(called: Called, answer: Answer, date: Date): TencentResponse {
  const response = objectOf(objectOf(parse(answer.body))?.Response);
  const requestId = typeof response?.RequestId === "string" ? response.RequestId : undefined;
  const fault = faultOf(response?.Error);
  if (fault) throw tencentError(fault, { ...called, answer, requestId, date });
  if (answer.status !== 200) throw transportError(called, answer, date);
  if (!response) throw malformed(called, answer, "is not the JSON that the API documents");
  if (response.Error !== undefined) throw malformed(called, answer, "has an error without code or message");
  if (requestId === undefined) throw malformed(called, answer, "has no RequestId");
  return { ...response, RequestId: requestId };
}

/** The error for an answer that is not as documented. The request has been carried out, or not: nobody can tell. */
export function malformed(called: Called, answer: Answer | undefined, what: string): MalformedAnswerError {
  const { service, action } = called;
  return new MalformedAnswerError(`${service} ${action} got an answer that ${what}.`, {
    service,
    action,
    httpStatus: answer?.status,
    ambiguous: true,
    retryable: true,
    remedy:
      "The request may have been carried out. Run the operation again; if it stays, check that the endpoint is Tencent Cloud's.",
  });
}

/** An answer of something on the way (a gateway, a proxy, a wrong host), not of the API. */
function transportError({ service, action }: Called, answer: Answer, date: Date): VendorError {
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
    remedy: "Check that the endpoint is DBbrain's own, or the emulator's, and what stands between.",
  });
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
}

function faultOf(value: unknown): TencentFault | undefined {
  const error = objectOf(value);
  if (typeof error?.Code !== "string") return undefined;
  return { Code: error.Code, Message: typeof error.Message === "string" ? error.Message : "" };
}
