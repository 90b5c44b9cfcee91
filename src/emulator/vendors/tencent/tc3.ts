import { createHmac } from "node:crypto";
import type { AccessKeys } from "../../core/access-keys";
import type { AccessKey } from "../../core/types";
import type { RequestHead } from "../vendor";
import { sameSignature, sha256, singleHeader } from "../wire";
import { TencentError } from "./action";

const ALGORITHM = "TC3-HMAC-SHA256";

/** A signature is good for five minutes before and after its timestamp. */
const MAX_SKEW_SECONDS = 300;

const UNSIGNED_PAYLOAD = "UNSIGNED-PAYLOAD";

/** What the Authorization header says. */
export interface Tc3Authorization {
  readonly secretId: string;
  /** `YYYY-MM-DD` in UTC. */
  readonly date: string;
  readonly service: string;
  /** In lower case, in the order of the header. */
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

/** Takes an Authorization header apart; undefined for one of another form. */
export function parseAuthorization(header: string | undefined): Tc3Authorization | undefined {
  const match =
    /^TC3-HMAC-SHA256\s+Credential=([^/,\s]+)\/([^/,\s]+)\/([^/,\s]+)\/tc3_request\s*,\s*SignedHeaders=([^,\s]+)\s*,\s*Signature=([0-9a-f]{64})\s*$/.exec(
      header ?? "",
    );
  if (!match) return undefined;
  const [, secretId, date, service, signedHeaders, signature] = match as unknown as string[];
  return {
    secretId: secretId!,
    date: date!,
    service: service!,
    signedHeaders: signedHeaders!.toLowerCase().split(";"),
    signature: signature!,
  };
}

/**
 * Checks a request's signature by Tencent's "Signature v3" (https://tencentcloud.com/document/api/1227/61798) and returns the
 * access key. Throws AuthFailure.* and MissingParameter.
 *
 * Two liberties, because Tencent's own SDK calls a loop-back server so: `host` may be signed without its port, and
 * the service name is taken from the credential scope (the SDK derives it from the first label of the host name).
 * Time is real time: the emulator's clock may be advanced, a caller's can't.
 */
export function authenticate(
  head: RequestHead,
  body: Buffer,
  accessKeys: AccessKeys,
  realNow = Date.now(),
): AccessKey {
  const authorization = parseAuthorization(head.headers.authorization);
  if (!authorization) {
    throw new TencentError(
      "AuthFailure.InvalidAuthorization",
      `The Authorization header is missing or is not of the form "${ALGORITHM} Credential=.../tc3_request, SignedHeaders=..., Signature=...".`,
    );
  }
  const timestamp = readTimestamp(head);
  if (Math.abs(realNow / 1000 - timestamp) > MAX_SKEW_SECONDS) {
    throw new TencentError(
      "AuthFailure.SignatureExpire",
      "The signature has expired: X-TC-Timestamp is more than five minutes away from the server's time. Check the local clock.",
    );
  }
  const accessKey = accessKeys.find(authorization.secretId);
  if (!accessKey) {
    throw new TencentError(
      "AuthFailure.SecretIdNotFound",
      "The SecretId is not found. Check that the access key is spelled correctly.",
    );
  }
  if (!isSignedBy(head, body, authorization, timestamp, accessKey.secret)) {
    throw new TencentError(
      "AuthFailure.SignatureFailure",
      "The signature is not the one that the server computed for this request. Check the secret key and the way of signing.",
    );
  }
  if (singleHeader(head, "x-tc-token") !== accessKey.token) {
    throw new TencentError("AuthFailure.TokenFailure", "X-TC-Token does not belong to this SecretId.");
  }
  return accessKey;
}

function readTimestamp(head: RequestHead): number {
  const text = singleHeader(head, "x-tc-timestamp");
  if (text === undefined) {
    throw new TencentError("MissingParameter", "The header X-TC-Timestamp is missing.");
  }
  if (!/^\d{1,12}$/.test(text)) {
    throw new TencentError("InvalidParameter", "X-TC-Timestamp must be seconds since the epoch.");
  }
  return Number(text);
}

function isSignedBy(
  head: RequestHead,
  body: Buffer,
  authorization: Tc3Authorization,
  timestamp: number,
  secret: string,
): boolean {
  const { date, signedHeaders } = authorization;
  if (!signedHeaders.includes("host") || !signedHeaders.includes("content-type")) return false;
  if (new Date(timestamp * 1000).toISOString().slice(0, 10) !== date) return false;
  const payload = singleHeader(head, "x-tc-content-sha256") === UNSIGNED_PAYLOAD ? UNSIGNED_PAYLOAD : body;
  return spellings(head).some((headers) =>
    sameSignature(
      signature({ ...head, headers, payload, timestamp, authorization, secret }),
      authorization.signature,
    ),
  );
}

/** The headers as they came, and with the host's port left out. */
function spellings({ headers }: RequestHead): Readonly<Record<string, unknown>>[] {
  const host = headers.host ?? "";
  const bare = host.replace(/:\d+$/, "");
  return bare === host ? [headers] : [{ ...headers, host: bare }, headers];
}

/** The signature that a request must have, in hexadecimal. */
export function signature(request: {
  method: string;
  path: string;
  query: string;
  headers: Readonly<Record<string, unknown>>;
  payload: Buffer | string;
  timestamp: number;
  authorization: Omit<Tc3Authorization, "signature" | "secretId">;
  secret: string;
}): string {
  const { date, service, signedHeaders } = request.authorization;
  const canonicalHeaders = signedHeaders.map(
    (name) =>
      `${name}:${String(request.headers[name] ?? "")
        .trim()
        .toLowerCase()}\n`,
  );
  const canonicalRequest = [
    request.method,
    request.path,
    request.query,
    canonicalHeaders.join(""),
    signedHeaders.join(";"),
    sha256(request.payload),
  ].join("\n");
  const scope = `${date}/${service}/tc3_request`;
  const stringToSign = [ALGORITHM, request.timestamp, scope, sha256(canonicalRequest)].join("\n");
  const key = [date, service, "tc3_request"].reduce<Buffer>(
    (previous, part) => hmac(previous, part).digest(),
    Buffer.from(`TC3${request.secret}`),
  );
  return hmac(key, stringToSign).digest("hex");
}

function hmac(key: Buffer, data: string) {
  return createHmac("sha256", key).update(data);
}
