import type { EngineEvent } from "../events";
import type { EngineContext, Fault } from "../ports";
import { withFault } from "../sentences";
import { nothingToKill } from "./messages";
import type { KillOrder, KillPorts, KillReport, KillResult } from "./order";
import { runRounds } from "./run";
import { KillState, messageOf } from "./state";
import { mayHaveKilled, wasSent } from "./track";
import { judge } from "./verdict";
import { awaitEnd } from "./verify";

export type { KillOrder, KillPorts, KillReport, KillResult, SentSession } from "./order";

/**
 * Kills the sessions that a selection chooses, once: lists, checks the guards, looks again right before each request, sends, and lists
 * until what was sent is gone. A session is sent again only where the request may not have been carried out, and only after a look that
 * proves it to be the same session; at most three times.
 *
 * @returns what happened; everything that was sent is in the report, even after a failure
 * @throws Error of an adapter where nothing was sent: a wrong configuration, but for a missing permission to list; an instance that is
 * gone; an abort before the first request
 */
export async function killSessions(
  order: KillOrder,
  ports: KillPorts,
  ctx: EngineContext,
): Promise<KillReport> {
  const state = new KillState(order, ports, ctx);
  try {
    if (state.chooser.named?.length === 0) tellNothing(state);
    else await runRounds(state);
  } catch (error) {
    if (!state.touched) throw error;
    state.events.push(unexpected(error));
  }
  const open = [...state.tracks.values()].filter(({ gone, dropped }) => !gone && !dropped);
  const looked = open.length > 0 && state.touched && needsLook(state);
  if (looked || open.some(({ refusal }) => refusal)) {
    const { waitedMs, fault, error } = await awaitEnd(open, ports.source, ctx, order.patienceMs);
    state.waitedMs = waitedMs;
    if (fault || error !== undefined) state.events.push(verifyFailed(state, fault, error));
  }
  return report(state, looked);
}

/** Whether to look at what became of the sessions: always, unless `verify` is false and every answer was clear. */
function needsLook({ order, tracks, clear }: KillState): boolean {
  return order.verify || !clear || [...tracks.values()].some((track) => !track.gone && !wasSent(track));
}

function report(state: KillState, looked: boolean): KillReport {
  const { results, events } = judge(state, looked);
  const all = [...state.events, ...events];
  const failed = all.some(({ severity }) => severity === "error");
  return {
    results: merge(state.order.previous ?? [], results),
    victims: [...state.tracks.values()].flatMap((track) => (track.dropped ? [] : track.seen.sessions)),
    sent: [...state.tracks.values()].flatMap((track) =>
      mayHaveKilled(track) ? [{ key: track.key, ...track.seen }] : [],
    ),
    spared: state.spared,
    matched: state.matched,
    complete: state.complete,
    waitedMs: state.waitedMs,
    requestIds: state.requestIds,
    events: all,
    haltedBy: state.haltedBy,
    failed,
    unfinished: failed && state.touched,
  };
}

/** No id is named. Where an earlier run left none, all is over, and there is nothing to say. */
function tellNothing({ chooser, events, subject }: KillState): void {
  if (!chooser.left) events.push(nothingToKill(subject));
}

/** The results of the earlier run, replaced by those of this one where both have the session. */
function merge(previous: readonly KillResult[], now: readonly KillResult[]): KillResult[] {
  return [...new Map([...previous, ...now].map((result) => [result.key, result])).values()];
}

function verifyFailed({ subject }: KillState, fault: Fault | undefined, error: unknown): EngineEvent {
  const { facts, name } = subject;
  return {
    code: "DBKILL_VERIFY_FAILED",
    severity: "warning",
    summary: `The ${facts.words.many} on ${name} can't be listed after the kill`,
    detail: withFault(
      "What became of those that were still there is not known.",
      fault,
      fault ? "" : messageOf(error),
    ),
  };
}

function unexpected(error: unknown): EngineEvent {
  return {
    code: "DBKILL_UNEXPECTED",
    severity: "error",
    summary: "The kill stopped at an unexpected error",
    detail: `What was sent before is recorded. ${messageOf(error)}`,
  };
}
