import type { Dispatcher } from "undici";
import type { Call, Exchange, ExchangeOptions, Interceptor } from "../../../../src/vendors/http/call";

/** A call of nobody's API, except for the given fields. */
export function callOf(fields: Partial<Call<unknown>> = {}): Call<unknown> {
  return {
    service: "s",
    action: "a",
    account: "k",
    endpoint: new URL("https://v.example"),
    method: "POST",
    path: "/",
    headers: {},
    body: "",
    repeat: "always",
    secrets: [],
    sign: () => ({}),
    read: () => ({ value: "read", requestId: "r" }),
    ...fields,
  };
}

export function exchangeOf(fields: Partial<Call<unknown>> = {}, signal?: AbortSignal): Exchange {
  return {
    call: callOf(fields),
    signal,
    attempt: 1,
    startedAt: 0,
    secrets: new Set(),
    value: undefined,
    requestId: undefined,
  };
}

/** A controller that keeps the reasons for which it was aborted. */
export function controllerOf(): Dispatcher.DispatchController & { readonly reasons: unknown[] } {
  const reasons: unknown[] = [];
  const abort = (reason: unknown) => void reasons.push(reason);
  return { aborted: false, paused: false, reason: null, pause: () => {}, resume: () => {}, abort, reasons };
}

/** One layer alone: what it hands to the layer below, and what the one above it sees. */
export function layerAlone(layer: Interceptor, exchange: Exchange, headers: Record<string, string> = {}) {
  const seen: unknown[][] = [];
  const controllers: unknown[] = [];
  const below: { options: ExchangeOptions; handler: Required<Dispatcher.DispatchHandler> }[] = [];
  const dispatch = layer((options, handler) => {
    below.push({ options, handler: handler as Required<Dispatcher.DispatchHandler> });
    return true;
  });
  const see =
    (name: string) =>
    (controller: unknown, ...args: unknown[]) => {
      controllers.push(controller);
      seen.push([name, ...args]);
    };
  const { method, path, body } = exchange.call;
  const run = () =>
    dispatch(
      { method, path, body, headers, exchange },
      {
        onRequestStart: see("start"),
        onRequestUpgrade: see("upgrade"),
        onResponseStart: see("status"),
        onResponseData: see("data"),
        onResponseEnd: see("end"),
        onResponseError: see("error"),
      },
    );
  return { run, seen, controllers, below };
}
