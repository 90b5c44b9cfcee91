/** A wrong call to the control interface, answered as `{"error":{"code","message"}}` with `status`. */
export class ControlError extends Error {
  override readonly name = "ControlError";

  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** 400: something in a body or a query is not what it has to be. */
export function invalid(where: string, what: string): ControlError {
  return new ControlError(400, "InvalidField", `${where}: ${what}`);
}

/** Reads the fields of one JSON object strictly: unknown ones and wrong types are errors that name their path. */
export class Fields {
  private constructor(
    private readonly values: Readonly<Record<string, unknown>>,
    private readonly path: string,
  ) {}

  /** `path` is empty for a whole body. */
  static of(value: unknown, path: string, known: readonly string[]): Fields {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      throw invalid(path || "body", "must be a JSON object");
    }
    const fields = new Fields(value as Record<string, unknown>, path);
    for (const name of Object.keys(value)) {
      if (!known.includes(name)) {
        const there = known.length > 0 ? `known are ${known.join(", ")}` : "none is known here";
        throw invalid(fields.where(name), `unknown field; ${there}`);
      }
    }
    return fields;
  }

  /** The path of a field, for messages. */
  where(name: string): string {
    return this.path ? `${this.path}.${name}` : name;
  }

  /** As it came; undefined where it is absent. */
  value(name: string): unknown {
    return this.values[name];
  }

  /** A non-empty text. */
  text(name: string): string {
    return this.required(name, this.optionalText(name));
  }

  optionalText(name: string): string | undefined {
    const value = this.values[name];
    if (value === undefined) return undefined;
    if (typeof value !== "string" || value === "")
      throw invalid(this.where(name), "must be a non-empty text");
    return value;
  }

  /** A text that may be empty; absent and null read as `byDefault`. */
  textOrNull(name: string, byDefault = ""): string {
    const value = this.values[name] ?? byDefault;
    if (typeof value !== "string") throw invalid(this.where(name), "must be a text");
    return value;
  }

  /** One of the given texts. */
  choice<T extends string>(name: string, choices: readonly T[]): T {
    return this.required(name, this.optionalChoice(name, choices));
  }

  optionalChoice<T extends string>(name: string, choices: readonly T[]): T | undefined {
    const value = this.values[name];
    if (value === undefined) return undefined;
    const choice = choices.find((each) => each === value);
    if (choice === undefined) throw invalid(this.where(name), `must be one of ${choices.join(", ")}`);
    return choice;
  }

  /** A number from 0 to `most`. */
  amount(name: string, most: number): number {
    return this.required(name, this.optionalAmount(name, most));
  }

  optionalAmount(name: string, most: number): number | undefined {
    const value = this.values[name];
    if (value === undefined) return undefined;
    if (typeof value !== "number" || !(value >= 0 && value <= most)) {
      throw invalid(this.where(name), `must be a number from 0 to ${most}`);
    }
    return value;
  }

  /** A whole number from `least` on. */
  optionalCount(name: string, least: number): number | undefined {
    const value = this.values[name];
    if (value === undefined) return undefined;
    if (!Number.isSafeInteger(value) || (value as number) < least) {
      throw invalid(this.where(name), `must be a whole number, at least ${least}`);
    }
    return value as number;
  }

  optionalFlag(name: string): boolean | undefined {
    const value = this.values[name];
    if (value === undefined) return undefined;
    if (typeof value !== "boolean") throw invalid(this.where(name), "must be true or false");
    return value;
  }

  list(name: string): unknown[] {
    const value = this.values[name];
    if (!Array.isArray(value)) throw invalid(this.where(name), "must be a list");
    return value;
  }

  /** A list of non-empty texts that holds at least one. */
  optionalTexts(name: string): string[] | undefined {
    const value = this.values[name];
    if (value === undefined) return undefined;
    const isTexts = Array.isArray(value) && value.every((each) => typeof each === "string" && each !== "");
    if (!isTexts || value.length === 0) throw invalid(this.where(name), "must be a list of non-empty texts");
    return value;
  }

  private required<T>(name: string, value: T | undefined): T {
    if (value === undefined) throw invalid(this.where(name), "is required");
    return value;
  }
}
