import { type Session, sessionKey } from "../../model";

const HOUR_MS = 3_600_000;

/**
 * Tolerance: ages are whole seconds and a list takes a moment, so a statement's start is known to about one second. A statement that is
 * listed again counts once; two statements of one connection count twice.
 */
const START_MS = 1_500;

interface Kill {
  /** When the statement began, at the earliest and at the latest. */
  readonly begun: readonly [number, number];
  readonly at: number;
  /** When the statement was last listed as ending. */
  seen: number;
}

/** The kills of one policy within the hour, and earlier ones whose sessions are still ending. All times are dates in ms. */
export class RecentKills {
  /** By the session, without its statement. */
  readonly #kills = new Map<string, readonly Kill[]>();

  /**
   * Adds a kill. Each statement counts once, however often it is killed.
   *
   * @param seenAt when its age was read
   */
  add(session: Session, at: number, seenAt: number): void {
    const start = startOf(session, seenAt);
    this.#add(session, at, seenAt, [start - START_MS, start + START_MS]);
  }

  /**
   * Adds a kill of an earlier run, recorded at this date. Its age was read before that, an unknown time earlier: what its connection ran
   * before can't come back, so any earlier start is the same statement.
   */
  restore(session: Session, at: number): void {
    this.#add(session, at, at, [Number.NEGATIVE_INFINITY, startOf(session, at) + START_MS]);
  }

  #add(session: Session, at: number, seenAt: number, begun: Kill["begun"]): void {
    if (this.has(session, seenAt)) return;
    const name = nameOf(session);
    this.#kills.set(name, [...(this.#kills.get(name) ?? []), { begun, at, seen: at }]);
  }

  /** Whether this statement, judged by its age, was killed within the hour. */
  has(session: Session, seenAt: number): boolean {
    return this.#of(session, seenAt).some(({ at }) => at > seenAt - HOUR_MS);
  }

  /** Whether this statement, which is ending, was killed. A rollback may take longer than an hour: it is known as long as it is listed. */
  isEnding(session: Session, seenAt: number): boolean {
    const kills = this.#of(session, seenAt);
    for (const kill of kills) kill.seen = seenAt;
    return kills.length > 0;
  }

  #of(session: Session, seenAt: number): readonly Kill[] {
    const start = startOf(session, seenAt);
    return (this.#kills.get(nameOf(session)) ?? []).filter(
      ({ begun: [earliest, latest] }) => earliest <= start && start <= latest,
    );
  }

  /** How many there were within the hour. */
  count(now: number): number {
    // A date in the future means that the clock was set back: it still counts.
    const from = now - HOUR_MS;
    let count = 0;
    for (const [name, kills] of this.#kills) {
      // Stryker disable next-line EqualityOperator: memory alone
      const left = kills.filter(({ seen }) => seen > from);
      count += left.filter(({ at }) => at > from).length;
      // Stryker disable next-line ConditionalExpression: memory alone
      if (left.length === 0) this.#kills.delete(name);
      else this.#kills.set(name, left);
    }
    return count;
  }
}

function startOf({ duration_seconds }: Session, seenAt: number): number {
  return seenAt - duration_seconds * 1_000;
}

function nameOf(session: Session): string {
  return `${sessionKey(session)} ${session.user} ${session.query_id ?? ""}`;
}
