import { assertSelective, parseSessionKey, type Session, type Spared, sessionKey } from "../../model";
import { printable } from "../describe";
import type { EngineEvent } from "../events";
import type { EngineContext, Fault, KillResponse } from "../ports";
import { Chooser, type Chosen } from "./choose";
import {
  checkGuards,
  excludedWarning,
  type GuardSubject,
  incompleteWarning,
  listFailed,
  sharedWarning,
} from "./guards";
import { isReplaced, isSame, isSameConnection, type Look, lookAt, type Sighting } from "./look";
import type { KillOrder, KillPorts } from "./order";
import { isPending, newTrack, sizeOf, type Track, wasSent } from "./track";
import { endOfWaiting, pause, youth } from "./verify";

/** How often a session is sent at most. */
const ROUNDS = 3;
/** How many requests in a row may fail before the round ends. */
const STRIKES = 3;
const FIRST_PAUSE_MS = 500;
const POLL_MS = 500;

const CHANGED = "It is no longer the session that was chosen, and so it was not killed.";
const REPLACED = "Its id belongs to another session now.";

/** The rounds of one kill: list, choose, check the guards, look again, send. Knows everything that was sent. */
export class KillRun {
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
  #halted = false;
  /** Later rounds are for what is tracked alone: everything was to be killed at once. */
  #trackedOnly = false;
  /** A chosen session changed before it was sent, and may be chosen afresh. */
  #changed = false;
  #retryAfterMs = 0;

  constructor(
    readonly order: KillOrder,
    readonly ports: KillPorts,
    readonly ctx: EngineContext,
  ) {
    const { facts, name } = ports.source;
    this.chooser = new Chooser(order.selection, facts, order.previous);
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
    return this.unlistedUnconfirmed || [...this.tracks.values()].some(wasSent);
  }

  async run(): Promise<void> {
    const until = endOfWaiting(this.ctx);
    for (let round = 1; ; round++) {
      await this.#round(round);
      if (round === ROUNDS || this.#isOver() || !this.#needsAnother()) return;
      const wait = this.#hasFaults() ? Math.max(this.#retryAfterMs, FIRST_PAUSE_MS * 2 ** (round - 1)) : 0;
      if (this.ctx.clock.now() + wait >= until) return;
      if (wait > 0 && !(await pause(this.ctx, wait))) return;
    }
  }

  async #round(round: number): Promise<void> {
    this.#retryAfterMs = 0;
    this.#changed = false;
    const look = await this.#list(round);
    if (look === undefined) return;
    if (look === "blind") return this.#sendAll(this.#blindKeys(this.chooser.named!), true);
    const chosen = this.chooser.choose(look);
    this.complete &&= look.complete;
    // What was known at first and is forgotten since has ended.
    const known = round === 1 ? look : { ...look, unknown: undefined };
    const refused = checkGuards(this.subject, known, chosen, this.#countOf(chosen));
    if (refused) return this.#halt(refused);
    for (const spared of chosen.spared) this.#spare(spared);
    if (round === 1) this.#begin(look, chosen);
    if (round === 1 && this.#canKillAll(look, chosen)) return this.#killAll(look, chosen);
    await this.#sendAll(this.#candidates(look, chosen), false);
  }

  /** Undefined where nothing can be listed and the run ends; `blind` where ids are killed without a look. */
  async #list(round: number): Promise<Look | "blind" | undefined> {
    const { ctx, ports, chooser, order } = this;
    const list = () => lookAt(ports.source, ctx.clock, ctx.signal, chooser.named);
    try {
      const look = await list();
      return round === 1 ? await this.#untilListed(look, list) : look;
    } catch (error) {
      const fault = this.#faultOf(error);
      if (!this.touched && isFinal(fault)) throw error;
      const guarded = order.maxKills !== null || chooser.spares;
      const blind = chooser.named !== undefined && !chooser.left && !guarded && !order.verify;
      if (blind && !isFinal(fault) && order.selection.choice.by === "ids") {
        if (round === 1) this.events.push(listFailed(this.subject, fault, "warning"));
        return "blind";
      }
      // In a later round, what was sent is looked at once more at the end; what was not is told by its fault.
      this.#noteFault(
        [...this.tracks.values()].filter((track) => !wasSent(track)),
        fault,
      );
      if (round === 1) this.events.push(listFailed(this.subject, fault, "error"));
      this.#halted = true;
      return undefined;
    }
  }

