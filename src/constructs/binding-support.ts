/**
 * What the generated bindings are made lighter with: synth of a thousand resources spends more time on
 * attributes that are not set than on those that are.
 */

interface Reference<V> {
  internalValue: V | undefined;
}

/**
 * Stands before the reference to a nested attribute and keeps its value until the reference itself is asked
 * for, which is rare: making one records a stack trace.
 */
export class LazyReference<R extends Reference<V>, V = R["internalValue"]> {
  private value: V | undefined;
  private made: R | undefined;

  constructor(private readonly make: () => R) {}

  get internalValue(): V | undefined {
    return this.made ? this.made.internalValue : this.value;
  }

  set internalValue(value: V | undefined) {
    if (this.made) this.made.internalValue = value;
    else this.value = value;
  }

  get reference(): R {
    if (!this.made) {
      this.made = this.make();
      this.made.internalValue = this.value;
    }
    return this.made;
  }
}

/**
 * The attributes that are set. CDKTF leaves out the others too, but only after it has searched each of their
 * names for tokens, three times.
 */
export function onlySet(attributes: Record<string, unknown>): Record<string, unknown> {
  for (const name of Object.keys(attributes)) {
    if (attributes[name] === undefined) delete attributes[name];
  }
  return attributes;
}
