import { ClickhouseClient, OceanbaseClient } from "../../../../src/vendors/alibaba";
import type { Http } from "../../../../src/vendors/http";
import { SECRET_KEY, TOKEN } from "./dbbrain";
import { answer, type RawRequest, type Reaction } from "./raw-server";

export const CREDENTIALS = {
  accessKey: "LTAItest",
  secretKey: SECRET_KEY,
  securityToken: TOKEN,
  source: "a test",
} as const;

/** Clients of a server on loop-back. */
export function clickhouseAt(endpoint: URL, http: Http): ClickhouseClient {
  return new ClickhouseClient({ http, credentials: CREDENTIALS, region: "cn-hangzhou", endpoint });
}
export function oceanbaseAt(endpoint: URL, http: Http): OceanbaseClient {
  return new OceanbaseClient({ http, credentials: CREDENTIALS, region: "cn-hangzhou", endpoint });
}

/** Responses as Alibaba Cloud does when it did what it was asked; a text is the body itself. */
export function success(fields: Record<string, unknown> | string = {}): Reaction {
  return answer(200, typeof fields === "string" ? fields : { RequestId: "req-ok", ...fields });
}

/** Responses as Alibaba Cloud does when it failed. */
export function fault(Code: string, status = 400, headers: Record<string, string> = {}): Reaction {
  const body = { Code, Message: "the vendor's words", RequestId: "req-failed", HostId: "h", Recommend: "r" };
  return answer(status, body, headers);
}

/** The parameters in a request's query string. */
export function queryOf({ head }: RawRequest): Record<string, string> {
  return Object.fromEntries(new URL(head.split(" ")[1]!, "http://any.example").searchParams);
}

/** The parameters in a request's form. */
export function formOf({ body }: RawRequest): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(body));
}
