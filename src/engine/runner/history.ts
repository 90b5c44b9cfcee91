import type { Judgement, PolicyHistory, Session } from "../../model";
import type { Clock } from "../ports";
import { RecentKills } from "./recent-kills";

/** What the runner remembers of one policy: how long its condition has held, which sessions it has killed, and what it has said. */
export class PolicyMemory {
  #heldSince: number | null = null;
  #said: ReadonlySet<string> = new Set();

  /** @param epoch the date at which the clock's `now` was 0, in ms: dates that count from it ignore later changes of the machine's date */
  constructor(
    private readonly clock: Pick<Clock, "now" | "date">,
    private readonly kills = new RecentKills(),
    private readonly epoch = clock.date().getTime() - clock.now(),
  ) {}

  /** The memory of the policy's next revision: its kills still count, and all else begins anew. */
  successor(): PolicyMemory {
    return new PolicyMemory(this.clock, this.kills, this.epoch);
  }

  /** What the judge has to know. */
  history(): PolicyHistory {
    const now = this.#date();
    return {
      heldSeconds: this.#heldSince === null ? 0 : (this.clock.now() - this.#heldSince) / 1_000,
      killedWithinHour: this.kills.count(now),
      isCounted: (session) => this.kills.has(session, now),
    };
  }

  /** Whether a session that was just listed as ending was killed, however long ago. */
  hasKilled(session: Session): boolean {
    return this.kills.isEnding(session, this.#date());
  }

  /** Records whether the condition holds now. Without a list it counts as not holding. */
  saw(judgement: Judgement | undefined): void {
    if (!judgement?.conditionHolds) this.#heldSince = null;
    else this.#heldSince ??= this.clock.now();
  }

  /**
   * Records that a session was killed just now.
   *
   * @param seenAt when it was listed, by the clock's `now`
   */
  killed(session: Session, seenAt: number): void {
    this.kills.add(session, this.#date(), this.epoch + seenAt);
  }

  /** Records that an earlier run killed a session, at this date in ms. */
  restore(session: Session, at: number): void {
    this.kills.restore(session, at);
  }

  /** The items that the previous pass did not report: a session that stays is reported once for each reason. */
  news<T>(items: readonly T[], nameOfItem: (item: T) => string): readonly T[] {
    const before = this.#said;
    const names = items.map(nameOfItem);
    this.#said = new Set(names);
    return items.filter((_, index) => !before.has(names[index]!));
  }

  /** Forgets the last report, which may not have been recorded: its items are new again. */
  unsay(): void {
    this.#said = new Set();
  }

  #date(): number {
    return this.epoch + this.clock.now();
  }
}

/** The runner's memory of all policies. It outlives the targets' runners, which a changed document replaces. */
export class PolicyMemories {
  readonly #known = new Map<string, { readonly hash: string | undefined; readonly memory: PolicyMemory }>();

  constructor(private readonly clock: Pick<Clock, "now" | "date">) {}

  /**
   * The memory of a policy. That of an unchanged one stays whole.
   *
   * @param key names the policy and its target
   * @param hash names its revision
   */
  of(key: string, hash: string): PolicyMemory {
    const known = this.#known.get(key);
    if (known?.hash === hash) return known.memory;
    const memory = known?.memory.successor() ?? new PolicyMemory(this.clock);
    this.#known.set(key, { hash, memory });
    return memory;
  }

  /**
   * Policies that are not among these are not seen any more: should one come back, its kills still count, and all else begins anew.
   *
   * @param keys as in {@link of}
   */
  retain(keys: ReadonlySet<string>): void {
    for (const [key, { memory }] of this.#known) {
      if (!keys.has(key)) this.#known.set(key, { hash: undefined, memory });
    }
  }

  /** What an earlier run has killed, at this date in ms, counts for `max_kills_per_hour`. */
  restore(key: string, session: Session, at: number): void {
    const known = this.#known.get(key) ?? { hash: undefined, memory: new PolicyMemory(this.clock) };
    this.#known.set(key, known);
    known.memory.restore(session, at);
  }
}
