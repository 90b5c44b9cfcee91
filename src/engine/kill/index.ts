import { printable } from "../describe";
import type { EngineEvent } from "../events";
import type { EngineContext } from "../ports";
import { nothingToKill } from "./guards";
import type { KillOrder, KillPorts, KillReport, KillResult } from "./order";
import { KillRun } from "./run";
import { wasSent } from "./track";
import { judge } from "./verdict";
import { awaitEnd } from "./verify";

export type { KillOrder, KillPorts, KillReport, KillResult } from "./order";

/**
 * Kills the sessions that a selection chooses, once: lists, checks the guards, looks again right before each request, sends, and lists
 * until what was sent is gone. A session is sent again only where the request may not have been carried out, and only after a look that
 * proves it to be the same session; at most three times.
 *
 * @returns what happened, whatever it was: everything that was sent is in the report
 * @throws Error of an adapter where nothing was sent: a wrong configuration, an instance that is gone, an abort before the first request
 */
export async function killSessions(
  order: KillOrder,
  ports: KillPorts,
  ctx: EngineContext,
): Promise<KillReport> {
  const run = new KillRun(order, ports, ctx);
  if (run.chooser.named?.length === 0) return nothing(run);
  try {
    await run.run();
  } catch (error) {
    if (!run.touched) throw error;
    run.events.push(unexpected(error));
  }
  const open = [...run.tracks.values()].filter(({ gone, dropped }) => !gone && !dropped);
  const looked = open.length > 0 && run.touched && needsLook(run);
  if (looked || open.some(({ refusal }) => refusal)) {
    const { waitedMs, fault, error } = await awaitEnd(open, ports.source, ctx);
    run.waitedMs = waitedMs;
    if (fault || error !== undefined)
      run.events.push(verifyFailed(run, fault?.summary, fault?.detail ?? messageOf(error)));
  }
  return report(run, looked);
}

/** Whether to look at what became of the sessions: always, but where nobody asked for it and every answer was clear. */
function needsLook({ order, tracks, clear }: KillRun): boolean {
  return order.verify || !clear || [...tracks.values()].some((track) => !track.gone && !wasSent(track));
}

function report(run: KillRun, looked: boolean): KillReport {
  const { results, events } = judge(run, looked);
  const all = [...run.events, ...events];
  const failed = all.some(({ severity }) => severity === "error");
  return {
    results: merge(run.order.previous ?? [], results),
    victims: [...run.tracks.values()].flatMap((track) => (track.dropped ? [] : track.seen.sessions)),
    spared: run.spared,
    matched: run.matched,
    complete: run.complete,
    waitedMs: run.waitedMs,
    requestIds: run.requestIds,
    events: all,
    failed,
    unfinished: failed && run.touched,
  };
}

function nothing(run: KillRun): KillReport {
  // What an earlier run left is over: there is nothing to say.
  if (!run.chooser.left) run.events.push(nothingToKill(run.subject));
  return report(run, false);
}

/** What was known before, with what is known now in its place or besides. */
function merge(previous: readonly KillResult[], now: readonly KillResult[]): KillResult[] {
  return [...new Map([...previous, ...now].map((result) => [result.key, result])).values()];
}

function verifyFailed({ subject }: KillRun, summary: string | undefined, detail: string): EngineEvent {
  const { facts, name } = subject;
  return {
    code: "DBKILL_VERIFY_FAILED",
    severity: "warning",
    summary: `The ${facts.words.many} on ${name} can't be listed after the kill`,
    detail: `What became of those that were still there is not known. ${summary ? `${summary}. ` : ""}${detail}`,
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

function messageOf(error: unknown): string {
  return printable(error instanceof Error ? error.message : String(error), 300);
}
