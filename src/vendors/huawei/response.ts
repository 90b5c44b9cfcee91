import type { Response } from "../http";
import { malformedResponse, transportError } from "../shared/fault";
import { objectOf, parseJsonObject } from "../shared/json";
import { type HuaweiFault, type HuaweiFaultContext, huaweiError } from "./errors";
import { Fields } from "./fields";

/** A well-formed success. */
export interface HuaweiResponseBody {
  readonly content: Fields;
  readonly requestId: string | undefined;
}

/**
 * Reads an answer: a JSON object, whose integers keep all their digits.
 *
 * @throws VendorError for everything but a success.
 */
export function readHuaweiResponse(
  called: Pick<HuaweiFaultContext, "service" | "action" | "permission">,
  answer: Response,
  date: Date,
): HuaweiResponseBody {
  const body = parseJsonObject(answer.body);
  const requestId = scalar(body?.request_id) ?? answer.headers["x-request-id"];
  const failed = answer.status < 200 || answer.status > 299;
  const fault = body && faultOf(body, failed);
  if (fault) throw huaweiError(fault, { ...called, answer, requestId, date });
  if (failed) throw transportError(called, answer, date, `Huawei Cloud's own for ${called.service}`);
  const malformed = (what: string) => malformedResponse(called, answer, what, "Huawei Cloud");
  if (!body) throw malformed("is not the JSON that the API documents");
  return { content: new Fields(body, malformed), requestId };
}

/**
 * The fault in any of the shapes that the gateway, DAS, MRS and IAM have: `{error_code, error_msg}`, `{error_code, message}`,
 * `{error: {code, message}}` and, where the HTTP status says that the call failed, `{status, message}`.
 */
function faultOf(body: Readonly<Record<string, unknown>>, failed: boolean): HuaweiFault | undefined {
  const nested = objectOf(body.error);
  // A number as status is some web server's own, not MRS's.
  const status = failed && typeof body.status === "string" ? scalar(body.status) : undefined;
  const code = scalar(body.error_code) ?? scalar(nested?.code) ?? status;
  if (code === undefined) return undefined;
  const message = scalar(body.error_msg) ?? scalar(body.message) ?? scalar(nested?.message) ?? "";
  return { code, message };
}

/** A text that says something, or a number, as text. */
function scalar(value: unknown): string | undefined {
  if (typeof value === "string") return value.trim() === "" ? undefined : value;
  return typeof value === "number" || typeof value === "bigint" ? String(value) : undefined;
}
