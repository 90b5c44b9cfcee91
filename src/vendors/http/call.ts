import type { Dispatcher } from "undici";
import type { VendorError } from "../shared/errors";

/**
 * Attempts after the first. With the back-off of `retry.ts` (bounds of 0.5, 1, 2, 4, 8 and 8 s) six of them bridge 12 s of
 * trouble on average and end after 24 s at the latest: long enough for a rate limit or a restart, short enough that a wrong
 * endpoint does not look like a hang.
 */
export const DEFAULT_MAX_RETRIES = 6;

/** Longest time for one attempt, in ms. */
export const DEFAULT_REQUEST_TIMEOUT_MS = 30_000;

/** One whole answer, as received. */
export interface Response {
  readonly status: number;
  /** By lower-case name; of a repeated header the first value. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** What a signature is made over. */
export interface SignableRequest {
  readonly method: string;
  readonly path: string;
  /** By lower-case name; `host` and `content-type` are among them where they are sent. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * When the pipeline may send a call again by itself.
 * - `always`: calls that change nothing.
 * - `unless_lost`: changes of a kill task or of the kill switch. Sent again only where nothing was done: the vendor throttled the
 *   call, or the request never reached it (no connection, no such host, no TLS, a refusal of the proxy). After any other failure the
 *   caller looks first: another task may hold the place by then.
 * - `never`: kills. A session's id may belong to another user a second later, so the caller looks again before it repeats.
 */
export type Repeat = "always" | "unless_lost" | "never";

/** The most calls in any period of `perMs` ms. */
export interface Rate {
  readonly calls: number;
  readonly perMs: number;
}

/**
 * One call of a vendor's API, in the vendor's terms. The pipeline knows nothing of any vendor: everything it must know is here.
 */
export interface Call<T> {
  /** The API's short name, e.g. `dbbrain`. */
  readonly service: string;
  /** The action's own name, e.g. `CreateKillTask`. */
  readonly action: string;
  /** The id of the key pair, by which the vendor counts calls. */
  readonly account: string;
  /** Scheme, host and port. */
  readonly endpoint: URL;
  readonly method: Dispatcher.HttpMethod;
  /** Path with query string. */
  readonly path: string;
  /** Lower-case names; without `host`, `user-agent` and what `sign` adds. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** When the pipeline may send the call again by itself. */
  readonly repeat: Repeat;
  /** The vendor's limit for this action and account; absent where none is known. */
  readonly rate?: Rate;
  /** What must never be seen in an error or a log: secret key, session token. */
  readonly secrets: readonly string[];
  /** The headers that authenticate one attempt; called again for each, as signatures carry the time. */
  sign(request: SignableRequest, date: Date): Record<string, string>;
  /** Reads an answer; throws a {@link VendorError} for anything but a well-formed success. `date` is our own time. */
  read(answer: Response, date: Date): { readonly value: T; readonly requestId?: string };
}

/** What a caller may say about one call. */
export interface CallOptions {
  /**
   * Aborts *waiting* (for the rate limit, for a free connection, between attempts) at once, with an AbortedError. A request in
   * flight may finish, within the request timeout: the answer to a kill that was sent must be recorded.
   */
  readonly signal?: AbortSignal;
}

/** One call on its way through the pipeline: what the layers tell each other. */
export interface Exchange {
  readonly call: Call<unknown>;
  readonly signal: AbortSignal | undefined;
  /** Number of the attempt under way, from 1. */
  attempt: number;
  /** When the attempt under way was handed to the connection (pipeline clock, ms). */
  startedAt: number;
  /** The secrets of the call and the signatures made for it. */
  readonly secrets: Set<string>;
  /** What `call.read` made of the last successful answer. */
  value: unknown;
  requestId: string | undefined;
}

/** undici's dispatch options with the exchange they belong to. */
export interface ExchangeOptions extends Dispatcher.DispatchOptions {
  readonly exchange: Exchange;
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** Hands one attempt on. */
export type Dispatch = (options: ExchangeOptions, handler: Dispatcher.DispatchHandler) => boolean;

/** One layer of the pipeline. */
export type Interceptor = (dispatch: Dispatch) => Dispatch;

/** Service and action, for the start of a sentence. */
export function nameOf(call: Pick<Call<unknown>, "service" | "action">): string {
  return `${call.service} ${call.action}`;
}

/** The part of an error's details that every error of a call has. */
export function detailsOf(call: Pick<Call<unknown>, "service" | "action">): {
  service: string;
  action: string;
} {
  return { service: call.service, action: call.action };
}

/**
 * The wait an HTTP `Retry-After` header asks for, in ms: a number of seconds or a date. Undefined where there is none, or none
 * that can be understood.
 */
export function retryAfterMs(headers: Readonly<Record<string, string>>, date: Date): number | undefined {
  const value = headers["retry-after"]?.trim() ?? "";
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  const until = Date.parse(value);
  return Number.isNaN(until) ? undefined : Math.max(0, until - date.getTime());
}
