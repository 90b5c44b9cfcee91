import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import type { Dispatcher } from "undici";
import { Buckets } from "../../../../src/vendors/http/bucket";
import type { Dispatch, Exchange, ExchangeOptions, Repeat } from "../../../../src/vendors/http/call";
import { noController } from "../../../../src/vendors/http/handler";
import { bucketOf } from "../../../../src/vendors/http/rate-limit";
import { retry } from "../../../../src/vendors/http/retry";
import {
  type AbortedError,
  AuthenticationError,
  MalformedResponseError,
  NetworkError,
  RejectedError,
  ServerError,
  ThrottledError,
  TimeoutError,
  VendorError,
} from "../../../../src/vendors/shared/errors";
import type { DbbrainClient } from "../../../../src/vendors/tencent";
import { CREATE, dbbrainAt, eagerHttp, failure, INSTANCE } from "../support/dbbrain";
import { FakeClock } from "../support/fake-clock";
import { answer, fault, RawServer, type Reaction, reset, silence, success } from "../support/raw-server";

const cut: Reaction = (socket) =>
  socket.end('HTTP/1.1 200 OK\r\ncontent-length: 90\r\n\r\n{"Response":{"Status":1');
const cutButFramed = answer(200, '{"Response":{"Status":1,"Reque');

/** The failures after which nobody knows whether the request was carried out. */
const AMBIGUOUS: readonly [string, Reaction, new (...args: never[]) => VendorError][] = [
  ["a reset connection", reset, NetworkError],
  ["an answer that ends too early", cut, NetworkError],
  ["an answer cut in the middle of its JSON", cutButFramed, MalformedResponseError],
  ["an answer without JSON", answer(200, "<html>hello</html>"), MalformedResponseError],
  [
    "an answer without the promised fields",
    answer(200, { Response: { RequestId: "r" } }),
    MalformedResponseError,
  ],
  ["an InternalError", fault("InternalError"), ServerError],
  ["an InternalError with a sub-code", fault("InternalError.DbError"), ServerError],
  ["HTTP 500 with the vendor's error", fault("InternalError", "boom", 500), ServerError],
  ["HTTP 503 with a code that nobody documents", fault("ServiceUnavailable", "later", 503), ServerError],
  ["HTTP 503 without one", answer(503, "Service Unavailable"), ServerError],
  ["no answer in time", silence, TimeoutError],
];

/** Sent again whatever happened. */
const READS: readonly [string, (client: DbbrainClient) => Promise<unknown>, Record<string, unknown>][] = [
  ["DescribeMySqlProcessList", (client) => client.describeMySqlProcessList(INSTANCE), { ProcessList: [] }],
];

/** Sent again only where nothing was done. */
const TASKS: readonly [string, (client: DbbrainClient) => Promise<unknown>][] = [
  ["CreateKillTask", (client) => client.createKillTask(CREATE)],
  ["CancelKillTask", (client) => client.cancelKillTask(INSTANCE)],
];

/** Never sent again: the ids may belong to other sessions by then. */
const KILLS: readonly [string, (client: DbbrainClient) => Promise<unknown>][] = [
  [
    "KillMySqlThreads Prepare",
    (client) => client.prepareKill({ ...INSTANCE, Threads: ["1"], RecordHistory: true }),
  ],
  ["KillMySqlThreads Commit", (client) => client.commitKill({ ...INSTANCE, SqlExecId: "x" })],
];

