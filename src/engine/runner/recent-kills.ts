import { type Session, sessionKey } from "../../model";

const HOUR_MS = 3_600_000;

/**
 * Tolerance: ages are whole seconds and a list takes a moment, so a statement's start is known to about one second. A statement that is
 * listed again counts once; two statements of one connection count twice.
 */
const START_MS = 1_500;

interface Kill {
  /** When the statement began, by its age. */
  readonly start: number;
  readonly at: number;
}

/** The kills of one policy within the hour. All times are dates in ms. */
export class RecentKills {
  /** By the session, without its statement. */
  readonly #kills = new Map<string, readonly Kill[]>();
  #count = 0;

  /**
   * Adds a kill. Each statement counts once, however often it is killed.
   *
   * @param seenAt when its age was read
   */
  add(session: Session, at: number, seenAt: number): void {
    if (this.has(session, seenAt)) return;
    const name = nameOf(session);
    this.#kills.set(name, [...(this.#kills.get(name) ?? []), { start: startOf(session, seenAt), at }]);
    this.#count++;
  }

  /** Whether this statement, judged by its age, is among them. */
  has(session: Session, seenAt: number): boolean {
    const start = startOf(session, seenAt);
    return (
      this.#kills.get(nameOf(session))?.some((kill) => Math.abs(kill.start - start) <= START_MS) === true
    );
  }

  /** The current count. */
  count(now: number): number {
    for (const [name, kills] of this.#kills) {
      // A date in the future means that the clock was set back: it still counts.
      const left = kills.filter(({ at }) => at > now - HOUR_MS);
      // Stryker disable next-line ConditionalExpression: speed alone
      if (left.length === kills.length) continue;
      this.#count -= kills.length - left.length;
      // Stryker disable next-line ConditionalExpression: memory alone
      if (left.length === 0) this.#kills.delete(name);
      else this.#kills.set(name, left);
    }
    return this.#count;
  }
}

function startOf({ duration_seconds }: Session, seenAt: number): number {
  return seenAt - duration_seconds * 1_000;
}

function nameOf(session: Session): string {
  return `${sessionKey(session)} ${session.user} ${session.query_id ?? ""}`;
}
