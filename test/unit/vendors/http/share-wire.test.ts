import { createHttp } from "../../../../src/vendors/http";
import { callOf } from "../support/layers";
import { answer, RawServer } from "../support/raw-server";

describe("pipelines that have their connections in common", () => {
  let server: RawServer;
  beforeEach(async () => {
    server = await RawServer.start(answer(200, "fine"));
  });
  afterEach(() => server.close());

  const make = (env: NodeJS.ProcessEnv = {}, requestTimeoutMs = 5_000) =>
    createHttp({ userAgent: "dbkill/0.0.0-test", env, requestTimeoutMs, shared: true });
  const call = () => callOf({ endpoint: server.url });

  test("use the same one, until the last of them is closed", async () => {
    const [one, two] = [make(), make()];
    for (const http of [one, two, one, two]) await http.send(call());
    // A connection that has just had its answer may not be free yet.
    const { connections } = server;
    expect(connections).toBeLessThanOrEqual(2);
    await one.close();
    await one.close();
    await two.send(call());
    expect(server.connections).toBe(connections);
    await two.close();
    const three = make();
    await three.send(call());
    expect(server.connections).toBe(connections + 1);
    await three.close();
  });

  test("have others where their settings differ", async () => {
    const pipelines = [make(), make({}, 4_000), make({ HTTPS_PROXY: "http://127.0.0.1:1" })];
    for (const http of pipelines) await http.send(call());
    expect(server.connections).toBe(3);
    for (const http of pipelines) await http.close();
  });

  test("don't wait for each other's answers", async () => {
    await server.close();
    const waiting: (() => void)[] = [];
    // Nobody gets an answer until all have asked.
    server = await RawServer.start((socket, request) => {
      waiting.push(() => answer(200, "fine")(socket, request));
      if (waiting.length === 40) for (const go of waiting) go();
    });
    const pipelines = Array.from({ length: 40 }, () => make());
    await Promise.all(pipelines.map((http) => http.send(call())));
    for (const http of pipelines) await http.close();
  });
});
