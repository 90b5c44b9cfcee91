import type { Diagnostics } from "../diagnostics";
import { type AttributePath, formatPath, type PathStep } from "../path";
import { UNKNOWN, type Unknown } from "../values/unknown";

/** What a validator can look at besides the value, and where it reports. */
export interface ValidatorContext {
  readonly path: AttributePath;
  /** The object that the attribute is part of, as configured: its siblings by name. */
  readonly siblings: Readonly<Record<string, unknown>>;
  readonly diagnostics: Diagnostics;
  /** The value for a message; a sensitive one is not shown. */
  show(value: unknown): string;
  /** The parts of the value, each with the step to it: the elements of a list, set or map. */
  elements(value: unknown): [PathStep, unknown][];
  /** The same context for a part of the value. */
  at(step: PathStep): ValidatorContext;
}

/** Checks one attribute. It is run on known values that are not null. */
// biome-ignore lint/suspicious/noExplicitAny: a schema holds validators of every type side by side
export interface Validator<T = any> {
  /** The rule, in Markdown, to follow "must be": shown in the documentation. */
  readonly description: string;
  /** Also run where the attribute is null; the value is then null. */
  readonly alsoNull?: true;
  validate(value: T, context: ValidatorContext): void;
}

type Sized = string | readonly unknown[] | Readonly<Record<string, unknown>>;

/** Fails with a sentence that says the rule and the value that breaks it. */
function rule<T>(description: string, holds: (value: T) => boolean, sentence: string): Validator<T> {
  return {
    description,
    validate(value, { path, diagnostics, show }) {
      if (!holds(value)) {
        diagnostics.error(
          "Invalid attribute value",
          `${formatPath(path)} ${sentence}, got: ${show(value)}.`,
          path,
        );
      }
    },
  };
}

function list(values: readonly unknown[]): string {
  return values.map((value) => JSON.stringify(value)).join(", ");
}

function range(min: number, max: number): string {
  if (max === Number.POSITIVE_INFINITY) return `at least ${min}`;
  return min === max ? `exactly ${min}` : `between ${min} and ${max}`;
}

/** The size of a value, as `[least, most]`: elements of a set may turn out equal once they are known. */
function sizes(value: Sized): [number, number] {
  if (typeof value === "string") {
    const length = [...value].length;
    return [length, length];
  }
  if (!Array.isArray(value)) {
    const length = Object.keys(value).length;
    return [length, length];
  }
  const unknown = value.filter((element) => element === UNKNOWN).length;
  const known = value.length - unknown;
  return [known + (known === 0 && unknown > 0 ? 1 : 0), value.length];
}

/** Siblings that are configured; one that is unknown may be. */
function configured(names: string[], siblings: Readonly<Record<string, unknown>>) {
  const present = (name: string) => siblings[name] !== null && siblings[name] !== undefined;
  return {
    certain: names.filter((name) => present(name) && siblings[name] !== UNKNOWN),
    possible: names.filter(present),
  };
}

