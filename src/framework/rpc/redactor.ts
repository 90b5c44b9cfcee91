import { INTEREST, layoutOf } from "../plan/layout";
import type { Attributes } from "../schema/types";
import { UNKNOWN } from "../values/unknown";

/** Shorter texts are not taken for secrets: replacing them would only make messages unreadable. */
const SHORTEST = 4;
const REPLACEMENT = "(sensitive value)";

/** Keeps the secrets that pass through the provider out of every message and log line. */
export class Redactor {
  private readonly secrets = new Set<string>();
  /** The secrets, the longest first: one may be the beginning of another. */
  private ordered: readonly string[] | undefined;

  /** Notes every text in attributes that are sensitive or write-only. */
  learn(attributes: Attributes, value: unknown): void {
    if (value === null || value === UNKNOWN || (layoutOf(attributes).all & INTEREST.secret) === 0) return;
    for (const [name, { sensitive, writeOnly, type }] of Object.entries(attributes)) {
      const inner = (value as Record<string, unknown>)[name];
      if (sensitive || writeOnly) this.add(inner);
      else if (type.kind === "object" && inner !== null && typeof inner === "object") {
        const objects = type.nesting === "single" ? [inner] : Object.values(inner);
        for (const object of objects) this.learn(type.attributes, object);
      }
    }
  }

  /** The text without any of the secrets. */
  readonly scrub = (text: string): string => {
    this.ordered ??= [...this.secrets].sort((a, b) => b.length - a.length);
    let scrubbed = text;
    for (const secret of this.ordered) scrubbed = scrubbed.replaceAll(secret, REPLACEMENT);
    return scrubbed;
  };

  /** Notes a secret, or all texts in a list, set or map of them. */
  add(value: unknown): void {
    if (typeof value === "string") {
      if (value.length < SHORTEST || this.secrets.has(value)) return;
      this.secrets.add(value);
      this.ordered = undefined;
    } else if (value !== null && typeof value === "object") {
      for (const inner of Object.values(value)) this.add(inner);
    }
  }
}
