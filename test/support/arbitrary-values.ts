import fc from "fast-check";
import { type Attribute, type Attributes, attr, block, UNKNOWN } from "../../src/framework";

/** Random schemas and values of them, for properties that hold whatever the schema. */

type Mode = Attribute["mode"];
const MODES: Mode[] = ["required", "optional", "computed", "optional_computed", "defaulted"];
const PRIMITIVES = ["string", "number", "bool"] as const;
type Primitive = (typeof PRIMITIVES)[number];

const DEFAULTS: Record<string, unknown> = { string: "default", number: 7, bool: true };
const KEY = fc.constantFrom("a", "b", "a b", "constructor", "__proto__");
const TEXT = fc.string({ maxLength: 6 });
const NUMBER = fc.oneof(
  fc.integer(),
  fc.maxSafeInteger(),
  fc
    .tuple(fc.integer({ min: -99999, max: 99999 }), fc.integer({ min: 0, max: 4 }))
    .map(([n, shift]) => n / 10 ** shift),
);

export function primitive(kind: Primitive): fc.Arbitrary<unknown> {
  if (kind === "string") return TEXT;
  return kind === "bool" ? fc.boolean() : NUMBER.map((number) => number + 0);
}

/**
 * An attribute or a block; nested ones go `depth` levels down.
 * @param blocks - whether it may be a block: not below a nested attribute
 */
function attribute(depth: number, blocks: boolean): fc.Arbitrary<Attribute> {
  const mode = fc.constantFrom(...MODES);
  const options = (kind: string, chosen: Mode) => ({
    description: "Random.",
    ...(chosen === "defaulted" ? { default: DEFAULTS[kind] } : {}),
  });
  const plain = fc
    .tuple(fc.constantFrom(...PRIMITIVES), mode)
    .map(([kind, chosen]) => attr[kind](chosen, options(kind, chosen) as never) as Attribute);
  const collection = fc
    .tuple(
      fc.constantFrom("list", "set", "map"),
      fc.constantFrom(...PRIMITIVES),
      fc.constantFrom<Mode>("required", "optional", "computed", "optional_computed"),
    )
    .map(
      ([kind, element, chosen]) =>
        attr[kind as "list"](element, chosen, { description: "Random." }) as Attribute,
    );
  if (depth === 0) return fc.oneof(plain, collection);
  const nested = fc
    .tuple(
      fc.constantFrom("object", "objectList", "objectSet", "objectMap"),
      attributes(depth - 1, false),
      fc.constantFrom<Mode>("required", "optional"),
    )
    .map(
      ([kind, inner, chosen]) =>
        attr[kind as "object"](inner, chosen, { description: "Random." }) as Attribute,
    );
  const written = fc
    .tuple(fc.constantFrom("single", "required", "list", "set"), attributes(depth - 1))
    .map(([kind, inner]) => {
      const description = "Random.";
      if (kind === "required") return block.single(inner, { description, required: true }) as Attribute;
      return block[kind as "single"](inner, { description }) as Attribute;
    });
  return fc.oneof(
    { weight: 3, arbitrary: plain },
    { weight: 2, arbitrary: collection },
    { weight: 2, arbitrary: nested },
    ...(blocks ? [{ weight: 2, arbitrary: written }] : []),
  );
}

/** The attributes of a schema. */
export function attributes(depth = 2, blocks = true): fc.Arbitrary<Attributes> {
  return fc
    .array(attribute(depth, blocks), { minLength: 1, maxLength: 4 })
    .map((list) => Object.fromEntries(list.map((one, index) => [`a${index}`, one])));
}

interface Content {
  /** Whether values may be unknown. */
  unknown: boolean;
  /** Whether it is a configuration: nothing computed is set. Else a state: everything the provider fills in is set. */
  config: boolean;
}

/** A value for these attributes. */
export function object(all: Attributes, content: Content): fc.Arbitrary<Record<string, unknown>> {
  const entries = Object.entries(all).map(([name, one]) => [name, attributeValue(one, content)] as const);
  return fc.record(Object.fromEntries(entries));
}

function attributeValue({ type, mode, block }: Attribute, content: Content): fc.Arbitrary<unknown> {
  if (content.config && mode === "computed") return fc.constant(null);
  // A repeated block that is not written is empty, never null.
  const repeated = block !== undefined && mode === "defaulted";
  const filled = mode === "required" || repeated || (mode === "defaulted" && !content.config);
  const value = knownValue(type, content);
  return fc.oneof(
    { weight: 6, arbitrary: value },
    ...(filled ? [] : [{ weight: 2, arbitrary: fc.constant(null) }]),
    ...(content.unknown ? [{ weight: 1, arbitrary: fc.constant(UNKNOWN) }] : []),
  );
}

function knownValue(type: Attribute["type"], content: Content): fc.Arbitrary<unknown> {
  if (type.kind === "object") {
    const inner = object(type.attributes, content);
    if (type.nesting === "single") return inner;
    return type.nesting === "map" ? dictionary(inner) : fc.array(inner, { maxLength: 3 });
  }
  if (!("element" in type)) return primitive(type.kind);
  const element = content.unknown
    ? fc.oneof(
        { weight: 5, arbitrary: primitive(type.element) },
        { weight: 1, arbitrary: fc.constant(UNKNOWN) },
      )
    : primitive(type.element);
  if (type.kind === "map") return dictionary(element);
  if (type.kind === "list") return fc.array(element, { maxLength: 4 });
  return fc.uniqueArray(element, { maxLength: 4 });
}

function dictionary(element: fc.Arbitrary<unknown>): fc.Arbitrary<Record<string, unknown>> {
  return fc.dictionary(KEY, element, { maxKeys: 3, noNullPrototype: true });
}
