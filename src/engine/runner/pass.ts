import {
  closedReason,
  comparable,
  compileTarget,
  enforcerOf,
  isEnding,
  isExpired,
  type Judgement,
  type Policy,
  type Selection,
  type Session,
  type SessionFilter,
  sessionKey,
  type Target,
} from "../../model";
import type { EngineEvent } from "../events";
import { type KillReport, killSessions, type SentSession } from "../kill";
import { type Look, lookAt } from "../kill/look";
import type { EngineContext, Fault } from "../ports";
import { type Audit, AuditError, type AuditLine } from "./audit";
import type { PolicyMemory } from "./history";
import { Ledger } from "./ledger";
import { eventOf, listFailed, listIncomplete } from "./messages";
import { neededBy } from "./needed";
import { type Said, saidOf } from "./observe";
import type { PassLimits, PolicyPass, RunOptions, RunPolicy, TargetPass, TargetPorts } from "./order";
import { outcomesOf, wasTried } from "./outcomes";
import { closed, guarded, OUT_OF_TIME, STOPPED, Withheld } from "./withheld";

/** How long a pass waits for what it killed to be gone, in ms, before the next policy has its turn. What stays longer has survived. */
const PATIENCE_MS = 2_000;

/** Enforces the policies of one target, pass by pass: one list for all of them, one look more before each kill. */
export class TargetRunner {
  readonly #judge: ReturnType<typeof compileTarget>;
  readonly #runs: ReadonlyMap<Policy, RunPolicy>;
  readonly #policies: readonly Policy[];
  readonly #needed: readonly SessionFilter[] | undefined;
  readonly #ledger: Ledger;
  private ctx: EngineContext;

  constructor(
    readonly target: Target,
    policies: readonly RunPolicy[],
    private readonly ports: TargetPorts,
    audit: Audit,
    ctx: EngineContext,
    private readonly options: RunOptions,
  ) {
    this.#ledger = Ledger.of(audit);
    const classify = (error: unknown) => (error instanceof Withheld ? error.fault : ctx.classify(error));
    this.ctx = { ...ctx, classify };
    this.#policies = policies.map(({ policy }) => policy);
    this.#runs = new Map(policies.map((run) => [run.policy, run]));
    const { facts } = ports.of("connection").source;
    this.#judge = compileTarget(this.#policies, facts);
    this.#needed = neededBy(this.#policies);
  }

