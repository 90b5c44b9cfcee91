/** Notes about a slot that the processes of one run share. Kept at least as long as the run lasts. */
export interface SlotMemory {
  get(key: string): string | undefined;
  set(key: string, value: string): void;
  /** Why other processes neither see these notes nor wait for this change. Absent: they do. */
  readonly unshared?: string;
}

/**
 * Mutual exclusion across the processes of one run: Terraform starts one provider process for each alias, so a resource that
 * moves from one alias to another is destroyed in one process and created in another.
 */
export interface SlotLock {
  /**
   * Runs `work` while no other process changes the slot. Within this process the caller runs one change of a slot at a time.
   *
   * @throws Error where another process still holds the lock when the signal aborts; `work` did not run then
   */
  hold<T>(slot: string, work: (memory: SlotMemory) => Promise<T>, signal?: AbortSignal): Promise<T>;
}

/** What a planned change does with a slot. */
export type SlotMove = "take" | "leave";

/**
 * What a plan or an apply knows about slots, the places that hold tasks. Lives as long as one configured provider; what other processes
 * have to know is in the {@link SlotMemory} of the lock.
 */
export class SlotRegistry {
  readonly #claims = new Map<string, { readonly claim: string; readonly label: string }>();
  readonly #moves: Record<SlotMove, Map<string, Set<string>>> = { take: new Map(), leave: new Map() };
  readonly #starts = new Map<string, Set<string>>();
  readonly #queues = new Map<string, Promise<unknown>>();

  constructor(private readonly lock: SlotLock) {}

  /**
   * Claims a slot for one resource in this plan.
   *
   * @param claim what names the resource from its first plan on
   * @param label what people call it
   * @returns the label of another resource that has the slot; undefined where none has
   */
  claim(slot: string, claim: string, label: string): string | undefined {
    const holder = this.#claims.get(slot);
    if (holder === undefined) this.#claims.set(slot, { claim, label });
    return holder === undefined || holder.claim === claim ? undefined : holder.label;
  }

  /**
   * Notes that a resource leaves a slot (it is destroyed, or moves to another one) or takes one. False where one resource leaves a
   * slot that another one takes in the same plan: Terraform runs the two in any order.
   */
  move(slot: string, move: SlotMove, claim: string): boolean {
    const own = this.#moves[move];
    own.set(slot, (own.get(slot) ?? new Set()).add(claim));
    const other = this.#moves[move === "take" ? "leave" : "take"].get(slot) ?? new Set<string>();
    return [...other].every((each) => each === claim);
  }

  /** Notes a task that is known to have been started on a slot at this time (RFC 3339, UTC). */
  saw(slot: string, startedAt: string): void {
    this.#starts.set(slot, this.#startsOn(slot).add(startedAt));
  }

  /** Whether a later task than that started at this time was seen on the slot; null: never started, and so replaced by none. */
  holdsNewer(slot: string, startedAt: string | null): boolean {
    // Nothing is greater than null.
    return [...this.#startsOn(slot)].some((other) => other > startedAt!);
  }

  /** Whether an earlier task than that started at this time was seen on the slot. */
  holdsOlder(slot: string, startedAt: string): boolean {
    return [...this.#startsOn(slot)].some((other) => other < startedAt);
  }

  /** Runs one change of a slot at a time, in this process and across the processes of the run. */
  async exclusively<T>(
    slot: string,
    change: (memory: SlotMemory) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> {
    const run = () => this.lock.hold(slot, change, signal);
    const turn = (this.#queues.get(slot) ?? Promise.resolve()).then(run, run);
    // It stays after its end: a later change waits for the last one that came, and there are few slots.
    this.#queues.set(slot, turn);
    return turn;
  }

  #startsOn(slot: string): Set<string> {
    return this.#starts.get(slot) ?? new Set();
  }
}
