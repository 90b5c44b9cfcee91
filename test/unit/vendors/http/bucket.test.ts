import { getEventListeners } from "node:events";
import fc from "fast-check";
import { Bucket, Buckets } from "../../../../src/vendors/http/bucket";
import { FakeClock, settled } from "../support/fake-clock";

const RATE = { calls: 20, perMs: 1000 };

/** Makes `count` calls at once; each is counted by the vendor some time between its sending and its answer. */
async function makeCalls(calls: readonly { latency: number; counted: number }[]): Promise<number[]> {
  const clock = new FakeClock();
  const bucket = new Bucket(RATE, clock);
  const countedAt: number[] = [];
  for (const { latency, counted } of calls) {
    void bucket.take().then((permit) => {
      permit.sent();
      countedAt.push(clock.now() + latency * counted);
      clock.after(latency, () => permit.ended());
    });
  }
  await clock.run(calls.length * 1000);
  expect(clock.pending).toBe(0);
  return countedAt.sort((a, b) => a - b);
}

/** The most calls in any stretch of a second, its end not included. */
function mostPerSecond(times: readonly number[]): number {
  return Math.max(
    ...times.map((start) => times.filter((time) => time >= start && time < start + 1000).length),
  );
}

describe("the rate limit", () => {
  test("the first twenty calls go at once, and no later one before a second has passed", async () => {
    const times = await makeCalls(Array.from({ length: 25 }, () => ({ latency: 0, counted: 0 })));
    expect(times.slice(0, 20)).toEqual(Array(20).fill(0));
    expect(times[20]).toBeGreaterThan(1000);
  });

  test("no sliding second ever holds more than twenty calls at the vendor's end", async () => {
    const call = fc.record({
      latency: fc.integer({ min: 0, max: 1000 }),
      counted: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(call, { minLength: 21, maxLength: 90 }), async (calls) => {
        const times = await makeCalls(calls);
        expect(times).toHaveLength(calls.length);
        expect(mostPerSecond(times)).toBeLessThanOrEqual(20);
      }),
      { numRuns: 30 },
    );
  });

  test.each([
    [0, 10_500],
    [5, 10_500],
    [150, 10_500],
    [1_000, 19_000],
    [20_000, 19_000],
  ])("200 calls with a latency of %i ms are on their way in %i ms", async (latency, within) => {
    const times = await makeCalls(Array.from({ length: 200 }, () => ({ latency, counted: 0 })));
    expect(times).toHaveLength(200);
    expect(times.at(-1)).toBeLessThanOrEqual(within);
    expect(times.at(-1)).toBeGreaterThan(9_000);
  });

  test("calls are served in the order they came", async () => {
    const clock = new FakeClock();
    const bucket = new Bucket({ calls: 2, perMs: 1000 }, clock);
    const order: number[] = [];
    for (let n = 0; n < 7; n++) {
      void bucket.take().then((permit) => {
        order.push(n);
        permit.sent();
        permit.ended();
      });
    }
    await clock.run(5_000);
    expect(order).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });

  test("a call that was never sent gives its token back at once", async () => {
    const clock = new FakeClock();
    const bucket = new Bucket({ calls: 1, perMs: 1000 }, clock);
    (await bucket.take()).ended();
    await expect(bucket.take()).resolves.toBeDefined();
    expect(clock.now()).toBe(0);
  });

  test("waiting is called off at once, and the next in line takes the place", async () => {
    const clock = new FakeClock();
    const bucket = new Bucket({ calls: 1, perMs: 1000 }, clock);
    const first = await bucket.take();
    const abort = new AbortController();
    const second = bucket.take(abort.signal);
    const third = bucket.take();
    abort.abort(new Error("enough"));
    await expect(second).rejects.toThrow("enough");
    first.ended();
    await expect(third).resolves.toBeDefined();
    expect(clock.pending).toBe(0);
  });

  test("a signal that was aborted before takes no token", async () => {
    const bucket = new Bucket({ calls: 1, perMs: 1000 }, new FakeClock());
    await expect(bucket.take(AbortSignal.abort(new Error("too late")))).rejects.toThrow("too late");
    await expect(bucket.take()).resolves.toBeDefined();
  });

  test("a pause holds everybody back, and is not shortened by a shorter one", async () => {
    const clock = new FakeClock();
    const bucket = new Bucket(RATE, clock);
    bucket.pause(700);
    bucket.pause(100);
    let grantedAt = -1;
    void bucket.take().then(() => {
      grantedAt = clock.now();
    });
    await clock.run(2_000);
    expect(grantedAt).toBe(700);
  });

  test("nothing keeps the process alive when nobody waits", async () => {
    const clock = new FakeClock();
    const bucket = new Bucket(RATE, clock);
    const permit = await bucket.take();
    permit.sent();
    permit.ended();
    await settled();
    expect(clock.pending).toBe(0);
  });

  test("there is one bucket for each key", () => {
    const buckets = new Buckets(new FakeClock());
    expect(buckets.of("a", RATE)).toBe(buckets.of("a", RATE));
    expect(buckets.of("a", RATE)).not.toBe(buckets.of("b", RATE));
  });

  test("once it is lifted, every call goes at once and none is waited for", async () => {
    const clock = new FakeClock();
    const bucket = new Bucket(RATE, clock);
    const granted: number[] = [];
    for (let call = 0; call < 100; call++) void bucket.take().then(() => granted.push(clock.now()));
    await settled();
    expect(granted).toHaveLength(20);
    bucket.lift();
    await settled();
    for (let call = 0; call < 100; call++) (await bucket.take()).ended();
    expect(granted).toEqual(Array(100).fill(0));
    expect(clock.pending).toBe(0);
  });
});

