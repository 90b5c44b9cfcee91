import type { KillPorts } from "../../../../src/engine/kill";
import type {
  Clock,
  EngineContext,
  Fault,
  KillResponse,
  Listing,
  Refusal,
  SessionSource,
} from "../../../../src/engine/ports";
import { type ServiceFacts, type Session, sessionKey } from "../../../../src/model";
import { factsOf } from "../../../../src/vendors/facts";

/** One running thing of the simulated database. `uid` tells it from others that have its id before or after. */
export interface Live {
  readonly uid: number;
  readonly id: string;
  user: string;
  host: string;
  info: string;
  command: string;
  state?: string;
  database: string;
  startedAt: number;
  server?: string;
  /** How long it lives on after a kill, in ms. */
  lingers: number;
  diesAt?: number;
  refuses?: Refusal;
}

export class FakeError extends Error {
  constructor(readonly fault: Fault) {
    super(fault.summary);
  }
}

export function fault(kind: Fault["kind"], more: Partial<Fault> = {}): FakeError {
  return new FakeError({ kind, code: `TEST_${kind}`, summary: `It was ${kind}`, detail: "Fix it.", ...more });
}

/** What happens to one call of the service: `after` is done although the answer is an error. */
export interface Mishap {
  readonly error?: unknown;
  readonly after?: boolean;
  readonly unanswered?: boolean;
  /** A text is the reason. */
  readonly incomplete?: boolean | string;
  /** The service finds out that the sessions have ended, and says so. */
  readonly gone?: boolean;
  /** The server's clock was set forward, in seconds. */
  readonly clockStep?: number;
}

/** A database with sessions that end, change and are replaced while time passes; the clock is its own. */
export class Simulation implements Clock {
  time = 1_000_000;
  readonly live: Live[] = [];
  /** What is listed right now, for tests that ask what the last look showed. */
  lastLook: readonly Live[] = [];
  /** Every kill request: what was named, and which of the live it ended. */
  readonly requests: {
    readonly at: number;
    readonly sessions: readonly Session[];
    readonly hit: readonly Live[];
    readonly look: readonly Live[];
    readonly mishap?: Mishap;
  }[] = [];
  readonly killAlls: number[] = [];
  readonly sleeps: number[] = [];
  lists = 0;
  /** The keys that each list asked for. */
  readonly asked: (readonly string[] | undefined)[] = [];
  /** Taken one by one by each call of its kind. */
  readonly killMishaps: (Mishap | undefined)[] = [];
  readonly listMishaps: (Mishap | undefined)[] = [];
  /** Runs before the call of this number (from 1). */
  readonly beforeList = new Map<number, () => void>();
  readonly beforeKill = new Map<number, () => void>();
  readonly events: { at: number; run: () => void }[] = [];
  readonly abort = new AbortController();
  /** For services that look ids up. */
  readonly ended: Map<string, { status: string; finished: boolean; message: string | null }> | undefined;
  readonly facts: ServiceFacts;
  latency = 20;
  #uid = 0;

  constructor(facts: ServiceFacts | string = "dbbrain", overrides: Partial<ServiceFacts> = {}) {
    this.facts = { ...(typeof facts === "string" ? factsOf(facts) : facts), ...overrides };
    if (!this.facts.list) this.ended = new Map();
  }

  add(id: string, age = 100, more: Partial<Omit<Live, "uid" | "id">> = {}): Live {
    const live: Live = {
      uid: ++this.#uid,
      id,
      user: "report",
      host: `10.0.0.${id.length}:5${id}`,
      info: "SELECT 1",
      command: "Query",
      database: "shop",
      startedAt: this.time - age * 1_000,
      lingers: 0,
      ...more,
    };
    this.live.push(live);
    return live;
  }

  end(live: Live, finished = false): void {
    const at = this.live.indexOf(live);
    if (at < 0) return;
    this.live.splice(at, 1);
    this.ended?.set(live.id, { status: finished ? "FINISHED" : "FAILED", finished, message: null });
  }

  now(): number {
    return this.time;
  }

