import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import {
  createSecureServer,
  createServer,
  type IncomingHttpHeaders,
  type ServerHttp2Stream,
} from "node:http2";
import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import { wholeText } from "../values/text";
import { frame, RequestReader, STATUS, StatusError } from "./message";

/** As large as core's own limit, in bytes. */
const LARGEST_MESSAGE = 256 * 1024 * 1024;
/** A session may hold some of those, in megabytes; by default Node.js refuses new calls beyond 10. */
const SESSION_MEMORY = 1024;

/** The reason of a streaming handler's signal: the client has given up the call, or the server closes. */
export class CallCancelled extends Error {
  constructor() {
    super("the call was cancelled");
    this.name = "CallCancelled";
  }
}

/** One RPC: how its messages are written, and what answers it. */
export interface Method {
  readonly deserialize: (bytes: Buffer) => object;
  readonly serialize: (message: object) => Buffer;
  /** One response. @throws StatusError */
  readonly unary?: (request: object) => object | Promise<object>;
  /**
   * Any number of responses. The call ends where they end: with an error status where the handler throws. The next one is asked for
   * only when the client has room for it.
   * @param signal - aborts with {@link CallCancelled}; what a handler still yields after that is sent where someone listens
   * @throws StatusError
   */
  readonly streaming?: (request: object, signal: AbortSignal) => AsyncIterable<object>;
}

/** What both sides prove themselves with. */
export interface Tls {
  /** PEM; the client must present exactly this certificate. */
  readonly clientCertificate: string;
  readonly certificate: string;
  readonly privateKey: string;
}

/** A gRPC server on connections that others accept. */
export interface GrpcServer {
  accept(socket: Socket): void;
  /** Cancels streams, lets calls under way end, then calls back. It waits for no client to hang up. */
  close(done: () => void): void;
}

/**
 * Serves gRPC (https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md) for one client on the same machine:
 * messages uncompressed, no deadlines. Node.js does the HTTP/2, which leaves little to do; a whole gRPC library took
 * longer to load than the rest of the start.
 * @param methods - by path: `/package.Service/Method`
 * @param tls - absent: plaintext
 * @param largest - the longest message that is taken or sent, in bytes
 */
export function makeGrpcServer(
  methods: ReadonlyMap<string, Method>,
  tls?: Tls,
  largest: number = LARGEST_MESSAGE,
): GrpcServer {
  const server = makeHttp2Server(tls);
  const streaming = new Set<AbortController>();
  const underWay = new Set<ServerHttp2Stream>();
  let whenDone: (() => void) | undefined;

  // A client that goes away, or that is refused, is no failure of the server's.
  server.on("sessionError", () => {});
  server.on("stream", (stream, headers) => {
    stream.on("error", () => {});
    underWay.add(stream);
    stream.on("close", () => {
      underWay.delete(stream);
      if (underWay.size === 0) whenDone?.();
    });
    receive(stream, headers, methods, largest, (method, request) => {
      if (method.streaming !== undefined) void answerAll(stream, method, request, largest, streaming);
      else void answer(stream, method, request, largest);
    });
  });

  return {
    accept: (socket) => void server.emit("connection", socket),
    close(done) {
      for (const controller of streaming) controller.abort(new CallCancelled());
      // What was written last is on its way by the next turn of the loop.
      whenDone = () => setImmediate(done);
      if (underWay.size === 0) whenDone();
    },
  };
}

function makeHttp2Server(tls: Tls | undefined) {
  if (tls === undefined) return createServer({ maxSessionMemory: SESSION_MEMORY });
  const client = new X509Certificate(tls.clientCertificate).raw;
  const server = createSecureServer({
    maxSessionMemory: SESSION_MEMORY,
    cert: tls.certificate,
    key: tls.privateKey,
    requestCert: true,
    // Terraform speaks TLS 1.3. With one cipher Node.js makes its context in two thirds of the time.
    minVersion: "TLSv1.3",
    ciphers: "TLS_AES_128_GCM_SHA256",
    // With the client's certificate as a CA, or without any CA, Node.js first reads every root certificate that it ships, which takes as
    // long as the rest of a start. So it trusts no CA, and the client's certificate is compared with the announced one.
    ca: [],
    rejectUnauthorized: false,
  });
  server.on("session", (session) => {
    const shown = (session.socket as TLSSocket).getPeerX509Certificate();
    if (shown?.raw.equals(client) !== true) session.destroy();
  });
  return server;
}

