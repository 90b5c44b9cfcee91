import type { Rate } from "./call";
import type { Clock } from "./clock";

/** Added to the period after the answer is in: timers and clocks of two machines differ by some milliseconds. */
const SLACK_MS = 10;

/**
 * Longest time that a slow answer keeps its token beyond the period, in ms: calls that hang must not stop all others. Where answers
 * take longer, the vendor may see more than its rate in one second and throttle a call.
 */
const LATENCY_ALLOWANCE_MS = 1000;

/** Permission to make one call. */
export interface Permit {
  /** The request is being written. */
  sent(): void;
  /** The answer is in, or will never come. */
  ended(): void;
}

/** Permission where there is no limit. */
const UNCOUNTED: Permit = { sent: () => {}, ended: () => {} };

/**
 * A token bucket for one action of one account. Each token comes back a full period after its call, so that no sliding
 * period at the vendor's end ever holds more calls than allowed (a bucket that refills steadily would allow nearly twice the
 * rate in its first second). When the vendor counted a call lies between its sending and its answer; the token therefore comes
 * back a period after the answer, or after the sending and an allowance where the answer is slow. First come, first served.
 */
export class Bucket {
  /** Back time of every token that is out: Infinity until its request is written. */
  readonly #out = new Set<{ back: number }>();
  readonly #waiting = new Set<{ grant: (permit: Permit) => void }>();
  #pausedUntil = 0;
  #cancelTimer: (() => void) | undefined;
  #lifted = false;

  constructor(
    private readonly rate: Rate,
    private readonly clock: Clock,
  ) {}

  /**
   * Waits for a token.
   * @param signal ends the waiting; the promise is then rejected with the signal's reason
   * @param patienceMs how long to wait at most; the promise is then rejected. Default: as long as it takes.
   */
  take(signal?: AbortSignal, patienceMs?: number): Promise<Permit> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const abort = () => {
        this.#waiting.delete(waiter);
        settle();
        reject(signal?.aborted ? signal.reason : new Error("No token in time"));
        this.#serve();
      };
      let cancelTimer: (() => void) | undefined;
      const settle = () => {
        cancelTimer?.();
        signal?.removeEventListener("abort", abort);
      };
      const waiter = {
        grant: (permit: Permit) => {
          settle();
          resolve(permit);
        },
      };
      signal?.addEventListener("abort", abort);
      this.#waiting.add(waiter);
      this.#serve();
      if (patienceMs !== undefined && this.#waiting.has(waiter)) {
        cancelTimer = this.clock.after(patienceMs, abort);
      }
    });
  }

  /** Gives out nothing for `ms` ms: the vendor has just said that we are too fast. */
  pause(ms: number): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, this.clock.now() + ms);
    this.#serve();
  }

  /** Gives out tokens without limit from now on, and keeps no account of them. */
  lift(): void {
    this.#lifted = true;
    this.#out.clear();
    this.#serve();
  }

  #serve(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    const now = this.clock.now();
    for (const token of this.#out) if (token.back <= now) this.#out.delete(token);
    if (now >= this.#pausedUntil) {
      for (const waiter of this.#waiting) {
        if (!this.#lifted && this.#out.size >= this.rate.calls) break;
        this.#waiting.delete(waiter);
        waiter.grant(this.#permit());
      }
    }
    // Without waiting calls there is no timer: it would keep a finished command alive.
    if (this.#waiting.size === 0) return;
    const nextBack =
      this.#out.size < this.rate.calls ? now : Math.min(...[...this.#out].map((token) => token.back));
    const next = Math.max(nextBack, this.#pausedUntil);
    if (next < Infinity) this.#cancelTimer = this.clock.after(Math.ceil(next - now), () => this.#serve());
  }

  #permit(): Permit {
    // Stryker disable next-line ConditionalExpression: to count what has no limit changes nothing, and takes time
    if (this.#lifted) return UNCOUNTED;
    const token = { back: Infinity };
    this.#out.add(token);
    return {
      sent: () => {
        token.back = this.clock.now() + this.rate.perMs + LATENCY_ALLOWANCE_MS;
        this.#serve();
      },
      ended: () => {
        // A request that was never written was never counted.
        if (token.back === Infinity) this.#out.delete(token);
        else token.back = Math.min(token.back, this.clock.now() + this.rate.perMs + SLACK_MS);
        this.#serve();
      },
    };
  }
}

/** The buckets of this process, by endpoint, account, service and action. */
export class Buckets {
  readonly #buckets = new Map<string, Bucket>();

  constructor(private readonly clock: Clock) {}

  /** The bucket of that key, made where it is new. */
  of(key: string, rate: Rate): Bucket {
    const bucket = this.#buckets.get(key) ?? new Bucket(rate, this.clock);
    this.#buckets.set(key, bucket);
    return bucket;
  }
}
