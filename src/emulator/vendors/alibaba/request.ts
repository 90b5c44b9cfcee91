import type { RequestHead, VendorResponse } from "../vendor";
import { singleHeader, stringifyLongJson } from "../wire";

/** Names and values, decoded, in the order in which they came. */
export type Entries = readonly (readonly [name: string, value: string])[];

/** A call to an RPC-style API, read but not checked. */
export interface AlibabaRequest {
  readonly head: RequestHead;
  readonly body: Buffer;
  readonly query: Entries;
  /** Empty where the body is no form. */
  readonly form: Entries;
  /** By name, from query and form; where a name comes twice, the first. */
  readonly parameters: ReadonlyMap<string, string>;
}

const FORM = "application/x-www-form-urlencoded";

export function readRequest(head: RequestHead, body: Buffer): AlibabaRequest {
  const query = decoded(head.query);
  const form = isForm(head) ? decoded(body.toString("utf8")) : [];
  return { head, body, query, form, parameters: new Map([...query, ...form].reverse()) };
}

/** Whether the body holds parameters. */
export function isForm(head: RequestHead): boolean {
  return singleHeader(head, "content-type")?.split(";")[0]?.trim().toLowerCase() === FORM;
}

/** The instance that a call names, by whatever name its API has for it; null where it names none. */
export function instanceIdOf({ parameters }: AlibabaRequest): string | null {
  const names = ["DBClusterId", "DBInstanceId", "InstanceId"];
  return names.map((name) => parameters.get(name)).find((id) => id) ?? null;
}

function decoded(text: string): Entries {
  return [...new URLSearchParams(text)];
}

/** Statuses that are not 400, by code. The gateway's own are from https://help.aliyun.com/document_detail/48054.html. */
const STATUSES: Readonly<Record<string, number>> = {
  "InvalidAccessKeyId.NotFound": 404,
  "InvalidApi.NotFound": 404,
  "InvalidRegionId.NotFound": 404,
  "InvalidDBClusterId.NotFound": 404,
  "InvalidDBInstanceId.NotFound": 404,
  "InvalidInstanceId.NotFound": 404,
  "InvalidTenantId.NotFound": 404,
  "Forbidden.RAM": 403,
  NoPermission: 403,
  InternalError: 500,
  ServiceUnavailable: 503,
};

/** An error in Alibaba Cloud's own words: a code from its documents, and a message. */
export class AlibabaError extends Error {
  override readonly name = "AlibabaError";

  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }

  /** The HTTP status that goes with the code. */
  get status(): number {
    return STATUSES[this.code] ?? 400;
  }
}

/** `Missing{Parameter}`, as the gateway says it. */
export function missing(parameter: string): AlibabaError {
  return new AlibabaError(`Missing${parameter}`, `${parameter} is mandatory for this action.`);
}

/** The signature itself is not whole, as the gateway says it. */
export function incomplete(why: string): AlibabaError {
  return new AlibabaError(
    "IncompleteSignature",
    `The request signature does not conform to Aliyun standards: ${why}.`,
  );
}

/** Which code the services have for a value of the wrong form is not documented. */
export function invalid(parameter: string, what: string): AlibabaError {
  return new AlibabaError(
    "InvalidParameter",
    `The specified parameter ${parameter} is not valid: it ${what}.`,
  );
}

/** In milliseconds, as Alibaba's SDK reads `x-acs-retry-after`. */
const RETRY_AFTER_MS = "1000";

export function success(fields: object, requestId: string): VendorResponse {
  return respond({ RequestId: requestId, ...fields }, requestId, 200, null);
}

export function failure({ code, message, status }: AlibabaError, requestId: string): VendorResponse {
  const body = {
    RequestId: requestId,
    HostId: "dbkill-emulator",
    Code: code,
    Message: message,
    Recommend: `https://api.alibabacloud.com/troubleshoot?q=${encodeURIComponent(code)}`,
  };
  const { headers, ...rest } = respond(body, requestId, status, code);
  if (!code.includes("Throttling")) return { headers, ...rest };
  return { headers: { ...headers, "x-acs-retry-after": RETRY_AFTER_MS }, ...rest };
}

function respond(body: object, requestId: string, status: number, errorCode: string | null): VendorResponse {
  const headers = { "Content-Type": "application/json;charset=utf-8", "x-acs-request-id": requestId };
  return { status, headers, body: stringifyLongJson(body), errorCode };
}
