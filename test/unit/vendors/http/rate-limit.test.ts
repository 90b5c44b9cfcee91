import { Buckets } from "../../../../src/vendors/http/bucket";
import type { Call } from "../../../../src/vendors/http/call";
import { rateLimit } from "../../../../src/vendors/http/rate-limit";
import { FakeClock } from "../support/fake-clock";
import { controllerOf, exchangeOf, layerAlone } from "../support/layers";

const RATE = { calls: 1, perMs: 1000 };
const EMULATOR = new URL("http://127.0.0.1:1");
const names = (seen: unknown[][]) => seen.map(([name]) => name);

/** One process with one clock, in which calls are made. */
function process() {
  const clock = new FakeClock();
  const layer = rateLimit(new Buckets(clock));
  const make = (fields: Partial<Call<unknown>> = {}, signal?: AbortSignal) => {
    const alone = layerAlone(layer, exchangeOf({ rate: RATE, ...fields }, signal));
    expect(alone.run()).toBe(true);
    return alone;
  };
  return { clock, make };
}

describe("the rate limit of a pipeline", () => {
  test("holds back the next call of the same action until the first one's token is back", async () => {
    const { clock, make } = process();
    const first = make();
    const second = make();
    await clock.run(0);
    expect([first.below.length, second.below.length]).toEqual([1, 0]);
    const { handler } = first.below[0]!;
    handler.onRequestStart(controllerOf(), "context");
    handler.onResponseStart(controllerOf(), 200, { a: "b" }, "OK");
    await clock.run(400);
    handler.onResponseEnd(controllerOf(), {});
    expect(first.seen).toEqual([
      ["start", "context"],
      ["status", 200, { a: "b" }, "OK"],
      ["end", {}],
    ]);
    await clock.run(1009);
    expect(second.below).toHaveLength(0);
    await clock.run(1);
    expect(second.below).toHaveLength(1);
  });

  test("takes a failure for an answer, and a request that was never written for none", async () => {
    const { clock, make } = process();
    const [first, second, third] = [make(), make(), make()];
    await clock.run(0);
    first.below[0]!.handler.onResponseError(controllerOf(), new Error("lost"));
    await clock.run(0);
    expect(first.seen).toEqual([["error", new Error("lost")]]);
    expect(second.below).toHaveLength(1);
    second.below[0]!.handler.onRequestStart(controllerOf(), undefined);
    second.below[0]!.handler.onResponseError(controllerOf(), new Error("lost"));
    await clock.run(1009);
    expect(third.below).toHaveLength(0);
    await clock.run(1);
    expect(third.below).toHaveLength(1);
  });

  test.each<Partial<Call<unknown>>>([
    { endpoint: new URL("https://w.example") },
    { account: "other" },
    { service: "other" },
    { action: "other" },
    { rate: undefined as never },
  ])("holds no other call back: case %#", async (fields) => {
    const { clock, make } = process();
    make();
    const other = make(fields);
    await clock.run(0);
    expect(other.below).toHaveLength(1);
  });

  test("hands a kill back to its caller after half a second, and lets other calls wait", async () => {
    const { clock, make } = process();
    make();
    const kill = make({ repeat: "never" });
    const others = [make({ repeat: "always" }), make({ repeat: "unless_lost" })];
    await clock.run(499);
    expect(kill.seen).toEqual([]);
    await clock.run(1);
    expect(kill.below).toEqual([]);
    expect(kill.seen).toEqual([["error", expect.anything()]]);
    expect(kill.seen[0]![1]).toMatchObject({
      code: "DBKILL_ERR_THROTTLED",
      service: "s",
      action: "a",
      ambiguous: false,
      retryable: true,
      httpStatus: undefined,
    });
    await clock.run(60_000);
    for (const { seen } of others) expect(seen).toEqual([]);
  });

  test("ends the waiting where it is called off", async () => {
    const { clock, make } = process();
    const abort = new AbortController();
    make();
    const waiting = make({}, abort.signal);
    abort.abort();
    await clock.run(0);
    expect(waiting.below).toEqual([]);
    expect(waiting.seen[0]![1]).toMatchObject({
      code: "DBKILL_ERR_ABORTED",
      service: "s",
      action: "a",
      ambiguous: false,
    });
  });

  test("tells the layer above what the layers below throw", async () => {
    const clock = new FakeClock();
    const seen: unknown[] = [];
    const dispatch = rateLimit(new Buckets(clock))(() => {
      throw new Error("closed");
    });
    const exchange = exchangeOf({ rate: RATE });
    const onResponseError = (_controller: unknown, error: Error) => void seen.push(error);
    dispatch({ method: "GET", path: "/", body: "", headers: {}, exchange }, { onResponseError });
    await clock.run(0);
    expect(seen).toEqual([new Error("closed")]);
  });

  test.each([
    ["an emulator that has none", { endpoint: EMULATOR }, "off", true],
    ["an emulator that has one", { endpoint: EMULATOR }, "on", false],
    ["any other host", {}, "off", false],
  ] as const)("is lifted by %s: %#", async (_who, fields, header, lifted) => {
    const { clock, make } = process();
    const first = make(fields);
    const second = make(fields);
    await clock.run(0);
    first.below[0]!.handler.onResponseStart(controllerOf(), 200, { "x-dbkill-rate-limit": header }, "OK");
    await clock.run(0);
    expect(second.below).toHaveLength(lifted ? 1 : 0);
    expect(names(first.seen)).toEqual(["status"]);
  });
});
