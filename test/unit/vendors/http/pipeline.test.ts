import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { MAX_ANSWER_BYTES } from "../../../../src/vendors/http/interpretation";
import { AbortedError, ResponseTooLargeError, TimeoutError } from "../../../../src/vendors/shared/errors";
import { CREATE, dbbrainAt, eagerHttp, failure, INSTANCE } from "../support/dbbrain";
import { fault, RawServer, type Reaction, silence, success } from "../support/raw-server";

describe("the pipeline", () => {
  let server: RawServer;
  let http = eagerHttp();
  afterEach(async () => {
    await server.close();
    await http.close();
  });

  const serve = async (options: Parameters<typeof eagerHttp>[0], ...reactions: Reaction[]) => {
    server = await RawServer.start(...reactions);
    http = eagerHttp(options);
    return dbbrainAt(server.url, http);
  };

  test("keeps connections alive: calls one after the other do not make one each", async () => {
    const client = await serve({}, success());
    for (let n = 0; n < 10; n++) await client.createKillTask(CREATE);
    expect(server.requests).toHaveLength(10);
    expect(server.connections).toBeLessThanOrEqual(2);
  });

  test("holds no more than twenty calls of an action in a second, and calls off the waiting at once", async () => {
    const client = await serve({}, success());
    const abort = new AbortController();
    const first = Array.from({ length: 20 }, () => client.createKillTask(CREATE));
    const late = failure(client.createKillTask(CREATE, { signal: abort.signal }));
    const other = client.cancelKillTask(INSTANCE);
    await Promise.all([...first, other]);
    abort.abort();
    const error = await late;
    expect(error).toBeInstanceOf(AbortedError);
    expect(error).toMatchObject({ ambiguous: false, action: "CreateKillTask" });
    expect(server.requests.filter(({ headers }) => headers["x-tc-action"] === "CreateKillTask")).toHaveLength(
      20,
    );
  });

  test("two pipelines of one process share the rate of an account", async () => {
    const client = await serve({}, success());
    const second = eagerHttp();
    const abort = new AbortController();
    await Promise.all(Array.from({ length: 20 }, () => client.createKillTask(CREATE)));
    const late = failure(dbbrainAt(server.url, second).createKillTask(CREATE, { signal: abort.signal }));
    await client.cancelKillTask(INSTANCE);
    abort.abort();
    expect(await late).toBeInstanceOf(AbortedError);
    await second.close();
  });

  test("lets a request in flight finish when the waiting is called off", async () => {
    const abort = new AbortController();
    const client = await serve({}, (socket, request) => {
      abort.abort();
      success()(socket, request);
    });
    await expect(client.createKillTask(CREATE, { signal: abort.signal })).resolves.toEqual({
      requestId: "req-ok",
    });
  });

  test("makes no further attempt once the waiting is called off", async () => {
    const abort = new AbortController();
    const client = await serve({}, (socket, request) => {
      abort.abort();
      fault("RequestLimitExceeded")(socket, request);
    });
    const error = await failure(client.createKillTask(CREATE, { signal: abort.signal }));
    expect(error).toMatchObject({ code: "DBKILL_ERR_ABORTED", ambiguous: false });
    expect(server.requests).toHaveLength(1);
  });

  test("reports an answer whose reader fails as one after which anything may have been done", async () => {
    await serve({}, success());
    const error = await failure(
      http.send({
        ...{ service: "dbbrain", action: "CreateKillTask", account: "a", endpoint: server.url },
        ...{ method: "POST", path: "/", headers: {}, body: "", repeat: "unless_lost", secrets: [] },
        sign: () => ({}),
        read: () => {
          throw new TypeError("x is undefined");
        },
      }),
    );
    expect(error).toMatchObject({ code: "DBKILL_ERR_MALFORMED_RESPONSE", ambiguous: true });
    expect(server.requests).toHaveLength(1);
  });

  test("makes no call at all for a signal that was aborted before", async () => {
    const client = await serve({}, success());
    const error = await failure(client.createKillTask(CREATE, { signal: AbortSignal.abort() }));
    expect(error).toBeInstanceOf(AbortedError);
    expect(server.requests).toHaveLength(0);
  });

  test("a call that found no free connection in time was not sent, and is not sent later", async () => {
    const client = await serve({ requestTimeoutMs: 150, maxRetries: 0, rateLimit: false }, silence);
    const ids = Array.from({ length: 100 }, (_, n) => `cdb-${n}`);
    const errors = await Promise.all(
      ids.map(
        (InstanceId) => failure(client.createKillTask({ ...CREATE, InstanceId })) as Promise<TimeoutError>,
      ),
    );
    expect(errors.every((error) => error instanceof TimeoutError)).toBe(true);
    await http.close();
    const sent = server.requests.map(({ body }) => JSON.parse(body).InstanceId as string);
    const unsent = ids.filter((_, n) => !errors[n]!.ambiguous);
    expect(unsent.length).toBeGreaterThan(0);
    expect(unsent.filter((id) => sent.includes(id))).toEqual([]);
  });

  test("a call that waits for a free connection is called off at once, and is not sent later", async () => {
    const answers: (() => void)[] = [];
    const client = await serve({ rateLimit: false }, (socket, request) => {
      answers.push(() => success()(socket, request));
      if (answers.length === 32) abort.abort();
    });
    const abort = new AbortController();
    const flying = Array.from({ length: 32 }, () => client.createKillTask(CREATE));
    const waiting = failure(
      client.createKillTask({ ...CREATE, InstanceId: "cdb-late" }, { signal: abort.signal }),
    );
    expect(await waiting).toMatchObject({ code: "DBKILL_ERR_ABORTED", ambiguous: false });
    for (const give of answers) give();
    await Promise.all(flying);
    await http.close();
    expect(server.requests.filter(({ body }) => body.includes("cdb-late"))).toEqual([]);
  });

  test("reads no answer without end", async () => {
    const endless: Reaction = (socket) => {
      socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${MAX_ANSWER_BYTES * 2}\r\n\r\n`);
      const more = () => {
        while (socket.writable && socket.write(Buffer.alloc(1024 * 1024, " ")));
      };
      socket.on("drain", more);
      more();
    };
    const client = await serve({}, endless);
    const error = await failure(client.createKillTask(CREATE));
    expect(error).toBeInstanceOf(ResponseTooLargeError);
    expect(error).toMatchObject({ ambiguous: true, retryable: false });
    expect(error.message).toContain(String(MAX_ANSWER_BYTES));

    const listing = (await failure(client.describeMySqlProcessList(INSTANCE))) as ResponseTooLargeError;
    expect(listing).toBeInstanceOf(ResponseTooLargeError);
    expect(listing.remedy).toContain("console");
    expect(server.requests).toHaveLength(2);
  });

  test("a hang while connecting ends in time and is not ambiguous", async () => {
    server = await RawServer.start(success());
    // A listener whose backlog is never accepted from would be the operating system's matter; a TLS peer that says nothing
    // hangs in the same phase.
    const mute = createServer(() => {}).listen(0, "127.0.0.1");
    await once(mute, "listening");
    const url = new URL(`https://127.0.0.1:${(mute.address() as AddressInfo).port}`);
    http = eagerHttp({ requestTimeoutMs: 150, maxRetries: 0 });
    const error = await failure(dbbrainAt(url, http).createKillTask(CREATE));
    expect(error).toBeInstanceOf(TimeoutError);
    expect(error).toMatchObject({ ambiguous: false });
    mute.close();
  });

  test("a closed pipeline says so at once", async () => {
    const client = await serve({}, success());
    await client.createKillTask(CREATE);
    await http.close();
    const error = await failure(client.createKillTask(CREATE));
    expect(error).toMatchObject({ code: "DBKILL_ERR_NETWORK", ambiguous: false });
    expect(server.requests).toHaveLength(1);
  });

  test("logs one line for each attempt, with what helps and nothing that harms", async () => {
    const lines: unknown[] = [];
    const log = (level: string, message: string, fields: object) => lines.push({ level, message, ...fields });
    const client = await serve({ log }, fault("RequestLimitExceeded"), success());
    await client.createKillTask(CREATE);
    const common = { service: "dbbrain", action: "CreateKillTask", http_status: 200, host: server.url.host };
    expect(lines).toEqual([
      expect.objectContaining({
        ...common,
        level: "warn",
        attempt: 1,
        vendor_code: "RequestLimitExceeded",
        request_id: "req-failed",
      }),
      expect.objectContaining({
        ...common,
        level: "debug",
        attempt: 2,
        request_id: "req-ok",
        duration_ms: expect.any(Number),
      }),
    ]);
  });

  test("a request that is never answered is timed out from when it was sent", async () => {
    const client = await serve({ requestTimeoutMs: 100 }, silence);
    const error = await failure(client.createKillTask(CREATE));
    expect(error).toBeInstanceOf(TimeoutError);
    expect(error.message).toContain("no whole answer within 100 ms");
  });
});
