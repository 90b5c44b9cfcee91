import type { ServerResponse } from "node:http";
import type { PageMessages } from "./data";

export interface LiveOptions {
  /** How many pages may be open at once. */
  readonly maxClients?: number;
  /** How long a page may read nothing before its connection is closed, in ms. */
  readonly stallMs?: number;
}

/** Delay before new messages are sent together, in ms. */
const FLUSH_MS = 200;
const BEAT_MS = 5_000;
/** Delay before a disconnected page reconnects, in ms. */
const RETRY_MS = 2_000;

/**
 * Keeps pages up to date with Server-Sent Events. It keeps only the newest message of each topic, so a slow page skips older ones,
 * slows nothing down and never queues more than one message for each topic. A page that reads nothing for long is disconnected.
 */
export class LiveTopics {
  readonly #frames = new Map<string, string>();
  readonly #clients = new Set<Client>();
  readonly #maxClients: number;
  readonly #stallMs: number;
  #beats: NodeJS.Timeout | undefined;
  #flush: NodeJS.Timeout | undefined;
  #closed = false;

  constructor({ maxClients = 16, stallMs = 20_000 }: LiveOptions = {}) {
    this.#maxClients = maxClients;
    this.#stallMs = stallMs;
  }

  /** How many pages are open. */
  get clients(): number {
    return this.#clients.size;
  }

  /** @param of which one, if there are several of a kind */
  set<K extends keyof PageMessages>(kind: K, message: PageMessages[K], of = ""): void {
    const topic = `${kind} ${of}`;
    const frame = `event: ${kind}\ndata: ${JSON.stringify(message)}\n\n`;
    if (this.#frames.get(topic) === frame) return;
    this.#frames.set(topic, frame);
    for (const client of this.#clients) client.mark(topic);
    this.#flush ??= setTimeout(() => {
      this.#flush = undefined;
      for (const client of this.#clients) client.flush();
    }, FLUSH_MS).unref();
  }

  delete(kind: keyof PageMessages, of = ""): void {
    this.#frames.delete(`${kind} ${of}`);
  }

  /** Sends the current messages, then new ones. @returns false, with nothing sent, if too many pages are open or the server is closing */
  serve(response: ServerResponse): boolean {
    if (this.#closed || this.#clients.size >= this.#maxClients) return false;
    // The client is already gone, and no event would say so.
    if (response.destroyed) return true;
    response.writeHead(200, {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      // Keeps proxies from buffering the stream.
      "x-accel-buffering": "no",
    });
    const client = new Client(response, this.#frames, this.#stallMs);
    this.#clients.add(client);
    response.once("close", () => {
      client.end();
      this.#clients.delete(client);
      if (this.#clients.size === 0) this.#stopBeats();
    });
    client.send(`retry: ${RETRY_MS}\n\n${beat()}`);
    for (const topic of this.#frames.keys()) client.mark(topic);
    client.flush();
    this.#beats ??= setInterval(() => {
      for (const each of this.#clients) each.beat();
    }, BEAT_MS).unref();
    return true;
  }

  /** Closes all connections for good: a disconnected page says that its data is old. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#flush);
    this.#stopBeats();
    for (const client of this.#clients) client.destroy();
  }

  #stopBeats(): void {
    clearInterval(this.#beats);
    this.#beats = undefined;
  }
}

/** One open page. */
class Client {
  /** Messages to send, oldest first. */
  readonly #behind = new Set<string>();
  /** Runs while the client does not read. */
  #stalled: NodeJS.Timeout | undefined;

  constructor(
    private readonly response: ServerResponse,
    private readonly frames: ReadonlyMap<string, string>,
    private readonly stallMs: number,
  ) {
    response.on("drain", () => {
      this.end();
      this.flush();
    });
    // The client is gone: "close" follows.
    response.on("error", () => {});
  }

  mark(topic: string): void {
    this.#behind.add(topic);
  }

  flush(): void {
    for (const topic of this.#behind) {
      if (this.#stalled) return;
      this.#behind.delete(topic);
      const frame = this.frames.get(topic);
      if (frame !== undefined) this.send(frame);
    }
  }

  beat(): void {
    if (!this.#stalled) this.send(beat());
  }

  send(frame: string): void {
    if (this.response.destroyed || this.response.write(frame)) return;
    this.#stalled ??= setTimeout(() => this.destroy(), this.stallMs).unref();
  }

  destroy(): void {
    this.response.destroy();
  }

  /** Stops the stall timer. */
  end(): void {
    clearTimeout(this.#stalled);
    this.#stalled = undefined;
  }
}

function beat(): string {
  return `event: beat\ndata: ${JSON.stringify({ now: new Date().toISOString() })}\n\n`;
}
