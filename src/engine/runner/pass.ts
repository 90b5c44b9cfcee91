import {
  compileTarget,
  isEnding,
  type Policy,
  type Session,
  type SessionFilter,
  type Target,
} from "../../model";
import { type Look, lookAt } from "../kill/look";
import type { EngineContext, Fault } from "../ports";
import type { Audit } from "./audit";
import { Ledger } from "./ledger";
import { neededBy } from "./needed";
import type { PassLimits, PolicyPass, RunOptions, RunPolicy, TargetPass, TargetPorts } from "./order";
import { PolicyRunner } from "./policy-runner";
import { Refusals } from "./refusals";
import { isOutOfTime, Withheld } from "./withheld";

/** Enforces the policies of one target, pass by pass: one list for all of them, one look more before each kill. */
export class TargetRunner {
  readonly #judge: ReturnType<typeof compileTarget>;
  readonly #runners: ReadonlyMap<Policy, PolicyRunner>;
  readonly #needed: readonly SessionFilter[] | undefined;
  readonly #ctx: EngineContext;
  readonly #refusals: Refusals;

  constructor(
    readonly target: Target,
    runs: readonly RunPolicy[],
    private readonly ports: TargetPorts,
    audit: Audit,
    ctx: EngineContext,
    private readonly options: RunOptions,
  ) {
    const classify = (error: unknown) => (error instanceof Withheld ? error.fault : ctx.classify(error));
    this.#ctx = { ...ctx, classify };
    this.#refusals = new Refusals(ctx.clock);
    const policies = runs.map(({ policy }) => policy);
    const parts = { target, policies, ports, ledger: Ledger.of(audit), clock: ctx.clock, options };
    this.#runners = new Map(runs.map((run) => [run.policy, new PolicyRunner(run, parts)]));
    const { facts } = ports.of("connection").source;
    this.#judge = compileTarget(policies, facts);
    this.#needed = neededBy(policies);
  }

  /**
   * Lists, judges, kills and records. What can't be recorded is not killed. Never called again before it has settled.
   *
   * @param limits of this pass, in place of those of the context. After an abort nothing more is begun, and what was sent is recorded.
   * @throws Error of a bug
   */
  async pass(limits?: PassLimits): Promise<TargetPass> {
    const { target } = this;
    const ctx = { ...this.#ctx, ...limits };
    const refusal = this.#refusals.current;
    if (refusal) return this.#notListed(refusal, ctx);
    let look: Look;
    try {
      const { source } = this.ports.of("connection");
      const needed = this.options.needsAll?.() ? undefined : this.#needed;
      look = await lookAt(source, ctx.clock, ctx.signal, undefined, needed);
      this.#refusals.note(undefined);
    } catch (error) {
      const fault = ctx.classify(error);
      if (!fault) throw error;
      this.#refusals.note(fault);
      return this.#notListed(fault, ctx);
    }
    const runnerOf = (policy: Policy) => this.#runners.get(policy)!;
    const judgements = this.#judge(look.sessions, ctx.clock.date(), (policy) => ({
      ...runnerOf(policy).run.memory.history(),
      isUnderWay: (session) => this.#isUnderWay(policy, session),
    }));
    // Those that don't act too: they take sessions from others once their condition has held for long enough.
    for (const [policy, judgement] of judgements) runnerOf(policy).run.memory.saw(judgement);
    const acting = [...judgements].filter(([policy]) => runnerOf(policy).run.acts);
    this.options.seen?.({ target, at: ctx.clock.date(), sessions: look.sessions, judgements: acting });
    const policies: PolicyPass[] = [];
    let failed = false;
    for (const [policy, judgement] of acting) {
      if (ctx.signal.aborted && !isOutOfTime(ctx)) break;
      const done = await runnerOf(policy).pass(judgement, look, ctx);
      failed ||= done.events.some(({ severity }) => severity === "error");
      policies.push(done);
    }
    return { target, listed: look.sessions.length, policies, failed };
  }

  async #notListed(fault: Fault, ctx: EngineContext): Promise<TargetPass> {
    const policies: PolicyPass[] = [];
    const { target } = this;
    // The runner ends: that is no failure of the target.
    if (fault.kind === "aborted" && !isOutOfTime(ctx)) return { target, fault, policies, failed: false };
    for (const runner of this.#runners.values()) {
      runner.run.memory.saw(undefined);
      if (runner.run.acts) policies.push(await runner.notListed(fault, ctx));
    }
    return { target, fault, policies, failed: true };
  }

  /** Whether a kill of the same or a wider scope was sent before, and the session is ending. */
  #isUnderWay(policy: Policy, session: Session): boolean {
    if (!isEnding(session, this.ports.of("connection").source.facts)) return false;
    return [...this.#runners.values()].some(
      ({
        run: {
          policy: { action },
          memory,
        },
      }) => (action === "connection" || action === policy.action) && memory.hasKilled(session),
    );
  }
}
