import { setTimeout as sleep } from "node:timers/promises";

/** A policy that only a runner can enforce. */
export interface RunnerPolicy {
  readonly name: string;
  readonly instanceId: string;
  /** The first setting that the vendor's task can't express. */
  readonly field: string;
}

/** The end of a plan: this many checks in a row, this many ms apart, without a running or new call. */
const QUIET_LOOKS = 5;
const LOOK_MS = 40;

/**
 * Collects the policies of a plan that need an unconfirmed runner, to report them in one warning. The protocol has no call at the end of a
 * plan, and each policy is planned by a separate call. So the first call waits for the others and reports all policies. If Terraform plans
 * them one by one, as with `-parallelism=1` or `depends_on`, each later call reports all policies so far: Terraform folds warnings with
 * equal summaries. Lives as long as one configured provider.
 */
export class UnvouchedPolicies {
  readonly #found = new Map<string, RunnerPolicy>();
  #busy = 0;
  /** Calls that began. */
  #begun = 0;
  #isWaiting = false;
  /** Whether a wait for others ended without any: they come one by one, or there are none. */
  #isAlone = false;

  /** Runs a part of a plan. The warning waits for it. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    // Stryker disable next-line UpdateOperator: each call changes it, either way
    this.#begun++;
    this.#busy++;
    try {
      return await work();
    } finally {
      this.#busy--;
    }
  }

  /**
   * Adds a policy.
   *
   * @param claim identifies the resource: it may be planned twice
   * @returns all policies so far, to be reported; undefined if another call reports them
   */
  async note(
    claim: string,
    policy: RunnerPolicy,
    signal: AbortSignal,
  ): Promise<readonly RunnerPolicy[] | undefined> {
    this.#found.set(claim, policy);
    if (this.#isWaiting) return undefined;
    this.#isWaiting = true;
    const before = this.#found.size;
    if (!this.#isAlone) await this.#quiet(signal);
    this.#isWaiting = false;
    this.#isAlone = this.#found.size === before;
    return [...this.#found.values()];
  }

  async #quiet(signal: AbortSignal): Promise<void> {
    let begun = this.#begun;
    // Stryker disable next-line EqualityOperator: one more check only takes longer
    for (let quiet = 0; quiet < QUIET_LOOKS && !signal.aborted; ) {
      await sleep(LOOK_MS);
      quiet = this.#busy === 0 && this.#begun === begun ? quiet + 1 : 0;
      begun = this.#begun;
    }
  }
}
