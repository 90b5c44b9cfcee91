import { type Call, createHttp, type Http, type HttpOptions } from "../../../../src/vendors/http";
import { systemClock } from "../../../../src/vendors/http/clock";
import { ThrottledError } from "../../../../src/vendors/shared/errors";
import { failure } from "../support/dbbrain";
import { callOf } from "../support/layers";
import { answer, RawServer } from "../support/raw-server";

const UNHURRIED = { calls: 1, perMs: 60_000 };

/** The machine's clock, on which no back-off takes any time. */
const eager = {
  ...systemClock,
  after: (ms: number, callback: () => void) => systemClock.after(ms > 9_000 ? ms : 0, callback),
};

describe("a pipeline", () => {
  let server: RawServer;
  const made: Http[] = [];
  const make = (options: Partial<HttpOptions> = {}) => {
    const http = createHttp({ userAgent: "dbkill/0.0.0-test", env: {}, ...options });
    made.push(http);
    return http;
  };
  const call = (fields: Partial<Call<unknown>> = {}) => callOf({ endpoint: server.url, ...fields });
  beforeEach(async () => {
    server = await RawServer.start(answer(200, "fine"));
  });
  afterEach(async () => {
    await Promise.all(made.splice(0).map((http) => http.close()));
    await server.close();
  });

  test("sends what a call says, with its user agent, and gives what its reader makes of the answer", async () => {
    const http = make();
    const read: Call<string>["read"] = ({ status, body }) => ({ value: `${status} ${body}` });
    const asked = call({ method: "PUT", path: "/p?q=1", headers: { a: "b" }, body: "text", read });
    expect(await http.send(asked)).toBe("200 fine");
    expect(await http.send(asked)).toBe("200 fine");
    expect(http.userAgent).toBe("dbkill/0.0.0-test");
    expect(server.requests[0]).toMatchObject({
      head: "PUT /p?q=1 HTTP/1.1",
      headers: { a: "b", "user-agent": "dbkill/0.0.0-test", host: server.url.host },
      body: "text",
    });
  });

  test("keeps within a vendor's rate unless it is told not to", async () => {
    const rated = call({ account: "rated", rate: UNHURRIED });
    await make().send(rated);
    const held = await failure(make().send(rated, { signal: AbortSignal.timeout(50) }));
    expect(held).toMatchObject({ code: "DBKILL_ERR_ABORTED" });
    expect(server.requests).toHaveLength(1);
    await make({ rateLimit: false }).send(rated);
    await make({ clock: eager }).send(rated);
    expect(server.requests).toHaveLength(3);
  });

  test("tries six times more by default, as long as each attempt may succeed", async () => {
    const read = () => {
      throw new ThrottledError("too fast", { service: "s", retryable: true, remedy: "-", httpStatus: 429 });
    };
    const http = make({ clock: eager });
    expect(await failure(http.send(call({ read })))).toMatchObject({ code: "DBKILL_ERR_THROTTLED" });
    expect(server.requests).toHaveLength(7);
    await failure(make({ clock: eager, maxRetries: 1 }).send(call({ read })));
    expect(server.requests).toHaveLength(9);
  });

  test("takes the secrets of a call out of its errors", async () => {
    const read = () => {
      throw new Error("the key is s3cret");
    };
    const error = await failure(make().send(call({ secrets: ["s3cret"], read })));
    expect(error.message).toContain("the key is [redacted]");
  });

  test("has a log only where it is given one", async () => {
    const lines: string[] = [];
    await make({ log: (_level, message) => lines.push(message) }).send(call());
    expect(lines).toEqual(["vendor call answered"]);
  });

  test("closes its connections, those through a proxy too", async () => {
    const http = make({ env: { HTTPS_PROXY: "http://127.0.0.1:1" } });
    await http.send(call());
    await http.close();
    for (const endpoint of [server.url, new URL("https://v.example")]) {
      const error = await failure(http.send(call({ endpoint, repeat: "never" })));
      expect(error.message).toMatch(/UND_ERR_(CLOSED|DESTROYED)/);
    }
    expect(server.requests).toHaveLength(1);
  });

  test("can be closed before its first call, and again", async () => {
    const http = make();
    await http.close();
    await http.send(call());
    await http.close();
    await http.close();
    expect(await failure(http.send(call({ repeat: "never" })))).toMatchObject({ code: "DBKILL_ERR_NETWORK" });
    expect(server.requests).toHaveLength(1);
  });
});

test("the machine's clock calls back once after its time, and not where it is called off", async () => {
  const begun = systemClock.now();
  const called: string[] = [];
  systemClock.after(1, () => called.push("called off"))();
  await new Promise<void>((resolve) => systemClock.after(20, resolve));
  expect(called).toEqual([]);
  expect(systemClock.now() - begun).toBeGreaterThan(15);
  expect(Math.abs(systemClock.date().getTime() - Date.now())).toBeLessThan(5_000);
});
