import type { AccessKeys } from "../../core/access-keys";
import type { Clock } from "../../core/clock";
import type { AccessKey } from "../../core/types";
import type { RequestHead } from "../vendor";
import { sameSignature, sha256, singleHeader } from "../wire";
import { type HuaweiError, unauthenticated } from "./operation";
import { parseAuthorization, signature } from "./sdk-hmac";

/** How far X-Sdk-Date may be from the server's time is not documented; 15 minutes is commonly cited. */
const MAX_SKEW_MS = 15 * 60_000;

const UNSIGNED_PAYLOAD = "UNSIGNED-PAYLOAD";

/** Failed checks of a key in a row that lock it (https://support.huaweicloud.com/en-us/ocr_faq/ocr_01_0063.html). */
const FAILURES_TO_LOCK = 5;
const LOCKED_FOR_MS = 5 * 60_000;

/**
 * Checks signatures, and locks a key after five failed checks in a row for five minutes of the emulator's clock.
 * Signatures are dated in real time: the emulator's clock may be advanced, a caller's can't.
 */
export class Gatekeeper {
  /** By access key id: the failed checks since the last good one, and when the last of them was. */
  readonly #failures = new Map<string, { count: number; lastAt: number }>();

  constructor(
    private readonly accessKeys: AccessKeys,
    private readonly clock: Clock,
  ) {}

  /** Returns the key that the request is signed with; throws APIGW.0301. */
  authenticate(head: RequestHead, body: Buffer, realNow = Date.now()): AccessKey {
    const authorization = parseAuthorization(head.headers.authorization);
    if (!authorization) {
      throw unauthenticated(
        head.headers["x-auth-token"] === undefined
          ? 'the Authorization header is missing or is not of the form "SDK-HMAC-SHA256 Access=..., SignedHeaders=..., Signature=..."'
          : "decrypt token fail",
      );
    }
    const { accessKeyId } = authorization;
    const accessKey = this.accessKeys.find(accessKeyId);
    if (!accessKey) throw unauthenticated(`Get secretKey failed,ak:${accessKeyId},err:ak not exist`);
    this.#refuseLocked(accessKeyId);
    const date = singleHeader(head, "x-sdk-date") ?? "";
    const signedAt = readDate(date);
    if (Number.isNaN(signedAt)) {
      throw unauthenticated("the header X-Sdk-Date is missing or is not of the form YYYYMMDDTHHMMSSZ");
    }
    if (Math.abs(realNow - signedAt) > MAX_SKEW_MS) {
      throw unauthenticated("X-Sdk-Date is more than 15 minutes away from the server's time");
    }
    const { signedHeaders } = authorization;
    const payloadHash = hashOf(head, body);
    const expected =
      payloadHash && signature({ ...head, signedHeaders, date, payloadHash, secret: accessKey.secret });
    if (
      !expected ||
      !signedHeaders.includes("x-sdk-date") ||
      !sameSignature(expected, authorization.signature)
    ) {
      throw this.#failed(accessKeyId, "verify aksk signature fail");
    }
    if (singleHeader(head, "x-security-token") !== accessKey.token) {
      throw this.#failed(accessKeyId, "decrypt token fail");
    }
    this.#failures.delete(accessKeyId);
    return accessKey;
  }

  /** Forgets every failed check. */
  reset(): void {
    this.#failures.clear();
  }

  #refuseLocked(accessKeyId: string): void {
    const failures = this.#failures.get(accessKeyId);
    if (!failures || failures.count < FAILURES_TO_LOCK) return;
    if (this.clock.now() - failures.lastAt < LOCKED_FOR_MS) {
      throw unauthenticated("AK access failed to reach the limit,forbidden");
    }
    this.#failures.delete(accessKeyId);
  }

  #failed(accessKeyId: string, reason: string): HuaweiError {
    const { count } = this.#failures.get(accessKeyId) ?? { count: 0 };
    this.#failures.set(accessKeyId, { count: count + 1, lastAt: this.clock.now() });
    return unauthenticated(reason);
  }
}

/** `YYYYMMDDTHHMMSSZ` as milliseconds, NaN for anything else. */
function readDate(text: string): number {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (!parts) return Number.NaN;
  const [, year, month, day, hour, minute, second] = parts;
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

/** The hash of the body as the signature has it; undefined where X-Sdk-Content-Sha256 is the hash of another body. */
function hashOf(head: RequestHead, body: Buffer): string | undefined {
  const stated = singleHeader(head, "x-sdk-content-sha256");
  if (stated === UNSIGNED_PAYLOAD) return stated;
  const hash = sha256(body);
  return stated === undefined || stated === hash ? hash : undefined;
}