/** Collects a call's one request message. */
function receive(
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  methods: ReadonlyMap<string, Method>,
  largest: number,
  received: (method: Method, request: object) => void,
): void {
  if (headers["content-type"]?.startsWith("application/grpc") !== true) {
    stream.respond({ ":status": 415 }, { endStream: true });
    return;
  }
  const path = headers[":path"] ?? "";
  const method = methods.get(path);
  if (method === undefined) {
    refuse(stream, new StatusError(STATUS.unimplemented, `there is no ${path}`));
    return;
  }
  const reader = new RequestReader(largest);
  let refused = false;
  stream.on("data", (chunk: Buffer) => {
    // What still comes of a refused message is read, so that the client hears of it, and forgotten.
    if (refused) return;
    try {
      reader.add(chunk);
    } catch (error) {
      refused = true;
      refuse(stream, error);
    }
  });
  stream.on("end", () => {
    if (refused) return;
    try {
      received(method, method.deserialize(reader.finish()));
    } catch (error) {
      refuse(stream, error);
    }
  });
}

async function answer(
  stream: ServerHttp2Stream,
  method: Method,
  request: object,
  largest: number,
): Promise<void> {
  try {
    const pieces = frame(method.serialize((await method.unary?.(request)) ?? {}), largest);
    if (stream.closed || stream.destroyed) return;
    begin(stream, () => statusTrailers(undefined));
    for (const piece of pieces) stream.write(piece);
    stream.end();
  } catch (error) {
    refuse(stream, error);
  }
}

async function answerAll(
  stream: ServerHttp2Stream,
  method: Method,
  request: object,
  largest: number,
  streaming: Set<AbortController>,
): Promise<void> {
  const controller = new AbortController();
  const open = () => !stream.closed && !stream.destroyed;
  let failure: unknown;
  streaming.add(controller);
  stream.on("close", () => controller.abort(new CallCancelled()));
  if (open()) begin(stream, () => statusTrailers(failure));
  try {
    for await (const message of method.streaming?.(request, controller.signal) ?? []) {
      if (!open()) break;
      for (const piece of frame(method.serialize(message), largest)) {
        if (!stream.write(piece)) await room(stream);
      }
    }
  } catch (error) {
    failure = isAbort(error, controller.signal) ? new StatusError(STATUS.cancelled, "cancelled") : error;
  }
  streaming.delete(controller);
  if (open()) stream.end();
}

/** Whether a handler gave up because its signal said so. */
function isAbort(error: unknown, signal: AbortSignal): boolean {
  return signal.aborted && (error === signal.reason || (error as Error | undefined)?.name === "AbortError");
}

/** Waits until the client has taken what was sent, or is gone. */
async function room(stream: ServerHttp2Stream): Promise<void> {
  const done = new AbortController();
  const events = ["drain", "close"].map((event) => once(stream, event, { signal: done.signal }));
  for (const event of events) event.catch(() => {});
  if (stream.writableNeedDrain && !stream.destroyed) await Promise.race(events);
  done.abort();
}

/** Begins a response; its status follows the messages. */
function begin(stream: ServerHttp2Stream, trailers: () => Record<string, string | number>): void {
  stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
  stream.on("wantTrailers", () => stream.sendTrailers(trailers()));
}

/** Ends a call that has had no response yet. */
function refuse(stream: ServerHttp2Stream, error: unknown): void {
  if (stream.headersSent || stream.closed || stream.destroyed) return;
  const status = statusTrailers(error);
  const headers = {
    ":status": 200,
    "content-type": "application/grpc",
    ...status,
    // Tells a client that compresses how to try again.
    ...(status["grpc-status"] === STATUS.unimplemented ? { "grpc-accept-encoding": "identity" } : {}),
  };
  stream.respond(headers, { endStream: true });
}

/** The status of a call; good without an error. */
function statusTrailers(error: unknown): Record<string, string | number> {
  if (error === undefined) return { "grpc-status": STATUS.ok };
  const message = error instanceof Error ? error.message : "the handler failed";
  return {
    "grpc-status": error instanceof StatusError ? error.code : STATUS.internal,
    "grpc-message": encodeURIComponent(wholeText(message)),
  };
}
