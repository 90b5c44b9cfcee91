import { type IResolvable, Token, Tokenization } from "cdktf";
import * as v from "valibot";
import { type ConstructCode, ConstructError, type ConstructProblem } from "./errors";

/**
 * The kinds of values that properties take, checked when the program runs: JavaScript and `tsx` check no types, and a text where
 * a list belongs, or a misspelt name, would kill other sessions than meant. Each kind's message says what is wanted.
 *
 * A reference of CDKTF is a string, number or list token, or an object (`IResolvable`), as an iterator's `value` is. Where a token
 * can stand, such an object becomes one.
 */

const resolvable = v.custom<IResolvable>((value) => Tokenization.isResolvable(value));

/** A value of this kind, or a reference, which becomes a token of the kind. */
const orToken = <T, S extends v.GenericSchema<unknown, T>>(
  kind: S,
  toToken: (reference: IResolvable) => T,
) => {
  const token = v.pipe(resolvable, v.transform(toToken));
  return v.lazy((value): v.GenericSchema<unknown, T> => (Tokenization.isResolvable(value) ? token : kind));
};

/** A value of this kind, or a reference to one. */
export const orReference = <S extends v.GenericSchema>(kind: S) =>
  v.lazy((value): S | typeof resolvable => (Tokenization.isResolvable(value) ? resolvable : kind));

export const text = orToken(v.string("a string"), Token.asString);

/** A whole number, as `wanted` says it. What only Terraform knows, the provider checks. */
const wholeNumber = (wanted: string, least: number) =>
  orToken(
    v.pipe(
      v.number(wanted),
      v.check(
        (amount) => Token.isUnresolved(amount) || (Number.isSafeInteger(amount) && amount >= least),
        wanted,
      ),
    ),
    Token.asNumber,
  );

export const count = wholeNumber("a whole number, 0 or more", 0);
export const positive = wholeNumber("a whole number, 1 or more", 1);
export const integer = wholeNumber("a whole number", Number.MIN_SAFE_INTEGER);

export const texts = orToken(v.array(text, "a list of strings"), Token.asList);

/** One of these words. */
export const word = <const W extends string>(words: readonly W[]) => {
  const wanted = words.map((each) => JSON.stringify(each)).join(" or ");
  return orToken(
    v.custom<W>(
      (value) => typeof value === "string" && (Token.isUnresolved(value) || words.includes(value as W)),
      wanted,
    ),
    (reference) => Token.asString(reference) as W,
  );
};

/** True or false, known at synth. */
export const decision = v.boolean("true or false");

export const flag = orReference(decision);

/** An instance of one of our classes, of this copy of the package or another. */
export const instance = <T>(name: string, wanted: string) =>
  v.custom<T>((value) => isMarked(value, name), wanted);

const plain = (wanted: string) =>
  v.custom<Record<string, unknown>>(
    // A Map or a list has no properties of its own: everything in it would be dropped.
    (value) =>
      Object.prototype.toString.call(value) === "[object Object]" && !Tokenization.isResolvable(value),
    wanted,
  );

/** An object with these properties and no others. */
export const shape = <E extends v.ObjectEntries>(entries: E, others: v.ObjectEntries = {}) =>
  v.pipe(
    plain(`an object with ${Object.keys(entries).join(", ")}`),
    v.strictObject({ ...entries, ...others } as E, `Its properties are ${Object.keys(entries).join(", ")}.`),
  );

export const optional = v.optional;
export const list = <S extends v.GenericSchema>(item: S, wanted: string) => v.array(item, wanted);

/** An object of strings, by any names. */
export const textMap = orReference(
  v.pipe(
    plain("an object of strings"),
    v.rawTransform<Record<string, unknown>, Record<string, string>>(({ dataset, addIssue }) => {
      const { value: input } = dataset;
      for (const [key, value] of Object.entries(input)) {
        if (typeof value === "string") continue;
        addIssue({
          message: "a string",
          input: value,
          path: [{ type: "object", origin: "value", input, key, value }],
        });
      }
      return Object.fromEntries(Object.entries(input)) as Record<string, string>;
    }),
  ),
);

/** An object with values of one kind, by any names. */
export const mapOf = <S extends v.GenericSchema>(item: S, wanted: string) =>
  v.pipe(plain(wanted), v.record(v.string(), item));

/** Words that say something. */
export const reason = v.pipe(
  v.string("a reason in words"),
  v.check((words) => words.trim() !== "", "a reason in words"),
);

