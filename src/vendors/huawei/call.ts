import type { Dispatcher } from "undici";
import type { ServiceName } from "../facts";
import type { Call, CallOptions, Http, Repeat, Response } from "../http";
import { stringifyJson } from "../shared/json";
import { authLockoutGuard } from "./auth-lockout-guard";
import type { HuaweiCredentials } from "./credentials";
import type { Fields } from "./fields";
import type { RefusedKeys } from "./refused-keys";
import { readHuaweiResponse } from "./response";
import { encodePart, signSdkHmac } from "./signer";

const CONTENT_TYPE = "application/json";

/** What a client of a Huawei Cloud service is made from. */
export interface HuaweiClientOptions {
  readonly http: Http;
  readonly credentials: HuaweiCredentials;
  readonly region: string;
  readonly projectId: string;
  readonly endpoint: URL;
  /** Where refused key pairs are remembered for other processes of a run; absent: nowhere. */
  readonly refusedKeys?: RefusedKeys;
}

/** One action of an API. */
export interface HuaweiAction {
  readonly service: ServiceName;
  /** The last segment of its path where that tells it, else the vendor's name for it. */
  readonly name: string;
  readonly method: Dispatcher.HttpMethod;
  readonly repeat: Repeat;
  /** What IAM calls the permission for it; absent where it is not documented. */
  readonly permission?: string;
}

/** What one call sends, and how its answer is read. */
export interface HuaweiRequest<T> {
  /** From a {@link pathOf}. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  /** Sent as JSON. */
  readonly body?: object;
  read(content: Fields, answer: Response, date: Date): T;
}

/** Makes a call, signed with SDK-HMAC-SHA256 and scoped to the project. */
export function sendHuawei<T>(
  options: HuaweiClientOptions,
  action: HuaweiAction,
  request: HuaweiRequest<T>,
  callOptions?: CallOptions,
): Promise<T> {
  const { http, credentials, projectId, endpoint, refusedKeys } = options;
  const { accessKey, secretKey, securityToken } = credentials;
  const { service, name, method, repeat, permission } = action;
  const signedHeaders = {
    "content-type": CONTENT_TYPE,
    "x-project-id": projectId,
    ...(securityToken && { "x-security-token": securityToken }),
  };
  const call: Call<T> = {
    service,
    action: name,
    account: accessKey,
    endpoint,
    method,
    path: request.path + queryString(request.query ?? {}),
    headers: { ...signedHeaders, "x-language": "en-us" },
    body: request.body ? stringifyJson(request.body) : "",
    repeat,
    // No limit is documented for any of these actions; the gateway's 429 is obeyed.
    secrets: securityToken ? [secretKey, securityToken] : [secretKey],
    sign: ({ method, path, headers, body }, date) => {
      const sdkDate = date.toISOString().replace(/[-:]|\.\d+/g, "");
      const signed = { ...signedHeaders, host: headers.host!, "x-sdk-date": sdkDate };
      const authorization = signSdkHmac({ method, path, headers: signed, body }, credentials);
      return { "x-sdk-date": sdkDate, authorization };
    },
    read: (answer, date) => {
      const called = { service, action: name, permission };
      const { content, requestId } = readHuaweiResponse(called, answer, date);
      return { value: request.read(content, answer, date), requestId };
    },
  };
  const guard = authLockoutGuard(http, credentials, endpoint, refusedKeys);
  const guarded = { service, action: name, host: endpoint.host };
  return guard.pass(guarded, () => http.send(call, callOptions), callOptions?.signal);
}

/**
 * A path of these segments, each percent-encoded.
 * @throws RangeError for a segment that would change the path: an empty one, or nothing but dots.
 */
export function pathOf(...segments: readonly string[]): string {
  const odd = segments.find((segment) => /^\.*$/.test(segment));
  if (odd !== undefined) throw new RangeError(`${JSON.stringify(odd)} is no id: it can't be part of a URL.`);
  return `/${segments.map(encodePart).join("/")}`;
}

function queryString(query: NonNullable<HuaweiRequest<unknown>["query"]>): string {
  const pairs = Object.entries(query).filter(([, value]) => value !== undefined);
  if (pairs.length === 0) return "";
  return `?${pairs.map(([name, value]) => `${name}=${encodePart(String(value))}`).join("&")}`;
}
