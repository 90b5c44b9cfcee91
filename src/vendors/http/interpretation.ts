import type { IncomingHttpHeaders } from "node:http";
import type { Dispatcher } from "undici";
import { MalformedResponseError, ResponseTooLargeError, VendorError } from "../shared/errors";
import { detailsOf, type ExchangeOptions, type Interceptor, nameOf, type Response } from "./call";
import type { Clock } from "./clock";
import { PassHandler } from "./handler";
import { networkError } from "./network-error";

/** Largest answer that is read, in bytes, 16 MiB: far more than any process list, far less than would exhaust memory. */
export const MAX_ANSWER_BYTES = 2 ** 24;

/**
 * Turns bytes into meaning: collects the whole answer of an attempt and lets the call read it. The layers above see either a
 * success, whose value is in the exchange, or a VendorError; never a half-received answer.
 */
export function interpretation(clock: Clock): Interceptor {
  return (dispatch) => (options, handler) => dispatch(options, new ResponseHandler(handler, options, clock));
}

class ResponseHandler extends PassHandler {
  #sent = false;
  #status = 0;
  #headers: IncomingHttpHeaders = {};
  #chunks: Buffer[] = [];
  #size = 0;

  constructor(
    next: Dispatcher.DispatchHandler,
    private readonly options: ExchangeOptions,
    private readonly clock: Clock,
  ) {
    super(next);
  }

  override onRequestStart(controller: Dispatcher.DispatchController, context: unknown): void {
    this.#sent = true;
    super.onRequestStart(controller, context);
  }

  override onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: IncomingHttpHeaders,
  ): void {
    this.#status = status;
    this.#headers = headers;
  }

  override onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#size += chunk.length;
    if (this.#size > MAX_ANSWER_BYTES) controller.abort(this.#tooLarge());
    else this.#chunks.push(chunk);
  }

  override onResponseEnd(controller: Dispatcher.DispatchController, trailers: IncomingHttpHeaders): void {
    const { exchange } = this.options;
    try {
      const { value, requestId } = exchange.call.read(this.#answer(), this.clock.date());
      exchange.value = value;
      exchange.requestId = requestId;
    } catch (error) {
      super.onResponseError(
        controller,
        error instanceof VendorError ? error : this.#unreadable(error as Error),
      );
      return;
    }
    // The bytes stop here: the layers above have the value.
    super.onResponseStart(controller, this.#status, this.#headers);
    super.onResponseEnd(controller, trailers);
  }

  override onResponseError(controller: Dispatcher.DispatchController, error: Error): void {
    const { exchange } = this.options;
    const known = error instanceof VendorError;
    super.onResponseError(controller, known ? error : networkError(exchange, error, this.#sent));
  }

  #answer(): Response {
    const headers: Record<string, string> = {};
    for (const [name, value] of Object.entries(this.#headers)) {
      const first = Array.isArray(value) ? value[0] : value;
      if (first !== undefined) headers[name] = first;
    }
    return { status: this.#status, headers, body: Buffer.concat(this.#chunks) };
  }

  /** An error of the reader itself is a bug. It must not look like a call that was never sent. */
  #unreadable({ name, message }: Error): MalformedResponseError {
    const { call } = this.options.exchange;
    return new MalformedResponseError(
      `${nameOf(call)} got an answer that can't be read (${name}: ${message}).`,
      {
        ...detailsOf(call),
        httpStatus: this.#status,
        ambiguous: true,
        remedy: "The request may have been carried out. Report this as a bug in dbkill.",
      },
    );
  }

  #tooLarge(): ResponseTooLargeError {
    const { call } = this.options.exchange;
    const changes = call.repeat !== "always";
    return new ResponseTooLargeError(
      `${nameOf(call)} was answered with more than ${MAX_ANSWER_BYTES} bytes, which is more than is read.`,
      {
        ...detailsOf(call),
        httpStatus: this.#status,
        ambiguous: true,
        remedy: changes
          ? "The request may have been carried out. Check that the endpoint is the vendor's."
          : "Check that the endpoint is the vendor's. If so, the database has too many sessions with long statements to be listed: end some of them in the vendor's console, and run again.",
      },
    );
  }
}
