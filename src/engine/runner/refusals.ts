import type { Clock, Fault } from "../ports";

/** The pause after the first refusal, in ms. Each further one in a row is twice as long. */
const FIRST_PAUSE_MS = 10_000;
const LONGEST_PAUSE_MS = 60_000;

/**
 * The refusals of a key or a password in a row. Services and servers lock an account after several, for everyone who uses it: so the
 * passes in between repeat the last answer and call nobody.
 */
export class Refusals {
  #last: Fault | undefined;
  #pauseMs = 0;
  #until = 0;

  constructor(private readonly clock: Pick<Clock, "now">) {}

  /** The last refusal, as long as the pause after it lasts. */
  get current(): Fault | undefined {
    return this.clock.now() < this.#until ? this.#last : undefined;
  }

  /** @param fault why a list failed; undefined if it did not */
  note(fault: Fault | undefined): void {
    this.#last = fault?.authentication ? fault : undefined;
    this.#pauseMs = this.#last ? Math.min(LONGEST_PAUSE_MS, this.#pauseMs * 2 || FIRST_PAUSE_MS) : 0;
    this.#until = this.clock.now() + this.#pauseMs;
  }
}
