import type { Chosen } from "./choose";
import { warningsOf } from "./guards";
import { isSame, isSameVictim, type Look, NEVER, type Sighting } from "./look";
import type { SentSession } from "./order";
import { type KillState, REPLACED } from "./state";
import { mayBeUnlisted } from "./subject";
import { sizeOf, type Track, wasSent } from "./track";

/** How many sessions this run, and earlier passes of the same operation, have sent or would send now. */
export function countOf(state: KillState, look: Look, { groups, absent }: Chosen): number {
  let count = 0;
  for (const earlier of state.order.sent ?? []) {
    if (!isCountedNow(state, earlier, look, groups)) count += sizeOf({ seen: earlier });
  }
  for (const track of state.tracks.values()) if (wasSent(track)) count += sizeOf(track);
  for (const [key, sessions] of groups) {
    const track = state.tracks.get(key);
    if (track ? !wasSent(track) && !track.gone : !state.trackedOnly) count += sessions.length;
  }
  return count + (mayBeUnlisted(state.subject) ? blindKeys(state, absent).length : 0);
}

/** Whether what an earlier pass has sent is sent again by this one, which counts it by itself. */
function isCountedNow(
  { tracks, ports }: KillState,
  earlier: SentSession,
  look: Look,
  groups: Chosen["groups"],
): boolean {
  const track = tracks.get(earlier.key);
  const sessions = groups.get(earlier.key);
  if (track && wasSent(track)) return isSameVictim(earlier, track.seen, ports.source.facts);
  if (!sessions || track?.gone) return false;
  return isSameVictim(earlier, { ...look, sessions }, ports.source.facts);
}

/** Notes what the first listing shows besides the keys to send: warnings, and named ids that have ended or changed hands. */
export function begin(state: KillState, look: Look, chosen: Chosen): void {
  state.matched = chosen.matched;
  // The caller has already reported the warnings of a look that it passed in.
  if (!state.order.look) state.events.push(...warningsOf(state.subject, look, chosen));
  const { named, left } = state.chooser;
  for (const key of named ?? left?.keys() ?? []) {
    const sessions = look.byKey.get(key);
    if (sessions) {
      // An id of an earlier run has a new owner where nobody has it who had it then; else it is chosen, spared, or matches no longer.
      const user = left?.get(key) ?? null;
      if (user === null || sessions.some((session) => session.user === user)) continue;
      state.track(key, { ...look, sessions }).gone = { message: REPLACED };
      state.spare({ session: sessions[0]!, reason: "changed", detail: "another user's" });
    } else if (!mayBeUnlisted(state.subject)) {
      const ended = look.ended?.get(key);
      const track = state.track(key, NEVER);
      if (look.complete || ended) track.gone = { ended };
      else {
        track.unsendable = true;
        track.held = "The list is incomplete and does not show it, so no kill was sent.";
      }
    }
  }
}

/** The keys that were neither listed nor sent so far. */
export function blindKeys(state: KillState, keys: readonly string[]): string[] {
  return keys.filter((key) => {
    const track = state.tracks.get(key);
    return !track || (!wasSent(track) && !track.gone && track.first.sessions.length === 0);
  });
}

/** The keys to send in this round. */
export function candidates(state: KillState, look: Look, { groups, absent }: Chosen): string[] {
  const keys: string[] = [];
  for (const [key, sessions] of groups) {
    const now = { ...look, sessions };
    const track = state.tracks.get(key);
    if (!track) {
      if (!state.trackedOnly) keys.push(state.track(key, now).key);
    } else if (mayRepeat(state, track, now, look)) {
      state.unspare(key);
      track.seen = now;
      track.dropped = false;
      track.held = undefined;
      if (track.first.sessions.length === 0) track.first = now;
      keys.push(key);
    }
  }
  if (mayBeUnlisted(state.subject)) {
    for (const key of blindKeys(state, absent))
      keys.push((state.tracks.get(key) ?? state.track(key, NEVER)).key);
  }
  for (const track of state.tracks.values()) {
    if (wasSent(track) || track.gone || groups.has(track.key)) continue;
    const isStranger = state.chooser.named !== undefined && !state.isSpared(track.key);
    if (look.byKey.has(track.key))
      Object.assign(track, isStranger ? { gone: { message: REPLACED } } : { dropped: true });
    else if (look.complete && track.first.sessions.length > 0)
      track.gone = { ended: look.ended?.get(track.key) };
  }
  return keys;
}

/** Whether a tracked key that is chosen now is sent in this round. */
function mayRepeat(state: KillState, track: Track, now: Sighting, look: Look): boolean {
  const { facts } = state.ports.source;
  if (track.gone || track.unsendable) return false;
  if (track.refusal && !track.refusedWith?.some((key) => !look.byKey.has(key))) {
    track.refusedWith = undefined;
    return false;
  }
  if (wasSent(track)) {
    if (!track.doubt) return false;
    return isSame(track.seen, now, facts) || state.spareChanged(track, now);
  }
  if (track.first.sessions.length === 0) return true;
  if (state.trackedOnly) return isSame(track.first, now, facts) || state.spareChanged(track, now);
  if (!state.chooser.named) return true;
  // A named id stands for the session that had it first: a connection with any statement, or one query.
  return isSameVictim(track.first, now, facts) || state.spareChanged(track, now);
}