const object = (wanted: string, test: (value: object) => boolean = () => true) =>
  v.custom<never>((value) => typeof value === "object" && value !== null && test(value), wanted);

/** What every Terraform resource and data source takes, besides its own. */
const META = {
  connection: optional(object("an object")),
  count: optional(
    v.lazy((value) => (typeof value === "number" ? count : object("a number or a TerraformCount"))),
  ),
  dependsOn: optional(
    list(
      object("a construct", (value) => "fqn" in value),
      "a list of constructs",
    ),
  ),
  forEach: optional(object("a TerraformIterator")),
  lifecycle: optional(
    shape({
      createBeforeDestroy: optional(flag),
      preventDestroy: optional(flag),
      ignoreChanges: optional(
        v.lazy((value) => (value === "all" ? text : list(text, 'a list of strings, or "all"'))),
      ),
      replaceTriggeredBy: optional(list(v.unknown(), "a list of strings or constructs")),
      precondition: optional(list(object("a precondition"), "a list of preconditions")),
      postcondition: optional(list(object("a postcondition"), "a list of postconditions")),
    }),
  ),
  provider: optional(
    object(
      "a DbkillProvider",
      (value) => (value as { terraformResourceType?: unknown }).terraformResourceType === "dbkill",
    ),
  ),
  provisioners: optional(list(object("a provisioner"), "a list of provisioners")),
};

/** The properties of a construct: these and Terraform's own. */
export const construct = <E extends v.ObjectEntries>(entries: E) => shape(entries, META);

/**
 * Holds a value to its shape.
 *
 * @param where what takes the value: path and class of a construct, or a factory
 * @param secret whether the value may hold secrets, which no message may show
 * @returns a copy that nobody else can change; what a getter returned is read once
 * @throws ConstructError `DBKILL_PROPERTY_UNKNOWN`, `DBKILL_PROPERTY_MISSING`, `DBKILL_PROPERTY_INVALID`
 */
export function checked<S extends v.GenericSchema>(
  schema: S,
  value: unknown,
  where: string,
  { name = "props", secret = false } = {},
): v.InferOutput<S> {
  const result = v.safeParse(schema, value, { abortPipeEarly: true });
  if (result.success) return result.output;
  const problems = result.issues.map((issue) => toProblem(issue, name, secret));
  throw new ConstructError(where, problems as [ConstructProblem, ...ConstructProblem[]]);
}

function toProblem(issue: v.BaseIssue<unknown>, name: string, secret: boolean): ConstructProblem {
  const path = (issue.path ?? []).reduce(
    (before, { key }) => (typeof key === "number" ? `${before}[${key}]` : `${before}${before && "."}${key}`),
    "",
  );
  const make = (code: ConstructCode, sentence: string): ConstructProblem => ({ code, path, text: sentence });
  if (issue.type === "strict_object") {
    return issue.expected === "never"
      ? make(
          "DBKILL_PROPERTY_UNKNOWN",
          `${path} is not a known property, and would have no effect. ${issue.message}`,
        )
      : make("DBKILL_PROPERTY_MISSING", `${path} is missing. ${issue.message}`);
  }
  return make(
    "DBKILL_PROPERTY_INVALID",
    `${path || name} is ${describe(issue.input, { secret })}, but it must be ${issue.message}.`,
  );
}

/** The longest string that a message quotes. */
const QUOTED = 60;

/** What was given, for messages. */
export function describe(value: unknown, { secret = false } = {}): string {
  if (typeof value === "string") {
    return secret || value.length > QUOTED ? "a string" : `the string ${JSON.stringify(value)}`;
  }
  if (typeof value === "number" || typeof value === "bigint" || typeof value === "boolean") {
    return secret ? `a ${typeof value}` : `the ${typeof value} ${value}`;
  }
  if (value === null || value === undefined) return `${value}`;
  if (Array.isArray(value)) return "a list";
  if (typeof value !== "object") return `a ${typeof value}`;
  const { name } = (Object.getPrototypeOf(value)?.constructor ?? {}) as { name?: string };
  return name && name !== "Object" ? `a ${name}` : "an object";
}

const symbolOf = (name: string): symbol => Symbol.for(`cdktf-dbkill.${name}`);

/** Marks an object as an instance of a class, for {@link isMarked}. */
export function mark(object: object, name: string): void {
  Object.defineProperty(object, symbolOf(name), { value: true });
}

/** Whether an object is an instance of one of our classes. Holds across copies of this package, unlike `instanceof`. */
export function isMarked(value: unknown, name: string): boolean {
  return typeof value === "object" && value !== null && symbolOf(name) in value;
}
