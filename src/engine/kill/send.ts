import { assertSelective, parseSessionKey, type ServiceFacts, type Session, sessionKey } from "../../model";
import type { Fault, KillResponse } from "../ports";
import { refuseIncomplete } from "./guards";
import { isSame, lookAt, NEVER } from "./look";
import { isFinal, type KillState, UNEXPECTED, unexpected } from "./state";
import { mayBeUnlisted } from "./subject";
import { type Track, wasSent } from "./track";
import { hasTimeFor, pause, pauseAfter } from "./verify";

/** How many requests in a row may fail before the round ends. */
const STRIKES = 3;

/** Sends in pieces, each after a look of its own. */
export async function sendAll(state: KillState, keys: readonly string[], blind: boolean): Promise<void> {
  let strikes = 0;
  for (let from = 0; from < keys.length; ) {
    if (state.isOver()) return;
    const piece = pieceOf(state, keys, from);
    from += Math.max(1, piece.length);
    if (piece.length === 0) continue;
    if (strikes > 0) {
      const wait = pauseAfter(strikes, state.retryAfterMs);
      if (!hasTimeFor(wait, state.ctx)) return;
      if (!(await pause(state.ctx, wait))) return;
    }
    const fault = await sendPiece(state, piece, blind);
    strikes = fault ? strikes + 1 : 0;
    if (strikes === STRIKES) return;
  }
}

/** What one request takes of the keys from here on. Empty where the first does not fit into any: it is held back. */
function pieceOf(state: KillState, keys: readonly string[], from: number): readonly string[] {
  const { source, killer } = state.ports;
  const most = keys.slice(from, from + (source.facts.kill?.maxIdsPerCall ?? 1));
  const count = killer.countFitting?.(most) ?? most.length;
  if (count === 0) state.holdTooLong(trackOf(state, most[0]!));
  return most.slice(0, count);
}

function trackOf(state: KillState, key: string): Track {
  return state.tracks.get(key) ?? state.track(key, NEVER);
}

/** @returns the failure after which nothing was sent */
async function sendPiece(
  state: KillState,
  keys: readonly string[],
  blind: boolean,
): Promise<Fault | undefined> {
  const { ctx, ports } = state;
  let tracks: Track[];
  try {
    tracks = blind ? keys.map((key) => trackOf(state, key)) : await lookAgain(state, keys);
  } catch (error) {
    const fault = state.faultOf(error);
    if (isFinal(fault)) return state.stop(fault, error);
    state.noteFault(
      keys.map((key) => state.tracks.get(key)!),
      fault,
    );
    return fault;
  }
  tracks = tracks.filter((track) => !state.holdUnsendable(track));
  if (tracks.length === 0 || state.isOver()) return undefined;
  const sessions = tracks.map(
    (track) => track.seen.sessions[0] ?? blankSession(track.key, ports.source.facts),
  );
  lock(state, sessions);
  state.logSend(sessions.length);
  return request(state, tracks, () => ports.killer.kill(sessions, ctx.signal));
}

/** Looks right before the request: who of these is still provably the session that was chosen, and still chosen. */
async function lookAgain(state: KillState, keys: readonly string[]): Promise<Track[]> {
  const { ctx, ports, chooser } = state;
  const { facts } = ports.source;
  const look = await lookAt(ports.source, ctx.clock, ctx.signal, keys);
  state.complete &&= look.complete;
  const { groups } = chooser.choose(look);
  const unproven = refuseIncomplete(state.subject, look);
  if (unproven) {
    state.halt(unproven);
    return [];
  }
  return keys
    .map((key) => state.tracks.get(key)!)
    .filter((track) => {
      const present = look.byKey.get(track.key);
      if (!present) {
        if (track.first.sessions.length === 0) return mayBeUnlisted(state.subject);
        if (!wasSent(track) && look.complete) track.gone = { ended: look.ended?.get(track.key) };
        track.doubt = false;
        return false;
      }
      const now = { ...look, sessions: present };
      // Listed only now: the next round chooses it by itself.
      if (track.first.sessions.length === 0) return false;
      const isChosen = groups.has(track.key);
      if (!isChosen || !isSame(track.seen, now, facts)) {
        if (!isChosen && !chooser.named && !wasSent(track)) track.dropped = true;
        return state.spareChanged(track, now);
      }
      track.seen = now;
      return true;
    });
}

