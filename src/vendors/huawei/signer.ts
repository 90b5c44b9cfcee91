import { createHash, createHmac } from "node:crypto";

const ALGORITHM = "SDK-HMAC-SHA256";

/** What a signature is made over. */
export interface SdkHmacRequest {
  readonly method: string;
  /** As sent: every part percent-encoded, with the query string. */
  readonly path: string;
  /** The headers to sign, by lower-case name; `x-sdk-date` is always one of them, as `YYYYMMDDTHHMMSSZ`. */
  readonly headers: Readonly<Record<string, string>> & { readonly "x-sdk-date": string };
  /** The body, byte for byte as sent (UTF-8). */
  readonly body: string;
}

/**
 * The `Authorization` header of a request, by SDK-HMAC-SHA256.
 *
 * @see https://support.huaweicloud.com/intl/en-us/devg-apisign/api-sign-algorithm.html
 */
export function signSdkHmac(
  request: SdkHmacRequest,
  credentials: { readonly accessKey: string; readonly secretKey: string },
): string {
  const { accessKey, secretKey } = credentials;
  const signedHeaders = Object.keys(request.headers).sort();
  const digest = sha256(canonicalRequest(request, signedHeaders));
  const signature = hmac(secretKey, [ALGORITHM, request.headers["x-sdk-date"], digest].join("\n"));
  return `${ALGORITHM} Access=${accessKey}, SignedHeaders=${signedHeaders.join(";")}, Signature=${signature}`;
}

/** A text as a path segment, or a name or value of a query string: all but `A-Z a-z 0-9 - _ . ~` is percent-encoded. */
export function encodePart(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function canonicalRequest({ method, path, headers, body }: SdkHmacRequest, names: readonly string[]): string {
  const mark = path.indexOf("?");
  const query = mark < 0 ? "" : path.slice(mark + 1);
  return [
    method,
    canonicalPath(mark < 0 ? path : path.slice(0, mark)),
    canonicalQuery(query),
    names.map((name) => `${name}:${headers[name]!.trim()}\n`).join(""),
    names.join(";"),
    sha256(body),
  ].join("\n");
}

/** With a slash at the end, which is not sent. */
function canonicalPath(path: string): string {
  const encoded = path
    .split("/")
    .map((segment) => encodePart(decodeURIComponent(segment)))
    .join("/");
  return encoded.endsWith("/") ? encoded : `${encoded}/`;
}

/** Sorted by name, then by value; a name without a value has an empty one. */
function canonicalQuery(query: string): string {
  if (query === "") return "";
  const pairs = query.split("&").map((pair): [string, string] => {
    const [name = "", ...value] = pair.split("=");
    return [decodeURIComponent(name), decodeURIComponent(value.join("="))];
  });
  return pairs
    .sort(([nameA, valueA], [nameB, valueB]) => compare(nameA, nameB) || compare(valueA, valueB))
    .map(([name, value]) => `${encodePart(name)}=${encodePart(value)}`)
    .join("&");
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function sha256(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("hex");
}

function hmac(key: string, text: string): string {
  return createHmac("sha256", key).update(text, "utf8").digest("hex");
}
