import { nextWholeSecond, wholeSecondFrom } from "../core/clock";
import { ControlError } from "../core/fields";
import { matchesAtAnyAge } from "../core/match";
import { sessionKey } from "../core/service";
import type { NewSession, Session, SessionStatus } from "../core/types";
import type { Instance, Task, World } from "../core/world";
import type { KillOutcome, SessionEngine } from "./engine";

/** A session without its age, which follows from `since`. */
interface StoredSession {
  readonly fields: Omit<Session, "duration_seconds">;
  /** When its current state began, in milliseconds; null where it shows no age. */
  readonly since: number | null;
  /** When it was posted. */
  readonly arrivedAt: number;
  /** Its place in the order of arrival. */
  readonly place: number;
  readonly unkillable: boolean;
  readonly refuse?: string;
  /** How long it stays listed after a kill. */
  readonly lingersMs: number;
  /** It was killed, and leaves at this time. */
  dying?: { readonly at: number; readonly by: string; readonly task?: Task };
  /** When it ends by itself; infinite where it does not. */
  readonly lastsUntil: number;
  end?: { readonly at: number; readonly status: "killed" | "finished" };
}

interface Shelf {
  /** By what the service knows a session by. */
  readonly live: Map<string, StoredSession>;
  /** Those of the living that leave by themselves: they end, or were killed and linger. */
  readonly passing: Set<StoredSession>;
  readonly ended: StoredSession[];
  nextId: number;
  nextPlace: number;
  /** Up to when the kill loop has run. */
  settledAt: number;
}

/**
 * Sessions held in memory. Nothing runs in the background: the kill loop of each whole second is made up for whenever an
 * instance is looked at. Since a session's age alone changes between two looks, the second in which it dies is
 * computed, so that a year passes as quickly as a minute.
 */
export class MemoryEngine implements SessionEngine {
  readonly name = "memory";
  readonly timeTravels = true;
  #shelves = new Map<Instance, Shelf>();

  constructor(private readonly world: World) {}

  add(instance: Instance, sessions: NewSession[]): string[] {
    this.settle(instance);
    const shelf = this.#shelf(instance);
    const given = new Set<string>();
    for (const { id, server, query_id } of sessions) {
      if (id === undefined) continue;
      const key = sessionKey(instance.service, { id, server, query_id });
      if (given.has(key)) {
        throw new ControlError(409, "SessionExists", `sessions: the id ${id} is given twice`);
      }
      given.add(key);
    }
    const at = this.world.clock.now();
    for (const key of given) {
      const replaced = shelf.live.get(key);
      if (replaced) this.#leave(instance, replaced, { at, status: "finished" });
    }
    for (const { id = "" } of sessions) {
      if (/^\d{1,15}$/.test(id)) shelf.nextId = Math.max(shelf.nextId, Number(id) + 1);
    }
    const now = this.world.clock.now();
    return sessions.map((session) => {
      const id = session.id ?? String(shelf.nextId++);
      const stored = store(session, id, now, shelf.nextPlace++);
      shelf.live.set(sessionKey(instance.service, stored.fields), stored);
      if (stored.lastsUntil < Number.POSITIVE_INFINITY) shelf.passing.add(stored);
      return id;
    });
  }

