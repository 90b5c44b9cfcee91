import type { Http } from "../http";
import { type AuthenticationError, VendorError } from "../shared/errors";
import type { HuaweiCredentials } from "./credentials";

/**
 * Lets a key pair knock once. Five signatures in a row that don't fit lock the key for everybody who uses it, and an apply makes
 * ten calls at once: so the first call goes alone, the others wait for its answer, and after one that was not accepted no further
 * call is made.
 *
 * @see https://support.huaweicloud.com/en-us/ocr_faq/ocr_01_0063.html
 */
export class AuthLockoutGuard {
  #accepted = false;
  #refusal: AuthenticationError | undefined;
  #first: Promise<unknown> | undefined;

  async pass<T>(send: () => Promise<T>): Promise<T> {
    while (this.#first) await this.#first;
    if (this.#refusal) throw this.#refusal;
    const sent = this.#watch(send());
    if (!this.#accepted) {
      this.#first = sent.then(
        () => undefined,
        () => undefined,
      );
      this.#first.then(() => {
        this.#first = undefined;
      });
    }
    return sent;
  }

  async #watch<T>(sent: Promise<T>): Promise<T> {
    try {
      const value = await sent;
      this.#accepted = true;
      return value;
    } catch (error) {
      if (isRefusal(error)) this.#refusal = error;
      // Whatever else the vendor says, it says to a caller whom it knows.
      else if (error instanceof VendorError && error.vendorCode) this.#accepted = true;
      throw error;
    }
  }
}

function isRefusal(error: unknown): error is AuthenticationError {
  return error instanceof VendorError && error.code === "DBKILL_ERR_AUTHENTICATION";
}

const gates = new WeakMap<Http, Map<string, AuthLockoutGuard>>();

/** The gate of a key pair, one for all services and regions. */
export function authLockoutGuard(
  http: Http,
  { accessKey, secretKey, securityToken }: HuaweiCredentials,
): AuthLockoutGuard {
  const ofHttp = gates.get(http) ?? new Map<string, AuthLockoutGuard>();
  gates.set(http, ofHttp);
  const pair = JSON.stringify([accessKey, secretKey, securityToken]);
  const gate = ofHttp.get(pair) ?? new AuthLockoutGuard();
  ofHttp.set(pair, gate);
  return gate;
}
