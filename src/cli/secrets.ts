/** Shorter ones are found in words that are none. */
const SHORTEST = 4;

/** The secrets that a command has read, to keep them out of what it prints. */
export class Secrets {
  readonly #known = new Set<string>();

  readonly add = (secret: string): void => {
    if (secret.length >= SHORTEST) this.#known.add(secret);
  };

  /** The text with each secret replaced. */
  scrub(text: string): string {
    const longestFirst = [...this.#known].sort((a, b) => b.length - a.length);
    return longestFirst.reduce((rest, secret) => rest.replaceAll(secret, "(sensitive value)"), text);
  }
}
