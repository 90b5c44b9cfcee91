import { printable, type Selection, type Session } from "../../model";
import type { Statements } from "../describe";
import type { EngineEvent } from "../events";
import { type KillPorts, type KillReport, killSessions, type SentSession } from "../kill";
import { Chooser } from "../kill/choose";
import { isSameVictim, lookAt } from "../kill/look";
import { listFailed } from "../kill/messages";
import { isFinal } from "../kill/state";
import type { GuardSubject } from "../kill/subject";
import { pause, youth } from "../kill/verify";
import type { EngineContext, Fault, SessionKiller } from "../ports";
import { type Ending, interrupted, survivors, type Trouble, targetGone, unproven } from "./messages";

export { targetGone } from "./messages";

/** How often the grace time looks, in ms. */
const GRACE_POLL_MS = 3_000;
/** How long to wait before the next pass, in ms: longer each time. */
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 5_000;
/** How long a pass waits at least for what it killed to be gone, in ms, before others are killed. */
const PATIENCE_MS = 2_000;

/** Errors of one pass that a later pass may get past. Every other one is a guard or a bug, and ends the drain. */
const PASSING: ReadonlySet<string> = new Set([
  "DBKILL_KILL_LIST_FAILED",
  "DBKILL_KILL_NOT_SENT",
  "DBKILL_SESSION_REFUSED",
]);

/** Whose sessions are to leave, and how long that may take. */
export interface DrainOrder {
  readonly selection: Selection;
  /** The most sessions that the whole drain may kill, each counted once; null: no limit. */
  readonly maxKills: number | null;
  /** How long sessions may leave by themselves before the first kill, in ms. */
  readonly graceMs: number;
  /** How long to kill after that, in ms. */
  readonly deadlineMs: number;
  /** Whether it is an error if sessions are left, or may be left; else a warning. */
  readonly failOnSurvivors: boolean;
  /** How events show statements. Default: `shown`. */
  readonly statements?: Statements;
}

/** What a drain did. */
export interface DrainReport {
  /** What was sent, each session once. */
  readonly sent: readonly SentSession[];
  /** Chosen sessions that were there at the last look. */
  readonly left: readonly Session[];
  readonly events: readonly EngineEvent[];
  /** Whether an error is among the events: the database is not drained. */
  readonly failed: boolean;
}

/**
 * Has the chosen sessions leave: waits while they do so by themselves, then kills in passes, because clients reconnect, until a list
 * shows nobody or the time is over. Sessions that are spared are never waited for.
 *
 * @throws Error of an adapter for a wrong configuration; the signal's reason where it aborts before anything was sent
 */
export async function drainSessions(
  order: DrainOrder,
  ports: KillPorts,
  ctx: EngineContext,
): Promise<DrainReport> {
  const drain = new Drain(order, ports, ctx);
  try {
    await drain.run();
  } catch (error) {
    const fault = ctx.classify(error);
    if (fault?.kind !== "gone") throw error;
    drain.tellGone(fault);
  }
  return drain.report();
}

/** One look at who is left. `fault`: nobody can tell. */
interface Look {
  readonly left: readonly Session[];
  /** False too where nobody can tell. */
  readonly complete: boolean;
  readonly from: number;
  readonly fault?: Fault;
}

class Drain {
  readonly #subject: GuardSubject;
  readonly #chooser: Chooser;
  readonly #killer: SessionKiller;
  readonly #events: EngineEvent[] = [];
  readonly #sent: SentSession[] = [];
  #left: readonly Session[] = [];
  #trouble: Trouble = {};
  /** Since when every look has shown nobody. */
  #quietFrom: number | undefined;

