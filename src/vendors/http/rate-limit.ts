import { isEmulator } from "../shared/endpoint";
import { AbortedError, ThrottledError, type VendorError } from "../shared/errors";
import type { Bucket, Buckets, Permit } from "./bucket";
import { type Call, detailsOf, type Exchange, type Interceptor, nameOf } from "./call";
import { dispatchLater, noController, PassHandler } from "./handler";

/** With this header an emulator says that it has no rate limit. Other hosts are not trusted with it. */
const RATE_LIMIT_HEADER = "x-dbkill-rate-limit";

/** How long a kill may wait for the rate limit after its sessions were looked at, in ms. */
const KILL_PATIENCE_MS = 500;

/** Holds each attempt back until the vendor's rate for its action allows it. */
export function rateLimit(buckets: Buckets): Interceptor {
  return (dispatch) => (options, handler) => {
    const { exchange } = options;
    const bucket = bucketOf(buckets, exchange.call);
    if (!bucket) return dispatch(options, handler);
    // After a long wait the id may belong to another session, so the kill goes back to the caller, who looks again.
    const patience = exchange.call.repeat === "never" ? KILL_PATIENCE_MS : undefined;
    bucket.take(exchange.signal, patience).then(
      (permit) =>
        dispatchLater(
          dispatch,
          options,
          new MeteredHandler(handler, permit, isEmulator(exchange.call.endpoint) ? bucket : undefined),
        ),
      () => new PassHandler(handler).onResponseError(noController, notGranted(exchange)),
    );
    return true;
  };
}

/** The bucket that limits a call; none where the vendor has no known rate. */
export function bucketOf(buckets: Buckets, call: Call<unknown>): Bucket | undefined {
  const { endpoint, account, service, action, rate } = call;
  return rate && buckets.of([endpoint.origin, account, service, action].join(" "), rate);
}

/** The error where no token came in time. */
function notGranted(exchange: Exchange): VendorError {
  if (exchange.signal?.aborted) return abortedWaiting(exchange, "for the vendor's rate limit");
  return new ThrottledError(
    `${nameOf(exchange.call)} was not sent: it would have waited for the vendor's rate limit.`,
    {
      ...detailsOf(exchange.call),
      retryable: true,
      remedy: "Run the operation again in a moment, with a lower -parallelism.",
    },
  );
}

/** The error after an abort while a call waited. */
export function abortedWaiting(exchange: Exchange, forWhat: string): AbortedError {
  return new AbortedError(`${nameOf(exchange.call)} was aborted while it waited ${forWhat}.`, {
    ...detailsOf(exchange.call),
    remedy: "Run the operation again.",
  });
}

class MeteredHandler extends PassHandler {
  constructor(
    next: ConstructorParameters<typeof PassHandler>[0],
    private readonly permit: Permit,
    /** The bucket that the answer may lift. */
    private readonly bucket: Bucket | undefined,
  ) {
    super(next);
  }

  override onRequestStart(...args: Parameters<PassHandler["onRequestStart"]>): void {
    this.permit.sent();
    super.onRequestStart(...args);
  }

  override onResponseStart(...args: Parameters<PassHandler["onResponseStart"]>): void {
    if (args[2][RATE_LIMIT_HEADER] === "off") this.bucket?.lift();
    super.onResponseStart(...args);
  }

  override onResponseEnd(...args: Parameters<PassHandler["onResponseEnd"]>): void {
    this.permit.ended();
    super.onResponseEnd(...args);
  }

  override onResponseError(...args: Parameters<PassHandler["onResponseError"]>): void {
    this.permit.ended();
    super.onResponseError(...args);
  }
}
