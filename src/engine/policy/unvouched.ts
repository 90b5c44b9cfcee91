import { setTimeout as sleep } from "node:timers/promises";

/** A policy that only a runner can enforce. */
export interface RunnerPolicy {
  readonly name: string;
  readonly instanceId: string;
  /** The first setting that the vendor's task can't express. */
  readonly field: string;
}

/** What counts as the end of a plan: so many looks in a row, so many ms apart, at which nothing is under way and nobody has come. */
const QUIET_LOOKS = 5;
const LOOK_MS = 40;

/**
 * The policies of a plan that need a runner which nobody vouches for, to be told of in one warning. The protocol has no call at the end
 * of a plan, and each policy is planned by a call of its own. So the first one waits until the others have come, and tells of all. Where
 * Terraform plans them one by one, as with `-parallelism=1` or `depends_on`, each one that comes later tells of those so far: Terraform
 * folds warnings with one summary. Lives as long as one configured provider.
 */
export class UnvouchedPolicies {
  readonly #found = new Map<string, RunnerPolicy>();
  #busy = 0;
  /** Calls that began. */
  #begun = 0;
  #isWaiting = false;
  /** Whether waiting for others was in vain: they come one by one, or there are none. */
  #isAlone = false;

  /** Runs a part of a plan, for which the warning waits. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    this.#begun++;
    this.#busy++;
    try {
      return await work();
    } finally {
      this.#busy--;
    }
  }

  /**
   * Notes a policy.
   *
   * @param claim names the resource in every plan: it may be planned twice
   * @returns those to tell of: all so far; undefined where another call does
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
    for (let quiet = 0; quiet < QUIET_LOOKS && !signal.aborted; ) {
      await sleep(LOOK_MS);
      quiet = this.#busy === 0 && this.#begun === begun ? quiet + 1 : 0;
      begun = this.#begun;
    }
  }
}
