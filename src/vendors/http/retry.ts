import type { Dispatcher } from "undici";
import { ThrottledError, VendorError } from "../shared/errors";
import type { Buckets } from "./bucket";
import type { Dispatch, ExchangeOptions, Interceptor, Repeat } from "./call";
import type { Clock } from "./clock";
import { dispatchLater, noController, PassHandler } from "./handler";
import { abortedWaiting, bucketOf } from "./rate-limit";

/** The first back-off is up to this long, in ms; each further one up to twice the one before. */
const FIRST_BACKOFF_MS = 500;

/** No back-off is longer than this, in ms, unless the vendor asks for more. */
const LONGEST_BACKOFF_MS = 8_000;

/**
 * No attempt begins later than this after the first failure, in ms: the seven attempts of a server that never answers would
 * otherwise take minutes. A vendor who asks for a longer wait than what is left gets none: the error is reported at once.
 */
const RETRY_BUDGET_MS = 60_000;

/** How the retry layer behaves. */
export interface RetryOptions {
  /** Attempts after the first. */
  readonly maxRetries: number;
  readonly buckets: Buckets | undefined;
  readonly clock: Clock;
  /** From 0 up to, not including, 1. */
  readonly random: () => number;
}

/**
 * Outermost layer: sends a call again that may succeed later, as far as its {@link Repeat} allows. Any other failure goes to the
 * caller, marked ambiguous where the request may have been carried out. Back-off is exponential with full jitter. After a throttled
 * call the whole bucket pauses, so parallel calls slow down together.
 */
export function retry(settings: RetryOptions): Interceptor {
  return (dispatch) => (options, handler) =>
    dispatch(options, new RetryHandler(handler, dispatch, options, settings));
}

function mayRepeat(repeat: Repeat, error: VendorError): boolean {
  if (repeat === "always") return true;
  return repeat === "unless_lost" && (error instanceof ThrottledError || isUnsent(error));
}

/** Whether the request certainly never reached the vendor. */
function isUnsent({ ambiguous, httpStatus, vendorCode }: VendorError): boolean {
  return !ambiguous && httpStatus === undefined && vendorCode === undefined;
}

class RetryHandler extends PassHandler {
  /** Whether any attempt so far may have been carried out. */
  #ambiguous = false;
  #firstFailureAt: number | undefined;

  constructor(
    next: Dispatcher.DispatchHandler,
    private readonly dispatch: Dispatch,
    private readonly options: ExchangeOptions,
    private readonly settings: RetryOptions,
  ) {
    super(next);
  }

  override onResponseError(controller: Dispatcher.DispatchController, error: Error): void {
    if (error instanceof VendorError) this.#failed(controller, error);
    else super.onResponseError(controller, error);
  }

  #failed(controller: Dispatcher.DispatchController, error: VendorError): void {
    const { exchange } = this.options;
    const { maxRetries, buckets, clock } = this.settings;
    this.#ambiguous ||= error.ambiguous;
    this.#firstFailureAt ??= clock.now();
    const delay = this.#backoff(error);
    const inBudget = clock.now() + delay <= this.#firstFailureAt + RETRY_BUDGET_MS;
    const safe = mayRepeat(exchange.call.repeat, error);
    const retries = Math.min(maxRetries, error.retryLimit ?? maxRetries);
    // Where the vendor throttles, every call of the action slows down, even if this one is not sent again. A call that our own rate
    // limit did not let through says nothing about the vendor.
    if (error instanceof ThrottledError && !isUnsent(error) && buckets)
      bucketOf(buckets, exchange.call)?.pause(delay);
    if (!error.retryable || !safe || !inBudget || exchange.attempt > retries) {
      super.onResponseError(controller, this.#final(error));
      return;
    }
    this.#wait(delay).then(
      () => {
        exchange.attempt += 1;
        dispatchLater(this.dispatch, this.options, this);
      },
      () => super.onResponseError(noController, this.#final(abortedWaiting(exchange, "to try again"))),
    );
  }

  /** The last error, which is ambiguous where any attempt before it was. */
  #final(error: VendorError): VendorError {
    if (error.ambiguous || !this.#ambiguous) return error;
    const remedy = `An earlier attempt may have been carried out. ${error.remedy}`;
    return Object.assign(error, { ambiguous: true, remedy });
  }

  /** Full jitter: anything between nothing and the exponential bound, so that clients in step fall out of step. */
  #backoff(error: VendorError): number {
    const bound = Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (this.options.exchange.attempt - 1));
    return Math.max(this.settings.random() * bound, error.retryAfterMs ?? 0);
  }

  #wait(ms: number): Promise<void> {
    const { signal } = this.options.exchange;
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject();
      const abort = () => {
        cancel();
        reject();
      };
      const cancel = this.settings.clock.after(ms, () => {
        signal?.removeEventListener("abort", abort);
        resolve();
      });
      signal?.addEventListener("abort", abort);
    });
  }
}
