import { printable, type Selection, type Session } from "../../model";
import type { Statements } from "../describe";
import type { EngineEvent } from "../events";
import { type KillPorts, type KillReport, killSessions, type SentSession } from "../kill";
import { Chooser } from "../kill/choose";
import { isSameVictim } from "../kill/look";
import { listFailed } from "../kill/messages";
import type { GuardSubject } from "../kill/subject";
import { pause } from "../kill/verify";
import type { EngineContext, Fault, SessionKiller } from "../ports";
import { type Look, Looks } from "./looks";
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

class Drain {
  readonly #subject: GuardSubject;
  readonly #killer: SessionKiller;
  readonly #events: EngineEvent[] = [];
  readonly #sent: SentSession[] = [];
  readonly #looks: Looks;
  #trouble: Trouble = {};

  constructor(
    private readonly order: DrainOrder,
    private readonly ports: KillPorts,
    private readonly ctx: EngineContext,
  ) {
    const { facts, name } = ports.source;
    const chooser = new Chooser(order.selection, facts);
    this.#looks = new Looks(ports.source, chooser, ctx);
    this.#subject = {
      facts,
      name,
      chooser,
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
      left: this.#looks.left,
      events: this.#events,
      failed: this.#events.some(({ severity }) => severity === "error"),
    };
  }

  tellGone(fault: Fault): void {
    this.#looks.forget();
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
      if (this.#looks.proveNobody(look, isOver)) return undefined;
      if (isOver) return [this.#whoIsLeft(look, clock.now() - started)];
      const fatal = look.left.length > 0 ? await this.#pass(until, wait) : [];
      if (fatal.length > 0) return fatal;
      const rest = this.#looks.quietMs() ?? Math.max(wait, look.fault?.retryAfterMs ?? 0);
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

  #look(): Promise<Look> {
    return this.#looks.look(this.#sent.length > 0);
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