  /**
   * Lists, judges, kills and records. What can't be recorded is not killed. Never called again before it has settled.
   *
   * @param limits of this pass, in place of those of the context. After an abort nothing more is begun, and what was sent is recorded.
   * @throws Error of a bug
   */
  async pass(limits?: PassLimits): Promise<TargetPass> {
    if (limits) this.ctx = { ...this.ctx, ...limits };
    const { ctx, target } = this;
    let look: Look;
    try {
      const { source } = this.ports.of("connection");
      const needed = this.options.needsAll?.() ? undefined : this.#needed;
      look = await lookAt(source, ctx.clock, ctx.signal, undefined, needed);
    } catch (error) {
      const fault = ctx.classify(error);
      if (!fault) throw error;
      return this.#notListed(fault);
    }
    const judgements = this.#judge(look.sessions, ctx.clock.date(), (policy) => ({
      ...this.#memory(policy).history(),
      isUnderWay: (session) => this.#isUnderWay(policy, session),
    }));
    // Those that don't act too: they take sessions from others once their condition has held for long enough.
    for (const [policy, judgement] of judgements) this.#memory(policy).saw(judgement);
    const acting = [...judgements].filter(([policy]) => this.#runs.get(policy)!.acts);
    this.options.seen?.({ target, at: ctx.clock.date(), sessions: look.sessions, judgements: acting });
    const policies: PolicyPass[] = [];
    let failed = false;
    for (const [policy, judgement] of acting) {
      if (ctx.signal.aborted && !this.#isLate()) break;
      const done = await this.#one(policy, judgement, look);
      failed ||= done.events.some(({ severity }) => severity === "error");
      policies.push(done);
    }
    return { target, listed: look.sessions.length, policies, failed };
  }

  async #one(policy: Policy, judgement: Judgement, look: Look): Promise<PolicyPass> {
    const memory = this.#memory(policy);
    const { source } = this.ports.of("connection");
    const { facts } = source;
    const enforcer = enforcerOf(policy, facts);
    // What the vendor's task enforces is left to it.
    const enforces = policy.mode === "enforce" && enforcer === "runner" && !this.options.dryRun;
    // A policy that rests misses nobody.
    const rests = enforcer === "vendor" || !policy.enabled || isExpired(policy, this.ctx.clock.date());
    const partial = rests ? [] : listIncomplete(source, look);
    const stop = enforces && judgement.victims.length > 0 ? this.#stopBefore(policy) : undefined;
    const kills = enforces && !stop;
    let report: KillReport | undefined;
    let events: readonly EngineEvent[] = stop ? [...partial, stop] : partial;
    try {
      for (const said of enforcer === "runner" ? saidOf(policy, judgement, memory, kills) : []) {
        await this.#write(policy, said);
      }
      if (kills && judgement.victims.length > 0) {
        report = await this.#kill(policy, judgement.victims, look);
        events = [...partial, ...report.events];
        await this.#record(policy, outcomesOf(judgement.victims, report, whyOf(policy)));
      }
      for (const { severity, code } of events) {
        if (severity === "error") await this.#write(policy, { event: "error", code });
      }
      await this.#write(policy, { event: "pass" });
    } catch (error) {
      if (error instanceof AuditError) memory.unsay();
      events = [...events, await this.#failed(policy, error)];
    }
    return {
      policy,
      enforcer,
      matched: judgement.matched.length,
      wouldKill: kills || enforcer === "vendor" ? 0 : judgement.victims.length,
      killed: tally(
        report?.results.filter((result) => wasTried(result, report!)).map(({ outcome }) => outcome) ?? [],
      ),
      spared: tally([...judgement.spared, ...(report?.spared ?? [])].map(({ reason }) => reason)),
      capped: judgement.capped !== null,
      events,
    };
  }

  /** Kills these sessions if they are still the same right before. Records each kill first. */
  async #kill(policy: Policy, victims: readonly Session[], look: Look): Promise<KillReport> {
    const { ctx } = this;
    await this.#begin(policy, victims);
    const { source, killer } = this.ports.of(policy.action);
    const order = {
      selection: this.#selectionOf(policy),
      only: victims.map((session) => sightingOf(session, look)),
      look,
      maxKills: policy.max_kills,
      verify: true,
      failOnSurvivors: false,
      patienceMs: PATIENCE_MS,
    };
    let report: KillReport;
    try {
      const asking = guarded(killer, () => this.#forbids(policy));
      report = await killSessions(order, { source, killer: asking }, ctx);
    } catch (error) {
      // Nothing was sent: each kill that is recorded as begun is recorded as called off.
      const code = ctx.classify(error)?.code ?? "DBKILL_UNEXPECTED";
      await this.#callOff(policy, victims, code);
      throw error;
    }
    const memory = this.#memory(policy);
    const sent = new Set(report.sent.map(({ key }) => key));
    const now = ctx.clock.date().getTime();
    const seenAt = now - (ctx.clock.now() - look.at);
    for (const session of victims) if (sent.has(sessionKey(session))) memory.killed(session, now, seenAt);
    return report;
  }

  /** Records all kills before the first one is sent. @throws AuditError if one can't be recorded; none is sent then */
  async #begin(policy: Policy, victims: readonly Session[]): Promise<void> {
    for (const [at, session] of victims.entries()) {
      try {
        await this.#write(policy, { event: "killed", ...whyOf(policy), session });
      } catch (error) {
        await this.#callOff(policy, victims.slice(0, at), "DBKILL_AUDIT_FAILED");
        throw error;
      }
    }
  }

  async #callOff(policy: Policy, begun: readonly Session[], code: string): Promise<void> {
    await this.#record(
      policy,
      begun.map((session) => ({ event: "error", code, session })),
    );
  }

  /** Whether a kill of the same or a wider scope was sent before, and the session is ending. */
  #isUnderWay(policy: Policy, session: Session): boolean {
    if (!isEnding(session, this.ports.of("connection").source.facts)) return false;
    return [...this.#runs.values()].some(
      ({ policy: { action }, memory }) =>
        (action === "connection" || action === policy.action) && memory.hasKilled(session),
    );
  }

  /** What the policy still has to say of a session at the look right before its kill. */
  #selectionOf({ match, exclude, protected_users, protect_tools }: Policy): Selection {
    const now = this.ctx.clock.date();
    const users = new Map(protected_users.map((user) => [comparable(user), user]));
    for (const other of this.#policies) {
      if (!other.enabled || isExpired(other, now)) continue;
      for (const user of other.protected_users) users.set(comparable(user), user);
    }
    return {
      choice: match === null ? { by: "all" } : { by: "match", match },
      exclude,
      protectedUsers: [...users.values()],
      protectTools: protect_tools,
    };
  }

  /** Why no kill of this pass may be begun any more. */
  #stopBefore(policy: Policy): EngineEvent | undefined {
    const forbidden = this.#forbids(policy);
    if (forbidden) return eventOf(forbidden, "warning");
    return this.#isLate() ? OUT_OF_TIME : undefined;
  }

  /** What forbids a policy's kills now. Its windows are asked again, as a pass may take long. */
  #forbids(policy: Policy): Fault | undefined {
    if (!this.options.mayKill()) return STOPPED;
    const why = closedReason(policy, this.ctx.clock.date());
    return why === undefined ? undefined : closed(why);
  }

  #isLate(): boolean {
    const { deadline, clock } = this.ctx;
    return deadline !== undefined && clock.now() >= deadline;
  }

  async #notListed(fault: Fault): Promise<TargetPass> {
    const policies: PolicyPass[] = [];
    const { target } = this;
    // The runner ends: that is no failure of the target.
    if (fault.kind === "aborted" && !this.#isLate()) return { target, fault, policies, failed: false };
    for (const policy of this.#policies) {
      this.#memory(policy).saw(undefined);
      if (!this.#runs.get(policy)!.acts) continue;
      const event = listFailed(this.target, fault);
      const events = [event];
      try {
        await this.#write(policy, { event: "error", code: fault.code });
      } catch (error) {
        events.push(this.#failure(error));
      }
      const { facts } = this.ports.of("connection").source;
      const enforcer = enforcerOf(policy, facts);
      policies.push({ ...NOTHING, policy, enforcer, events });
    }
    return { target, fault, policies, failed: true };
  }

  /** Records why a policy's part of the pass ended early. @throws as {@link #failure} does */
  async #failed(policy: Policy, error: unknown): Promise<EngineEvent> {
    const event = this.#failure(error);
    // An audit that can't be written can't tell of itself.
    if (!(error instanceof AuditError))
      await this.#write(policy, { event: "error", code: event.code }).catch(() => {});
    return event;
  }

  /** @throws the error itself where it is neither the audit's nor one of an adapter */
  #failure(error: unknown): EngineEvent {
    if (error instanceof AuditError) {
      return {
        code: "DBKILL_AUDIT_FAILED",
        severity: "error",
        summary: "The audit can't be written",
        detail: `Nothing more is killed for this policy in this pass: what can't be recorded is not killed. ${error.message}`,
      };
    }
    const fault = this.ctx.classify(error);
    if (!fault) throw error;
    return eventOf(fault, "error");
  }

  #write(policy: Policy, said: Said): Promise<void> {
    return this.#ledger.write(this.#line(policy, said));
  }

  /** Records a completed action; a line that can't be written stays pending. */
  async #record(policy: Policy, done: readonly Said[]): Promise<void> {
    for (const said of done) await this.#ledger.record(this.#line(policy, said));
  }

  #line(policy: Policy, said: Said): AuditLine {
    return {
      at: this.ctx.clock.date().toISOString(),
      policy: policy.name,
      document_hash: this.#runs.get(policy)!.documentHash,
      target: this.target,
      ...said,
    };
  }

  #memory(policy: Policy): PolicyMemory {
    return this.#runs.get(policy)!.memory;
  }
}

const NOTHING = { matched: 0, wouldKill: 0, killed: {}, spared: {}, capped: false } as const;

function whyOf({ reason }: Policy): { readonly reason?: string } {
  return reason === null ? {} : { reason };
}

function sightingOf(session: Session, { byKey, from, at }: Look): SentSession {
  const key = sessionKey(session);
  return { key, sessions: byKey.get(key)!, from, at };
}

function tally<K extends string>(items: readonly K[]): Partial<Record<K, number>> {
  const counts: Partial<Record<K, number>> = {};
  for (const item of items) counts[item] = (counts[item] ?? 0) + 1;
  return counts;
}
