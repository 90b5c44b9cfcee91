import { createHmac } from "node:crypto";
import { sha256, singleHeader } from "../wire";
import { AlibabaError, type AlibabaRequest, type Entries, incomplete, missing } from "./request";

/** RFC 3986: all but letters, digits and `-_.~`. */
export function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/**
 * Parameters sorted by name and encoded again: Alibaba's own SDK sends `*()~` bare in the URL and signs `*()` encoded, so what
 * was on the wire is not what was signed.
 */
export function canonicalQuery(entries: Entries): string {
  const sorted = [...entries].sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0));
  return sorted.map(([name, value]) => `${encode(name)}=${encode(value)}`).join("&");
}

/** What a signed call says of itself, whatever way it is signed. */
export interface Claim {
  readonly accessKeyId: string;
  /** `yyyy-MM-ddTHH:mm:ssZ`. */
  readonly timestamp: string;
  readonly nonce: string;
  readonly securityToken: string | undefined;
  readonly signature: string;
  /** The signature that the call must have. */
  sign(secret: string): string;
}

const ALGORITHM = "ACS3-HMAC-SHA256";

/** What the Authorization header says. */
export interface Acs3Authorization {
  readonly accessKeyId: string;
  /** In lower case, in the order of the header. */
  readonly signedHeaders: readonly string[];
  /** Hexadecimal. */
  readonly signature: string;
}

/** Takes an Authorization header apart; undefined for one of another form. There are no spaces behind the commas. */
export function parseAuthorization(authorization: string | undefined): Acs3Authorization | undefined {
  const match =
    /^ACS3-HMAC-SHA256 Credential=([^,\s]+),SignedHeaders=([^,\s]+),Signature=([0-9a-f]{64})$/.exec(
      authorization ?? "",
    );
  if (!match) return undefined;
  const [, accessKeyId, signedHeaders, signature] = match as unknown as [string, string, string, string];
  return { accessKeyId, signedHeaders: signedHeaders.toLowerCase().split(";"), signature };
}

/**
 * Reads a call that is signed by ACS3-HMAC-SHA256, "V3 request body and signature"
 * (https://www.alibabacloud.com/help/en/sdk/product-overview/v3-request-structure-and-signature). Throws IncompleteSignature, and
 * SignatureDoesNotMatch where x-acs-content-sha256 is not the body's hash.
 */
export function readAcs3(request: AlibabaRequest): Claim {
  const { head, body, query } = request;
  const authorization = parseAuthorization(head.headers.authorization);
  if (!authorization) {
    throw incomplete(
      `the Authorization header is not of the form "${ALGORITHM} Credential=...,SignedHeaders=...,Signature=..."`,
    );
  }
  const value = (name: string) => {
    const found = singleHeader(head, name);
    if (found === undefined) throw incomplete(`the header ${name} is missing`);
    return found;
  };
  if (!singleHeader(head, "x-acs-action")) throw missing("Action");
  if (!singleHeader(head, "x-acs-version")) throw missing("Version");
  const payloadHash = value("x-acs-content-sha256");
  const [timestamp, nonce] = [value("x-acs-date"), value("x-acs-signature-nonce")];
  const unsigned = mustBeSigned(request).filter((name) => !authorization.signedHeaders.includes(name));
  if (unsigned.length > 0) throw incomplete(`these headers are not signed: ${unsigned.join(", ")}`);
  if (payloadHash !== sha256(body)) {
    throw new AlibabaError(
      "SignatureDoesNotMatch",
      "Specified signature is not matched with our calculation: x-acs-content-sha256 is not the SHA-256 of the body.",
    );
  }
  return {
    ...authorization,
    timestamp,
    nonce,
    securityToken: singleHeader(head, "x-acs-security-token"),
    sign: (secret) =>
      acs3Signature({
        method: head.method,
        path: head.path,
        query,
        headers: head.headers,
        signedHeaders: authorization.signedHeaders,
        payloadHash,
        secret,
      }),
  };
}

/** The signature that a request must have, in hexadecimal. */
export function acs3Signature(request: {
  method: string;
  path: string;
  query: Entries;
  headers: Readonly<Record<string, unknown>>;
  signedHeaders: readonly string[];
  payloadHash: string;
  secret: string;
}): string {
  const { method, path, query, headers, signedHeaders, payloadHash, secret } = request;
  const canonicalHeaders = signedHeaders.map((name) => `${name}:${String(headers[name] ?? "").trim()}\n`);
  const canonicalRequest = [
    method,
    path,
    canonicalQuery(query),
    canonicalHeaders.join(""),
    signedHeaders.join(";"),
    payloadHash,
  ].join("\n");
  return createHmac("sha256", secret)
    .update(`${ALGORITHM}\n${sha256(canonicalRequest)}`)
    .digest("hex");
}

/** The host, every x-acs- header, and the content type of a body. */
function mustBeSigned({ head, body }: AlibabaRequest): string[] {
  return Object.keys(head.headers).filter(
    (name) => name === "host" || name.startsWith("x-acs-") || (name === "content-type" && body.length > 0),
  );
}

/**
 * Reads a call that is signed the older way, by the parameter Signature ("V2 RPC": HMAC-SHA1 over query and form,
 * https://www.alibabacloud.com/help/en/sdk/product-overview/rpc-mechanism). Throws Missing*, and IncompleteSignature where the
 * signature itself is not whole.
 */
export function readRpc({ head, query, form, parameters }: AlibabaRequest): Claim {
  const value = (name: string) => {
    const found = parameters.get(name);
    if (!found) throw missing(name);
    return found;
  };
  const accessKeyId = value("AccessKeyId");
  value("Action");
  value("Version");
  const timestamp = value("Timestamp");
  const [signature, nonce] = [parameters.get("Signature"), parameters.get("SignatureNonce")];
  if (!signature || !nonce) throw incomplete("Signature and SignatureNonce are mandatory");
  if (parameters.get("SignatureMethod") !== "HMAC-SHA1" || parameters.get("SignatureVersion") !== "1.0") {
    throw incomplete("SignatureMethod must be HMAC-SHA1, SignatureVersion 1.0");
  }
  return {
    accessKeyId,
    timestamp,
    nonce,
    securityToken: parameters.get("SecurityToken") || undefined,
    signature,
    sign: (secret) => rpcSignature(head.method, [...query, ...form], secret),
  };
}

/** The signature that a request must have, in Base64; a parameter Signature is no part of it. */
export function rpcSignature(method: string, parameters: Entries, secret: string): string {
  const signed = parameters.filter(([name]) => name !== "Signature");
  const stringToSign = [method, encode("/"), encode(canonicalQuery(signed))].join("&");
  return createHmac("sha1", `${secret}&`).update(stringToSign).digest("base64");
}