describe("retries over a real connection", () => {
  let server: RawServer;
  const patient = eagerHttp({ rateLimit: false });
  const impatient = eagerHttp({ rateLimit: false, requestTimeoutMs: 300 });
  afterEach(() => server.close());
  afterAll(() => Promise.all([patient.close(), impatient.close()]));

  const serve = async (...reactions: Reaction[]) => {
    server = await RawServer.start(...reactions);
    return dbbrainAt(server.url, reactions.includes(silence) ? impatient : patient);
  };

  describe.each(AMBIGUOUS)("after %s", (_what, reaction, type) => {
    test.each([...TASKS, ...KILLS])(
      "%s is not repeated, and the error says that it may have been carried out",
      async (_name, call) => {
        const client = await serve(reaction, success());
        const error = (await failure(call(client))) as VendorError;
        expect(error).toBeInstanceOf(type);
        expect(error.ambiguous).toBe(true);
        expect(error.remedy).not.toBe("");
        expect(server.requests).toHaveLength(1);
      },
    );

    test.each(READS)("%s is repeated until it succeeds", async (_name, call, fields) => {
      const client = await serve(reaction, reaction, success(fields));
      await expect(call(client)).resolves.toBeDefined();
      expect(server.requests).toHaveLength(3);
    });
  });

  test.each(["RequestLimitExceeded", "RequestLimitExceeded.UinLimitExceeded"])(
    "%s is tried again for every action, since nothing was done",
    async (code) => {
      const client = await serve(fault(code), fault(code), success());
      await expect(client.createKillTask(CREATE)).resolves.toEqual({ requestId: "req-ok" });
      expect(server.requests).toHaveLength(3);
    },
  );

  describe.each([
    ["throttling", fault("RequestLimitExceeded", "too fast")],
    ["HTTP 429", answer(429, "slow down")],
  ] as const)("after %s", (_what, reaction) => {
    test.each(KILLS)("%s goes back to the caller, who looks again", async (_name, call) => {
      const client = await serve(reaction, success());
      const error = (await failure(call(client))) as VendorError;
      expect(error).toBeInstanceOf(ThrottledError);
      expect(error).toMatchObject({ ambiguous: false, retryable: true });
      expect(server.requests).toHaveLength(1);
    });
  });

  test("a kill is not sent again even where no connection was made", async () => {
    server = await RawServer.start(success());
    const logged: number[] = [];
    const talkative = eagerHttp({ log: (_level, _message, { attempt }) => logged.push(Number(attempt)) });
    const client = dbbrainAt(new URL("http://127.0.0.1:1"), talkative);
    await failure(client.commitKill({ ...INSTANCE, SqlExecId: "x" }));
    await talkative.close();
    expect(logged).toEqual([1]);
  });

  test("HTTP 429 is tried again, too", async () => {
    const client = await serve(answer(429, "slow down"), success());
    await expect(client.createKillTask(CREATE)).resolves.toEqual({ requestId: "req-ok" });
  });

  test("twenty refusals in a row end in an error that says what to do", async () => {
    const client = await serve(...Array(20).fill(fault("RequestLimitExceeded", "too fast")), success());
    const error = (await failure(client.createKillTask(CREATE))) as VendorError;
    expect(error).toBeInstanceOf(ThrottledError);
    expect(error).toMatchObject({
      ambiguous: false,
      vendorCode: "RequestLimitExceeded",
      requestId: "req-failed",
    });
    expect(error.remedy).toContain("-parallelism");
    expect(server.requests).toHaveLength(7);
  });

  test.each([
    "AuthFailure.SignatureFailure",
    "AuthFailure.SecretIdNotFound",
    "AuthFailure.SignatureExpire",
    "AuthFailure.TokenFailure",
    "AuthFailure",
  ])("%s is never tried again: vendors lock keys", async (code) => {
    const client = await serve(fault(code), success({ ProcessList: [] }));
    const error = (await failure(client.describeMySqlProcessList(INSTANCE))) as VendorError;
    expect(error).toBeInstanceOf(AuthenticationError);
    expect(error.ambiguous).toBe(false);
    expect(server.requests).toHaveLength(1);
  });

  test("any other refusal is final", async () => {
    const client = await serve(fault("FailedOperation", "a task is running"), success());
    const error = (await failure(client.createKillTask(CREATE))) as VendorError;
    expect(error).toBeInstanceOf(RejectedError);
    expect(error).toMatchObject({ ambiguous: false, vendorMessage: "a task is running", httpStatus: 200 });
    expect(error.message).toBe("dbbrain CreateKillTask was refused: FailedOperation: a task is running.");
    expect(error.requestId).toBe("req-failed");
    expect(server.requests).toHaveLength(1);
  });

  test("a connection refused on this machine is tried again twice, and asks for the emulator", async () => {
    server = await RawServer.start(success());
    // A port that only the system's own services may take, and none takes.
    const url = new URL("http://127.0.0.1:1");
    const logged: number[] = [];
    const talkative = eagerHttp({ log: (_level, _message, { attempt }) => logged.push(Number(attempt)) });
    const error = (await failure(dbbrainAt(url, talkative).createKillTask(CREATE))) as VendorError;
    await talkative.close();
    expect(error).toBeInstanceOf(NetworkError);
    expect(error.ambiguous).toBe(false);
    expect(error.message).toContain("ECONNREFUSED");
    expect(error.remedy).toBe("Is the emulator running? Start it with `npx dbkill emulator`.");
    expect(logged).toEqual([1, 2, 3]);
  });

  test("a server that speaks no TLS is told from one that is not there, and not tried again", async () => {
    server = await RawServer.start(success());
    const plain = createServer((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n")).listen(
      0,
      "127.0.0.1",
    );
    await once(plain, "listening");
    const logged: number[] = [];
    const talkative = eagerHttp({ log: (_level, _message, { attempt }) => logged.push(Number(attempt)) });
    const url = new URL(`https://127.0.0.1:${(plain.address() as AddressInfo).port}`);
    const error = (await failure(dbbrainAt(url, talkative).createKillTask(CREATE))) as VendorError;
    await talkative.close();
    plain.close();
    expect(error).toBeInstanceOf(NetworkError);
    expect(error.ambiguous).toBe(false);
    expect(error.message).toContain(`${url.host} does not speak TLS`);
    expect(error.remedy).toBe("Write http:// for an emulator on this machine.");
    expect(logged).toEqual([1]);
  });

  test("an ambiguous attempt makes the last error ambiguous, whatever that one is", async () => {
    const client = await serve(reset, fault("ResourceNotFound"));
    const error = (await failure(client.describeMySqlProcessList(INSTANCE))) as VendorError;
    expect(error).toMatchObject({ code: "DBKILL_ERR_NOT_FOUND", ambiguous: true });
  });

  test("every attempt is signed anew", async () => {
    let seconds = 0;
    const clock = {
      now: () => performance.now(),
      date: () => {
        seconds += 1;
        return new Date(Date.UTC(2026, 10, 22, 10, 0, seconds));
      },
      after: (ms: number, callback: () => void) => {
        const timer = setTimeout(callback, ms);
        return () => clearTimeout(timer);
      },
    };
    server = await RawServer.start(fault("RequestLimitExceeded"), success());
    const pipeline = eagerHttp({ clock });
    await dbbrainAt(server.url, pipeline).createKillTask(CREATE);
    await pipeline.close();
    const [first, second] = server.requests;
    expect(first!.headers["x-tc-timestamp"]).not.toBe(second!.headers["x-tc-timestamp"]);
    expect(first!.headers.authorization).not.toBe(second!.headers.authorization);
    expect(first!.body).toBe(second!.body);
  });

  test("maxRetries 0 means one attempt", async () => {
    server = await RawServer.start(fault("RequestLimitExceeded"), success());
    const once = eagerHttp({ maxRetries: 0 });
    await expect(dbbrainAt(server.url, once).createKillTask(CREATE)).rejects.toBeInstanceOf(ThrottledError);
    await once.close();
  });
});

describe("back-off", () => {
  const THROTTLED = { service: "s", action: "a", retryable: true, remedy: "wait" };

  /** Runs a call whose every attempt fails; answers when each attempt began, and the final error. */
  async function failing(
    make: (attempt: number) => VendorError,
    options: { random?: number; maxRetries?: number; repeat?: Repeat; signal?: AbortSignal } = {},
  ): Promise<{
    at: number[];
    error: Error | undefined;
    clock: FakeClock;
    run: (ms: number) => Promise<void>;
  }> {
    const clock = new FakeClock();
    const { random = 0.999999, maxRetries = 6, repeat = "always", signal } = options;
    const result = {
      at: [] as number[],
      error: undefined as Error | undefined,
      clock,
      run: (ms: number) => clock.run(ms),
    };
    const exchange = { call: { service: "s", action: "a", repeat }, attempt: 1, signal } as Exchange;
    const attempt = (_options: ExchangeOptions, handler: Dispatcher.DispatchHandler) => {
      result.at.push(clock.now());
      handler.onResponseError?.(noController, make(exchange.attempt));
      return true;
    };
    const layer = retry({ maxRetries, buckets: undefined, clock, random: () => random });
    layer(attempt)({ exchange } as ExchangeOptions, {
      onRequestStart: () => {},
      onResponseError: (_controller, error) => {
        result.error = error;
      },
    });
    return result;
  }

  test("doubles from half a second to eight seconds at most, and ends within half a minute", async () => {
    const result = await failing(() => new ThrottledError("slow", THROTTLED));
    await result.run(120_000);
    const gaps = result.at.slice(1).map((time, n) => Math.round(time - result.at[n]!));
    expect(gaps).toEqual([500, 1000, 2000, 4000, 8000, 8000]);
    expect(result.error).toBeInstanceOf(ThrottledError);
  });

  test.each([
    ["that the vendor throttled holds back", { httpStatus: 429 }, 400],
    ["that was never sent, as it would have waited, does not hold back", {}, 0],
  ])("after a call %s every other call of the same action", async (_what, details, expected) => {
    const clock = new FakeClock();
    const buckets = new Buckets(clock);
    const call = {
      service: "s",
      action: "a",
      account: "k",
      endpoint: new URL("https://v.example"),
      rate: { calls: 20, perMs: 1000 },
    };
    const exchange = { call, attempt: 1 } as unknown as Exchange;
    const layer = retry({ maxRetries: 1, buckets, clock, random: () => 0.8 });
    const throttled: Dispatch = (_options, handler) => {
      handler.onResponseError?.(noController, new ThrottledError("slow", { ...THROTTLED, ...details }));
      return true;
    };
    layer(throttled)({ exchange } as ExchangeOptions, {
      onRequestStart: () => {},
      onResponseError: () => {},
    });
    let grantedAt = -1;
    void bucketOf(buckets, exchange.call)!
      .take()
      .then(() => {
        grantedAt = clock.now();
      });
    await clock.run(10_000);
    expect(grantedAt).toBe(expected);
  });

  test("has full jitter: down to nothing", async () => {
    const result = await failing(() => new ThrottledError("slow", THROTTLED), { random: 0 });
    await result.run(0);
    expect(result.at).toEqual([0, 0, 0, 0, 0, 0, 0]);
  });

  test("waits as long as the vendor asks", async () => {
    const result = await failing(() => new ThrottledError("slow", { ...THROTTLED, retryAfterMs: 5000 }), {
      maxRetries: 2,
      random: 0,
    });
    await result.run(60_000);
    expect(result.at).toEqual([0, 5000, 10_000]);
  });

  test("gives up at once where the vendor asks for more than a minute", async () => {
    const result = await failing(() => new ThrottledError("slow", { ...THROTTLED, retryAfterMs: 3_600_000 }));
    expect(result.at).toEqual([0]);
    expect(result.error).toBeInstanceOf(ThrottledError);
  });

  test("begins no attempt later than a minute after the first failure", async () => {
    const result = await failing(() => new ThrottledError("slow", { ...THROTTLED, retryAfterMs: 20_000 }), {
      maxRetries: 99,
    });
    await result.run(600_000);
    expect(result.at).toEqual([0, 20_000, 40_000, 60_000]);
  });

  test("is called off at once, and tells whether anything may have been done", async () => {
    const abort = new AbortController();
    const result = await failing(() => new ServerError("boom", { ...THROTTLED, ambiguous: true }), {
      signal: abort.signal,
    });
    expect(result.error).toBeUndefined();
    abort.abort();
    await result.run(0);
    expect(result.error).toMatchObject({
      code: "DBKILL_ERR_ABORTED",
      ambiguous: true,
    } satisfies Partial<AbortedError>);
    expect(result.clock.pending).toBe(0);
  });

  test("does not follow an error that is not of a vendor", async () => {
    const result = await failing(() => new TypeError("a bug") as unknown as VendorError);
    expect(result.error).toBeInstanceOf(TypeError);
    expect(result.error).not.toBeInstanceOf(VendorError);
    expect(result.at).toEqual([0]);
  });
});
