import { createHash, randomUUID } from "node:crypto";
import { BUILT_IN_ACCESS_KEY } from "../../src/emulator/core/access-keys";
import type { AccessKey } from "../../src/emulator/core/types";
import { acs3Signature, rpcSignature } from "../../src/emulator/vendors/alibaba/signature";

export type Fields = Readonly<Record<string, string>>;

/** A call to be signed; what is absent is what a well-behaved client sends. */
export interface AlibabaCall {
  action?: string;
  version?: string;
  /** Parameters in the query. */
  query?: Fields;
  /** Parameters in a form. */
  form?: Fields;
  method?: string;
  path?: string;
  host?: string;
  key?: AccessKey;
  /** Milliseconds. */
  at?: number;
  nonce?: string;
}

/** A call as it goes out. */
export interface SignedCall {
  method: string;
  path: string;
  query: string;
  headers: Record<string, string>;
  body: string;
}

/** Signs a call by header, ACS3-HMAC-SHA256. `signedHeaders` absent: all that have to be. */
export function signByHeader(call: AlibabaCall, signedHeaders?: string[]): SignedCall {
  const { method = "POST", path = "/", host = "localhost", key = BUILT_IN_ACCESS_KEY } = call;
  const query = new URLSearchParams(call.query);
  const body = call.form ? new URLSearchParams(call.form).toString() : "";
  const payloadHash = createHash("sha256").update(body).digest("hex");
  const headers: Record<string, string> = {
    host,
    "x-acs-action": call.action ?? "KillProcess",
    "x-acs-version": call.version ?? "2019-11-11",
    "x-acs-date": alibabaTime(call.at),
    "x-acs-signature-nonce": call.nonce ?? randomUUID(),
    "x-acs-content-sha256": payloadHash,
    ...(call.form && { "content-type": "application/x-www-form-urlencoded" }),
    ...(key.token && { "x-acs-security-token": key.token }),
  };
  const names = signedHeaders ?? Object.keys(headers).sort();
  const signature = acs3Signature({
    method,
    path,
    query: [...query],
    headers,
    signedHeaders: names,
    payloadHash,
    secret: key.secret,
  });
  headers.authorization = `ACS3-HMAC-SHA256 Credential=${key.id},SignedHeaders=${names.join(";")},Signature=${signature}`;
  return { method, path, query: query.toString(), headers, body };
}

/** Signs a call by parameters, HMAC-SHA1. They go where `form` is: with one into it, else into the query. */
export function signByParameters(call: AlibabaCall): SignedCall {
  const { method = "POST", path = "/", host = "localhost", key = BUILT_IN_ACCESS_KEY } = call;
  const common = {
    AccessKeyId: key.id,
    Action: call.action ?? "KillProcess",
    Format: "JSON",
    SignatureMethod: "HMAC-SHA1",
    SignatureNonce: call.nonce ?? randomUUID(),
    SignatureVersion: "1.0",
    Timestamp: alibabaTime(call.at),
    Version: call.version ?? "2019-11-11",
    ...(key.token && { SecurityToken: key.token }),
  };
  const query: Fields = { ...call.query, ...(!call.form && common) };
  const form: Fields = { ...call.form, ...(call.form && common) };
  const Signature = rpcSignature(method, [...Object.entries(query), ...Object.entries(form)], key.secret);
  return {
    method,
    path,
    query: new URLSearchParams(call.form ? query : { ...query, Signature }).toString(),
    headers: { host, ...(call.form && { "content-type": "application/x-www-form-urlencoded" }) },
    body: call.form ? new URLSearchParams({ ...form, Signature }).toString() : "",
  };
}

/** Sends a call to a server that it was signed for. */
export async function send(
  url: string,
  { method, path, query, headers, body }: SignedCall,
): Promise<{ status: number; headers: Headers; text: string; body: Record<string, unknown> }> {
  const { host: _, ...sent } = headers;
  const target = `${url}${path}${query && `?${query}`}`;
  const response = await fetch(target, { method, headers: sent, ...(body && { body }) });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: JSON.parse(text) };
}

/** `yyyy-MM-ddTHH:mm:ssZ`; now unless told otherwise. */
export function alibabaTime(at = Date.now()): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/, "Z");
}
