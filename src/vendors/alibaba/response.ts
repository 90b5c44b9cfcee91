import type { Response } from "../http";
import type { MalformedResponseError } from "../shared/errors";
import { type Called, malformedResponse, transportError } from "../shared/fault";
import { parseJsonObject } from "../shared/json";
import { type AlibabaFault, alibabaError } from "./errors";

/** The content of a success, with 64-bit integers as bigint; every success has its request id. */
export type AlibabaResponse = Readonly<Record<string, unknown>> & { readonly RequestId: string };

/** Some of Alibaba Cloud's services write a code into a success, too; the ones used here document none. */
const SUCCESS_CODES: ReadonlySet<string> = new Set(["200", "OK", "SUCCESS"]);

/**
 * Reads an answer of an RPC-style API: the result's own fields beside `RequestId`; `Code` and `Message` where the call failed.
 * The code decides and not the HTTP status: OceanBase documents a status for its errors, 2014, that does not exist.
 *
 * @throws VendorError for everything but a well-formed success.
 * @see https://www.alibabacloud.com/help/en/sdk/product-overview/v3-request-structure-and-signature "Responses"
 */
export function readAlibabaResponse(called: Called, answer: Response, date: Date): AlibabaResponse {
  const response = parseJsonObject(answer.body);
  const requestId =
    textOf(response?.RequestId) ?? textOf(response?.requestId) ?? answer.headers["x-acs-request-id"];
  const fault = response ? faultOf(response) : xmlFault(answer.body.toString("utf8"));
  if (fault && !SUCCESS_CODES.has(fault.code.toUpperCase())) {
    throw alibabaError(fault, { ...called, answer, requestId: fault.requestId ?? requestId, date });
  }
  if (answer.status < 200 || answer.status >= 300)
    throw transportError(called, answer, date, "Alibaba Cloud's own");
  if (!response) throw malformed(called, answer, "is not the JSON that the API documents");
  if (!requestId) throw malformed(called, answer, "has no RequestId");
  return { ...response, RequestId: requestId };
}

/** See {@link malformedResponse}. */
export function malformed(
  called: Called,
  answer: Response | undefined,
  what: string,
): MalformedResponseError {
  return malformedResponse(called, answer, what, "Alibaba Cloud");
}

function faultOf(response: Readonly<Record<string, unknown>>): AlibabaFault | undefined {
  const code = response.Code ?? response.code;
  if ((typeof code !== "string" && typeof code !== "number") || code === "") return undefined;
  return { code: String(code), message: textOf(response.Message) ?? textOf(response.message) ?? "" };
}

/** The gateway in front of the APIs writes XML where it could not tell which format was asked for. */
function xmlFault(text: string): AlibabaFault | undefined {
  const code = xmlElement(text, "Code");
  if (!code) return undefined;
  const requestId = xmlElement(text, "RequestId");
  return { code, message: xmlElement(text, "Message") ?? "", ...(requestId && { requestId }) };
}

function xmlElement(text: string, name: string): string | undefined {
  const content = new RegExp(`<${name}>([^<]*)</${name}>`).exec(text)?.[1];
  return content
    ?.replace(/&(lt|gt|quot|apos|amp);/g, (_whole, entity: string) => ENTITIES[entity] ?? "")
    .trim();
}

const ENTITIES: Readonly<Record<string, string>> = { lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" };

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
