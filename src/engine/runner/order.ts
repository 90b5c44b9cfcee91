import type {
  Enforcer,
  Judgement,
  Outcome,
  Policy,
  PolicyAction,
  Session,
  SpareReason,
  Target,
} from "../../model";
import type { EngineEvent } from "../events";
import type { KillPorts } from "../kill";
import type { EngineContext, Fault } from "../ports";
import type { PolicyMemory } from "./history";

/** A policy, with the name of its revision and what is remembered of it. */
export interface RunPolicy {
  readonly policy: Policy;
  readonly documentHash: string;
  readonly memory: PolicyMemory;
  /** False: it only counts for the others of its target, as it protects and has priority. Nothing is killed or recorded for it. */
  readonly acts: boolean;
}

/** What the runner works with on one target. */
export interface TargetPorts {
  /** The ports for kills that end what the action says. */
  of(action: PolicyAction): KillPorts;
}

/** What a pass found before it kills. */
export interface Seen {
  readonly target: Target;
  /** When it was listed. */
  readonly at: Date;
  readonly sessions: readonly Session[];
  /** Of the policies that this runner carries out. */
  readonly judgements: readonly (readonly [Policy, Judgement])[];
}

export interface RunOptions {
  /** Kills nothing, and says what it would kill. */
  readonly dryRun: boolean;
  /** Asked right before each kill request: false keeps it from being sent. */
  mayKill(): boolean;
  /** Called once in each pass that has a list. It must not throw. */
  seen?(seen: Seen): void;
  /** Called before each list. True: list all sessions, including those that no policy targets. Default: false. */
  needsAll?(): boolean;
}

/** What ends a pass before it is done. */
export type PassLimits = Pick<EngineContext, "signal" | "deadline">;

/** What one pass did for one policy. */
export interface PolicyPass {
  readonly policy: Policy;
  readonly enforcer: Enforcer;
  readonly matched: number;
  /** How many it would have killed, where it kills nobody in this pass: it observes, is dry or is stopped. */
  readonly wouldKill: number;
  readonly killed: Readonly<Partial<Record<Outcome, number>>>;
  readonly spared: Readonly<Partial<Record<SpareReason, number>>>;
  readonly capped: boolean;
  readonly events: readonly EngineEvent[];
}

/** What one pass over a target did. */
export interface TargetPass {
  readonly target: Target;
  /** How many sessions the list had; it may leave out sessions that no policy targets. Absent if they could not be listed. */
  readonly listed?: number;
  /** Why they could not. */
  readonly fault?: Fault;
  readonly policies: readonly PolicyPass[];
  /** Whether something failed: the list, a kill, or the audit. */
  readonly failed: boolean;
}