  constructor(
    private readonly order: DrainOrder,
    private readonly ports: KillPorts,
    private readonly ctx: EngineContext,
  ) {
    const { facts, name } = ports.source;
    this.#chooser = new Chooser(order.selection, facts);
    this.#subject = {
      facts,
      name,
      chooser: this.#chooser,
      maxKills: order.maxKills,
      describe: { statements: order.statements, hostPort: facts.list?.hostPort },
      planned: false,
    };
    this.#killer = byIds(ports.killer);
  }

  async run(): Promise<void> {
    await this.#grace();
    const ending = await this.#kill();
    if (ending) this.#events.push(...ending);
  }

  report(): DrainReport {
    return {
      sent: this.#sent,
      left: this.#left,
      events: this.#events,
      failed: this.#events.some(({ severity }) => severity === "error"),
    };
  }

  tellGone(fault: Fault): void {
    this.#left = [];
    this.#events.push(targetGone(this.#subject.name, fault));
  }

  /** Kills in passes. @returns why somebody is left, or may be; undefined where nobody is */
  async #kill(): Promise<readonly EngineEvent[] | undefined> {
    const { clock, signal } = this.ctx;
    const started = clock.now();
    const until = started + this.order.deadlineMs;
    for (let wait = FIRST_PAUSE_MS; ; wait = Math.min(wait * 2, LONGEST_PAUSE_MS)) {
      const look = await this.#look();
      if (look.fault?.permission) return [listFailed(this.#subject, look.fault, "error")];
      const isOver = signal.aborted || clock.now() >= until;
      if (this.#isDone(look, isOver)) return undefined;
      if (isOver) return [this.#whoIsLeft(look, clock.now() - started)];
      const fatal = look.left.length > 0 ? await this.#pass(until, wait) : [];
      if (fatal.length > 0) return fatal;
      const rest = this.#quietMs() ?? Math.max(wait, look.fault?.retryAfterMs ?? 0);
      await pause(this.ctx, Math.max(0, Math.min(rest, until - clock.now())));
    }
  }

  /** Waits while somebody is left and there is time. What fails here is met again, and told, by the first pass. */
  async #grace(): Promise<void> {
    const { clock } = this.ctx;
    const until = clock.now() + this.order.graceMs;
    while (clock.now() < until) {
      const { left, complete, fault } = await this.#look();
      if (fault?.permission || (complete && left.length === 0)) return;
      if (!(await pause(this.ctx, Math.min(GRACE_POLL_MS, until - clock.now())))) return;
    }
  }

  /**
   * Who is left. After an abort there are looks all the same if something was sent: what became of it is to be told.
   * @throws what no further look gets past, but for a missing permission
   */
  async #look(): Promise<Look> {
    const { ctx } = this;
    const wasSent = this.#sent.length > 0;
    if (ctx.signal.aborted && !wasSent) throw ctx.signal.reason;
    const signal = ctx.signal.aborted ? new AbortController().signal : ctx.signal;
    try {
      const look = await lookAt(this.ports.source, ctx.clock, signal);
      const { groups, shared } = this.#chooser.choose(look);
      // Those that can't be killed, because they share their id with others, are left too.
      this.#left = [...[...groups.values()].flat(), ...shared];
      return { left: this.#left, complete: look.complete, from: look.from };
    } catch (error) {
      const fault = ctx.classify(error);
      if (fault?.kind === "aborted" && ctx.signal.aborted && signal === ctx.signal) return this.#look();
      if (!fault || (isFinal(fault) && !fault.permission)) throw error;
      return { left: [], complete: false, from: ctx.clock.now(), fault };
    }
  }

  /** Whether a look proves that nobody is left. Where young sessions are not listed, one look is not enough unless it is the last. */
  #isDone({ left, complete, from }: Look, isLast: boolean): boolean {
    if (!complete || left.length > 0) {
      this.#quietFrom = undefined;
      return false;
    }
    this.#quietFrom ??= from;
    return isLast || from - this.#quietFrom >= youth(this.#subject.facts);
  }

  /** How long nobody must be seen from now on; undefined while somebody is. */
  #quietMs(): number | undefined {
    if (this.#quietFrom === undefined) return undefined;
    return this.#quietFrom + youth(this.#subject.facts) - this.ctx.clock.now();
  }

  /** One kill of what is chosen now. @returns the errors that end the drain */
  async #pass(until: number, wait: number): Promise<readonly EngineEvent[]> {
    const { ctx } = this;
    const { selection, maxKills, statements } = this.order;
    let report: KillReport;
    try {
      report = await killSessions(
        {
          selection,
          maxKills,
          statements,
          patienceMs: Math.max(wait, PATIENCE_MS),
          sent: this.#sent,
          verify: true,
          // The next pass takes what is left.
          failOnSurvivors: false,
        },
        { source: this.ports.source, killer: this.#killer },
        { ...ctx, deadline: Math.min(until, ctx.deadline ?? until) },
      );
    } catch (error) {
      if (ctx.classify(error)?.kind !== "aborted" || !ctx.signal.aborted) throw error;
      // The next look tells what became of what earlier passes have sent, or fails with the signal's reason.
      return [];
    }
    for (const sent of report.sent) this.#note(sent);
    this.#trouble = troubleOf(report);
    return report.events.filter(
      ({ code, severity, fault }) => severity === "error" && (!PASSING.has(code) || fault?.permission),
    );
  }

  /** A session that was sent before, and is still there, counts once. */
  #note(sent: SentSession): void {
    const known = this.#sent.findIndex(
      (earlier) => earlier.key === sent.key && isSameVictim(earlier, sent, this.#subject.facts),
    );
    if (known < 0) this.#sent.push(sent);
    else this.#sent[known] = sent;
  }

  #whoIsLeft({ left, fault }: Look, killedMs: number): EngineEvent {
    if (this.ctx.signal.aborted) return interrupted(this.#subject, left, fault);
    const ending: Ending = {
      severity: this.order.failOnSurvivors ? "error" : "warning",
      killedMs,
      trouble: this.#trouble,
    };
    return left.length > 0 ? survivors(this.#subject, left, ending) : unproven(this.#subject, ending, fault);
  }
}

/** A drain kills what it has looked at, never everything with the vendor's single call. */
function byIds(killer: SessionKiller): SessionKiller {
  return {
    kill: (sessions, signal) => killer.kill(sessions, signal),
    ...(killer.countFitting && { countFitting: (keys) => killer.countFitting!(keys) }),
  };
}

function troubleOf({ results, events }: KillReport): Trouble {
  const refusal = results.find(({ outcome }) => outcome === "refused")?.message;
  return {
    refusal: refusal ? printable(refusal, 300) : undefined,
    fault: events.find((event) => event.fault)?.fault,
  };
}
