import { type Judgement, type PolicyHistory, type Session, sessionKey } from "../../model";
import type { Clock } from "../ports";

const HOUR_MS = 3_600_000;

/** What the runner remembers of one policy: how long its condition has held, whom it has killed within the hour, and what it has said. */
export class PolicyMemory {
  #heldSince: number | null = null;
  /** By session: when it was killed, as a date in ms. */
  readonly #killed = new Map<string, number>();
  #said: ReadonlySet<string> = new Set();

  constructor(private readonly clock: Pick<Clock, "now" | "date">) {}

  /** What the judge has to know. */
  history(): PolicyHistory {
    this.#forget();
    return {
      heldSeconds: this.#heldSince === null ? 0 : (this.clock.now() - this.#heldSince) / 1_000,
      killedWithinHour: this.#killed.size,
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
    if (!this.#killed.has(name)) this.#killed.set(name, at);
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
    for (const [name, at] of this.#killed) if (at <= now - HOUR_MS) this.#killed.delete(name);
  }
}

/** Ages are whole seconds, so a statement's start is known to a few. */
const START_MS = 10_000;

/** Names a session's statement across passes. */
function nameOf(session: Session, at: number): string {
  const start = Math.round((at - session.duration_seconds * 1_000) / START_MS);
  return `${sessionKey(session)} ${session.user} ${start}`;
}
