import { printable, type Session, type Spared, sessionKey } from "../../model";
import type { EngineEvent } from "../events";
import type { EngineContext, Fault } from "../ports";
import { Chooser } from "./choose";
import { isReplaced, type Sighting } from "./look";
import type { KillOrder, KillPorts } from "./order";
import type { GuardSubject } from "./subject";
import { mayHaveKilled, newTrack, type Track, wasSent } from "./track";

export const CHANGED = "It is no longer the session that was chosen, and so it was not killed.";
export const REPLACED = "Its id belongs to another session now.";
export const UNEXPECTED = "DBKILL_UNEXPECTED";

/** Everything that one kill knows: what it was told to do, what it has sent, and what it has seen. */
export class KillState {
  readonly tracks = new Map<string, Track>();
  readonly events: EngineEvent[] = [];
  readonly requestIds: string[] = [];
  matched = 0;
  /** Whether every request was answered and accepted for all that it named. */
  clear = true;
  /** How long the run waited to see what became of the sessions, in ms. */
  waitedMs = 0;
  complete = true;
  readonly subject: GuardSubject;
  readonly chooser: Chooser;
  readonly #spared = new Map<string, Spared<Session>[]>();
  /** No more is sent. */
  halted = false;
  /** The code of the guard that refused. */
  haltedBy: string | undefined;
  /** Later rounds are for what is tracked alone: everything was to be killed at once. */
  trackedOnly = false;
  /** A chosen session changed before it was sent, and may be chosen afresh. */
  changed = false;
  /** How long the service asked to wait in this round, in ms. */
  retryAfterMs = 0;
  /** Whether a kill of everything may have ended sessions that were never listed. */
  unlistedUnconfirmed = false;

  constructor(
    readonly order: KillOrder,
    readonly ports: KillPorts,
    readonly ctx: EngineContext,
  ) {
    const { facts, name } = ports.source;
    this.chooser = new Chooser(order.selection, facts, order.previous, order.only);
    this.subject = {
      facts,
      name,
      chooser: this.chooser,
      maxKills: order.maxKills,
      describe: { statements: order.statements, hostPort: facts.list?.hostPort },
      planned: false,
    };
  }

  get spared(): Spared<Session>[] {
    return [...this.#spared.values()].flat();
  }

  /** Whether a request that may have killed something was sent. */
  get touched(): boolean {
    return this.unlistedUnconfirmed || [...this.tracks.values()].some(mayHaveKilled);
  }

  holdUnsendable(track: Track): boolean {
    const problem = this.ports.source.facts.ids.problemOf(track.key);
    if (problem === undefined) return false;
    track.unsendable = true;
    track.held = `Its id ${problem}, and so it was not sent.`;
    return true;
  }

  holdTooLong(track: Track): void {
    track.unsendable = true;
    track.held = "Its id is too long for a request, and so it was not sent.";
  }

  track(key: string, now: Sighting): Track {
    const track = newTrack(key, now);
    this.tracks.set(key, track);
    return track;
  }

  spare(spared: Spared<Session>): void {
    const key = sessionKey(spared.session);
    const known = this.#spared.get(key) ?? [];
    if (known.some(({ session, reason }) => session.user === spared.session.user && reason === spared.reason))
      return;
    this.#spared.set(key, [...known, spared]);
  }

  /** @returns false */
  spareChanged(track: Track, now: Sighting): false {
    const { facts } = this.ports.source;
    track.doubt = false;
    track.held = CHANGED;
    // A named session whose id has a new owner has ended.
    if (!wasSent(track) && this.chooser.named && isReplaced(track.first, now, facts))
      track.gone = { message: REPLACED };
    else if (!wasSent(track)) this.changed = true;
    for (const session of now.sessions) this.spare({ session, reason: "changed", detail: CHANGED });
    return false;
  }

  noteFault(tracks: readonly Track[], fault: Fault): void {
    this.retryAfterMs = Math.max(this.retryAfterMs, fault.retryAfterMs ?? 0);
    for (const track of tracks) track.fault = fault;
  }

  /** A failure that no further request gets past. @throws the error itself where nothing was sent */
  stop(fault: Fault, error: unknown): undefined {
    if (!this.touched) throw error;
    this.noteFault(
      [...this.tracks.values()].filter((track) => !wasSent(track) && !track.gone),
      fault,
    );
    this.halted = true;
  }

  /** A guard refuses. */
  halt(event: EngineEvent): void {
    this.events.push(event);
    this.haltedBy = event.code;
    this.halted = true;
  }

  isOver(): boolean {
    const { signal, deadline = Number.POSITIVE_INFINITY, clock } = this.ctx;
    return this.halted || signal.aborted || clock.now() >= deadline;
  }

  /** @throws the error itself where it is a bug and nothing was sent */
  faultOf(error: unknown): Fault {
    const fault = this.ctx.classify(error);
    if (!fault && !this.touched) throw error;
    return fault ?? unexpected(error, "configuration");
  }

  logSend(sessions: number): void {
    this.ctx.log("info", "Sends a kill request.", { target: this.ports.source.name, sessions });
  }

  isSpared(key: string): boolean {
    return this.#spared.has(key);
  }

  /** A session that was spared for a change is chosen afresh. */
  unspare(key: string): void {
    this.#spared.delete(key);
  }
}

/** Whether no further request gets past this failure. */
export function isFinal({ kind }: Fault): boolean {
  return kind === "configuration" || kind === "gone" || kind === "aborted";
}

/** An error that no adapter recognises. */
export function unexpected(error: unknown, kind: Fault["kind"]): Fault {
  const detail = `${messageOf(error)} Report it.`;
  return { kind, code: UNEXPECTED, summary: "An unexpected error occurred", detail };
}

/** What an error says, safe to show. */
export function messageOf(error: unknown): string {
  return printable(error instanceof Error ? error.message : String(error), 300);
}
