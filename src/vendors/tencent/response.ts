import type { Response } from "../http";
import type { MalformedResponseError } from "../shared/errors";
import { type Called, malformedResponse, transportError } from "../shared/fault";
import { objectOf, parseJsonObject } from "../shared/json";
import { type TencentFault, tencentError } from "./errors";

/** The content of `Response`, with 64-bit integers as bigint; every success has its request id. */
export type TencentResponse = Readonly<Record<string, unknown>> & { readonly RequestId: string };

/**
 * Reads the envelope of API 3.0: `{"Response": {...}}`, with `Error` in it where the call failed, nearly always with status 200.
 *
 * @throws VendorError for everything but a well-formed success.
 * @see https://tencentcloud.com/document/api/1227/61822
 */
export function readTencentResponse(called: Called, answer: Response, date: Date): TencentResponse {
  const response = objectOf(parseJsonObject(answer.body)?.Response);
  const requestId = typeof response?.RequestId === "string" ? response.RequestId : undefined;
  const fault = faultOf(response?.Error);
  if (fault) throw tencentError(fault, { ...called, answer, requestId, date });
  if (answer.status !== 200) throw transportError(called, answer, date, "DBbrain's own");
  if (!response) throw malformed(called, answer, "is not the JSON that the API documents");
  if (response.Error !== undefined) throw malformed(called, answer, "has an error without code or message");
  if (requestId === undefined) throw malformed(called, answer, "has no RequestId");
  return { ...response, RequestId: requestId };
}

/** See {@link malformedResponse}. */
export function malformed(
  called: Called,
  answer: Response | undefined,
  what: string,
): MalformedResponseError {
  return malformedResponse(called, answer, what, "Tencent Cloud");
}

function faultOf(value: unknown): TencentFault | undefined {
  const error = objectOf(value);
  if (typeof error?.Code !== "string") return undefined;
  return { Code: error.Code, Message: typeof error.Message === "string" ? error.Message : "" };
}