/** Carries out one request and notes what it means for each session. */
export async function request(
  state: KillState,
  tracks: readonly Track[],
  send: () => Promise<KillResponse>,
): Promise<Fault | undefined> {
  const { ctx } = state;
  let response: KillResponse;
  try {
    response = await send();
  } catch (error) {
    state.clear = false;
    const fault = ctx.classify(error) ?? unexpected(error, "lost");
    if (fault.requestId) state.requestIds.push(fault.requestId);
    state.retryAfterMs = Math.max(state.retryAfterMs, fault.retryAfterMs ?? 0);
    ctx.log("warn", "A kill request failed.", { kind: fault.kind, code: fault.code });
    if (fault.kind === "lost" || fault.kind === "aborted") {
      for (const track of tracks) {
        const sentAt = ctx.clock.now();
        const doubt = fault.kind === "lost";
        Object.assign(track, { sentAt, doubt, fault, refusal: undefined, refusedWith: undefined });
      }
      if (fault.code === UNEXPECTED) state.halted = true;
      return undefined;
    }
    if (isFinal(fault)) return state.stop(fault, error);
    if (fault.kind === "refused" || fault.kind === "not_found") {
      const refusal = { message: fault.summary, code: fault.vendorCode, requestId: fault.requestId };
      const refusedWith = tracks.map(({ key }) => key);
      for (const track of tracks) Object.assign(track, { refusal, refusedWith, fault });
      return undefined;
    }
    state.noteFault(tracks, fault);
    return fault;
  }
  state.requestIds.push(...response.requestIds);
  const unanswered = new Set(response.unanswered);
  const gone = new Set(response.gone);
  if (unanswered.size + response.refused.size > 0) state.clear = false;
  for (const track of tracks) {
    const refusal = response.refused.get(track.key);
    track.fault = undefined;
    track.refusedWith = undefined;
    track.refusal = refusal;
    track.doubt = !refusal && unanswered.has(track.key);
    if (!refusal && gone.has(track.key) && !wasSent(track)) track.gone = {};
    if (refusal || track.gone) continue;
    track.sentAt = ctx.clock.now();
    track.accepted ||= !track.doubt;
  }
  return undefined;
}

/** The last lock: nothing is ever sent without a choice, without ids, with more than one request takes, or with an id that can mean something else. */
export function lock(state: KillState, sessions: readonly Session[]): void {
  const { choice } = state.order.selection;
  const { source, killer } = state.ports;
  const { facts } = source;
  if (choice.by === "match") assertSelective(choice.match);
  const most = Math.min(
    facts.kill?.maxIdsPerCall ?? 1,
    killer.countFitting?.(sessions.map(sessionKey)) ?? Number.POSITIVE_INFINITY,
  );
  if (sessions.length === 0 || sessions.length > most) {
    throw new Error(`Refused to send a kill of ${sessions.length} ids.`);
  }
  for (const session of sessions) {
    const problem = facts.ids.problemOf(sessionKey(session));
    if (problem) throw new Error(`Refused to send a kill of an id that ${problem}.`);
  }
}

/** A session that was never listed. */
function blankSession(key: string, { kill }: Pick<ServiceFacts, "kill">): Session {
  const blank = { user: "", host: "", database: "", command: "", state: "", duration_seconds: 0, info: "" };
  // Clients choose the ids of their queries, and an @ in one names no server.
  return { ...(kill?.ends === "query" ? { id: key } : parseSessionKey(key)), ...blank };
}
