import {
  createSecureServer,
  createServer,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from "node:http2";
import type { Socket } from "node:net";
import { wholeText } from "../values/text";

/** gRPC status codes that are used here. */
export const STATUS = {
  ok: 0,
  notFound: 5,
  resourceExhausted: 8,
  unimplemented: 12,
  internal: 13,
} as const;

/** As large as core's own limit, in bytes. */
const LARGEST_MESSAGE = 256 * 1024 * 1024;
/** What stands before a message: whether it is compressed, and its length, in bytes. */
const PREFIX = 5;
/** A session may hold some of those, in megabytes; by default Node.js refuses new calls beyond 10. */
const SESSION_MEMORY = 1024;

/** Fails a call with a status of gRPC's own. */
export class StatusError extends Error {
  constructor(
    readonly code: number,
    message: string,
  ) {
    super(message);
  }
}

/** Responses that are sent one after the other, until either side ends it. */
export interface OpenStream {
  send(message: object): void;
}

/** One RPC: how its messages are written, and what answers it. */
export interface Method {
  readonly deserialize: (bytes: Buffer) => object;
  readonly serialize: (message: object) => Buffer;
  /** One answer. @throws StatusError */
  readonly unary?: (request: object) => object | Promise<object>;
  /** Any number of answers. The call stays open until the client or the server ends. */
  readonly streaming?: (request: object, stream: OpenStream) => void;
}

/** What both sides prove themselves with. */
export interface Tls {
  /** PEM; the client must show a certificate that this one has issued. */
  readonly clientCertificate: string;
  readonly certificate: string;
  readonly privateKey: string;
}

/** A gRPC server on connections that others accept. */
export interface GrpcServer {
  accept(socket: Socket): void;
  /** Ends open streams, lets calls under way end, then calls back. */
  close(done: () => void): void;
}

/**
 * Serves gRPC (https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md) for one client on the same machine:
 * messages uncompressed, no deadlines. Node.js does the HTTP/2, which leaves little to do; a whole gRPC library took
 * longer to load than the rest of the start.
 * @param methods - by path: `/package.Service/Method`
 * @param tls - absent: plaintext
 * @param largest - the longest request that is taken, in bytes
 */
export function makeGrpcServer(
  methods: ReadonlyMap<string, Method>,
  tls?: Tls,
  largest: number = LARGEST_MESSAGE,
): GrpcServer {
  const server = makeHttp2Server(tls);
  const sessions = new Set<ServerHttp2Session>();
  const open = new Set<ServerHttp2Stream>();

  server.on("session", (session) => {
    sessions.add(session);
    session.on("close", () => sessions.delete(session));
  });
  // A client that goes away, or that is refused, is no failure of the server's.
  server.on("sessionError", () => {});
  server.on("stream", (stream, headers) => {
    stream.on("error", () => {});
    receive(stream, headers, methods, largest, (method, request) => {
      if (method.unary !== undefined) void answer(stream, method, request);
      else keepOpen(stream, method, request, open);
    });
  });

  return {
    accept: (socket) => void server.emit("connection", socket),
    close(done) {
      for (const stream of open) stream.end();
      const closing = [...sessions].map((session) => new Promise<void>((resolve) => session.close(resolve)));
      void Promise.all(closing).then(done);
    },
  };
}

function makeHttp2Server(tls: Tls | undefined) {
  if (tls === undefined) return createServer({ maxSessionMemory: SESSION_MEMORY });
  return createSecureServer({
    maxSessionMemory: SESSION_MEMORY,
    ca: tls.clientCertificate,
    cert: tls.certificate,
    key: tls.privateKey,
    requestCert: true,
    rejectUnauthorized: true,
  });
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
    refuse(stream, STATUS.unimplemented, `there is no ${path}`);
    return;
  }
  let chunks: Buffer[] = [];
  let size = 0;
  let tooLong = false;
  stream.on("data", (chunk: Buffer) => {
    // What still comes of a refused message is read, so that the client hears of it, and forgotten.
    if (tooLong) return;
    size += chunk.length;
    tooLong = size > largest + PREFIX;
    if (!tooLong) {
      chunks.push(chunk);
      return;
    }
    chunks = [];
    refuse(stream, STATUS.resourceExhausted, `a message may have at most ${largest} bytes`);
  });
  stream.on("end", () => {
    if (tooLong) return;
    try {
      received(method, method.deserialize(unframe(Buffer.concat(chunks, size))));
    } catch (error) {
      const code = error instanceof StatusError ? error.code : STATUS.internal;
      refuse(stream, code, (error as Error).message);
    }
  });
}

async function answer(stream: ServerHttp2Stream, method: Method, request: object): Promise<void> {
  try {
    const message = frame(method.serialize((await method.unary?.(request)) ?? {}));
    begin(stream);
    stream.end(message);
  } catch (error) {
    const code = error instanceof StatusError ? error.code : STATUS.internal;
    refuse(stream, code, (error as Error).message);
  }
}

function keepOpen(
  stream: ServerHttp2Stream,
  method: Method,
  request: object,
  open: Set<ServerHttp2Stream>,
): void {
  open.add(stream);
  stream.on("close", () => open.delete(stream));
  begin(stream);
  method.streaming?.(request, { send: (message) => void stream.write(frame(method.serialize(message))) });
}

/** Begins an answer that will end well. */
function begin(stream: ServerHttp2Stream): void {
  if (stream.closed || stream.destroyed) return;
  stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
  stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": STATUS.ok }));
}

/** Ends a call that has had no answer yet. */
function refuse(stream: ServerHttp2Stream, code: number, message: string): void {
  if (stream.headersSent || stream.closed || stream.destroyed) return;
  const headers = {
    ":status": 200,
    "content-type": "application/grpc",
    "grpc-status": code,
    "grpc-message": encodeURIComponent(wholeText(message)),
  };
  stream.respond(headers, { endStream: true });
}

/** A message on the wire: whether it is compressed (never), its length, itself. */
function frame(message: Buffer): Buffer {
  const framed = Buffer.allocUnsafe(message.length + PREFIX);
  framed[0] = 0;
  framed.writeUInt32BE(message.length, 1);
  framed.set(message, PREFIX);
  return framed;
}

function unframe(bytes: Buffer): Buffer {
  if (bytes.length < PREFIX || bytes.length !== PREFIX + bytes.readUInt32BE(1)) {
    throw new StatusError(STATUS.internal, "the request is not one whole message");
  }
  if (bytes[0] !== 0) throw new StatusError(STATUS.unimplemented, "compressed messages are not supported");
  return bytes.subarray(PREFIX);
}
