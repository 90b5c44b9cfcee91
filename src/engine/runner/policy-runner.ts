import { enforcerOf, isExpired, type Judgement, type Policy, type Session, type Target } from "../../model";
import type { EngineEvent } from "../events";
import type { KillReport } from "../kill";
import type { Look } from "../kill/look";
import type { Clock, EngineContext, Fault } from "../ports";
import { AuditError } from "./audit";
import type { Ledger } from "./ledger";
import { auditFailed, clockStepped, eventOf, listFailed, listIncomplete } from "./messages";
import { saidOf } from "./observe";
import type { PolicyPass, RunOptions, RunPolicy, TargetPorts } from "./order";
import { wasTried } from "./outcomes";
import { PolicyAudit } from "./policy-audit";
import { killVictims } from "./policy-kill";
import { forbiddenBy, isOutOfTime, OUT_OF_TIME } from "./withheld";

/** What the policies of a target share. */
export interface TargetParts {
  readonly target: Target;
  readonly policies: readonly Policy[];
  readonly ports: TargetPorts;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly options: RunOptions;
}

/** Carries out one policy in the passes of its target. */
export class PolicyRunner {
  readonly #audit: PolicyAudit;

  constructor(
    readonly run: RunPolicy,
    private readonly parts: TargetParts,
  ) {
    const { ledger, target, clock } = parts;
    this.#audit = new PolicyAudit(ledger, target, run, clock);
  }

  /** Kills the victims, or only reports them, and records it. @throws Error of a bug */
  async pass(judgement: Judgement, look: Look, ctx: EngineContext): Promise<PolicyPass> {
    const { policy, memory } = this.run;
    const { victims } = judgement;
    const { source } = this.parts.ports.of("connection");
    const enforcer = enforcerOf(policy, source.facts);
    // What the vendor's task enforces is left to it.
    const enforces = policy.mode === "enforce" && enforcer === "runner" && !this.parts.options.dryRun;
    // A policy that rests misses nobody.
    const rests = enforcer === "vendor" || !policy.enabled || isExpired(policy, ctx.clock.date());
    const known = rests ? [] : [...listIncomplete(source, look), ...clockStepped(source, look)];
    const stop = enforces && victims.length > 0 ? this.#stopBefore(ctx) : undefined;
    const kills = enforces && !stop;
    let report: KillReport | undefined;
    let events: readonly EngineEvent[] = stop ? [...known, stop] : known;
    try {
      for (const said of enforcer === "runner" ? saidOf(policy, judgement, memory, kills) : []) {
        await this.#audit.write(said);
      }
      // Stryker disable next-line ConditionalExpression,EqualityOperator: a kill of nobody sends nothing
      if (kills && victims.length > 0) {
        report = await this.#kill(victims, look, ctx);
        events = [...known, ...report.events];
      }
      for (const { severity, code } of events) {
        if (severity === "error") await this.#audit.write({ event: "error", code });
      }
      await this.#audit.write({ event: "pass" });
    } catch (error) {
      if (error instanceof AuditError) memory.unsay();
      events = [...events, await this.#failed(error, ctx)];
    }
    return {
      policy,
      enforcer,
      matched: judgement.matched.length,
      wouldKill: kills || enforcer === "vendor" ? 0 : victims.length,
      killed: tally(
        report?.results.filter((result) => wasTried(result, report!)).map(({ outcome }) => outcome) ?? [],
      ),
      spared: tally([...judgement.spared, ...(report?.spared ?? [])].map(({ reason }) => reason)),
      capped: judgement.capped !== null,
      events,
    };
  }

  /** Records that the sessions could not be listed. @throws Error of a bug */
  async notListed(fault: Fault, ctx: EngineContext): Promise<PolicyPass> {
    const { policy } = this.run;
    const { target, ports } = this.parts;
    const events = [listFailed(target, fault)];
    try {
      await this.#audit.write({ event: "error", code: fault.code });
    } catch (error) {
      events.push(failureOf(error, ctx));
    }
    const enforcer = enforcerOf(policy, ports.of("connection").source.facts);
    return { ...NOTHING, policy, enforcer, events };
  }

  #kill(victims: readonly Session[], look: Look, ctx: EngineContext): Promise<KillReport> {
    const { policies, ports } = this.parts;
    const forbidden = () => this.#forbidden(ctx);
    return killVictims({ run: this.run, policies, ports, audit: this.#audit, forbidden }, victims, look, ctx);
  }

  /** Why no kill of this pass may be begun any more. */
  #stopBefore(ctx: EngineContext): EngineEvent | undefined {
    const forbidden = this.#forbidden(ctx);
    if (forbidden) return eventOf(forbidden, "warning");
    return isOutOfTime(ctx) ? OUT_OF_TIME : undefined;
  }

  #forbidden({ clock }: EngineContext): Fault | undefined {
    return forbiddenBy(this.run.policy, this.parts.options, clock);
  }

  /** Records why the policy's part of the pass ended early. @throws as {@link failureOf} does */
  async #failed(error: unknown, ctx: EngineContext): Promise<EngineEvent> {
    const event = failureOf(error, ctx);
    // An audit that can't be written can't tell of itself.
    if (!(error instanceof AuditError))
      await this.#audit.write({ event: "error", code: event.code }).catch(() => {});
    return event;
  }
}

/** @throws the error itself where it is neither the audit's nor one of an adapter */
function failureOf(error: unknown, { classify }: EngineContext): EngineEvent {
  if (error instanceof AuditError) return auditFailed(error);
  const fault = classify(error);
  if (!fault) throw error;
  return eventOf(fault, "error");
}

const NOTHING = { matched: 0, wouldKill: 0, killed: {}, spared: {}, capped: false } as const;

function tally<K extends string>(items: readonly K[]): Partial<Record<K, number>> {
  const counts: Partial<Record<K, number>> = {};
  for (const item of items) counts[item] = (counts[item] ?? 0) + 1;
  return counts;
}
