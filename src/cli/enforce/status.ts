import {
  documentHash,
  documentOf,
  type Enforcer,
  enforcerOf,
  isExpired,
  isOpenAt,
  type Policy,
} from "../../model";
import { factsOf } from "../../vendors/facts";
import type { PassResult } from "./fleet";

/**
 * What a policy does here. The first that is true:
 *
 * - `disabled`, `expired`: as in Terraform.
 * - `vendor`: it is left to the vendor's task.
 * - `pending`: it had no pass yet.
 * - `failing`: its last pass failed.
 * - `stopped`: the stop file is there.
 * - `outside_window`: no window is open.
 * - `observing`: it kills nothing, by its mode or by `--dry-run`.
 * - `capped`: a cap stopped its last pass.
 * - `enforced`.
 */
export type RunStatus =
  | "disabled"
  | "expired"
  | "vendor"
  | "pending"
  | "failing"
  | "stopped"
  | "outside_window"
  | "observing"
  | "capped"
  | "enforced";

/** The known state of a policy. */
export interface KnownPolicy {
  readonly policy: Policy;
  readonly hash: string;
  readonly status: RunStatus;
  /** When its last pass ended, failed or not. Undefined: no pass has ended. */
  readonly lastPass: Date | undefined;
}

/** The state of a runner at one moment. */
export interface RunnerState {
  readonly now: Date;
  readonly policies: readonly KnownPolicy[];
  /** The stop file is there. */
  readonly stopped: boolean;
  /** Why the current policies can't be used. */
  readonly notReloaded: string | undefined;
}

/** A policy in `GET /v1/policies`. */
export interface PolicyStatus {
  readonly name: string;
  readonly document_hash: string;
  /** When its last pass ended, failed or not: RFC 3339, in UTC. Null: none has. */
  readonly last_pass: string | null;
  readonly status: RunStatus;
}

interface Entry {
  readonly policy: Policy;
  readonly hash: string;
  readonly enforcer: Enforcer;
  last: { readonly at: Date; readonly failed: boolean; readonly capped: boolean } | undefined;
}

/** What is known of the policies that a runner carries out. */
export class StatusBoard {
  #entries: ReadonlyMap<Policy, Entry> = new Map();

  /** @param intervalMs how often each policy has a pass */
  constructor(
    readonly intervalMs: number,
    private readonly dryRun: boolean,
    private readonly isStopped: () => boolean,
  ) {}

  /** These are carried out from now on. What is known of unchanged ones stays. */
  replace(policies: Iterable<Policy>): void {
    // The document holds the name and the target.
    const before = new Map([...this.#entries.values()].map(({ hash, last }) => [hash, last]));
    this.#entries = new Map(
      [...policies].map((policy) => {
        const hash = documentHash(documentOf(policy));
        const enforcer = enforcerOf(policy, factsOf(policy.target.service));
        return [policy, { policy, hash, enforcer, last: before.get(hash) }];
      }),
    );
  }

  record(result: PassResult, at: Date): void {
    if ("bug" in result) {
      for (const policy of result.policies) this.#note(policy, { at, failed: true, capped: false });
      return;
    }
    for (const { policy, events, capped } of result.pass.policies) {
      this.#note(policy, { at, failed: events.some(({ severity }) => severity === "error"), capped });
    }
  }

  /** A pass may end after its policies were replaced. */
  #note(policy: Policy, last: Entry["last"]): void {
    const entry = this.#entries.get(policy);
    if (entry) entry.last = last;
  }

  /** The answer to `GET /v1/policies`. */
  report(now: Date): { readonly interval_seconds: number; readonly policies: readonly PolicyStatus[] } {
    return { interval_seconds: this.intervalMs / 1_000, policies: this.list(now) };
  }

  known(now: Date): KnownPolicy[] {
    return [...this.#entries.values()].map((entry) => {
      const { policy, hash, last } = entry;
      return { policy, hash, status: this.#statusOf(entry, now), lastPass: last?.at };
    });
  }

  list(now: Date): PolicyStatus[] {
    return this.known(now).map(({ policy: { name }, hash, status, lastPass }) => ({
      name,
      document_hash: hash,
      last_pass: lastPass?.toISOString() ?? null,
      status,
    }));
  }

  statuses(now: Date): { readonly policy: Policy; readonly status: RunStatus }[] {
    return [...this.#entries.values()].map((entry) => ({
      policy: entry.policy,
      status: this.#statusOf(entry, now),
    }));
  }

  #statusOf({ policy, enforcer, last }: Entry, now: Date): RunStatus {
    if (!policy.enabled) return "disabled";
    if (isExpired(policy, now)) return "expired";
    if (enforcer === "vendor") return "vendor";
    if (!last) return "pending";
    if (last.failed) return "failing";
    if (this.isStopped()) return "stopped";
    if (!isOpenAt(policy.windows, now)) return "outside_window";
    if (policy.mode === "observe" || this.dryRun) return "observing";
    return last.capped ? "capped" : "enforced";
  }
}
