import type { Http } from "../http";
import { isEmulator } from "../shared/endpoint";
import { AuthenticationError, VendorError } from "../shared/errors";
import { asSentence, type Called } from "../shared/fault";
import type { HuaweiCredentials } from "./credentials";
import { isGateway } from "./errors";
import type { RefusedKeys } from "./refused-keys";

/**
 * Sends the first request for a key pair alone: Huawei locks a key for all its users after five bad signatures in a row, and an apply
 * makes ten calls at once. The others wait for its answer. After an authentication failure no further call is made, neither by this
 * process nor, for some minutes, by another one on this machine: Terraform starts a process for each provider configuration and phase.
 *
 * @see https://support.huaweicloud.com/en-us/ocr_faq/ocr_01_0063.html
 */
export class AuthLockoutGuard {
  #accepted = false;
  #refusal: AuthenticationError | undefined;
  #first: Promise<unknown> | undefined;

  constructor(private readonly refused?: { readonly keys: RefusedKeys; readonly pair: string }) {}

  /**
   * @param call what is sent: an error names it, although another call was refused
   * @param send makes the call; sends nothing where the signal is aborted
   * @param signal ends the waiting for another call's answer
   * @throws AuthenticationError without a call, where an earlier one was refused
   */
  async pass<T>(call: Called, send: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    while (this.#first && !signal?.aborted) await settledOrAborted(this.#first, signal);
    if (signal?.aborted) return send();
    if (this.#refusal) throw notSent(call, this.#refusal);
    if (!this.#accepted) this.#throwRemembered(call);
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
      if (error instanceof AuthenticationError) {
        this.#refusal = error;
        this.refused?.keys.remember(this.refused.pair);
      } else if (error instanceof VendorError && error.vendorCode && !isGateway(error.vendorCode)) {
        // Only the gateway checks signatures: an answer of the service itself proves that it accepted ours. The gateway may throttle before.
        this.#accepted = true;
      }
      throw error;
    }
  }

  /** Fails where another process had the pair refused. */
  #throwRemembered({ service, action }: Called): void {
    const found = this.refused?.keys.find(this.refused.pair);
    if (!found) return;
    throw new AuthenticationError(
      `${service} ${action} was not sent: Huawei Cloud refused this key pair a moment ago.`,
      {
        service,
        action,
        remedy: `Five bad signatures lock a key for everyone who uses it. Correct the key pair: a different one is tried at once. This one is tried again after ${found.until.toISOString()}, or once ${found.file} is removed.`,
      },
    );
  }
}

/** The error of a call that waited for one that was refused. It has no request id: that of the other call would mislead. */
function notSent({ service, action }: Called, refusal: AuthenticationError): AuthenticationError {
  const words = [refusal.vendorCode, refusal.vendorMessage].filter(Boolean).join(": ");
  return new AuthenticationError(
    `${service} ${action} was not sent: Huawei Cloud refused this key pair for another call${words && `, with ${asSentence(words).slice(0, -1)}`}.`,
    { service, action, vendorCode: refusal.vendorCode, remedy: refusal.remedy },
  );
}

/** Resolves when the call has ended, or the signal is aborted. */
function settledOrAborted(call: Promise<unknown>, signal: AbortSignal | undefined): Promise<unknown> {
  if (!signal) return call;
  return new Promise<void>((resolve) => {
    const end = () => {
      signal.removeEventListener("abort", end);
      resolve();
    };
    signal.addEventListener("abort", end);
    call.then(end);
  });
}

const guards = new WeakMap<Http, Map<string, AuthLockoutGuard>>();

/**
 * The guard of a key pair, one for all clients of a pipeline.
 *
 * @param keys where refusals are remembered for other processes; absent: nowhere
 */
export function authLockoutGuard(
  http: Http,
  { accessKey, secretKey, securityToken }: HuaweiCredentials,
  endpoint: URL,
  keys?: RefusedKeys,
): AuthLockoutGuard {
  const ofHttp = guards.get(http) ?? new Map<string, AuthLockoutGuard>();
  guards.set(http, ofHttp);
  // The vendor counts by account, not by host; but an emulator's refusal says nothing of the vendor's.
  const cloud = isEmulator(endpoint) ? endpoint.origin : "huawei";
  const pair = JSON.stringify([cloud, accessKey, secretKey, securityToken]);
  const guard = ofHttp.get(pair) ?? new AuthLockoutGuard(keys && { keys, pair });
  ofHttp.set(pair, guard);
  return guard;
}
