import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { pageDocument } from "../../page/html";
import type { Control, Controlled } from "../control/control";
import { EmulatorPage } from "../control/page";
import { CONTROL_PREFIX, respondToControl, welcome } from "../control/routes";
import type { CallHead, RequestHead, Vendor, VendorResponse } from "../vendors/vendor";
import { timestamp } from "./clock";
import type { Guard, Refusal } from "./guard";
import type { Fault } from "./types";

/** The largest request of any of the vendors, and of the control interface. */
const MAX_BODY_BYTES = 10 * 1024 * 1024;

/** Longer than any client keeps an idle connection: a server that closes first makes requests fail by chance. */
const KEEP_ALIVE_MS = 120_000;

/** Path of the page's event stream. */
const EVENTS = `${CONTROL_PREFIX}events`;

/** One HTTP port for all vendors and the control interface. */
export class EmulatorServer {
  readonly #server: Server;
  readonly #delays = new Set<NodeJS.Timeout>();
  readonly #page: EmulatorPage;
  readonly #document = pageDocument(EVENTS);
  readonly #interventions: { readonly action: string; readonly act: () => unknown }[] = [];

  /** `onRefused` is called with every request that the guard refuses. */
  constructor(
    private readonly parts: Controlled,
    private readonly control: Control,
    private readonly guard: Guard,
    private readonly onRefused?: (refusal: Refusal) => void,
  ) {
    this.#page = new EmulatorPage(parts);
    this.#server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
      // Only a caller that goes away ends here, and then nobody waits for the response.
      this.#serve(request, response).catch(() => response.destroy());
    });
  }

  /** Resolves with the address once calls are taken. */
  listen(host: string, port: number): Promise<AddressInfo> {
    return new Promise((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(port, host, () => {
        this.#server.off("error", reject);
        resolve(this.#server.address() as AddressInfo);
      });
    });
  }

  /** Ends every connection, whatever is on the way. */
  close(): Promise<void> {
    for (const delay of this.#delays) clearTimeout(delay);
    this.#page.close();
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  /** Runs `act` once, right before the next call of an action is carried out. */
  before(action: string, act: () => unknown): void {
    this.#interventions.push({ action, act });
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const head = readHead(request);
    response.sendDate = !this.parts.quirks.has("no-date");
    const isPage = head.method === "GET" && head.path === "/";
    const refusal = this.guard.check(head.headers, isPage);
    if (refusal) {
      this.onRefused?.(refusal);
      response.setHeader("Connection", "close");
      return sendError(response, refusal.status, refusal.code, refusal.message);
    }
    if (head.path === EVENTS && head.method === "GET") return this.#serveEvents(response);
    if (head.path.startsWith(CONTROL_PREFIX)) {
      const body = await readBody(request);
      if (!body) return sendError(response, 413, "TooLarge", `a body has at most ${MAX_BODY_BYTES} bytes`);
      const { status, body: content, headers } = await respondToControl(this.control, head, body);
      return sendJson(response, status, content, headers);
    }
    const known = this.#identify(head);
    if (known) return this.#serveVendor(known, head, request, response, () => readBody(request));
    const body = await readBody(request);
    if (!body) return sendError(response, 413, "TooLarge", `a body has at most ${MAX_BODY_BYTES} bytes`);
    const knownByBody = this.#identify(head, body);
    if (knownByBody) return this.#serveVendor(knownByBody, head, request, response, async () => body);
    if (isPage) {
      // A browser asks for HTML, curl for anything.
      const { text, headers } = this.#document;
      if (head.headers.accept?.includes("text/html")) return send(response, 200, text, headers);
      return send(response, 200, welcome(), { "Content-Type": "text/plain; charset=utf-8" });
    }
    sendError(
      response,
      404,
      "UnknownVendor",
      `neither a call of the control interface (${CONTROL_PREFIX}...) nor, by its headers, path and parameters, one of a vendor's API`,
    );
  }

  async #serveEvents(response: ServerResponse): Promise<void> {
    await this.#page.look();
    if (!this.#page.live.serve(response)) {
      return sendError(response, 503, "NoMorePages", "too many pages are open; close one");
    }
    this.#page.watch();
  }

  #identify(head: RequestHead, body?: Buffer): { vendor: Vendor; call: CallHead } | undefined {
    for (const vendor of this.parts.vendors) {
      const call = vendor.identify(head, body);
      if (call) return { vendor, call };
    }
    return undefined;
  }

  async #serveVendor(
    { vendor, call }: { vendor: Vendor; call: CallHead },
    head: RequestHead,
    request: IncomingMessage,
    response: ServerResponse,
    read: () => Promise<Buffer | undefined>,
  ): Promise<void> {
    const requestId = randomUUID();
    const at = this.parts.world.clock.now();
    const fault = this.parts.faults.next(call.service, call.action);
    const log = (instanceId: string | null, carriedOut?: VendorResponse) =>
      this.parts.log.add({
        at: timestamp(at),
        service: call.service,
        action: call.action,
        instance_id: instanceId,
        http_status: carriedOut?.status ?? null,
        error_code: carriedOut?.errorCode ?? null,
        request_id: requestId,
        access_key_id: call.accessKeyId,
        fault: fault?.kind ?? null,
      });

    if (fault?.kind === "refuse") {
      log(null);
      return this.#later(fault, () => request.socket.destroy());
    }
    const body = await read();
    if (!body) return sendError(response, 413, "TooLarge", `a body has at most ${MAX_BODY_BYTES} bytes`);
    const opened = vendor.open(head, body, requestId);
    if (fault?.kind === "reset_before") {
      log(opened.instanceId);
      return this.#later(fault, () => request.socket.resetAndDestroy());
    }
    await this.#intervene(call.action);
    const result = replaces(fault) ? vendor.fail(fault, requestId) : await opened.carryOut();
    if (fault?.kind === "reset_after") {
      log(opened.instanceId);
      return this.#later(fault, () => request.socket.resetAndDestroy());
    }
    log(opened.instanceId, result);
    this.#later(fault, () =>
      send(response, result.status, cut(result.body, fault), {
        ...result.headers,
        ...this.#rateLimitHeader(),
      }),
    );
  }

  async #intervene(action: string): Promise<void> {
    const at = this.#interventions.findIndex((each) => each.action === action);
    if (at >= 0) await this.#interventions.splice(at, 1)[0]!.act();
  }

  /** Tells dbkill's own client that it need not pace itself; other clients don't know the header. */
  #rateLimitHeader(): Record<string, string> {
    return this.parts.rateLimit ? {} : { "X-Dbkill-Rate-Limit": "off" };
  }

  /** At once, or after the fault's delay. */
  #later(fault: Fault | undefined, act: () => void): void {
    if (!fault?.delay_ms) {
      act();
      return;
    }
    const delay = setTimeout(() => {
      this.#delays.delete(delay);
      act();
    }, fault.delay_ms);
    this.#delays.add(delay);
  }
}

