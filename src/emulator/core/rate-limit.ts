const WINDOW_MS = 1000;

/**
 * So many calls in any second, for each key apart. In real time whatever the emulator's clock says, for the callers live in it.
 * Calls that are turned away don't count.
 */
export class RateLimit {
  readonly #accepted = new Map<string, number[]>();

  /** `now` returns milliseconds that never run backwards. */
  constructor(private readonly now: () => number = () => performance.now()) {}

  /** Whether one more call is within the limit; counts it if so. */
  admit(key: string, perSecond: number): boolean {
    const now = this.now();
    const recent = (this.#accepted.get(key) ?? []).filter((at) => now - at < WINDOW_MS);
    const admitted = recent.length < perSecond;
    if (admitted) recent.push(now);
    this.#accepted.set(key, recent);
    return admitted;
  }

  clear(): void {
    this.#accepted.clear();
  }
}
