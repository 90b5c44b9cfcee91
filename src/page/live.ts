import type { ServerResponse } from "node:http";
import type { PageMessages } from "./data";

export interface LiveOptions {
  /** How many pages may be open at once. */
  readonly maxClients?: number;
  /** How long a page may take nothing of what is sent, in ms, before its connection is ended. */
  readonly stallMs?: number;
}

/** What is new is sent this long after it came, in ms, together with what comes meanwhile. */
const FLUSH_MS = 200;
const BEAT_MS = 5_000;
/** After how long a page that was cut off comes again, in ms. */
const RETRY_MS = 2_000;

/**
 * Keeps pages up to date by Server-Sent Events. It has one message for each topic, the newest, and a page that is slow gets only that
 * one: it can neither slow anything down nor have more waiting than one message. One that takes nothing for long is cut off.
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

  /** @param of which one, where there are several of a kind */
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

  /** Sends everything that there is, then what is new. @returns false where too many pages are open, or nothing new comes: nothing was sent */
  serve(response: ServerResponse): boolean {
    if (this.#closed || this.#clients.size >= this.#maxClients) return false;
    // It has gone already, and nothing would tell of it.
    if (response.destroyed) return true;
    response.writeHead(200, {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      // Proxies that would collect it: it comes line by line.
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

  /** Ends all connections, for good: a page that is cut off knows that what it shows is old. */
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
  /** What it has not got yet, the oldest first. */
  readonly #behind = new Set<string>();
  /** Runs while it does not take what was sent. */
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
    // It is gone: "close" follows.
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

  /** It waits for nothing any more. */
  end(): void {
    clearTimeout(this.#stalled);
    this.#stalled = undefined;
  }
}

function beat(): string {
  return `event: beat\ndata: ${JSON.stringify({ now: new Date().toISOString() })}\n\n`;
}
