import type { PrivateState } from "../definitions/index";

/** A resource's private data: a JSON object, in the bytes that Terraform keeps for us. */
export class PrivateData implements PrivateState {
  private values: Record<string, unknown> | undefined;
  private changed = false;

  constructor(private readonly stored: Uint8Array | undefined) {}

  get(key: string): unknown {
    return this.read()[key];
  }

  set(key: string, value: unknown): void {
    this.read()[key] = value;
    this.changed = true;
  }

  /** The bytes to hand to Terraform: those it gave where nothing was changed. */
  toBytes(): Uint8Array {
    return this.changed ? Buffer.from(JSON.stringify(this.values)) : (this.stored ?? new Uint8Array());
  }

  private read(): Record<string, unknown> {
    this.values ??= parse(this.stored);
    return this.values;
  }
}

/** Bytes that another program wrote count as none. */
function parse(stored: Uint8Array | undefined): Record<string, unknown> {
  if (stored === undefined || stored.length === 0) return {};
  try {
    const value: unknown = JSON.parse(Buffer.from(stored).toString("utf8"));
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
  } catch {
    return {};
  }
}

/**
 * The one record that a resource type keeps in its private data: typed, and with a version, so that a later provider can tell what
 * an earlier one wrote.
 */
export interface PrivateRecord<P> {
  /** Undefined where there is none, or one that no migration knows. */
  get(data: PrivateState): P | undefined;
  /** Undefined removes it. */
  set(data: PrivateState, record: P | undefined): void;
}

/** @param migrate what becomes of the record of another version; absent or undefined: it counts as none */
export function privateRecord<P extends object>(
  version: number,
  migrate?: (stored: unknown, version: number) => P | undefined,
): PrivateRecord<P> {
  return {
    get(data) {
      const stored = data.get("record") as { version?: unknown; data?: unknown } | undefined;
      if (typeof stored?.version !== "number" || typeof stored.data !== "object") return undefined;
      return stored.version === version ? (stored.data as P) : migrate?.(stored.data, stored.version);
    },
    set(data, record) {
      data.set("record", record && { version, data: record });
    },
  };
}
