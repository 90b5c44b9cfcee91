import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { type ClientHttp2Session, connect } from "node:http2";
import { connect as connectSocket, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type GrpcServer,
  type Method,
  makeGrpcServer,
  STATUS,
  StatusError,
} from "../../../src/framework/server/grpc";
import { content, InProcessPlugin, value } from "../../support/grpc-client";
import { toyProvider } from "../../support/toy-provider";

/** The longest message that the server under test takes, in bytes. */
const LARGEST = 100_000;
/** Messages that were parsed. */
let parsed = 0;

const json = {
  deserialize: (bytes: Buffer) => {
    parsed += 1;
    return JSON.parse(bytes.toString()) as object;
  },
  serialize: (message: object) => Buffer.from(JSON.stringify(message)),
};

/** What a client sees of one call. */
interface Response {
  headers: Record<string, unknown>;
  trailers: Record<string, unknown>;
  body: Buffer;
}

describe("the gRPC server", () => {
  let directory: string;
  let server: GrpcServer;
  let listener: Server;
  let session: ClientHttp2Session;
  let release = () => {};
  const methods = new Map<string, Method>([
    ["/t/Echo", { ...json, unary: (request) => request }],
    ["/t/Missing", { ...json, unary: () => Promise.reject(new StatusError(STATUS.notFound, "not ü here")) }],
    ["/t/Broken", { ...json, unary: () => Promise.reject(new Error("broken")) }],
    ["/t/Torn", { ...json, unary: () => Promise.reject(new Error("half \uD83D of it")) }],
    [
      "/t/Slow",
      { ...json, unary: () => new Promise((resolve) => (release = () => resolve({ slow: true }))) },
    ],
    ["/t/Open", { ...json, streaming: (request, stream) => stream.send(request) }],
  ]);

  const frame = (message: object, compressed = 0) => {
    const body = json.serialize(message);
    const header = Buffer.alloc(5);
    header[0] = compressed;
    header.writeUInt32BE(body.length, 1);
    return Buffer.concat([header, body]);
  };
  const open = (path: string, body: Buffer, type = "application/grpc") => {
    const stream = session.request({
      ":method": "POST",
      ":path": path,
      "content-type": type,
      te: "trailers",
    });
    const answer: Response = { headers: {}, trailers: {}, body: Buffer.alloc(0) };
    stream.on("response", (headers) => Object.assign(answer.headers, headers));
    stream.on("trailers", (trailers) => Object.assign(answer.trailers, trailers));
    stream.on("data", (chunk: Buffer) => {
      answer.body = Buffer.concat([answer.body, chunk]);
    });
    stream.end(body);
    return { stream, answer };
  };
  const call = async (...request: Parameters<typeof open>) => {
    const { stream, answer } = open(...request);
    await once(stream, "close");
    return answer;
  };

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), "grpc-test-"));
    parsed = 0;
    server = makeGrpcServer(methods, undefined, LARGEST);
    listener = createServer(server.accept);
    listener.listen(join(directory, "s"));
    await once(listener, "listening");
    session = connect("http://localhost", { createConnection: () => connectSocket(join(directory, "s")) });
  });
  afterEach(() => {
    session.destroy();
    listener.close();
    rmSync(directory, { recursive: true, force: true });
  });

  test("answers with a message, then the status", async () => {
    const { headers, body, trailers } = await call("/t/Echo", frame({ a: 1 }));
    expect(headers).toMatchObject({ ":status": 200, "content-type": "application/grpc" });
    expect(body).toEqual(frame({ a: 1 }));
    expect(trailers).toMatchObject({ "grpc-status": "0" });
  });

  test.each([
    ["/t/Missing", frame({}), STATUS.notFound, "not%20%C3%BC%20here"],
    ["/t/Broken", frame({}), STATUS.internal, "broken"],
    ["/t/Torn", frame({}), STATUS.internal, "half%20%EF%BF%BD%20of%20it"],
    ["/t/None", frame({}), STATUS.unimplemented, "there%20is%20no%20%2Ft%2FNone"],
    ["/t/Echo", frame({}, 1), STATUS.unimplemented, "compressed%20messages%20are%20not%20supported"],
    ["/t/Echo", Buffer.from("abc"), STATUS.internal, "the%20request%20is%20not%20one%20whole%20message"],
    [
      "/t/Echo",
      frame({}).subarray(0, 6),
      STATUS.internal,
      "the%20request%20is%20not%20one%20whole%20message",
    ],
  ])("%s with %p ends with status %i", async (path, body, status, message) => {
    const { headers } = await call(path, body);
    expect(headers).toMatchObject({ "grpc-status": String(status), "grpc-message": message });
  });

  test("takes a message of the largest size, refuses a longer one without parsing it, and goes on", async () => {
    const ofSize = (size: number) => frame({ a: "x".repeat(size - '{"a":""}'.length) });
    expect((await call("/t/Echo", ofSize(LARGEST))).trailers).toMatchObject({ "grpc-status": "0" });
    for (const excess of [1, 3 * LARGEST]) {
      const { headers } = await call("/t/Echo", ofSize(LARGEST + excess));
      expect(headers).toMatchObject({
        "grpc-status": String(STATUS.resourceExhausted),
        "grpc-message": "a%20message%20may%20have%20at%20most%20100000%20bytes",
      });
    }
    expect(parsed).toBe(1);
    expect((await call("/t/Echo", frame({}))).trailers).toMatchObject({ "grpc-status": "0" });
  });

  test("answers only what is gRPC", async () => {
    expect((await call("/t/Echo", frame({}), "text/html")).headers).toMatchObject({ ":status": 415 });
  });

  test("goes on after a client that broke off in the middle of a call", async () => {
    const { stream } = open("/t/Slow", frame({}));
    await call("/t/Echo", frame({}));
    stream.close();
    await once(stream, "close");
    release();
    expect((await call("/t/Echo", frame({ b: 2 }))).body).toEqual(frame({ b: 2 }));
  });

  test("closes once calls under way have been answered and open streams are ended", async () => {
    const slow = open("/t/Slow", frame({}));
    const stream = open("/t/Open", frame({ first: 1 }));
    await once(stream.stream, "data");
    const closed = new Promise<void>((resolve) => server.close(resolve));
    await once(stream.stream, "close");
    expect(stream.answer.trailers).toMatchObject({ "grpc-status": "0" });
    release();
    await once(slow.stream, "close");
    expect(slow.answer.body).toEqual(frame({ slow: true }));
    await closed;
  });
});

test("messages of many megabytes pass both ways", async () => {
  const plugin = await InProcessPlugin.start(toyProvider);
  try {
    const text = "x".repeat(24 * 1024 * 1024);
    const state = value({ value: text });
    const read = await plugin.client.call("PlanResourceChange", {
      type_name: "toy_fixed",
      prior_state: value(null),
      proposed_new_state: state,
      config: state,
    });
    expect(read.diagnostics).toEqual([]);
    expect(content(read.planned_state).value).toHaveLength(text.length);
  } finally {
    await plugin.close();
  }
});

test("health can be watched", async () => {
  const plugin = await InProcessPlugin.start(toyProvider);
  try {
    const stream = plugin.client.stream("grpc.health.v1.Health", "Watch", { service: "plugin" });
    const cancelled = once(stream, "error");
    expect((await once(stream, "data"))[0]).toEqual({ status: "SERVING" });
    stream.cancel();
    await cancelled;
  } finally {
    await plugin.close();
  }
});