/** Faults that respond in the vendor's place. */
function replaces(fault: Fault | undefined): fault is Fault & { kind: "code"; code: string } {
  return fault !== undefined && ["http_500", "http_503", "throttle", "code"].includes(fault.kind);
}

/** A malformed response ends in the middle of its JSON; as an HTTP message it is whole. */
function cut(body: string, fault: Fault | undefined): string {
  return fault?.kind === "malformed" ? body.slice(0, Math.floor(body.length / 2)) : body;
}

function readHead({ method = "GET", url = "/", headers }: IncomingMessage): RequestHead {
  const mark = url.indexOf("?");
  const path = mark < 0 ? url : url.slice(0, mark);
  return { method, path, query: mark < 0 ? "" : url.slice(mark + 1), headers };
}

/** Undefined where it is too large; rejects where the caller goes away. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  return length > MAX_BODY_BYTES ? undefined : Buffer.concat(chunks);
}

function sendError(response: ServerResponse, status: number, code: string, message: string): void {
  sendJson(response, status, { error: { code, message } });
}

function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  if (body === undefined) response.writeHead(status, headers).end();
  else send(response, status, JSON.stringify(body), { "Content-Type": "application/json", ...headers });
}

function send(
  response: ServerResponse,
  status: number,
  body: string,
  headers: Readonly<Record<string, string>>,
): void {
  response.writeHead(status, { ...headers, "Content-Length": Buffer.byteLength(body) }).end(body);
}