describe("a token", () => {
  /** When the second call of a bucket with one token may go, of which the first is sent at 0 and answered `latency` ms later. */
  async function nextAt(latency: number | undefined): Promise<number> {
    const clock = new FakeClock();
    const bucket = new Bucket({ calls: 1, perMs: 1000 }, clock);
    const first = await bucket.take();
    let at = -1;
    void bucket.take().then(() => {
      at = clock.now();
    });
    first.sent();
    if (latency !== undefined) clock.after(latency, () => first.ended());
    await clock.run(10_000);
    expect(clock.pending).toBe(0);
    return at;
  }

  test.each([
    [0, 1010],
    [400, 1410],
    [980, 1990],
    // A slow answer keeps it no longer than the allowance.
    [995, 2000],
    [5000, 2000],
    [undefined, 2000],
  ])("whose answer takes %s ms is back after %i ms", async (latency, at) => {
    expect(await nextAt(latency)).toBe(at);
  });

  test("whose request is not written yet comes back by no timer", async () => {
    const clock = new FakeClock();
    const bucket = new Bucket({ calls: 1, perMs: 1000 }, clock);
    await bucket.take();
    void bucket.take();
    await settled();
    expect(clock.pending).toBe(0);
  });

  test("is given out again when it is back, whoever waits for which", async () => {
    const clock = new FakeClock();
    const bucket = new Bucket({ calls: 2, perMs: 1000 }, clock);
    const [first, second] = [await bucket.take(), await bucket.take()];
    second.sent();
    second.ended();
    await clock.run(500);
    first.sent();
    first.ended();
    const at: number[] = [];
    for (const _ of [1, 2]) {
      void bucket.take().then((permit) => {
        at.push(clock.now());
        permit.sent();
      });
    }
    expect(clock.pending).toBe(1);
    await clock.run(10_000);
    expect(at).toEqual([1010, 1510]);
  });
});

describe("waiting for a token", () => {
  const ONE = { calls: 1, perMs: 1000 };

  test("ends after the time that the caller has, and the next in line takes the place", async () => {
    const clock = new FakeClock();
    const bucket = new Bucket(ONE, clock);
    const first = await bucket.take();
    const outcomes: string[] = [];
    void bucket.take(undefined, 500).then(
      () => outcomes.push("granted"),
      (error: Error) => outcomes.push(error.message),
    );
    await clock.run(499);
    expect(outcomes).toEqual([]);
    await clock.run(1);
    expect(outcomes).toEqual(["No token in time"]);
    first.ended();
    await expect(bucket.take()).resolves.toBeDefined();
    expect(clock.pending).toBe(0);
  });

  test("leaves no timer and no listener behind, granted at once, later or never", async () => {
    const clock = new FakeClock();
    const bucket = new Bucket(ONE, clock);
    const { signal } = new AbortController();
    const first = await bucket.take(signal, 500);
    expect([clock.pending, getEventListeners(signal, "abort").length]).toEqual([0, 0]);
    const second = bucket.take(signal, 500);
    expect([clock.pending, getEventListeners(signal, "abort").length]).toEqual([1, 1]);
    first.ended();
    await second;
    expect([clock.pending, getEventListeners(signal, "abort").length]).toEqual([0, 0]);
    const third = bucket.take(signal, 500);
    await clock.run(0);
    const [, outcome] = await Promise.all([clock.run(500), third.catch(() => "rejected")]);
    expect(outcome).toBe("rejected");
    expect([clock.pending, getEventListeners(signal, "abort").length]).toEqual([0, 0]);
  });

  test("ends for everybody once the limit is lifted, except in a pause", async () => {
    const clock = new FakeClock();
    const bucket = new Bucket(ONE, clock);
    await bucket.take();
    const at: number[] = [];
    const wait = () => void bucket.take().then(() => at.push(clock.now()));
    wait();
    wait();
    bucket.pause(300);
    bucket.lift();
    await clock.run(299);
    expect(at).toEqual([]);
    await clock.run(1);
    wait();
    await clock.run(0);
    expect(at).toEqual([300, 300, 300]);
    expect(clock.pending).toBe(0);
  });

  test("goes on through a pause that begins meanwhile", async () => {
    const clock = new FakeClock();
    const bucket = new Bucket(ONE, clock);
    const first = await bucket.take();
    first.sent();
    first.ended();
    let at = -1;
    void bucket.take().then(() => {
      at = clock.now();
    });
    bucket.pause(3_000);
    expect(clock.pending).toBe(1);
    await clock.run(10_000);
    expect(at).toBe(3_000);
  });
});
