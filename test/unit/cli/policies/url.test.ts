import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { policySource } from "../../../../src/cli/policies/source";
import { UrlSource } from "../../../../src/cli/policies/url";
import { UsageError } from "../../../../src/cli/usage-error";
import { document, testIo, written } from "../support";

const NOW = new Date("2026-11-30T12:00:00Z");

describe("policies behind a URL", () => {
  let server: Server;
  let url: string;
  let asked: IncomingMessage[];
  let answer: (request: IncomingMessage, response: ServerResponse) => void;
  const end = new AbortController();

  beforeAll(async () => {
    server = createServer((request, response) => {
      asked.push(request);
      answer(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  beforeEach(() => {
    asked = [];
  });

  const text = (name: string) => JSON.stringify(document(written({ name })));
  const source = (path = "/policies.json") => {
    const policies = policySource({ policies: `${url}${path}` }, testIo(), end.signal);
    return async () => (await policies.changed(NOW))?.policies.map(({ name }) => name);
  };

  test.each([
    ["etag", "if-none-match", '"a"', '"b"'],
    ["last-modified", "if-modified-since", "Mon, 30 Nov 2026 10:00:00 GMT", "Mon, 30 Nov 2026 11:00:00 GMT"],
  ])("are asked for with %s, and read once for each change", async (header, condition, first, second) => {
    let version = { name: "a", tag: first };
    answer = ({ headers }, response) => {
      if (headers[condition] === version.tag) response.writeHead(304).end();
      else response.writeHead(200, { [header]: version.tag }).end(text(version.name));
    };
    const changed = source();
    expect(await changed()).toEqual(["a"]);
    expect(await changed()).toBeUndefined();
    expect(await changed()).toBeUndefined();
    expect(asked.map(({ headers }) => headers[condition])).toEqual([undefined, first, first]);
    version = { name: "b", tag: second };
    expect(await changed()).toEqual(["b"]);
    expect(await changed()).toBeUndefined();
  });

  test("are compared where the server tells no change", async () => {
    let name = "a";
    answer = (_, response) => response.end(text(name));
    const changed = source();
    expect(await changed()).toEqual(["a"]);
    expect(await changed()).toBeUndefined();
    name = "b";
    expect(await changed()).toEqual(["b"]);
  });

  test("that can't be used are asked for anew, without a condition", async () => {
    let body = text("a");
    answer = (_, response) => response.writeHead(200, { etag: '"x"' }).end(body);
    const changed = source();
    await changed();
    body = '{"version":1,"poli';
    await expect(changed()).rejects.toThrow("DBKILL_POLICY_DOCUMENT_UNREADABLE");
    await expect(changed()).rejects.toThrow("DBKILL_POLICY_DOCUMENT_UNREADABLE");
    body = text("a");
    expect(await changed()).toEqual(["a"]);
    expect(asked.map(({ headers }) => headers["if-none-match"])).toEqual([
      undefined,
      '"x"',
      undefined,
      undefined,
    ]);
  });

  test.each<[string, (response: ServerResponse) => void]>([
    ["404", (response) => response.writeHead(404).end(text("a"))],
    ["204", (response) => response.writeHead(204).end()],
    ["a 304 that nobody asked for", (response) => response.writeHead(304).end()],
    ["a redirect", (response) => response.writeHead(302, { location: "/other?key=secret" }).end()],
    [
      "an end in the middle",
      (response) => response.writeHead(200, { "content-length": "999" }).write("{", () => response.destroy()),
    ],
    ["a lost connection", (response) => response.destroy()],
    [
      "too long an answer",
      (response) => {
        response.writeHead(200);
        for (let part = 0; part < 17; part++) response.write(Buffer.alloc(1024 * 1024, " "));
        response.end(text("a"));
      },
    ],
  ])("are not there where the server answers with %s", async (_, how) => {
    answer = (_request, response) => how(response);
    const error = await source("/p.json?token=hidden")().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(UsageError);
    expect(error).toMatchObject({ code: "DBKILL_POLICIES_UNREACHABLE" });
    const { message } = error as Error;
    expect(message).toContain(`${url}/p.json `);
    expect(message).not.toMatch(/secret|hidden/);
    // A redirect is not followed.
    expect(asked).toHaveLength(1);
  });

  test("that take too long are given up", async () => {
    answer = (_, response) => void response.writeHead(200).write("{");
    const policies = new UrlSource(`${url}/policies.json`, end.signal, 100);
    await expect(policies.changed(NOW)).rejects.toMatchObject({ code: "DBKILL_POLICIES_UNREACHABLE" });
  });

  test("are given up when the runner is told to end", async () => {
    const told = new AbortController();
    answer = () => told.abort();
    const policies = new UrlSource(`${url}/policies.json`, told.signal);
    await expect(policies.changed(NOW)).rejects.toThrow(UsageError);
    await expect(policies.changed(NOW)).rejects.toThrow(UsageError);
    expect(asked).toHaveLength(1);
  });

  test.each([
    ["http://policies.example/p.json", "https"],
    ["http://10.0.0.1/p.json", "https"],
    ["https://name:password@policies.example/p.json", "user name"],
    ["https://", "is not valid"],
  ])("are never asked for at %s", (address, why) => {
    const make = () => policySource({ policies: address }, testIo(), end.signal);
    expect(make).toThrow(UsageError);
    expect(make).toThrow(why);
    expect(make).not.toThrow("password@");
  });

  test.each([{}, { policies: "a", state: "b" }, { state: "a", terraformDir: "b" }])(
    "come from one place: %j",
    (options) => {
      expect(() => policySource(options, testIo(), end.signal)).toThrow("exactly one");
    },
  );
});
