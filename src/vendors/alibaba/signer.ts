import { createHash, createHmac } from "node:crypto";
import type { SignableRequest } from "../http";

const ALGORITHM = "ACS3-HMAC-SHA256";

/**
 * The `Authorization` header of a request to an RPC-style API. Signed are `host`, `content-type` and every `x-acs-*` header,
 * `x-acs-content-sha256` among them, which is {@link hashPayload} of the body.
 *
 * @param request its path's query string is one that {@link canonicalQuery} made.
 * @see https://www.alibabacloud.com/help/en/sdk/product-overview/v3-request-structure-and-signature
 */
export function signAcs3(
  request: Omit<SignableRequest, "body">,
  credentials: { readonly accessKey: string; readonly secretKey: string },
): string {
  const [uri = "/", query = ""] = request.path.split("?", 2);
  const signed = Object.entries(request.headers)
    .filter(([name]) => name === "host" || name === "content-type" || name.startsWith("x-acs-"))
    .sort(([a], [b]) => compare(a, b));
  const names = signed.map(([name]) => name).join(";");
  const lines = signed.map(([name, value]) => `${name}:${value.trim()}\n`).join("");
  const payload = request.headers["x-acs-content-sha256"] ?? "";
  const canonicalRequest = [request.method, uri, query, lines, names, payload].join("\n");

  const stringToSign = `${ALGORITHM}\n${hashPayload(canonicalRequest)}`;
  const signature = createHmac("sha256", credentials.secretKey).update(stringToSign, "utf8").digest("hex");
  return `${ALGORITHM} Credential=${credentials.accessKey},SignedHeaders=${names},Signature=${signature}`;
}

/** SHA-256 of a text's UTF-8, in lower-case hex. */
export function hashPayload(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("hex");
}

/**
 * Parameters as the signature wants them, sorted by name and encoded by RFC 3986: also the query string or the form that is
 * sent, so that there is one spelling of a request. What is undefined is left out.
 *
 * @throws URIError where a text is not well-formed Unicode.
 */
export function canonicalQuery(parameters: Readonly<Record<string, string | undefined>>): string {
  return Object.entries(parameters)
    .filter((entry): entry is [string, string] => entry[1] !== undefined)
    .sort(([a], [b]) => compare(a, b))
    .map(([name, value]) => `${encodeRfc3986(name)}=${encodeRfc3986(value)}`)
    .join("&");
}

/** `encodeURIComponent` leaves five characters as they are that RFC 3986 reserves. */
export function encodeRfc3986(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** By code unit, whatever the locale. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
