import { createServer, get, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import type { PageRules } from "../../../src/page/data";
import { LiveTopics } from "../../../src/page/live";
import { until } from "../../support/runner";

/** What makes a message long. It is left out of what is collected. */
const FILLER = "~";

const rules = (name: string, length = 0): PageRules => ({
  rules: [{ name, target: FILLER.repeat(length), status: "enforced", tone: "good", caps: [] }],
  total: 1,
});

describe("what pages get", () => {
  let live: LiveTopics;
  let server: Server;
  let responses: ServerResponse[];
  const sockets: Socket[] = [];

  const start = async (options: ConstructorParameters<typeof LiveTopics>[0] = {}) => {
    live = new LiveTopics(options);
    responses = [];
    server = createServer((_, response) => {
      responses.push(response);
      if (!live.serve(response)) response.writeHead(503).end();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  };
  afterEach(() => {
    live.close();
    for (const socket of sockets.splice(0)) socket.destroy();
    server.closeAllConnections();
    server.close();
  });

  /** Opens a page, and collects what it gets. */
  const open = async () => {
    const { port } = server.address() as AddressInfo;
    const response = await new Promise<IncomingMessage>((resolve) =>
      get({ port, host: "127.0.0.1", agent: false }, resolve),
    );
    const got = {
      status: response.statusCode,
      type: response.headers["content-type"],
      text: "",
      ended: false,
    };
    response.setEncoding("utf8").on("data", (part: string) => {
      got.text += part.replaceAll(FILLER, "");
    });
    response
      .on("error", () => {})
      .on("close", () => {
        got.ended = true;
      });
    return { got, response };
  };
  /** One that reads nothing. */
  const openStuck = async () => {
    const { port } = server.address() as AddressInfo;
    const socket = connect(port, "127.0.0.1");
    sockets.push(socket);
    socket.on("error", () => {}).write("GET / HTTP/1.1\r\nhost: x\r\n\r\n");
    socket.pause();
    const before = responses.length;
    await until(() => responses.length > before);
    return responses.at(-1)!;
  };

  test("is what there is, then what is new, and nothing that is as before", async () => {
    await start();
    live.set("rules", rules("a"));
    live.set("target", { name: "t", failed: false, problems: [] }, "t");
    const { got } = await open();
    await until(() => got.text.includes("event: target"));
    expect(got).toMatchObject({ status: 200, type: "text/event-stream; charset=utf-8" });
    expect(got.text).toContain(`event: rules\ndata: ${JSON.stringify(rules("a"))}\n\n`);
    live.set("rules", rules("a"));
    live.set("kills", { kills: [] });
    await until(() => got.text.includes("event: kills"));
    expect(got.text.match(/event: rules/g)).toHaveLength(1);
    live.set("rules", rules("b"));
    live.set("rules", rules("c"));
    await until(() => got.text.includes('"c"'));
    // What was overtaken before it was sent is left out.
    expect(got.text.match(/event: rules/g)).toHaveLength(2);
    expect(got.text).not.toContain('"b"');
    live.delete("target", "t");
    const { got: later } = await open();
    await until(() => later.text.includes("event: rules"));
    expect(later.text).not.toContain("event: target");
  });

  test("can't break out of its message", async () => {
    await start();
    live.set("rules", rules("a\n\nevent: head\ndata: {}\r\n\u2028"));
    const { got } = await open();
    await until(() => got.text.includes("event: rules"));
    expect(got.text).not.toContain("event: head\n");
  });

  test("ends for one that reads nothing, has one message at most waiting, and goes on for others", async () => {
    await start({ stallMs: 4_000 });
    const stuck = await openStuck();
    const { got } = await open();
    const size = 8 * 1024 * 1024;
    let waiting = 0;
    let name = "";
    for (let round = 0; round < 4; round++) {
      name = `round-${round}`;
      live.set("rules", rules(name, size));
      await until(() => got.text.includes(`"${name}"`));
      waiting = Math.max(waiting, stuck.writableLength);
    }
    expect(waiting).toBeGreaterThan(0);
    expect(waiting).toBeLessThan(size + 1_000);
    await until(() => stuck.destroyed);
    await until(() => live.clients === 1);
    live.set("rules", rules("after"));
    await until(() => got.text.includes('"after"'));
  });

  test("goes to a limited number of pages, and to new ones once others are closed", async () => {
    await start({ maxClients: 2 });
    const first = await open();
    await open();
    expect((await open()).got.status).toBe(503);
    first.response.destroy();
    await until(() => live.clients === 1);
    expect((await open()).got.status).toBe(200);
  });

  test("ends with the server", async () => {
    await start();
    const { got } = await open();
    live.close();
    await until(() => got.ended);
    expect(live.clients).toBe(0);
    // What it has is of the past.
    expect((await open()).got.status).toBe(503);
  });

  test("does not wait for one that is gone before it is served", async () => {
    await start({ maxClients: 1 });
    const { response } = await open();
    response.destroy();
    await until(() => responses[0]!.destroyed);
    expect(live.serve(responses[0]!)).toBe(true);
    await until(() => live.clients === 0);
  });
});
