import type { ServiceFacts } from "../../model";
import type { EngineContext, Fault, SessionSource } from "../ports";
import { isReplaced, type Look, lookAt, mayHaveRunAt } from "./look";
import { type Fate, type Track, wasSent } from "./track";

/** How long to wait without a deadline, in ms. */
const WAIT_MS = 60_000;
const FIRST_PAUSE_MS = 250;
const FIRST_RETRY_MS = 500;
const LONGEST_PAUSE_MS = 5_000;
/** What is kept of the operation's time, at least, in ms: for the caller to record the results. */
const RESERVE_MS = 2_000;
/** How many failed listings in a row end the waiting. */
const FAILED_LOOKS = 3;

export interface Verification {
  readonly waitedMs: number;
  /** The last listing failed: what is not known by then stays unknown. */
  readonly fault?: Fault;
  /** An error that no adapter recognises. */
  readonly error?: unknown;
}

/** The moment until which a run may wait, by the clock. */
function endOfWaiting({ clock, deadline }: EngineContext, patienceMs = Number.POSITIVE_INFINITY): number {
  const now = clock.now();
  const end =
    deadline === undefined ? now + WAIT_MS : deadline - Math.max(RESERVE_MS, (deadline - now) * 0.1);
  return Math.min(end, now + patienceMs);
}

/** How long to wait after failures in a row, in ms: longer each time, and as long as the service asks. */
export function pauseAfter(failures: number, retryAfterMs: number): number {
  return Math.max(retryAfterMs, FIRST_RETRY_MS * 2 ** (failures - 1));
}

/** Whether the operation has time for a pause, and for a look after it. */
export function hasTimeFor(ms: number, ctx: EngineContext): boolean {
  return ctx.clock.now() + ms < endOfWaiting(ctx);
}

/** Waits. @returns false where the operation was aborted */
export async function pause({ clock, signal }: EngineContext, ms: number): Promise<boolean> {
  try {
    await clock.sleep(ms, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  return !signal.aborted;
}

/**
 * Lists until everything that was sent is gone, or the operation's time is nearly over, with growing pauses. Sets each track's fate.
 * An abort ends the waiting; there is one look all the same, because what was sent is to be recorded.
 *
 * @param patienceMs how long to wait at most; absent: only the operation's time counts
 */
export async function awaitEnd(
  tracks: readonly Track[],
  source: SessionSource,
  ctx: EngineContext,
  patienceMs?: number,
): Promise<Verification> {
  const { clock } = ctx;
  const started = clock.now();
  const until = endOfWaiting(ctx, patienceMs);
  const keys = tracks.map(({ key }) => key);
  let failed = 0;
  let problem: Pick<Verification, "fault" | "error"> = {};
  for (let wait = FIRST_PAUSE_MS; ; wait = Math.min(wait * 2, LONGEST_PAUSE_MS)) {
    try {
      // Not aborted, as what was sent has to be recorded.
      const look = await lookAt(source, clock, new AbortController().signal, keys);
      const awaited = tracks.filter((track) => {
        track.fate = fateOf(track, look, source.facts);
        return isAwaited(track, track.fate);
      });
      [failed, problem] = [0, {}];
      if (awaited.length === 0) break;
    } catch (error) {
      // A session that was seen to have ended stays ended; the others may have changed since.
      for (const track of tracks) if (track.fate && isOpen(track.fate)) track.fate = undefined;
      const fault = ctx.classify(error);
      problem = fault ? { fault } : { error };
      const final = !fault || fault.kind === "configuration" || fault.kind === "gone";
      if (final || ++failed >= FAILED_LOOKS) break;
    }
    const left = until - clock.now();
    if (left <= 0 || !(await pause(ctx, Math.min(wait, left)))) {
      // The last look was before the pause that an abort cut short.
      if (left > 0) await lastLook(tracks, keys, source, ctx);
      break;
    }
  }
  return { waitedMs: clock.now() - started, ...problem };
}

async function lastLook(
  tracks: readonly Track[],
  keys: readonly string[],
  source: SessionSource,
  { clock, log }: EngineContext,
): Promise<void> {
  try {
    const look = await lookAt(source, clock, new AbortController().signal, keys);
    for (const track of tracks) track.fate = fateOf(track, look, source.facts);
  } catch {
    log("warn", "The last listing after the kill failed; what was seen before is recorded.");
  }
}

/** Whether a session may still go, or whether it was killed may still show. */
function isAwaited(track: Track, fate: Fate): boolean {
  if (!wasSent(track)) return false;
  if (fate.kind === "absent") return !track.accepted && fate.early === true;
  return isOpen(fate);
}

function isOpen({ kind }: Fate): boolean {
  return kind === "there" || kind === "unclear";
}

function fateOf(track: Track, look: Look, facts: ServiceFacts): Fate {
  const sessions = look.byKey.get(track.key);
  const neverListed = track.seen.sessions.length === 0;
  if (sessions) {
    const session = sessions[0]!;
    if (neverListed) {
      const isOld =
        track.sentAt === undefined || sessions.some((one) => mayHaveRunAt(one, look, track.sentAt!));
      return isOld ? { kind: "there", session } : { kind: "replaced" };
    }
    return isReplaced(track.seen, { ...look, sessions }, facts)
      ? { kind: "replaced" }
      : { kind: "there", session };
  }
  const ended = look.ended?.get(track.key);
  if (ended) return { kind: "absent", ended };
  if (!look.complete) return { kind: "unclear" };
  // One that was never listed may be too young to be listed even now.
  const listedFrom = (track.sentAt ?? Number.NEGATIVE_INFINITY) + youth(facts);
  const early = look.from < listedFrom;
  return neverListed && early ? { kind: "unclear" } : { kind: "absent", early };
}

/** How long a session may run without being listed, in ms. One second is added, as ages are rounded. */
export function youth({ list }: ServiceFacts): number {
  const seconds = list?.unlistedSeconds ?? 0;
  return seconds === 0 ? 0 : (seconds + 1) * 1_000;
}