  /** Where someone is to be spared, a named id that may be too young to be listed is waited for. */
  async #untilListed(first: Look, list: () => Promise<Look>): Promise<Look> {
    const { chooser, ctx, ports } = this;
    let look = first;
    const named = chooser.named ?? [];
    const until = first.at + youth(ports.source.facts);
    if (!chooser.spares || chooser.left) return look;
    while (named.some((key) => !look.byKey.has(key)) && look.from < until) {
      if (!(await pause(ctx, POLL_MS))) break;
      look = await list();
    }
    return look;
  }

  /** How many sessions this run has sent or would send now. */
  #countOf({ groups, absent }: Chosen): number {
    let count = 0;
    for (const track of this.tracks.values()) if (wasSent(track)) count += sizeOf(track);
    for (const [key, sessions] of groups) {
      const track = this.tracks.get(key);
      if (track ? !wasSent(track) && !track.gone : !this.#trackedOnly) count += sessions.length;
    }
    return count + (this.#mayBeUnlisted() ? this.#blindKeys(absent).length : 0);
  }

  /** What the first listing tells, besides whom to send. */
  #begin(look: Look, { matched, shared, spared, groups }: Chosen): void {
    this.matched = matched;
    if (shared.length > 0) this.events.push(sharedWarning(this.subject, shared));
    if (!look.complete && !this.chooser.named) this.events.push(incompleteWarning(this.subject, look));
    const excluded = this.chooser.named && excludedWarning(this.subject, spared);
    if (excluded) this.events.push(excluded);
    for (const key of this.chooser.named ?? []) {
      const sessions = look.byKey.get(key);
      if (groups.has(key)) continue;
      if (sessions) {
        // Spared, or an id of an earlier run with a new owner.
        if (this.#spared.has(key)) continue;
        this.#track(key, { ...look, sessions }).gone = { message: REPLACED };
        this.#spare({ session: sessions[0]!, reason: "changed", detail: "another user's" });
      } else if (!this.#mayBeUnlisted()) {
        const ended = look.ended?.get(key);
        const track = this.#track(key, NEVER);
        if (look.complete || ended) track.gone = { ended };
        else {
          track.unsendable = true;
          track.held = "The list is incomplete and does not have it, and so it was not sent.";
        }
      }
    }
  }

  /** Whether a named id that is not listed may be sent all the same. */
  #mayBeUnlisted(): boolean {
    const { chooser, ports } = this;
    return youth(ports.source.facts) > 0 && !chooser.spares && !chooser.left;
  }

  /** Those of the keys that were never listed nor sent. */
  #blindKeys(keys: readonly string[]): string[] {
    return keys.filter((key) => {
      const track = this.tracks.get(key);
      return !track || (!wasSent(track) && !track.gone && track.first.sessions.length === 0);
    });
  }

  /** The keys to send in this round. */
  #candidates(look: Look, { groups, absent }: Chosen): string[] {
    const keys: string[] = [];
    for (const [key, sessions] of groups) {
      const now = { ...look, sessions };
      const track = this.tracks.get(key);
      if (!track) {
        if (!this.#trackedOnly) keys.push(this.#track(key, now).key);
      } else if (this.#mayRepeat(track, now, look)) {
        this.#spared.delete(key);
        track.seen = now;
        track.dropped = false;
        track.held = undefined;
        if (track.first.sessions.length === 0) track.first = now;
        keys.push(key);
      }
    }
    if (this.#mayBeUnlisted()) {
      for (const key of this.#blindKeys(absent))
        keys.push((this.tracks.get(key) ?? this.#track(key, NEVER)).key);
    }
    for (const track of this.tracks.values()) {
      if (wasSent(track) || track.gone || groups.has(track.key)) continue;
      const isStranger = this.chooser.named !== undefined && !this.#spared.has(track.key);
      if (look.byKey.has(track.key))
        Object.assign(track, isStranger ? { gone: { message: REPLACED } } : { dropped: true });
      else if (look.complete && track.first.sessions.length > 0)
        track.gone = { ended: look.ended?.get(track.key) };
    }
    return keys.filter((key) => !this.#holdUnsendable(this.tracks.get(key)!));
  }

  /** Whether a tracked key that is chosen now is sent in this round. */
  #mayRepeat(track: Track, now: Sighting, look: Look): boolean {
    const { facts } = this.ports.source;
    if (track.gone) return false;
    if (track.refusal && !track.refusedWith?.some((key) => !look.byKey.has(key))) {
      track.refusedWith = undefined;
      return false;
    }
    if (wasSent(track)) {
      if (!track.doubt) return false;
      return isSame(track.seen, now, facts) || this.#spareChanged(track, now);
    }
    if (track.first.sessions.length === 0) return true;
    if (this.#trackedOnly) return isSame(track.first, now, facts) || this.#spareChanged(track, now);
    if (!this.chooser.named) return true;
    // A named id stands for what had it first: a connection whatever it runs, or one query.
    const isTheirs =
      facts.kill?.ends === "connection"
        ? isSameConnection(track.first, now)
        : isSame(track.first, now, facts);
    return isTheirs || this.#spareChanged(track, now);
  }

  /** Sends in pieces, each after a look of its own. */
  async #sendAll(keys: readonly string[], blind: boolean): Promise<void> {
    const size = this.ports.source.facts.kill?.maxIdsPerCall ?? 1;
    let strikes = 0;
    for (let from = 0; from < keys.length; from += size) {
      if (this.#isOver()) return;
      if (strikes > 0) {
        const wait = Math.max(this.#retryAfterMs, FIRST_PAUSE_MS * 2 ** (strikes - 1));
        if (!(await pause(this.ctx, wait)) || this.#isOver()) return;
      }
      const fault = await this.#sendPiece(keys.slice(from, from + size), blind);
      strikes = fault ? strikes + 1 : 0;
      if (strikes === STRIKES) return;
    }
  }

  /** @returns the failure after which nothing was sent */
  async #sendPiece(keys: readonly string[], blind: boolean): Promise<Fault | undefined> {
    const { ctx, ports } = this;
    let tracks: Track[];
    try {
      tracks = blind
        ? keys.map((key) => this.tracks.get(key) ?? this.#track(key, NEVER))
        : await this.#lookAgain(keys);
    } catch (error) {
      const fault = this.#faultOf(error);
      if (isFinal(fault)) return this.#stop(fault, error);
      this.#noteFault(
        keys.map((key) => this.tracks.get(key)!),
        fault,
      );
      return fault;
    }
    tracks = tracks.filter((track) => !this.#holdUnsendable(track));
    if (tracks.length === 0 || this.#isOver()) return undefined;
    const sessions = tracks.map((track) => track.seen.sessions[0] ?? blankSession(track.key));
    this.#lock(sessions);
    this.#logSend(sessions.length);
    return this.#request(tracks, () => ports.killer.kill(sessions, ctx.signal));
  }

  /** Looks right before the request: who of these is still provably the session that was chosen, and still chosen. */
  async #lookAgain(keys: readonly string[]): Promise<Track[]> {
    const { ctx, ports, chooser } = this;
    const { facts } = ports.source;
    const look = await lookAt(ports.source, ctx.clock, ctx.signal, keys);
    this.complete &&= look.complete;
    const { groups } = chooser.choose(look);
    const guarded = this.order.maxKills !== null || chooser.spares;
    if (guarded && !look.complete) {
      const none: Chosen = { groups, spared: [], shared: [], matched: 0, absent: [] };
      const event = checkGuards(this.subject, { ...look, unknown: undefined }, none, 0);
      if (event) this.#halt(event);
      return [];
    }
    return keys
      .map((key) => this.tracks.get(key)!)
      .filter((track) => {
        const present = look.byKey.get(track.key);
        if (!present) {
          if (track.first.sessions.length === 0) return this.#mayBeUnlisted();
          if (!wasSent(track) && look.complete) track.gone = { ended: look.ended?.get(track.key) };
          track.doubt = false;
          return false;
        }
        const now = { ...look, sessions: present };
        // Listed only now: the next round chooses it by itself.
        if (track.first.sessions.length === 0) {
          this.#changed = true;
          return false;
        }
        const isChosen = groups.has(track.key);
        if (!isChosen || !isSame(track.seen, now, facts)) {
          if (!isChosen && !chooser.named && !wasSent(track)) track.dropped = true;
          return this.#spareChanged(track, now);
        }
        track.seen = now;
        return true;
      });
  }

  /** Carries out one request and notes what it means for each session. */
  async #request(tracks: readonly Track[], send: () => Promise<KillResponse>): Promise<Fault | undefined> {
    const { ctx } = this;
    let response: KillResponse;
    try {
      response = await send();
    } catch (error) {
      this.clear = false;
      const fault = ctx.classify(error) ?? unexpected(error, "lost");
      if (fault.requestId) this.requestIds.push(fault.requestId);
      this.#retryAfterMs = Math.max(this.#retryAfterMs, fault.retryAfterMs ?? 0);
      ctx.log("warn", "A kill request failed.", { kind: fault.kind, code: fault.code });
      if (fault.kind === "lost" || fault.kind === "aborted") {
        for (const track of tracks) {
          const sentAt = ctx.clock.now();
          const doubt = fault.kind === "lost";
          Object.assign(track, { sentAt, doubt, fault, refusal: undefined, refusedWith: undefined });
        }
        if (fault.code === UNEXPECTED) this.#halted = true;
        return undefined;
      }
      if (isFinal(fault)) return this.#stop(fault, error);
      if (fault.kind === "refused" || fault.kind === "not_found") {
        const refusal = { message: fault.summary, code: fault.vendorCode, requestId: fault.requestId };
        const refusedWith = tracks.map(({ key }) => key);
        for (const track of tracks) Object.assign(track, { refusal, refusedWith, fault });
        return undefined;
      }
      this.#noteFault(tracks, fault);
      return fault;
    }
    this.requestIds.push(...response.requestIds);
    const unanswered = new Set(response.unanswered);
    if (unanswered.size + response.refused.size > 0) this.clear = false;
    for (const track of tracks) {
      const refusal = response.refused.get(track.key);
      track.fault = undefined;
      track.refusedWith = undefined;
      track.refusal = refusal;
      track.doubt = !refusal && unanswered.has(track.key);
      if (refusal) continue;
      track.sentAt = ctx.clock.now();
      track.accepted ||= !track.doubt;
    }
    return undefined;
  }

  #canKillAll({ complete }: Look, { spared, shared }: Chosen): boolean {
    const { order, ports, chooser } = this;
    const { systemUsers, systemCommands, kill } = ports.source.facts;
    const nobodyHidden = complete || systemUsers.size + systemCommands.size === 0;
    return (
      order.selection.choice.by === "all" &&
      kill?.killsAll === true &&
      ports.killer.killAll !== undefined &&
      !chooser.spares &&
      !chooser.left &&
      order.maxKills === null &&
      spared.length + shared.length === 0 &&
      nobodyHidden
    );
  }

  /** The vendor's single call, once. What it may have missed of the listed sessions is killed by id in later rounds. */
  async #killAll(look: Look, { groups }: Chosen): Promise<void> {
    const { ports, ctx } = this;
    const { facts, name } = ports.source;
    this.#trackedOnly = true;
    const tracks = [...groups].map(([key, sessions]) => this.#track(key, { ...look, sessions }));
    // Stands for the request where nothing is listed.
    const request = newTrack("", NEVER);
    this.#logSend(tracks.length);
    await this.#request([request, ...tracks], () => ports.killer.killAll!(ctx.signal));
    for (const track of tracks) track.refusedWith = undefined;
    const fault = request.fault;
    if (!fault || (tracks.length > 0 && youth(facts) === 0)) return;
    const isLost = fault.kind === "lost" || fault.kind === "aborted";
    this.events.push({
      code: isLost ? "DBKILL_KILL_UNCONFIRMED" : "DBKILL_KILL_NOT_SENT",
      severity: tracks.length === 0 ? "error" : "warning",
      summary: `The kill of all ${facts.words.many} on ${name} was ${isLost ? "never confirmed" : "not carried out"}`,
      detail: `${fault.summary}. ${fault.detail} What was listed before is killed by id. Kill again to reach what was not listed.`,
      facts: { listed: tracks.length },
      fault,
    });
    this.unlistedUnconfirmed = isLost;
  }

  /** Whether a kill of everything may have been carried out that nobody can look at. */
  unlistedUnconfirmed = false;

  /** The last lock: nothing is ever sent without a choice, without ids, or with an id that can mean something else. */
  #lock(sessions: readonly Session[]): void {
    const { choice } = this.order.selection;
    const { facts } = this.ports.source;
    if (choice.by === "match") assertSelective(choice.match);
    if (sessions.length === 0 || sessions.length > (facts.kill?.maxIdsPerCall ?? 1)) {
      throw new Error(`Refused to send a kill of ${sessions.length} ids.`);
    }
    for (const session of sessions) {
      const problem = facts.ids.problemOf(sessionKey(session));
      if (problem) throw new Error(`Refused to send a kill of an id that ${problem}.`);
    }
  }

  #holdUnsendable(track: Track): boolean {
    const problem = this.ports.source.facts.ids.problemOf(track.key);
    if (problem === undefined) return false;
    track.unsendable = true;
    track.held = `Its id ${problem}, and so it was not sent.`;
    return true;
  }

  #track(key: string, now: Sighting): Track {
    const track = newTrack(key, now);
    this.tracks.set(key, track);
    return track;
  }

  #spare(spared: Spared<Session>): void {
    const key = sessionKey(spared.session);
    const known = this.#spared.get(key) ?? [];
    if (known.some(({ session, reason }) => session.user === spared.session.user && reason === spared.reason))
      return;
    this.#spared.set(key, [...known, spared]);
  }

  /** @returns false */
  #spareChanged(track: Track, now: Sighting): false {
    const { facts } = this.ports.source;
    track.doubt = false;
    track.held = CHANGED;
    // A named session whose id has a new owner has ended.
    if (!wasSent(track) && this.chooser.named && isReplaced(track.first, now, facts))
      track.gone = { message: REPLACED };
    else if (!wasSent(track)) this.#changed = true;
    for (const session of now.sessions) this.#spare({ session, reason: "changed", detail: CHANGED });
    return false;
  }

  #needsAnother(): boolean {
    return this.#changed || [...this.tracks.values()].some(isPending);
  }

  #hasFaults(): boolean {
    return [...this.tracks.values()].some((track) => isPending(track) && (track.fault || track.doubt));
  }

  #noteFault(tracks: readonly Track[], fault: Fault): void {
    this.#retryAfterMs = Math.max(this.#retryAfterMs, fault.retryAfterMs ?? 0);
    for (const track of tracks) track.fault = fault;
  }

  /** A failure that no further request gets past. @throws the error itself where nothing was sent */
  #stop(fault: Fault, error: unknown): undefined {
    if (!this.touched) throw error;
    this.#noteFault(
      [...this.tracks.values()].filter((track) => !wasSent(track) && !track.gone),
      fault,
    );
    this.#halted = true;
  }

  #halt(event: EngineEvent): void {
    this.events.push(event);
    this.#halted = true;
  }

  #isOver(): boolean {
    const { signal, deadline, clock } = this.ctx;
    return this.#halted || signal.aborted || (deadline !== undefined && clock.now() >= deadline);
  }

  /** @throws the error itself where it is a bug and nothing was sent */
  #faultOf(error: unknown): Fault {
    const fault = this.ctx.classify(error);
    if (!fault && !this.touched) throw error;
    return fault ?? unexpected(error, "configuration");
  }

  #logSend(sessions: number): void {
    this.ctx.log("info", "Sends a kill request.", { target: this.ports.source.name, sessions });
  }
}

const NEVER: Sighting = { sessions: [], from: 0, at: 0 };
const UNEXPECTED = "DBKILL_UNEXPECTED";

function isFinal({ kind }: Fault): boolean {
  return kind === "configuration" || kind === "gone" || kind === "aborted";
}

function unexpected(error: unknown, kind: Fault["kind"]): Fault {
  const detail = printable(error instanceof Error ? error.message : String(error), 300);
  return { kind, code: UNEXPECTED, summary: "An unexpected error occurred", detail: `${detail} Report it.` };
}

/** A session that was never listed. */
function blankSession(key: string): Session {
  const blank = { user: "", host: "", database: "", command: "", state: "", duration_seconds: 0, info: "" };
  return { ...parseSessionKey(key), ...blank };
}
