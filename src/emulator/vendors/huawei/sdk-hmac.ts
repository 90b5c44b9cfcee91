import { createHmac } from "node:crypto";
import { sha256 } from "../wire";

/** What the Authorization header says. */
export interface SdkHmacAuthorization {
  readonly accessKeyId: string;
  /** In lower case, in the order of the header. */
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

/** Takes an Authorization header apart; undefined for one of another form. */
export function parseAuthorization(header: string | undefined): SdkHmacAuthorization | undefined {
  const match =
    /^SDK-HMAC-SHA256\s+Access=([^,\s]+)\s*,\s*SignedHeaders=([^,\s]+)\s*,\s*Signature=([0-9a-f]{64})\s*$/.exec(
      header ?? "",
    );
  if (!match) return undefined;
  const [, accessKeyId, signedHeaders, signature] = match as unknown as string[];
  return {
    accessKeyId: accessKeyId!,
    signedHeaders: signedHeaders!.toLowerCase().split(";"),
    signature: signature!,
  };
}

/**
 * The signature that a request must have, in hexadecimal
 * (https://support.huaweicloud.com/intl/en-us/devg-apisign/).
 */
export function signature(request: {
  readonly method: string;
  /** As it was sent. */
  readonly path: string;
  /** As it was sent, without the question mark. */
  readonly query: string;
  /** By names in lower case. */
  readonly headers: Readonly<Record<string, unknown>>;
  readonly signedHeaders: readonly string[];
  /** `X-Sdk-Date`. */
  readonly date: string;
  /** In hexadecimal, or what the header `X-Sdk-Content-Sha256` has in its place. */
  readonly payloadHash: string;
  readonly secret: string;
}): string {
  const { method, path, query, headers, signedHeaders, date, payloadHash, secret } = request;
  const canonicalRequest = [
    method,
    canonicalPath(path),
    canonicalQuery(query),
    signedHeaders.map((name) => `${name}:${String(headers[name] ?? "").trim()}\n`).join(""),
    signedHeaders.join(";"),
    payloadHash,
  ].join("\n");
  const stringToSign = ["SDK-HMAC-SHA256", date, sha256(canonicalRequest)].join("\n");
  return createHmac("sha256", secret).update(stringToSign).digest("hex");
}

/** Decoded and encoded again, because a client may have left characters unencoded; ends with a slash whether or not it was sent with one. */
function canonicalPath(path: string): string {
  const encoded = path.split("/").map((segment) => encode(decoded(segment)));
  return encoded.at(-1) === "" ? encoded.join("/") : `${encoded.join("/")}/`;
}

function canonicalQuery(query: string): string {
  return [...new URLSearchParams(query)]
    .sort(([one, first], [other, second]) => order(one, other) || order(first, second))
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .join("&");
}

function order(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}

/** All but letters, digits and `-_.~`. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (each) => `%${each.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** What is no encoded text stands for itself. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