  async list(instance: Instance): Promise<Session[]> {
    this.settle(instance);
    // All of one moment: a session must not age while others are looked at.
    const now = this.world.clock.now();
    return [...this.#shelf(instance).live.values()].map((session) => this.#shown(session, now));
  }

  async history(instance: Instance): Promise<(Session & { status: SessionStatus })[]> {
    this.settle(instance);
    const { live, ended } = this.#shelf(instance);
    const all = [...ended, ...live.values()].sort((one, other) => one.place - other.place);
    return all.map((session) => ({
      ...this.#shown(session),
      status: session.end?.status ?? "running",
    }));
  }

  async kill(instance: Instance, key: string, by: string): Promise<KillOutcome> {
    this.settle(instance);
    const session = this.#shelf(instance).live.get(key);
    if (!session) return { outcome: "gone" };
    if (session.refuse !== undefined) return { outcome: "refused", message: session.refuse };
    if (session.unkillable || session.dying) return { outcome: "accepted" };
    this.#kill(instance, session, this.world.clock.now(), by);
    return { outcome: "killed" };
  }

  settle(instance: Instance): void {
    const shelf = this.#shelf(instance);
    const now = this.world.clock.now();
    const from = shelf.settledAt;
    shelf.settledAt = now;
    if (instance.tasks.length > 0) {
      if (!instance.tasksPaused && shelf.live.size > 0 && nextWholeSecond(from) <= now) {
        for (const { at, session, task } of this.#due(instance, shelf, from, now)) {
          this.#kill(instance, session, at, `task:${task.id}`, task);
        }
      }
      this.world.runningTasks(instance);
    }
    for (const session of shelf.passing) {
      const { dying, lastsUntil } = session;
      if (dying && dying.at <= Math.min(now, lastsUntil)) {
        this.#die(instance, session, dying.at, dying.by, dying.task);
      } else if (lastsUntil <= now) {
        this.#leave(instance, session, { at: lastsUntil, status: "finished" });
      }
    }
  }

  reset(): void {
    this.#shelves = new Map();
  }

  async close(): Promise<void> {}

  /** The deaths in the whole seconds after `from`, up to and with `to`, in order. */
  #due(instance: Instance, shelf: Shelf, from: number, to: number) {
    const deaths: { at: number; session: StoredSession; task: Task }[] = [];
    for (const session of shelf.live.values()) {
      if (session.unkillable || session.dying || session.refuse !== undefined) continue;
      if (instance.service.spares(session.fields)) continue;
      let death: { at: number; session: StoredSession; task: Task } | undefined;
      for (const task of instance.tasks) {
        const at = Math.max(nextWholeSecond(from), firstPass(task, session));
        const ended =
          at > to || at >= session.lastsUntil || (task.expiresAt !== null && at >= task.expiresAt);
        if (ended || (death && death.at <= at) || !matchesAtAnyAge(task.match, session.fields)) continue;
        death = { at, session, task };
      }
      if (death) deaths.push(death);
    }
    return deaths.sort((one, other) => one.at - other.at);
  }

  #kill(instance: Instance, session: StoredSession, at: number, by: string, task?: Task): void {
    if (session.lingersMs === 0) {
      this.#die(instance, session, at, by, task);
      return;
    }
    session.dying = { at: at + session.lingersMs, by, task };
    this.#shelf(instance).passing.add(session);
  }

  #die(instance: Instance, session: StoredSession, at: number, by: string, task?: Task): void {
    this.#leave(instance, session, { at, status: "killed" });
    this.world.recordKill({ at, instance, by, session: this.#shown(session) }, task);
  }

  /** Takes a session from the living. */
  #leave(instance: Instance, session: StoredSession, end: NonNullable<StoredSession["end"]>): void {
    const shelf = this.#shelf(instance);
    session.end = end;
    shelf.live.delete(sessionKey(instance.service, session.fields));
    shelf.passing.delete(session);
    shelf.ended.push(session);
  }

  #shown(session: StoredSession, now = this.world.clock.now()): Session {
    const until = session.end?.at ?? now;
    const { since, fields } = session;
    return { ...fields, duration_seconds: since === null ? null : Math.floor((until - since) / 1000) };
  }

  #shelf(instance: Instance): Shelf {
    let shelf = this.#shelves.get(instance);
    if (!shelf) {
      const settledAt = this.world.clock.now();
      shelf = { live: new Map(), passing: new Set(), ended: [], nextId: 1, nextPlace: 1, settledAt };
      this.#shelves.set(instance, shelf);
    }
    return shelf;
  }
}

/** The first whole second in which both are there and the session is old enough. */
function firstPass(task: Task, session: StoredSession): number {
  const least = (task.match.min_duration_seconds ?? 0) * 1000;
  const oldEnough =
    session.since === null ? (least > 0 ? Number.POSITIVE_INFINITY : 0) : session.since + least;
  return Math.max(
    nextWholeSecond(task.createdAt),
    nextWholeSecond(session.arrivedAt),
    wholeSecondFrom(oldEnough),
  );
}

function store(input: NewSession, id: string, now: number, place: number): StoredSession {
  const { user, host, database, command, state, info, query_id, server, sql_id } = input;
  return {
    fields: {
      id,
      user: user ?? "",
      host: host ?? "",
      database: database ?? "",
      command: command ?? "Query",
      state: state ?? "",
      info: info ?? "",
      ...(query_id !== undefined && { query_id }),
      ...(server !== undefined && { server }),
      ...(sql_id !== undefined && { sql_id }),
    },
    since: input.duration_seconds === null ? null : now - (input.duration_seconds ?? 0) * 1000,
    lingersMs: (input.lingers_seconds ?? 0) * 1000,
    arrivedAt: now,
    lastsUntil: now + (input.lasts_seconds ?? Number.POSITIVE_INFINITY) * 1000,
    place,
    unkillable: input.unkillable ?? false,
    refuse: input.refuse,
  };
}
