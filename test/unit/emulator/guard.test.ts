import { type IncomingHttpHeaders, request } from "node:http";
import { connect } from "node:net";
import { Emulator } from "../../../src/emulator";
import { Guard, machineAddresses } from "../../../src/emulator/core/guard";

const code = (guard: Guard, headers: IncomingHttpHeaders) => guard.check(headers)?.code;

describe("the names that an emulator answers to", () => {
  test.each([
    "localhost:4710",
    "LOCALHOST",
    "shop.localhost:4710",
    "127.0.0.1:4710",
    "127.8.9.1",
    "[::1]:4710",
  ])("%s is loop-back", (host) => {
    expect(code(new Guard("127.0.0.1"), { host })).toBeUndefined();
  });

  test.each([
    undefined,
    "",
    "evil.example:4710",
    "localhost.evil.example",
    "127.0.0.1.evil.example:4710",
    "evil.example@127.0.0.1",
    "127.0.0.1:4710:80",
    "127.evil.example",
    "0.0.0.0:4710",
    "10.0.0.5:4710",
    "[::2]:4710",
    "emulator:4710",
  ])("%s is not", (host) => {
    expect(code(new Guard("127.0.0.1"), { host })).toBe("ForeignHost");
  });

  test("the address that it listens on is its own, and those alone that were allowed", () => {
    const guard = new Guard("10.0.0.5", ["Emulator"]);
    expect(code(guard, { host: "10.0.0.5:4710" })).toBeUndefined();
    expect(code(guard, { host: "emulator:4710" })).toBeUndefined();
    expect(code(guard, { host: "10.0.0.6:4710" })).toBe("ForeignHost");
    expect(code(guard, { host: "emulator.evil.example:4710" })).toBe("ForeignHost");
  });

  test("on every address, those of the machine are its own, and the wildcard is no name", () => {
    const guard = new Guard("0.0.0.0");
    for (const address of machineAddresses().filter((each) => !each.includes(":"))) {
      expect(code(guard, { host: `${address}:4710` })).toBeUndefined();
    }
    expect(code(guard, { host: "0.0.0.0:4710" })).toBe("ForeignHost");
    expect(code(guard, { host: "192.0.2.1:4710" })).toBe("ForeignHost");
  });
});

describe("the pages that may call", () => {
  const host = "127.0.0.1:4710";
  const guard = new Guard("127.0.0.1");

  test.each<IncomingHttpHeaders>([
    {},
    { origin: "http://127.0.0.1:4710" },
    { "sec-fetch-site": "none" },
    { "sec-fetch-site": "same-origin" },
  ])("%j is served", (headers) => {
    expect(code(guard, { host, ...headers })).toBeUndefined();
  });

  test.each<IncomingHttpHeaders>([
    { origin: "https://evil.example" },
    { origin: "null" },
    { origin: "" },
    { origin: "http://127.0.0.1:3000" },
    { origin: "https://127.0.0.1:4710" },
    { origin: "http://localhost:4710" },
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site" },
  ])("%j is refused", (headers) => {
    expect(code(guard, { host, ...headers })).toBe("ForeignOrigin");
  });
});

describe("a web page that tries to reach the emulator", () => {
  let emulator: Emulator;
  const refused: string[] = [];
  beforeAll(async () => {
    emulator = await Emulator.start({
      onEvent: (event) => {
        if (event.kind === "refused") refused.push(event.code);
      },
    });
  });
  afterAll(() => emulator.close());
  afterEach(() => {
    refused.length = 0;
  });

  function send(
    headers: Record<string, string>,
    method = "POST",
    path = "/_dbkill/sessions",
  ): Promise<number> {
    const body = JSON.stringify({ service: "dbbrain", instance_id: "cdb-1", sessions: [] });
    return new Promise((resolve, reject) => {
      const sent = request({ port: emulator.port, host: "127.0.0.1", method, path, headers }, (response) => {
        response.resume().on("end", () => resolve(response.statusCode!));
      });
      sent.on("error", reject).end(method === "POST" ? body : undefined);
    });
  }
  const instances = async () => (await emulator.state()).instances.length;
  const JSON_TYPE = { "content-type": "application/json" };

  test("by text/plain from elsewhere changes nothing", async () => {
    expect(await send({ "content-type": "text/plain", origin: "https://evil.example" })).toBe(403);
    expect([await instances(), refused]).toEqual([0, ["ForeignOrigin"]]);
  });

  test.each([
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "",
    "application/jsonp",
  ])("by a body of %j is 415, without any header that gives it away", async (type) => {
    expect(await send({ "content-type": type })).toBe(415);
    expect(await instances()).toBe(0);
  });

  test("by a body of no type at all is 415", async () => {
    expect(await send({})).toBe(415);
    expect(await instances()).toBe(0);
  });

  test("by DNS rebinding gets no control, no vendor's API and no page", async () => {
    const host = "rebound.evil.example:4710";
    expect(await send({ host, ...JSON_TYPE })).toBe(403);
    expect(await send({ host }, "GET", "/_dbkill/state")).toBe(403);
    expect(await send({ host }, "GET", "/")).toBe(403);
    expect(await send({ host, "x-tc-action": "CreateKillTask" }, "POST", "/")).toBe(403);
    expect([await instances(), (await emulator.requests()).requests]).toEqual([0, []]);
  });

  test("by a signed link that a page of another site opens is refused before it is read", async () => {
    const path = "/?Action=KillProcess&Version=2019-11-11&DBClusterId=cc-1";
    expect(await send({ "sec-fetch-site": "cross-site" }, "GET", path)).toBe(403);
    expect((await emulator.requests()).requests).toEqual([]);
  });

  test("without a Host at all is refused, and the connection is closed", async () => {
    const socket = connect(emulator.port, "127.0.0.1");
    const text = await new Promise<string>((resolve) => {
      let received = "";
      socket.setEncoding("utf8").on("data", (chunk: string) => {
        received += chunk;
      });
      socket.on("close", () => resolve(received));
      socket.write("GET /_dbkill/state HTTP/1.0\r\n\r\n");
    });
    expect(text).toMatch(/^HTTP\/1\.1 403 /);
  });

  test("own tools may post JSON with a character set", async () => {
    expect(await send({ "content-type": "application/json; charset=utf-8" })).toBe(201);
    await emulator.reset();
  });

  test("an allowed name is served", async () => {
    const open = await Emulator.start({ allowedHosts: ["emulator"] });
    try {
      const status = await new Promise((resolve, reject) => {
        const options = {
          port: open.port,
          host: "127.0.0.1",
          path: "/_dbkill/health",
          headers: { host: "emulator:4710" },
        };
        request(options, (response) => resolve(response.resume().statusCode))
          .on("error", reject)
          .end();
      });
      expect(status).toBe(200);
    } finally {
      await open.close();
    }
  });
});

test("on every address, the url is one that works, and the others are the machine's own", async () => {
  const emulator = await Emulator.start({ host: "0.0.0.0" });
  try {
    expect(emulator.url).toBe(`http://127.0.0.1:${emulator.port}`);
    const own = machineAddresses().filter((address) => !address.includes(":"));
    expect(emulator.otherUrls).toEqual(own.map((address) => `http://${address}:${emulator.port}`));
    for (const url of [emulator.url, ...emulator.otherUrls]) {
      expect((await fetch(`${url}/_dbkill/health`)).status).toBe(200);
    }
  } finally {
    await emulator.close();
  }
});
