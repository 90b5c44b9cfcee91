import { randomUUID } from "node:crypto";
import type { Call, CallOptions, Http, Repeat } from "../http";
import type { AlibabaCredentials } from "./credentials";
import { type AlibabaResponse, readAlibabaResponse } from "./response";
import { canonicalQuery, hashPayload, signAcs3 } from "./signer";

/** What a client of one of Alibaba Cloud's services is made from. */
export interface AlibabaClientOptions {
  readonly http: Http;
  readonly credentials: AlibabaCredentials;
  readonly region: string;
  readonly endpoint: URL;
}

/** One action of an RPC-style API. */
export interface RpcAction<T> {
  /** The API's short name, e.g. `clickhouse`. */
  readonly service: string;
  readonly version: string;
  /** The action's own name, e.g. `KillProcess`. */
  readonly action: string;
  /** Where the service takes its parameters from. */
  readonly parametersIn: "query" | "form";
  /** What is undefined is not sent. */
  readonly parameters: Readonly<Record<string, string | undefined>>;
  /** When the pipeline may send the action again by itself. */
  readonly repeat: Repeat;
  /** Reads a success; throws a VendorError where it is not as documented. */
  read(response: AlibabaResponse): T;
}

/** Calls an action, signed with ACS3-HMAC-SHA256: nonce and date are made anew for every attempt. */
export function callRpc<T>(
  client: AlibabaClientOptions,
  action: RpcAction<T>,
  options: CallOptions | undefined,
): Promise<T> {
  const { accessKey, secretKey, securityToken } = client.credentials;
  const called = { service: action.service, action: action.action };
  const parameters = canonicalQuery(action.parameters);
  const form = action.parametersIn === "form";
  const call: Call<T> = {
    ...called,
    account: accessKey,
    endpoint: client.endpoint,
    method: "POST",
    path: form ? "/" : queryPath(action.parameters),
    headers: {
      accept: "application/json",
      "x-acs-action": action.action,
      "x-acs-version": action.version,
      ...(form && { "content-type": "application/x-www-form-urlencoded" }),
      ...(securityToken && { "x-acs-accesskey-id": accessKey, "x-acs-security-token": securityToken }),
    },
    body: form ? parameters : "",
    repeat: action.repeat,
    secrets: securityToken ? [secretKey, securityToken] : [secretKey],
    sign: (request, date) => {
      const added = {
        "x-acs-date": date.toISOString().replace(/\.\d+Z$/, "Z"),
        "x-acs-signature-nonce": randomUUID(),
        "x-acs-content-sha256": hashPayload(request.body),
      };
      const signed = { ...request, headers: { ...request.headers, ...added } };
      return { ...added, authorization: signAcs3(signed, client.credentials) };
    },
    read: (answer, date) => {
      const response = readAlibabaResponse(called, answer, date);
      return { value: action.read(response), requestId: response.RequestId };
    },
  };
  return client.http.send(call, options);
}

/** Path and query string of an action whose parameters are in the query. */
export function queryPath(parameters: Readonly<Record<string, string | undefined>>): string {
  return `/?${canonicalQuery(parameters)}`;
}
