import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { type ClientHttp2Session, connect } from "node:http2";
import { connect as connectSocket, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { Client, credentials, type ServiceError, status } from "@grpc/grpc-js";
import {
  CallCancelled,
  type GrpcServer,
  type Method,
  makeGrpcServer,
} from "../../../src/framework/server/grpc";
import { STATUS, StatusError } from "../../../src/framework/server/message";
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

/** A message that has so many bytes as JSON. */
const ofSize = (size: number) => ({ a: "x".repeat(size - '{"a":""}'.length) });

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
    ["/t/Large", { ...json, unary: (request) => ofSize((request as { size: number }).size) }],
    [
      "/t/LargeStream",
      {
        ...json,
        async *streaming(request) {
          yield {};
          yield ofSize((request as { size: number }).size);
        },
      },
    ],
    [
      "/t/Open",
      {
        ...json,
        async *streaming(request, signal) {
          yield request;
          await once(signal, "abort");
        },
      },
    ],
  ]);

  const frame = (message: object, compressed = 0) => {
    const body = json.serialize(message);
    const header = Buffer.alloc(5);
    header[0] = compressed;
    header.writeUInt32BE(body.length, 1);
    return Buffer.concat([header, body]);
  };
  const open = (path: string, body: Buffer, type = "application/grpc", whole = true) => {
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
    if (whole) stream.end(body);
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
    expect((await call("/t/Echo", frame(ofSize(LARGEST)))).trailers).toMatchObject({ "grpc-status": "0" });
    for (const excess of [1, 3 * LARGEST]) {
      const { headers } = await call("/t/Echo", frame(ofSize(LARGEST + excess)));
      expect(headers).toMatchObject({
        "grpc-status": String(STATUS.resourceExhausted),
        "grpc-message": "a%20message%20may%20have%20at%20most%20100000%20bytes",
      });
    }
    expect(parsed).toBe(1);
    expect((await call("/t/Echo", frame({}))).trailers).toMatchObject({ "grpc-status": "0" });
  });

  test("tells a client that compresses what is accepted instead", async () => {
    expect((await call("/t/Echo", frame({}, 1))).headers).toMatchObject({
      "grpc-status": String(STATUS.unimplemented),
      "grpc-message": "compressed%20messages%20are%20not%20supported",
      "grpc-accept-encoding": "identity",
    });
  });

  test.each(["/t/Large", "/t/LargeStream"])("%s: a response that is too long is a status", async (path) => {
    expect((await call(path, frame({ size: LARGEST }))).trailers).toMatchObject({ "grpc-status": "0" });
    const { headers, trailers } = await call(path, frame({ size: LARGEST + 1 }));
    expect({ ...headers, ...trailers }).toMatchObject({
      "grpc-status": String(STATUS.resourceExhausted),
      "grpc-message": expect.stringContaining("100001%20bytes"),
    });
    expect((await call("/t/Echo", frame({}))).trailers).toMatchObject({ "grpc-status": "0" });
  });

  test("takes a request in pieces of one byte, and refuses what follows it", async () => {
    const request = frame({ a: 1 });
    const { stream, answer } = open("/t/Echo", Buffer.alloc(0), undefined, false);
    for (const byte of request) stream.write(Buffer.of(byte));
    stream.end();
    await once(stream, "close");
    expect(answer.body).toEqual(request);
    const two = await call("/t/Echo", Buffer.concat([request, request]));
    expect(two.headers).toMatchObject({ "grpc-status": String(STATUS.internal) });
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

describe("streams, as grpc-js sees them", () => {
  let directory: string;
  let server: GrpcServer;
  let listener: Server;
  let client: Client;
  /** What the handlers have done so far. */
  let yielded: number;
  let ended: unknown;
  const BIG = 64 * 1024;

  const stream = (name: string, request: object = {}) =>
    client.makeServerStreamRequest(`/t/${name}`, json.serialize, json.deserialize, request);
  /** Everything that a call has to tell. */
  const outcome = async (name: string, request: object = {}) => {
    const call = stream(name, request);
    const messages: object[] = [];
    const error = await new Promise<ServiceError | undefined>((resolve) => {
      call.on("data", (message: object) => messages.push(message));
      call.on("error", resolve);
      call.on("end", () => resolve(undefined));
    });
    return { messages, code: error?.code ?? 0, details: error?.details };
  };
  const unary = (name: string, request: object) =>
    new Promise<{ code: number; response?: object }>((resolve) =>
      client.makeUnaryRequest(`/t/${name}`, json.serialize, json.deserialize, request, (error, response) =>
        resolve({ code: error?.code ?? 0, ...(response === undefined ? {} : { response }) }),
      ),
    );
  const connectClient = (options: object = {}) =>
    new Client(`unix:${join(directory, "s")}`, credentials.createInsecure(), {
      "grpc.enable_retries": 0,
      ...options,
    });

  const methods = new Map<string, Method>([
    ["/t/Echo", { ...json, unary: (request) => request }],
    [
      "/t/Count",
      {
        ...json,
        async *streaming(request) {
          const { to = 0, fail } = request as { to?: number; fail?: "status" | "error" | "early" };
          if (fail === "early") throw new StatusError(STATUS.notFound, "nothing to count");
          for (let n = 1; n <= to; n += 1) yield { n };
          if (fail === "status") throw new StatusError(STATUS.resourceExhausted, "enough ü");
          if (fail === "error") throw new Error("miscounted");
        },
      },
    ],
    [
      "/t/Sync",
      {
        ...json,
        streaming() {
          throw new Error("no stream at all");
        },
      },
    ],
    [
      "/t/Flood",
      {
        ...json,
        async *streaming(_request, signal) {
          try {
            for (; yielded < 400; yielded += 1) yield ofSize(BIG);
          } finally {
            ended = signal.reason ?? "ended";
          }
        },
      },
    ],
    [
      "/t/Wait",
      {
        ...json,
        async *streaming(request, signal) {
          yielded += 1;
          yield { n: 1 };
          if (!signal.aborted) await once(signal, "abort");
          ended = signal.reason;
          if ((request as { throws?: boolean }).throws === true) throw signal.reason;
          yield { n: 2 };
        },
      },
    ],
  ]);

  beforeEach(async () => {
    yielded = 0;
    ended = undefined;
    directory = mkdtempSync(join(tmpdir(), "grpc-test-"));
    server = makeGrpcServer(methods);
    listener = createServer(server.accept);
    listener.listen(join(directory, "s"));
    await once(listener, "listening");
    client = connectClient();
  });
  afterEach(() => {
    client.close();
    listener.close();
    rmSync(directory, { recursive: true, force: true });
  });

  test("end well, with any number of messages", async () => {
    expect(await outcome("Count", { to: 3 })).toEqual({ messages: [{ n: 1 }, { n: 2 }, { n: 3 }], code: 0 });
    expect(await outcome("Count", { to: 0 })).toEqual({ messages: [], code: 0 });
  });

  test.each([
    ["status", 2, status.RESOURCE_EXHAUSTED, "enough ü"],
    ["error", 2, status.INTERNAL, "miscounted"],
    ["early", 0, status.NOT_FOUND, "nothing to count"],
  ])("end with a status where the handler throws: %s", async (fail, count, code, details) => {
    const found = await outcome("Count", { to: count, fail });
    expect(found).toMatchObject({ code, details });
    expect(found.messages).toHaveLength(count);
    expect(await outcome("Count", { to: 1 })).toMatchObject({ code: 0 });
  });

  test("end with a status where the handler makes no stream", async () => {
    expect(await outcome("Sync")).toMatchObject({ code: status.INTERNAL, details: "no stream at all" });
  });

  test("wait for a client that reads slowly", async () => {
    const call = stream("Flood");
    await once(call, "data");
    call.pause();
    let before = -1;
    while (before !== yielded) {
      before = yielded;
      await setTimeout(100);
    }
    expect(yielded).toBeLessThan(100);
    call.on("data", () => {});
    call.resume();
    await once(call, "end");
    expect(yielded).toBe(400);
    expect(ended).toBe("ended");
  });

  test("tell their handler that the client has gone, also one that waits for room", async () => {
    const waiting = stream("Wait");
    waiting.on("error", () => {});
    await once(waiting, "data");
    waiting.cancel();
    while (ended === undefined) await setTimeout(5);
    expect(ended).toBeInstanceOf(CallCancelled);

    ended = undefined;
    const flood = stream("Flood");
    flood.on("error", () => {});
    await once(flood, "data");
    flood.pause();
    await setTimeout(50);
    flood.cancel();
    while (ended === undefined) await setTimeout(5);
    expect(ended).toBeInstanceOf(CallCancelled);
    expect(yielded).toBeLessThan(400);
  });

  test.each([
    [false, [{ n: 1 }, { n: 2 }], 0],
    [true, [{ n: 1 }], status.CANCELLED],
  ])(
    "end when the server closes, with what the handler still says (throws: %p)",
    async (throws, messages, code) => {
      const found = outcome("Wait", { throws });
      while (yielded === 0) await setTimeout(5);
      const closed = new Promise<void>((resolve) => server.close(resolve));
      expect(await found).toMatchObject({ messages, code });
      client.close();
      await closed;
    },
  );

  test("a client that compresses is told that it can't", async () => {
    const compressing = connectClient({ "grpc.default_compression_algorithm": 2 });
    const plain = client;
    try {
      client = compressing;
      expect(await unary("Echo", { a: "a".repeat(1000) })).toMatchObject({ code: status.UNIMPLEMENTED });
    } finally {
      client = plain;
      compressing.close();
    }
    expect(await unary("Echo", { a: 1 })).toEqual({ code: 0, response: { a: 1 } });
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
