import type { Dispatcher } from "undici";
import { dispatchLater, noController, PassHandler } from "../../../../src/vendors/http/handler";
import { controllerOf, exchangeOf } from "../support/layers";

const EVENTS = {
  onRequestStart: [{ retries: 1 }],
  onRequestUpgrade: [101, { a: "b" }, "socket"],
  onResponseStart: [200, { a: "b" }, "OK"],
  onResponseData: [Buffer.from("x")],
  onResponseEnd: [{ t: "1" }],
  onResponseError: [new Error("lost")],
} as const;
type Event = keyof typeof EVENTS;
type Listener = (...args: unknown[]) => void;

describe("a handler that passes everything on", () => {
  test.each(Object.keys(EVENTS) as Event[])("passes %s on as it is", (name) => {
    const seen: unknown[][] = [];
    const next = { [name]: (...args: unknown[]) => seen.push(args) } as Dispatcher.DispatchHandler;
    const args = [controllerOf(), ...EVENTS[name]];
    (new PassHandler(next)[name] as Listener)(...args);
    expect(seen).toEqual([args]);
    expect(seen[0]![0]).toBe(args[0]);
  });

  test.each(Object.keys(EVENTS) as Event[])("lets go of %s where nobody listens", (name) => {
    const handler = new PassHandler({});
    expect(() => (handler[name] as Listener)(controllerOf(), ...EVENTS[name])).not.toThrow();
  });
});

test("the controller of a request that was never made can be told anything", () => {
  noController.abort(new Error("late"));
  noController.pause();
  noController.resume();
  expect(noController).toMatchObject({ aborted: false, paused: false, reason: null });
});

test("what a later dispatch throws goes to the handler", () => {
  const seen: unknown[][] = [];
  const options = { method: "GET", path: "/", body: "", headers: {}, exchange: exchangeOf() } as const;
  const broken = () => {
    throw new Error("closed");
  };
  dispatchLater(broken, options, { onResponseError: (...args) => seen.push(args) });
  expect(seen).toEqual([[noController, new Error("closed")]]);
  expect(() => dispatchLater(broken, options, {})).not.toThrow();
  const handed: unknown[][] = [];
  const handler = {};
  dispatchLater((...args) => handed.push(args) > 0, options, handler);
  expect(handed).toEqual([[options, handler]]);
});
