import { createHash, createHmac } from "node:crypto";

/** What a TC3 signature is made over. */
export interface Tc3Request {
  readonly method: string;
  /** As in the `Host` header. */
  readonly host: string;
  /** As in the `Content-Type` header. */
  readonly contentType: string;
  /** The body, byte for byte as sent (UTF-8). */
  readonly body: string;
  /** As in `X-TC-Timestamp`: seconds since 1970. */
  readonly timestamp: number;
  /** The API's short name, e.g. `dbbrain`. */
  readonly service: string;
}

const ALGORITHM = "TC3-HMAC-SHA256";
const SIGNED_HEADERS = "content-type;host";

/**
 * The `Authorization` header of a request to path `/` without a query string, which is all that API 3.0 has.
 *
 * @see https://tencentcloud.com/document/api/1227/61798 "Signature v3"
 */
export function signTc3(
  request: Tc3Request,
  credentials: { readonly secretId: string; readonly secretKey: string },
): string {
  const { method, host, contentType, body, timestamp, service } = request;
  const canonicalHeaders = `content-type:${contentType.trim().toLowerCase()}\nhost:${host.trim().toLowerCase()}\n`;
  const canonicalRequest = [method, "/", "", canonicalHeaders, SIGNED_HEADERS, sha256(body)].join("\n");

  const date = new Date(timestamp * 1000).toISOString().slice(0, 10);
  const scope = `${date}/${service}/tc3_request`;
  const stringToSign = [ALGORITHM, timestamp, scope, sha256(canonicalRequest)].join("\n");

  const signature = hmac(signingKey(credentials, date, service), stringToSign).toString("hex");
  return `${ALGORITHM} Credential=${credentials.secretId}/${scope}, SignedHeaders=${SIGNED_HEADERS}, Signature=${signature}`;
}

/** The last key that was derived: most calls of a process have the same secret, day and service. */
let derived: { readonly secretKey: string; readonly scope: string; readonly key: Buffer } | undefined;

function signingKey({ secretKey }: { readonly secretKey: string }, date: string, service: string): Buffer {
  const scope = `${date}/${service}`;
  if (derived?.secretKey !== secretKey || derived.scope !== scope) {
    const dateKey = hmac(`TC3${secretKey}`, date);
    derived = { secretKey, scope, key: hmac(hmac(dateKey, service), "tc3_request") };
  }
  return derived.key;
}

function sha256(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("hex");
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text, "utf8").digest();
}
