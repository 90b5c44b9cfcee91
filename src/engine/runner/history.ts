import { type Judgement, type PolicyHistory, type Session, sessionKey } from "../../model";
import type { Clock } from "../ports";

const HOUR_MS = 3_600_000;

/** What the runner remembers of one policy: how long its condition has held, which sessions it has killed within the hour, and what it has said. */
export class PolicyMemory {
  #heldSince: number | null = null;
  #said: ReadonlySet<string> = new Set();

  /** @param kills by session: when it was killed, as a date in ms */
  constructor(
    private readonly clock: Pick<Clock, "now" | "date">,
    private readonly kills = new Map<string, number>(),
  ) {}

  /** The memory of the policy's next revision: its kills still count, and all else begins anew. */
  successor(): PolicyMemory {
    return new PolicyMemory(this.clock, this.kills);
  }

  /** What the judge has to know. */
  history(): PolicyHistory {
    this.#forget();
    return {
      heldSeconds: this.#heldSince === null ? 0 : (this.clock.now() - this.#heldSince) / 1_000,
      killedWithinHour: this.kills.size,
    };
  }

  /** Notes whether the condition holds now. Without a list nobody knows: it counts as not holding. */
  saw(judgement: Judgement | undefined): void {
    if (!judgement?.conditionHolds) this.#heldSince = null;
    else this.#heldSince ??= this.clock.now();
  }

  /** Notes that a session was killed, at this date in ms. Each counts once, however often it is killed until it is gone. */
  killed(session: Session, at: number): void {
    const name = nameOf(session, at);
    if (!this.kills.has(name)) this.kills.set(name, at);
  }

  /** What of these was not said in the pass before: a session that stays is reported once for each reason. */
  news<T>(items: readonly T[], nameOfItem: (item: T) => string): readonly T[] {
    const before = this.#said;
    const names = items.map(nameOfItem);
    this.#said = new Set(names);
    return items.filter((_, index) => !before.has(names[index]!));
  }

  #forget(): void {
    const now = this.clock.date().getTime();
    // A date in the future is of before a clock was set back: it still counts.
    for (const [name, at] of this.kills) if (at <= now - HOUR_MS) this.kills.delete(name);
  }
}

/** What the runner remembers of all policies: it outlives the runners of the targets, which a changed document replaces. */
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
    known.memory.killed(session, at);
  }
}

/**
 * Ages are whole seconds, so a statement's start is known to about one. A session that stays may count twice; two statements of one
 * connection never count as one.
 */
const START_MS = 2_000;

/** Names a session's statement across passes. */
function nameOf(session: Session, at: number): string {
  const start = Math.round((at - session.duration_seconds * 1_000) / START_MS);
  return `${sessionKey(session)} ${session.user} ${start}`;
}
