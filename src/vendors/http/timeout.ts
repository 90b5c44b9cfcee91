import type { Dispatcher } from "undici";
import type { Interceptor } from "./call";
import type { Clock } from "./clock";
import { noController, PassHandler } from "./handler";

/** What the layer above finds when an attempt took too long. */
export class AttemptTimeout extends Error {
  constructor(readonly ms: number) {
    super(`no whole answer within ${ms} ms`);
  }
}

/** What the layer above finds when the caller aborted an attempt that still waited for a connection. */
export class AttemptAborted extends Error {}

/**
 * Bounds each attempt, from the moment it is handed to the connection to the end of its answer. An attempt that ends while it
 * still waits for a connection is answered at once, and never sent afterwards.
 */
export function timeout(ms: number, clock: Clock): Interceptor {
  return (dispatch) => (options, handler) => {
    const { exchange } = options;
    exchange.startedAt = clock.now();
    return dispatch(options, new BoundedHandler(handler, ms, clock, exchange.signal));
  };
}

class BoundedHandler extends PassHandler {
  #controller: Dispatcher.DispatchController | undefined;
  /** Set once the layer above has had its answer. */
  #over: Error | "ended" | undefined;
  readonly #cancelTimer: () => void;
  readonly #abort = () => this.#giveUp(new AttemptAborted("aborted"));

  constructor(
    next: Dispatcher.DispatchHandler,
    ms: number,
    clock: Clock,
    private readonly signal: AbortSignal | undefined,
  ) {
    super(next);
    this.#cancelTimer = clock.after(ms, () => this.#giveUp(new AttemptTimeout(ms)));
    signal?.addEventListener("abort", this.#abort);
  }

  override onRequestStart(controller: Dispatcher.DispatchController, context: unknown): void {
    if (this.signal?.aborted) this.#abort();
    if (this.#over instanceof Error) {
      controller.abort(this.#over);
      return;
    }
    this.#controller = controller;
    // From here on the request is on its way, and an abort lets it finish.
    this.signal?.removeEventListener("abort", this.#abort);
    super.onRequestStart(controller, context);
  }

  override onResponseStart(...args: Parameters<PassHandler["onResponseStart"]>): void {
    if (!this.#over) super.onResponseStart(...args);
  }

  override onResponseData(...args: Parameters<PassHandler["onResponseData"]>): void {
    if (!this.#over) super.onResponseData(...args);
  }

  override onResponseEnd(...args: Parameters<PassHandler["onResponseEnd"]>): void {
    if (this.#end("ended")) super.onResponseEnd(...args);
  }

  override onResponseError(controller: Dispatcher.DispatchController, error: Error): void {
    if (this.#end(error)) super.onResponseError(controller, error);
  }

  #giveUp(reason: Error): void {
    if (!this.#end(reason)) return;
    this.#controller?.abort(reason);
    super.onResponseError(this.#controller ?? noController, reason);
  }

  #end(how: Error | "ended"): boolean {
    if (this.#over) return false;
    this.#over = how;
    this.#cancelTimer();
    this.signal?.removeEventListener("abort", this.#abort);
    return true;
  }
}
