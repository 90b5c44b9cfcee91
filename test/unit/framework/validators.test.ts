import {
  type Attributes,
  attr,
  block,
  defineProvider,
  schema,
  UNKNOWN,
  type Validator,
  validate,
} from "../../../src/framework";
import { DiagnosticList } from "../../../src/framework/diagnostics";
import { Runtime } from "../../../src/framework/rpc/runtime";
import { validateProviderConfig } from "../../../src/framework/rpc/validate";
import { objectCodec } from "../../../src/framework/values/codec";
import { encodeDynamic } from "../../../src/framework/values/dynamic";

const description = "d";
const silent = { trace() {}, debug() {}, info() {}, warn() {}, error() {} };

/** The details of what validation says of a configuration. */
async function messages(attributes: Attributes, config: object): Promise<string[]> {
  const provider = defineProvider({
    name: "p",
    version: "1",
    schema: schema({ description, attributes }),
    configure: () => null,
    resources: {},
    dataSources: {},
  });
  const runtime = new Runtime(provider, () => silent);
  const { diagnostics } = await validateProviderConfig(runtime, {
    config: encodeDynamic(objectCodec(attributes), config),
  });
  return diagnostics.map(({ detail }) => {
    // Whatever a rule of the schema refuses has the same code.
    expect(detail).toMatch(/\nCode: P_VALUE_INVALID$/);
    return detail.replace(/\n+Code: P_VALUE_INVALID$/, "");
  });
}

const string = (...validators: Validator<string>[]) => attr.string("optional", { description, validators });
const list = (...validators: Validator[]) => attr.list("string", "optional", { description, validators });
const set = (...validators: Validator[]) => attr.set("string", "optional", { description, validators });
const number = (...validators: Validator<number>[]) => attr.number("optional", { description, validators });

test.each<[string, Attributes, object, string[]]>([
  ["oneOf", { a: string(validate.oneOf(["x", "y"])) }, { a: "z" }, ['a must be one of "x", "y", got: "z".']],
  ["oneOf, fine", { a: string(validate.oneOf(["x", "y"])) }, { a: "y" }, []],
  [
    "matches",
    { a: string(validate.matches(/^x/g, "must begin with x")) },
    { a: "y" },
    ['a must begin with x, got: "y".'],
  ],
  [
    "lengthBetween",
    { a: string(validate.lengthBetween(2, 2)) },
    { a: "😀😀😀" },
    ['a must be exactly 2 characters long, got: "😀😀😀".'],
  ],
  ["lengthBetween, fine", { a: string(validate.lengthBetween(3, 3)) }, { a: "😀😀😀" }, []],
  ["atLeast", { a: number(validate.atLeast(2)) }, { a: 1 }, ["a must be at least 2, got: 1."]],
  ["between", { a: number(validate.between(2, 4)) }, { a: 4.5 }, ["a must be between 2 and 4, got: 4.5."]],
  [
    "sizeBetween",
    { a: list(validate.sizeBetween(2, 3)) },
    { a: ["x"] },
    ["a must have between 2 and 3 elements, it has 1."],
  ],
  ["sizeBetween of an open set", { a: set(validate.sizeBetween(3, 3)) }, { a: ["x", UNKNOWN, UNKNOWN] }, []],
  [
    "sizeBetween of a set with too many",
    { a: set(validate.sizeBetween(0, 1)) },
    { a: ["x", "y", UNKNOWN] },
    ["a must have between 0 and 1 elements, it has 2."],
  ],
  [
    "sizeBetween without an end",
    { a: list(validate.sizeBetween(1, Number.POSITIVE_INFINITY)) },
    { a: [] },
    ["a must have at least 1 elements, it has 0."],
  ],
  [
    "uniqueItems",
    { a: list(validate.uniqueItems()) },
    { a: ["x", UNKNOWN, "x", UNKNOWN] },
    ['a[2] repeats the value of element 0: "x".'],
  ],
  [
    "each",
    { a: list(validate.each(validate.oneOf(["x"]))) },
    { a: ["x", "y", UNKNOWN] },
    ['a[1] must be one of "x", got: "y".'],
  ],
  [
    "conflictsWith",
    { a: string(validate.conflictsWith("b")), b: string() },
    { a: "1", b: "2" },
    ["a and b exclude each other: remove one of them."],
  ],
  [
    "conflictsWith what is not known",
    { a: string(validate.conflictsWith("b")), b: string() },
    { a: "1", b: UNKNOWN },
    [],
  ],
  [
    "alsoRequires",
    { a: string(validate.alsoRequires("b")), b: string() },
    { a: "1" },
    ["a needs b as well: set it."],
  ],
  [
    "alsoRequires what is not known",
    { a: string(validate.alsoRequires("b")), b: string() },
    { a: "1", b: UNKNOWN },
    [],
  ],
  [
    "exactlyOneOf, none",
    { a: string(validate.exactlyOneOf("b")), b: string() },
    {},
    ["Set exactly one of a, b; configured: none."],
  ],
  [
    "exactlyOneOf, both",
    { a: string(validate.exactlyOneOf("a", "b")), b: string() },
    { a: "1", b: "2" },
    ["Set exactly one of a, b; configured: a, b."],
  ],
  ["exactlyOneOf, open", { a: string(validate.exactlyOneOf("b")), b: string() }, { b: UNKNOWN }, []],
  [
    "atLeastOneOf",
    { a: string(validate.atLeastOneOf("b")), b: string() },
    {},
    ["Set at least one of a, b; configured: none."],
  ],
  [
    "custom",
    { a: string(validate.custom("even", (value) => (value.length % 2 === 0 ? undefined : "Odd."))) },
    { a: "x" },
    ["Odd."],
  ],
  [
    "integer",
    { a: attr.integer("optional", { description }) },
    { a: 0.5 },
    ["a must be a whole number, got: 0.5."],
  ],
  [
    "timeouts",
    { t: block.timeouts({ create: "1m" }) },
    { t: { create: "soon" } },
    ["A duration is a number with a unit, such as 30s, 10m or 1h30m; units are ns, us, ms, s, m and h."],
  ],
  [
    "timeouts of no length",
    { t: block.timeouts({ create: "1m", update: "1m", delete: "1m" }) },
    { t: { create: "0s", update: "0", delete: "1ns" } },
    [
      "A timeout is longer than zero: leave it out for the default.",
      "A timeout is longer than zero: leave it out for the default.",
    ],
  ],
  ["an unknown value", { a: string(validate.oneOf(["x"])) }, { a: UNKNOWN }, []],
])("%s", async (_name, attributes, config, expected) => {
  expect(await messages(attributes, config)).toEqual(expected);
});

test("a context leads to the parts of a value", async () => {
  const seen: unknown[] = [];
  const look = validate.custom<Record<string, string>>("looked at", (value, context) => {
    for (const [step, element] of context.elements(value)) seen.push([step, element, context.at(step).path]);
    return undefined;
  });
  await messages(
    { m: attr.map("string", "optional", { description, validators: [look] as never }) },
    { m: { k: "v" } },
  );
  expect(seen).toEqual([[{ key: "k" }, "v", ["m", { key: "k" }]]]);
  expect(new DiagnosticList().toWire((text) => text, "p")).toEqual([]);
});