  date(): Date {
    return new Date(this.time);
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) throw signal.reason;
    this.sleeps.push(ms);
    this.pass(ms, () => signal?.aborted === true);
    if (signal?.aborted) throw signal.reason;
  }

  pass(ms: number, stop = () => false): void {
    const until = this.time + ms;
    for (;;) {
      const next = this.events.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.events.splice(this.events.indexOf(next), 1);
      this.time = Math.max(this.time, next.at);
      next.run();
      if (stop()) return;
    }
    this.time = until;
    for (const live of [...this.live])
      if (live.diesAt !== undefined && live.diesAt <= this.time) this.end(live);
  }

  in(ms: number, run: () => void): void {
    this.events.push({ at: this.time + ms, run });
  }

  get ports(): KillPorts {
    const killAll = this.facts.kill?.killsAll ? () => this.#killAll() : undefined;
    return {
      source: this.source,
      killer: { kill: (sessions) => this.#kill(sessions), ...(killAll && { killAll }) },
    };
  }

  get source(): SessionSource {
    return { facts: this.facts, name: "db-1", list: (signal, keys) => this.#list(signal, keys) };
  }

  context(more: Partial<EngineContext> = {}): EngineContext {
    return {
      clock: this,
      log: () => undefined,
      classify: (error) => (error instanceof FakeError ? error.fault : undefined),
      signal: this.abort.signal,
      ...more,
    };
  }

  async #list(signal: AbortSignal, keys?: readonly string[]): Promise<Listing> {
    this.beforeList.get(++this.lists)?.();
    this.asked.push(keys);
    const mishap = this.listMishaps.shift();
    if (signal.aborted) throw fault("aborted");
    this.pass(this.latency);
    if (mishap?.error) throw mishap.error;
    const unlisted = (this.facts.list?.unlistedSeconds ?? 0) * 1_000;
    let seen = this.live.filter(({ startedAt }) => this.time - startedAt >= unlisted);
    if (!this.facts.list) seen = seen.filter(({ id }) => keys?.includes(id));
    this.lastLook = seen;
    const lookup = this.ended && {
      ended: new Map(
        (keys ?? []).flatMap((key) => (this.ended!.has(key) ? [[key, this.ended!.get(key)!]] : [])),
      ),
      unknown: new Map(
        (keys ?? []).flatMap((key) =>
          this.ended!.has(key) || seen.some(({ id }) => id === key) ? [] : [[key, "not found"]],
        ),
      ),
    };
    return {
      sessions: seen.map((live) => this.toSession(live)),
      complete: !mishap?.incomplete,
      ...(typeof mishap?.incomplete === "string" && { incomplete: mishap.incomplete }),
      at: this.time,
      ...(mishap?.clockStep !== undefined && { clockStep: mishap.clockStep }),
      ...lookup,
    };
  }

  toSession({
    id,
    user,
    host,
    info,
    command,
    database,
    startedAt,
    server,
    state: shown = "",
  }: Live): Session {
    const age = Math.max(0, Math.floor((this.time - startedAt) / 1_000));
    const duration_seconds = this.facts.list ? age : 0;
    const state = this.facts.list ? shown : "RUNNING";
    return {
      id,
      user: this.facts.list ? user : "",
      host,
      database,
      command,
      state,
      duration_seconds,
      info,
      ...(server && { server }),
    };
  }

  async #kill(sessions: readonly Session[]): Promise<KillResponse> {
    const number = this.requests.length + 1;
    this.beforeKill.get(number)?.();
    const look = this.lastLook;
    const mishap = this.killMishaps.shift();
    const keys = new Set(sessions.map(sessionKey));
    const refused = new Map<string, Refusal>();
    const hit: Live[] = [];
    if (!mishap?.error || mishap.after) {
      if (!mishap?.unanswered || mishap.after) {
        for (const live of [...this.live]) {
          if (!keys.has(sessionKey(live))) continue;
          if (live.refuses) refused.set(sessionKey(live), live.refuses);
          else hit.push(live);
        }
        for (const live of hit) this.#hit(live);
      }
    }
    const at = this.time;
    this.requests.push({ at, sessions, hit, look, mishap });
    this.pass(this.latency);
    if (mishap?.error) throw mishap.error;
    return {
      refused,
      unanswered: mishap?.unanswered ? [...keys] : [],
      ...(mishap?.gone && { gone: [...keys] }),
      requestIds: [`request-${number}`],
    };
  }

  async #killAll(): Promise<KillResponse> {
    this.killAlls.push(this.time);
    const mishap = this.killMishaps.shift();
    this.pass(this.latency);
    if (!mishap?.error || mishap.after) for (const live of [...this.live]) this.#hit(live);
    if (mishap?.error) throw mishap.error;
    return { refused: new Map(), unanswered: [], requestIds: ["request-all"] };
  }

  #hit(live: Live): void {
    if (live.lingers === 0) this.end(live);
    else live.diesAt ??= this.time + live.lingers;
  }
}
