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

export interface PrivateRecordOptions<P> {
  /** What fields are that are not written: Terraform writes the whole state again after every resource. */
  readonly defaults?: Partial<P>;
  /** What becomes of the record of another version. @default - it counts as none, as it does where this answers undefined */
  readonly migrate?: (stored: unknown, version: number) => P | undefined;
}

export function privateRecord<P extends object>(
  version: number,
  { defaults, migrate }: PrivateRecordOptions<P> = {},
): PrivateRecord<P> {
  return {
    get(data) {
      const stored = read(data.get("record"));
      if (stored === undefined) return undefined;
      if (stored.version !== version) return migrate?.(stored.content, stored.version);
      return { ...defaults, ...(stored.content as P) };
    },
    set(data, record) {
      data.set("record", record && [version, without(record, defaults ?? {})]);
    },
  };
}

/** A record as it is written, `[version, content]`, or as it once was. */
function read(stored: unknown): { readonly version: number; readonly content: object } | undefined {
  const { version, data } = (stored ?? {}) as { version?: unknown; data?: unknown };
  const [number, content] = Array.isArray(stored) ? stored : [version, data];
  if (typeof number !== "number" || typeof content !== "object" || content === null) return undefined;
  return { version: number, content };
}

/** A record without the fields that have their default. */
function without<P extends object>(record: P, defaults: Partial<P>): Partial<P> {
  const differs = ([name, value]: [string, unknown]) =>
    !(Object.hasOwn(defaults, name) && defaults[name as keyof P] === value);
  return Object.fromEntries(Object.entries(record).filter(differs)) as Partial<P>;
}