/** The validators that come with the kit. */
export const validate = {
  /** One of these values. */
  oneOf<T extends string | number>(values: readonly T[]): Validator<T> {
    const known = new Set<unknown>(values);
    return rule(
      `one of ${values.map((value) => `\`${value}\``).join(", ")}`,
      (value) => known.has(value),
      `must be one of ${list(values)}`,
    );
  },

  /**
   * A text that the regular expression matches (anchor it to match the whole).
   * @param message - the rule in words, to follow the attribute's name: "must ..."
   */
  matches(pattern: RegExp, message: string): Validator<string> {
    return rule(message, (value) => value.search(pattern) >= 0, message);
  },

  /** A text of so many characters (code points). */
  lengthBetween(min: number, max: number): Validator<string> {
    return rule(
      `${range(min, max)} characters long`,
      (value) => {
        const length = [...value].length;
        return length >= min && length <= max;
      },
      `must be ${range(min, max)} characters long`,
    );
  },

  /** A number not less than this. */
  atLeast(min: number): Validator<number> {
    return rule(`at least ${min}`, (value) => value >= min, `must be at least ${min}`);
  },

  /** A number in this range, its ends included. */
  between(min: number, max: number): Validator<number> {
    return rule(range(min, max), (value) => value >= min && value <= max, `must be ${range(min, max)}`);
  },

  /** A number without a fraction. */
  wholeNumber(): Validator<number> {
    return rule("a whole number", Number.isInteger, "must be a whole number");
  },

  /** So many elements, entries or characters. */
  sizeBetween(min: number, max: number): Validator<Sized> {
    return {
      description: `${range(min, max)} in size`,
      validate(value, { path, diagnostics }) {
        const [least, most] = sizes(value);
        if (most >= min && least <= max) return;
        const unit = typeof value === "string" ? "characters" : "elements";
        const detail = `${formatPath(path)} must have ${range(min, max)} ${unit}, it has ${most < min ? most : least}.`;
        diagnostics.error("Invalid attribute value", detail, path);
      },
    };
  },

  /** No value twice in a list. */
  uniqueItems(): Validator<readonly unknown[]> {
    return {
      description: "without duplicates",
      validate(value, context) {
        const seen = new Map<string, number>();
        for (const [index, element] of value.entries()) {
          if (element === UNKNOWN) continue;
          const key = JSON.stringify(element);
          const first = seen.get(key);
          if (first === undefined) {
            seen.set(key, index);
            continue;
          }
          const { path } = context.at(index);
          const detail = `${formatPath(path)} repeats the value of element ${first}: ${context.show(element)}.`;
          context.diagnostics.error("Duplicate value", detail, path);
        }
      },
    };
  },

  /** Every element of a list or set, or every value of a map, obeys this rule. */
  each<T>(
    validator: Validator<T>,
  ): Validator<readonly (T | Unknown)[] | Readonly<Record<string, T | Unknown>>> {
    return {
      description: `each ${validator.description}`,
      validate(value, context) {
        for (const [step, element] of context.elements(value)) {
          if (element !== UNKNOWN && element !== null) validator.validate(element as T, context.at(step));
        }
      },
    };
  },

  /** None of these siblings is configured where this attribute is. */
  conflictsWith(...names: string[]): Validator<unknown> {
    return {
      description: `used without ${names.map((name) => `\`${name}\``).join(", ")}`,
      validate(_value, { path, siblings, diagnostics }) {
        for (const name of configured(names, siblings).certain) {
          const other = formatPath([...path.slice(0, -1), name]);
          const detail = `${formatPath(path)} and ${other} exclude each other: remove one of them.`;
          diagnostics.error("Conflicting attributes", detail, path);
        }
      },
    };
  },

  /** All of these siblings are configured where this attribute is. */
  alsoRequires(...names: string[]): Validator<unknown> {
    return {
      description: `used together with ${names.map((name) => `\`${name}\``).join(", ")}`,
      validate(_value, { path, siblings, diagnostics }) {
        const { possible } = configured(names, siblings);
        for (const name of names.filter((candidate) => !possible.includes(candidate))) {
          const other = formatPath([...path.slice(0, -1), name]);
          diagnostics.error("Missing attribute", `${formatPath(path)} needs ${other} as well: set it.`, path);
        }
      },
    };
  },

  /**
   * Exactly one of this attribute and these siblings is configured. Put it on one of them only.
   */
  exactlyOneOf(...names: string[]): Validator<unknown> {
    return groupRule(names, "exactly one", (certain, possible) => certain <= 1 && possible >= 1);
  },

  /** At least one of this attribute and these siblings is configured. Put it on one of them only. */
  atLeastOneOf(...names: string[]): Validator<unknown> {
    return groupRule(names, "at least one", (_certain, possible) => possible >= 1);
  },

  /**
   * A custom rule.
   * @param description - the rule, in Markdown, for the documentation
   * @param check - returns a sentence that says what is wrong and how to fix it, or undefined; or reports to the context
   */
  custom<T>(
    description: string,
    check: (value: T, context: ValidatorContext) => string | undefined,
  ): Validator<T> {
    return {
      description,
      validate(value, context) {
        const problem = check(value, context);
        if (typeof problem === "string")
          context.diagnostics.error("Invalid attribute value", problem, context.path);
      },
    };
  },
};

function groupRule(
  names: string[],
  quantity: string,
  holds: (certain: number, possible: number) => boolean,
): Validator<unknown> {
  return {
    description: `${quantity} of this and ${names.map((name) => `\`${name}\``).join(", ")}`,
    alsoNull: true,
    validate(_value, { path, siblings, diagnostics }) {
      const all = [path.at(-1) as string, ...names.filter((name) => name !== path.at(-1))];
      const { certain, possible } = configured(all, siblings);
      if (holds(certain.length, possible.length)) return;
      const paths = all.map((name) => formatPath([...path.slice(0, -1), name])).join(", ");
      const found = certain.length === 0 ? "none" : certain.join(", ");
      const detail = `Set ${quantity} of ${paths}; configured: ${found}.`;
      diagnostics.error("Invalid combination of attributes", detail, path);
    },
  };
}
