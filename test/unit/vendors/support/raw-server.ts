import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";

/** One request as it came over the wire. */
export interface RawRequest {
  readonly head: string;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What to do with a request that has been read whole. */
export type Reaction = (socket: Socket, request: RawRequest) => void;

/** A server on loop-back that misbehaves byte by byte as it is told. */
export class RawServer {
  /** Everything that was read, in order. */
  readonly requests: RawRequest[] = [];
  /** How many connections were made. */
  connections = 0;
  readonly #sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private readonly reactions: Reaction[],
  ) {
    server.on("connection", (socket) => this.#serve(socket));
  }

  /** Starts it; the reactions are used one by one, the last one for ever. */
  static async start(...reactions: Reaction[]): Promise<RawServer> {
    const server = createServer();
    const raw = new RawServer(server, reactions);
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return raw;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get url(): URL {
    return new URL(`http://127.0.0.1:${this.port}`);
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.server.close();
    await once(this.server, "close");
  }

  #serve(socket: Socket): void {
    this.connections += 1;
    this.#sockets.add(socket);
    socket.on("close", () => this.#sockets.delete(socket));
    socket.on("error", () => {});
    let received = "";
    socket.setEncoding("utf8");
    socket.on("data", (chunk: string) => {
      received += chunk;
      const request = parseRequest(received);
      if (!request) return;
      received = "";
      this.requests.push(request);
      const reaction = this.reactions.length > 1 ? this.reactions.shift() : this.reactions[0];
      reaction?.(socket, request);
    });
  }
}

function parseRequest(text: string): RawRequest | undefined {
  const end = text.indexOf("\r\n\r\n");
  if (end < 0) return undefined;
  const [head = "", ...lines] = text.slice(0, end).split("\r\n");
  const headers = Object.fromEntries(
    lines.map((line) => [
      line.slice(0, line.indexOf(":")).toLowerCase(),
      line.slice(line.indexOf(":") + 1).trim(),
    ]),
  );
  const body = text.slice(end + 4);
  const whole = Buffer.byteLength(body) >= Number(headers["content-length"] ?? 0);
  return whole ? { head, headers, body } : undefined;
}

/** Responses with a status, a body and further headers. */
export function answer(status: number, body: unknown, headers: Record<string, string> = {}): Reaction {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const lines = Object.entries({ "content-length": String(Buffer.byteLength(text)), ...headers });
  const head = [`HTTP/1.1 ${status} Whatever`, ...lines.map(([name, value]) => `${name}: ${value}`)].join(
    "\r\n",
  );
  return (socket) => socket.write(`${head}\r\n\r\n${text}`);
}

/** Responses as DBbrain does when it did what it was asked. */
export function success(fields: Record<string, unknown> = { Status: 1 }): Reaction {
  return answer(200, { Response: { ...fields, RequestId: "req-ok" } });
}

/** Responses as DBbrain does when it failed. */
export function fault(Code: string, Message = "no", status = 200): Reaction {
  return answer(status, { Response: { Error: { Code, Message }, RequestId: "req-failed" } });
}

/** Resets the connection. */
export const reset: Reaction = (socket) => socket.resetAndDestroy();

/** Never answers. */
export const silence: Reaction = () => {};
