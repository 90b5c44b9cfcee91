import { getEventListeners } from "node:events";
import { Buckets } from "../../../../src/vendors/http/bucket";
import type { Call, Repeat } from "../../../../src/vendors/http/call";
import { noController } from "../../../../src/vendors/http/handler";
import { bucketOf } from "../../../../src/vendors/http/rate-limit";
import { retry } from "../../../../src/vendors/http/retry";
import {
  NetworkError,
  ServerError,
  ThrottledError,
  type VendorError,
  type VendorErrorDetails,
} from "../../../../src/vendors/shared/errors";
import { FakeClock } from "../support/fake-clock";
import { controllerOf, exchangeOf, layerAlone } from "../support/layers";

const DETAILS = { service: "s", action: "a", retryable: true, remedy: "Look." };

/** A call whose attempts end as they are told, with back-offs of half of their bound. */
function calling(fields: Partial<Call<unknown>> = {}, signal?: AbortSignal, maxRetries = 6) {
  const clock = new FakeClock();
  const buckets = new Buckets(clock);
  const exchange = exchangeOf(fields, signal);
  const alone = layerAlone(retry({ maxRetries, buckets, clock, random: () => 0.5 }), exchange);
  alone.run();
  const controller = controllerOf();
  const fail = (error: Error) => alone.below.at(-1)!.handler.onResponseError(controller, error);
  return { ...alone, clock, buckets, exchange, controller, fail };
}

const refused = (details: Partial<VendorErrorDetails> = {}) =>
  new NetworkError("no connection", { ...DETAILS, ...details });
const throttled = () => new ThrottledError("too fast", { ...DETAILS, httpStatus: 429 });

