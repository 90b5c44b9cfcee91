const KEPT_MS = 15 * 60 * 1000;

/** The nonces of the last fifteen minutes: as long as a timestamp is good for. */
export class Nonces {
  /** When each was used; milliseconds, oldest first. */
  readonly #used = new Map<string, number>();

  /** Notes a nonce of a key; false where it was used before. */
  use(accessKeyId: string, nonce: string, now: number): boolean {
    for (const [old, at] of this.#used) {
      if (now - at <= KEPT_MS) break;
      this.#used.delete(old);
    }
    const name = `${accessKeyId} ${nonce}`;
    if (this.#used.has(name)) return false;
    this.#used.set(name, now);
    return true;
  }

  clear(): void {
    this.#used.clear();
  }
}
