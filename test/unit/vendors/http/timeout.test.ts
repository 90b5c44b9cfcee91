import { getEventListeners } from "node:events";
import { noController } from "../../../../src/vendors/http/handler";
import { AttemptAborted, AttemptTimeout, timeout } from "../../../../src/vendors/http/timeout";
import { FakeClock } from "../support/fake-clock";
import { controllerOf, exchangeOf, layerAlone } from "../support/layers";

/** An attempt of at most 100 ms that has been handed to the connection. */
function attempt(signal?: AbortSignal) {
  const clock = new FakeClock();
  const exchange = exchangeOf({}, signal);
  const { run, seen, controllers, below } = layerAlone(timeout(100, clock), exchange);
  run();
  return { clock, exchange, seen, controllers, handler: below[0]!.handler, controller: controllerOf() };
}

const names = (seen: unknown[][]) => seen.map(([name]) => name);
const listeners = (signal: AbortSignal) => getEventListeners(signal, "abort").length;

describe("the bound of an attempt", () => {
  test("lets an attempt through that ends in time, and leaves nothing behind", async () => {
    const { signal } = new AbortController();
    const { clock, seen, handler, controller } = attempt(signal);
    await clock.run(99);
    handler.onRequestStart(controller, "context");
    expect(listeners(signal)).toBe(0);
    handler.onResponseStart(controller, 200, { a: "b" }, "OK");
    handler.onResponseData(controller, Buffer.from("x"));
    handler.onResponseEnd(controller, {});
    expect(seen).toEqual([
      ["start", "context"],
      ["status", 200, { a: "b" }, "OK"],
      ["data", Buffer.from("x")],
      ["end", {}],
    ]);
    expect(clock.pending).toBe(0);
    await clock.run(1_000);
    expect(names(seen)).not.toContain("error");
    expect(controller.reasons).toEqual([]);
  });

  test("ends an attempt under way once, stops its request, and hears no more of it", async () => {
    const { clock, seen, controllers, handler, controller } = attempt();
    handler.onRequestStart(controller, undefined);
    await clock.run(100);
    expect(controllers[1]).toBe(controller);
    const reason = new AttemptTimeout(100);
    expect(seen.slice(1)).toEqual([["error", reason]]);
    expect(controller.reasons).toEqual([reason]);
    expect((seen[1]![1] as AttemptTimeout).ms).toBe(100);
    handler.onResponseStart(controller, 200, {}, "OK");
    handler.onResponseData(controller, Buffer.from("x"));
    handler.onResponseEnd(controller, {});
    handler.onResponseError(controller, reason);
    expect(names(seen)).toEqual(["start", "error"]);
  });

  test("ends an attempt that waits for a connection, which is then never sent", async () => {
    const { clock, seen, controllers, handler, controller } = attempt();
    await clock.run(100);
    expect(seen).toEqual([["error", new AttemptTimeout(100)]]);
    expect(controllers).toEqual([noController]);
    handler.onRequestStart(controller, undefined);
    expect(controller.reasons).toEqual([new AttemptTimeout(100)]);
    expect(names(seen)).toEqual(["error"]);
  });

  test("is called off while it waits, and not once it is on its way", () => {
    const abort = new AbortController();
    const waiting = attempt(abort.signal);
    const flying = attempt(abort.signal);
    flying.handler.onRequestStart(flying.controller, undefined);
    abort.abort();
    expect(waiting.seen).toEqual([["error", expect.any(AttemptAborted)]]);
    expect(waiting.clock.pending).toBe(0);
    expect(flying.seen).toEqual([["start", undefined]]);
    expect(flying.controller.reasons).toEqual([]);
    expect(listeners(abort.signal)).toBe(0);
  });

  test("sends nothing where it was called off before", () => {
    const { seen, handler, controller } = attempt(AbortSignal.abort());
    handler.onRequestStart(controller, undefined);
    expect(seen).toEqual([["error", expect.any(AttemptAborted)]]);
    expect(controller.reasons).toEqual([expect.any(AttemptAborted)]);
  });

  test("passes a failure on once, and leaves nothing behind", () => {
    const { signal } = new AbortController();
    const { clock, seen, handler, controller } = attempt(signal);
    handler.onResponseError(controller, new Error("lost"));
    handler.onResponseError(controller, new Error("again"));
    handler.onResponseEnd(controller, {});
    expect(seen).toEqual([["error", new Error("lost")]]);
    expect(clock.pending).toBe(0);
    expect(listeners(signal)).toBe(0);
  });

  test("sends no request whose failure was told before", () => {
    const { seen, handler, controller } = attempt();
    handler.onResponseError(controller, new Error("lost"));
    handler.onRequestStart(controller, undefined);
    expect(names(seen)).toEqual(["error"]);
    expect(controller.reasons).toEqual([new Error("lost")]);
  });

  test("counts from when the attempt is handed on", async () => {
    const clock = new FakeClock();
    const exchange = exchangeOf();
    const { run } = layerAlone(timeout(100, clock), exchange);
    await clock.run(7);
    run();
    expect(exchange.startedAt).toBe(7);
  });
});
