import type { Http } from "../http";
import { isEmulator } from "../shared/endpoint";
import { AuthenticationError, VendorError } from "../shared/errors";
import { asSentence, type Called } from "../shared/fault";
import type { HuaweiCredentials } from "./credentials";
import { isGateway } from "./errors";
import { MEMORY_MS, type RefusedKeys } from "./refused-keys";

/** How long a call waits for the answer of the first one, in ms: a signature is refused at once. */
const PATIENCE_MS = 3_000;
/** How much longer it waits for a call to its own host: if that is down, calls to others go first. They may be many, each with its turn. */
const OWN_HOST_FACTOR = 3;

/** What a call is named by in errors, and the host that it goes to. */
interface GuardedCall extends Called {
  readonly host?: string;
}

/**
 * Sends the first request for a key pair alone: Huawei locks a key for all its users after five bad signatures in a row, and an apply
 * makes ten calls at once. The others wait for its answer. After an authentication failure no further call is made, neither by this
 * process nor, for some minutes, by another one on this machine: Terraform starts a process for each provider configuration and phase.
 *
 * @see https://support.huaweicloud.com/en-us/ocr_faq/ocr_01_0063.html
 */
export class AuthLockoutGuard {
  #refusal: AuthenticationError | undefined;

  /** @param shared what all pipelines of this process know of the pair. Default: nothing is shared */
  constructor(
    private readonly refused?: { readonly keys: RefusedKeys; readonly pair: string },
    private readonly shared: SharedGate = { accepted: false },
    private readonly patienceMs = PATIENCE_MS,
  ) {}

  /**
   * @param call what is sent: an error names it, although another call was refused
   * @param send makes the call; sends nothing where the signal is aborted
   * @param signal ends the waiting for another call's answer
   * @throws AuthenticationError without a call, where an earlier one was refused
   */
  async pass<T>(call: GuardedCall, send: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const { shared } = this;
    for (let late: typeof shared.first; shared.first && shared.first !== late && !signal?.aborted; ) {
      const { first } = shared;
      const patienceMs = this.patienceMs * (first.host === call.host ? OWN_HOST_FACTOR : 1);
      const answer = await answerOf(first.answer, patienceMs, signal);
      // What was refused while this call waited, another pipeline must not send again.
      if (answer instanceof AuthenticationError) this.#refusal ??= answer;
      // Its region may be unreachable: the next call goes alone in its place.
      if (answer === "late") late = first;
    }
    if (signal?.aborted) return send();
    const refusal = this.#refusal ?? this.#unkept();
    if (refusal) throw notSent(call, refusal);
    if (!shared.accepted) this.#throwRemembered(call);
    const sent = this.#watch(send());
    if (!shared.accepted) {
      const answer = sent.then(
        () => undefined,
        (error) => (error instanceof AuthenticationError ? error : undefined),
      );
      const first = { host: call.host, answer };
      shared.first = first;
      answer.then(() => {
        if (shared.first === first) shared.first = undefined;
      });
    }
    return sent;
  }

  /** A recent refusal that could not be remembered in a file. */
  #unkept(): AuthenticationError | undefined {
    const { unkept } = this.shared;
    return unkept && performance.now() < unkept.until ? unkept.refusal : undefined;
  }

  async #watch<T>(sent: Promise<T>): Promise<T> {
    try {
      const value = await sent;
      this.shared.accepted = true;
      return value;
    } catch (error) {
      if (error instanceof AuthenticationError) {
        this.#refusal = error;
        // A key may be changed while a runner uses it: the other pipelines ask one at a time again.
        this.shared.accepted = false;
        const isKept = this.refused?.keys.remember(this.refused.pair);
        if (isKept === false) this.shared.unkept = { refusal: error, until: performance.now() + MEMORY_MS };
      } else if (error instanceof VendorError && error.vendorCode && !isGateway(error.vendorCode)) {
        // Only the gateway checks signatures: an answer of the service itself proves that it accepted ours. The gateway may throttle before.
        this.shared.accepted = true;
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

/** The refusal of a call, once it has ended; `late` where it takes longer; undefined also where the signal is aborted. */
function answerOf(
  call: Promise<AuthenticationError | undefined>,
  patienceMs: number,
  signal: AbortSignal | undefined,
): Promise<AuthenticationError | "late" | undefined> {
  return new Promise((resolve) => {
    const end = (answer?: AuthenticationError | "late") => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", aborted);
      resolve(answer);
    };
    const aborted = () => end();
    // The awaited call keeps the process alive.
    const timer = setTimeout(() => end("late"), patienceMs).unref();
    signal?.addEventListener("abort", aborted);
    call.then(end);
  });
}

/** What the pipelines of this process know of one key pair: a runner has a pipeline for each database. */
interface SharedGate {
  /** Whether the vendor accepted the pair last. */
  accepted: boolean;
  /** The call that is made alone. Its answer resolves to its refusal. */
  first?: { readonly host: string | undefined; readonly answer: Promise<AuthenticationError | undefined> };
  /** The last refusal, where no file remembers it. */
  unkept?: { readonly refusal: AuthenticationError; readonly until: number };
}

const gates = new Map<string, SharedGate>();
const guards = new WeakMap<Http, Map<string, AuthLockoutGuard>>();

/**
 * The guard of a key pair, one for all clients of a pipeline. Those of several pipelines send the first request together, too.
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
  const gate = gates.get(pair) ?? { accepted: false };
  gates.set(pair, gate);
  const guard = ofHttp.get(pair) ?? new AuthLockoutGuard(keys && { keys, pair }, gate);
  ofHttp.set(pair, guard);
  return guard;
}