describe("a failed attempt", () => {
  const UNSENT = refused();
  const CASES: [string, VendorError, Repeat[]][] = [
    ["that was throttled", throttled(), ["always", "unless_lost"]],
    ["that was never sent", UNSENT, ["always", "unless_lost"]],
    ["that may have been carried out", refused({ ambiguous: true }), ["always"]],
    ["that was answered", refused({ httpStatus: 500 }), ["always"]],
    ["that the vendor gave a code", refused({ vendorCode: "Weird" }), ["always"]],
    ["that can't succeed later", refused({ retryable: false }), []],
  ];
  const every = ["always", "unless_lost", "never"] as const;

  test.each(
    CASES.flatMap(([what, error, repeats]) =>
      every.map((repeat) => [what, repeat, repeats.includes(repeat), error] as const),
    ),
  )("%s, of a call repeated %s, is made again: %s", async (_what, repeat, again, error) => {
    const { seen, controllers, below, clock, exchange, controller, fail } = calling({ repeat });
    fail(error);
    expect(seen).toEqual(again ? [] : [["error", error]]);
    if (!again) expect(controllers).toEqual([controller]);
    await clock.run(60_000);
    expect([below.length, exchange.attempt]).toEqual(again ? [2, 2] : [1, 1]);
  });

  test("is made again with the same options, and its answer is passed on", async () => {
    const { seen, below, clock, controller, fail } = calling();
    fail(refused());
    await clock.run(249);
    expect(below).toHaveLength(1);
    await clock.run(1);
    expect(below[1]!.options).toBe(below[0]!.options);
    below[1]!.handler.onResponseEnd(controller, {});
    expect(seen).toEqual([["end", {}]]);
  });

  test.each([
    [6, undefined, 7],
    [6, 2, 3],
    [1, 2, 2],
    [0, undefined, 1],
  ])(
    "is followed by at most %s others, or as many as it is worth: %s",
    async (most, retryLimit, attempts) => {
      const { seen, below, clock, fail } = calling({}, undefined, most);
      for (let n = 0; n < 8 && seen.length === 0; n++) {
        fail(refused({ ...(retryLimit !== undefined && { retryLimit }) }));
        await clock.run(8_000);
      }
      expect(below).toHaveLength(attempts);
      expect(seen).toHaveLength(1);
    },
  );

  test("makes the last error ambiguous where it may have been carried out, and says so", async () => {
    const { seen, clock, fail } = calling({}, undefined, 1);
    fail(refused({ ambiguous: true }));
    await clock.run(8_000);
    const last = refused();
    fail(last);
    expect(seen).toEqual([["error", last]]);
    expect(last).toMatchObject({ ambiguous: true, remedy: expect.stringMatching(/ Look\.$/) });
  });

  test.each([true, false])(
    "leaves the last error as it is where that says the same: %s",
    async (ambiguous) => {
      const { seen, clock, fail } = calling({}, undefined, 1);
      fail(refused({ ambiguous }));
      await clock.run(8_000);
      const last = refused({ ambiguous });
      fail(last);
      expect(seen).toEqual([["error", last]]);
      expect(last).toMatchObject({ ambiguous, remedy: "Look." });
    },
  );

  test("that is no vendor's error goes to the caller", () => {
    const { seen, clock, fail } = calling();
    const bug = Object.assign(new TypeError("a bug"), { retryable: true });
    fail(bug);
    expect(seen).toEqual([["error", bug]]);
    expect(clock.pending).toBe(0);
  });

  test.each([
    ["throttled", throttled(), 250],
    ["throttled by our own limit", new ThrottledError("would wait", DETAILS), 0],
    ["busy", new ServerError("later", { ...DETAILS, httpStatus: 503 }), 0],
  ])("holds the whole action back where the vendor says %s", async (_what, error, ms) => {
    const { clock, buckets, exchange, fail } = calling({ rate: { calls: 9, perMs: 1000 }, repeat: "never" });
    fail(error);
    let grantedAt = -1;
    void bucketOf(buckets, exchange.call)!
      .take()
      .then(() => {
        grantedAt = clock.now();
      });
    await clock.run(1_000);
    expect(grantedAt).toBe(ms);
  });

  test("holds nothing back where no rate is known, or none is kept", async () => {
    const { below, clock, fail } = calling();
    fail(throttled());
    await clock.run(250);
    expect(below).toHaveLength(2);
    const free = layerAlone(
      retry({ maxRetries: 1, buckets: undefined, clock, random: () => 0 }),
      exchangeOf({ rate: { calls: 9, perMs: 1000 } }),
    );
    free.run();
    free.below[0]!.handler.onResponseError(noController, throttled());
    await clock.run(0);
    expect(free.below).toHaveLength(2);
  });

  test("waits as long as the vendor asks, or its own back-off where that is longer", async () => {
    const { below, clock, fail } = calling();
    fail(refused({ retryAfterMs: 100 }));
    await clock.run(250);
    expect(below).toHaveLength(2);
    fail(refused({ retryAfterMs: 900 }));
    await clock.run(899);
    expect(below).toHaveLength(2);
    await clock.run(1);
    expect(below).toHaveLength(3);
  });

  test("counts its minute from the first failure", async () => {
    const { seen, below, clock, fail } = calling({}, undefined, 99);
    await clock.run(50_000);
    fail(refused({ retryAfterMs: 40_000 }));
    await clock.run(40_000);
    expect(below).toHaveLength(2);
    fail(refused({ retryAfterMs: 20_001 }));
    expect(seen).toHaveLength(1);
    const other = calling();
    other.fail(refused({ retryAfterMs: 60_000 }));
    await other.clock.run(60_000);
    expect(other.below).toHaveLength(2);
  });
});

describe("waiting for the next attempt", () => {
  const listeners = (signal: AbortSignal) => getEventListeners(signal, "abort").length;

  test("is called off at once, and leaves neither timer nor attempt", async () => {
    const abort = new AbortController();
    const { seen, below, clock, fail } = calling({}, abort.signal);
    fail(refused());
    abort.abort();
    await clock.run(60_000);
    expect(seen).toEqual([["error", expect.anything()]]);
    expect(seen[0]![1]).toMatchObject({ code: "DBKILL_ERR_ABORTED", ambiguous: false });
    expect([below.length, clock.pending]).toEqual([1, 0]);
  });

  test("does not begin where it was called off before", async () => {
    const { seen, below, clock, fail } = calling({}, AbortSignal.abort());
    fail(refused());
    await clock.run(0);
    expect(seen[0]![1]).toMatchObject({ code: "DBKILL_ERR_ABORTED" });
    expect([below.length, clock.pending]).toEqual([1, 0]);
  });

  test("leaves no listener behind", async () => {
    const { signal } = new AbortController();
    const { below, clock, fail } = calling({}, signal);
    fail(refused());
    expect(listeners(signal)).toBe(1);
    await clock.run(250);
    expect(below).toHaveLength(2);
    expect(listeners(signal)).toBe(0);
  });
});
