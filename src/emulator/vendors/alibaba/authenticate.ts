import type { AccessKeys } from "../../core/access-keys";
import type { AccessKey } from "../../core/types";
import { sameSignature } from "../wire";
import { AlibabaError, type AlibabaRequest } from "./request";
import { type Claim, parseAuthorization, readAcs3, readRpc } from "./signature";

const KEPT_MS = 15 * 60 * 1000;

/** The nonces of the last fifteen minutes: as long as a timestamp is good for. */
export class Nonces {
  /** When each was used; milliseconds, oldest first. */
  readonly #used = new Map<string, number>();

  /** Notes a nonce of a key; false where it was used before. */
  use(accessKeyId: string, nonce: string, now: number): boolean {
    for (const [old, at] of this.#used) {
      if (now - at <= KEPT_MS) break;
      this.#used.delete(old);
    }
    const name = `${accessKeyId} ${nonce}`;
    if (this.#used.has(name)) return false;
    this.#used.set(name, now);
    return true;
  }

  clear(): void {
    this.#used.clear();
  }
}

/** A signature is good for fifteen minutes before and after its timestamp. */
const MAX_SKEW_MS = 15 * 60 * 1000;

/** Whether a call is signed by header; else it is by parameters, or not at all. */
export function isAcs3({ head }: Pick<AlibabaRequest, "head">): boolean {
  return head.headers.authorization !== undefined;
}

/** The key that a call says it is signed with, checked or not. */
export function claimedKey(request: AlibabaRequest): string | null {
  if (isAcs3(request)) return parseAuthorization(request.head.headers.authorization)?.accessKeyId ?? null;
  return request.parameters.get("AccessKeyId") ?? null;
}

/**
 * Checks a call's signature, whichever of the two it has, and returns the access key. Codes and statuses are those of the gateway
 * (https://help.aliyun.com/document_detail/48054.html). Time is real time: the emulator's clock may be advanced, a caller's can't.
 */
export function authenticate(
  request: AlibabaRequest,
  accessKeys: AccessKeys,
  nonces: Nonces,
  realNow = Date.now(),
): AccessKey {
  const claim = isAcs3(request) ? readAcs3(request) : readRpc(request);
  checkTimestamp(claim.timestamp, realNow);
  const accessKey = accessKeys.find(claim.accessKeyId);
  if (!accessKey) throw new AlibabaError("InvalidAccessKeyId.NotFound", "Specified access key is not found.");
  if (!sameSignature(claim.sign(accessKey.secret), claim.signature)) {
    throw new AlibabaError(
      "SignatureDoesNotMatch",
      "Specified signature is not matched with our calculation. Check the AccessKey secret and the way of signing.",
    );
  }
  checkToken(claim, accessKey);
  // Last: only a call that is good in all else uses its nonce up.
  if (!nonces.use(claim.accessKeyId, claim.nonce, realNow)) {
    throw new AlibabaError("SignatureNonceUsed", "Specified signature nonce was used already.");
  }
  return accessKey;
}

function checkTimestamp(text: string, realNow: number): void {
  const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time)) {
    throw new AlibabaError(
      "InvalidTimeStamp.Format",
      "Specified time stamp or date value is not well formatted.",
    );
  }
  if (Math.abs(realNow - time) > MAX_SKEW_MS) {
    throw new AlibabaError("InvalidTimeStamp.Expired", "Specified time stamp or date value is expired.");
  }
}

function checkToken({ securityToken }: Claim, accessKey: AccessKey): void {
  if (securityToken === accessKey.token) return;
  if (securityToken === undefined) {
    throw new AlibabaError("MissingSecurityToken", "SecurityToken is mandatory for this action.");
  }
  throw new AlibabaError(
    "InvalidSecurityToken.MismatchWithAccessKey",
    "Specified SecurityToken mismatch with the AccessKey.",
  );
}
