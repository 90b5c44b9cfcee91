import { createHmac } from "node:crypto";
import { sha256, singleHeader } from "../../signing";
import { AlibabaError, incomplete, missing } from "../error";
import type { AlibabaRequest, Entries } from "../request";
import { canonicalQuery } from "./canonical";
import type { Claim } from "./claim";

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

/** The signature that a request must bear, in hexadecimal. */
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
