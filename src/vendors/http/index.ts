import type { Dispatcher } from "undici";
import { Buckets } from "./bucket";
import {
  type Call,
  type CallOptions,
  DEFAULT_MAX_RETRIES,
  DEFAULT_REQUEST_TIMEOUT_MS,
  type Exchange,
  type ExchangeOptions,
  type Interceptor,
} from "./call";
import { type Clock, systemClock } from "./clock";
import { interpretation } from "./interpretation";
import { type Log, logging } from "./logging";
import { rateLimit } from "./rate-limit";
import { retry } from "./retry";
import { redaction, signing } from "./secrets";
import { timeout } from "./timeout";
import type { Wire } from "./wire";

export type { Call, CallOptions, Rate, Repeat, Response, SignableRequest } from "./call";
export { retryAfterMs } from "./call";
export type { Log } from "./logging";

/** How a pipeline is made. */
export interface HttpOptions {
  /** Product and version, e.g. `dbkill/0.1.0`. */
  readonly userAgent: string;
  /** Default: {@link DEFAULT_MAX_RETRIES}. */
  readonly maxRetries?: number;
  /** Default: {@link DEFAULT_REQUEST_TIMEOUT_MS}. */
  readonly requestTimeoutMs?: number;
  /** Whether to keep within the vendors' rates. Default true; false is for an emulator that has none. */
  readonly rateLimit?: boolean;
  /** Where `HTTPS_PROXY` and `NO_PROXY` are looked up. Default: `process.env`. */
  readonly env?: NodeJS.ProcessEnv;
  /** Whether it shares connections with other pipelines of the same settings. Default: false. */
  readonly shared?: boolean;
  /** Default: nothing is logged. */
  readonly log?: Log;
  /** Default: the machine's own. */
  readonly clock?: Clock;
  /** Source of jitter, from 0 up to, not including, 1. Default: `Math.random`. */
  readonly random?: () => number;
}

/** The pipeline through which every call to a vendor goes. */
export interface Http {
  readonly userAgent: string;
  /**
   * Makes a call, with all that belongs to it: rate limit, signature, time limit, retries.
   * @throws VendorError, and nothing else.
   */
  send<T>(call: Call<T>, options?: CallOptions): Promise<T>;
  /** Closes the connections once their requests have ended. */
  close(): Promise<void>;
}

/** Tokens are shared by all pipelines of a process: the vendor counts calls by account, not by client. */
const processBuckets = new Buckets(systemClock);

/** Makes a pipeline. Nothing is loaded or connected before the first call. */
export function createHttp(options: HttpOptions): Http {
  const { userAgent, clock = systemClock, env = process.env } = options;
  const requestTimeoutMs = options.requestTimeoutMs ?? DEFAULT_REQUEST_TIMEOUT_MS;
  let wire: Wire | undefined;
  let pipeline: Dispatcher | undefined;
  let closing: Promise<void> | undefined;

  const connect = (): Dispatcher => {
    // Loaded here, not above: undici takes longer to load than the rest of a provider that may never make a call.
    const { createWire, shareWire } = require("./wire") as typeof import("./wire");
    wire ??= (options.shared ? shareWire : createWire)({ env, requestTimeoutMs });
    return compose(wire.dispatcher, layers({ ...options, clock, requestTimeoutMs }));
  };

  return {
    userAgent,
    async send<T>(call: Call<T>, { signal }: CallOptions = {}): Promise<T> {
      pipeline ??= connect();
      const exchange: Exchange = {
        call,
        signal,
        attempt: 1,
        startedAt: clock.now(),
        secrets: new Set(call.secrets),
        value: undefined,
        requestId: undefined,
      };
      await dispatched(pipeline, {
        origin: call.endpoint.origin,
        method: call.method,
        path: call.path,
        headers: { ...call.headers, "user-agent": userAgent },
        body: call.body,
        exchange,
      });
      return exchange.value as T;
    },
    async close() {
      closing ??= wire?.close();
      await closing;
    },
  };
}

/** The layers, innermost first. */
function layers(options: HttpOptions & { clock: Clock; requestTimeoutMs: number }): Interceptor[] {
  const { clock, log } = options;
  const ownBuckets = clock === systemClock ? processBuckets : new Buckets(clock);
  const buckets = options.rateLimit === false ? undefined : ownBuckets;
  return [
    signing(clock),
    timeout(options.requestTimeoutMs, clock),
    ...(buckets ? [rateLimit(buckets)] : []),
    interpretation(clock),
    redaction,
    ...(log ? [logging(log, clock)] : []),
    retry({
      maxRetries: options.maxRetries ?? DEFAULT_MAX_RETRIES,
      buckets,
      clock,
      random: options.random ?? Math.random,
    }),
  ];
}

/** undici's compose knows its own options alone; the pipeline's carry the exchange as well. */
function compose(dispatcher: Dispatcher, interceptors: readonly Interceptor[]): Dispatcher {
  return dispatcher.compose(interceptors as unknown as Dispatcher.DispatcherComposeInterceptor[]);
}

/** Settles when the outermost layer has had its answer. */
function dispatched(pipeline: Dispatcher, options: ExchangeOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    pipeline.dispatch(options, {
      onRequestStart: () => {},
      onResponseStart: () => {},
      onResponseData: () => {},
      onResponseEnd: () => resolve(),
      onResponseError: (_controller, error) => reject(error),
    });
  });
}
