import type { IncomingHttpHeaders } from "node:http";
import type { Dispatcher } from "undici";
import { VendorError } from "../shared/errors";
import type { Exchange, Interceptor } from "./call";
import type { Clock } from "./clock";
import { PassHandler } from "./handler";

/** Receives what the pipeline has to say. Nothing passed to it holds a secret. */
export type Log = (
  level: "trace" | "debug" | "info" | "warn" | "error",
  message: string,
  fields: Readonly<Record<string, string | number | boolean>>,
) => void;

/** One line for each attempt: what was called, how it went, how long it took. Never bodies, never headers. */
export function logging(log: Log, clock: Clock): Interceptor {
  return (dispatch) => (options, handler) =>
    dispatch(options, new LoggingHandler(handler, options.exchange, log, clock));
}

class LoggingHandler extends PassHandler {
  #status = 0;

  constructor(
    next: Dispatcher.DispatchHandler,
    private readonly exchange: Exchange,
    private readonly log: Log,
    private readonly clock: Clock,
  ) {
    super(next);
  }

  override onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: IncomingHttpHeaders,
  ): void {
    this.#status = status;
    super.onResponseStart(controller, status, headers);
  }

  override onResponseEnd(controller: Dispatcher.DispatchController, trailers: IncomingHttpHeaders): void {
    const { requestId } = this.exchange;
    this.log("debug", "vendor call answered", {
      ...this.#fields(this.#status),
      ...optional("request_id", requestId),
    });
    super.onResponseEnd(controller, trailers);
  }

  override onResponseError(controller: Dispatcher.DispatchController, error: Error): void {
    const known = error instanceof VendorError ? error : undefined;
    this.log("warn", "vendor call failed", {
      ...this.#fields(known?.httpStatus),
      error_code: known?.code ?? error.name,
      ...optional("vendor_code", known?.vendorCode),
      ...optional("request_id", known?.requestId),
    });
    super.onResponseError(controller, error);
  }

  #fields(status: number | undefined): Record<string, string | number> {
    const { call, attempt, startedAt } = this.exchange;
    return {
      service: call.service,
      action: call.action,
      method: call.method,
      host: call.endpoint.host,
      attempt,
      duration_ms: Math.round(this.clock.now() - startedAt),
      ...optional("http_status", status),
    };
  }
}

function optional<V extends string | number>(name: string, value: V | undefined): Record<string, V> {
  return value === undefined ? {} : { [name]: value };
}
