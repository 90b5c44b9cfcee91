import fc from "fast-check";
import {
  attr,
  block,
  defineProvider,
  formatPath,
  parseDuration,
  schema,
  schemaJson,
  validate,
} from "../../../src/framework";
import { DiagnosticList } from "../../../src/framework/diagnostics";
import { wirePath } from "../../../src/framework/path";
import descriptor from "../../../src/framework/protocol/tfplugin6.json";
import { wireSchema } from "../../../src/framework/schema/wire";
import { protocol } from "../../support/protocol";

const description = "d";

describe("schema", () => {
  test.each([
    ["a reserved name", { count: attr.string("optional", { description }) }, "count: the name is reserved"],
    ["a name in capitals", { Name: attr.string("optional", { description }) }, "Name: a name has lower-case"],
    ["no description", { a: attr.string("optional", { description: " " }) }, "a: needs a description"],
    [
      "a default without the mode",
      { a: attr.string("optional", { description, default: "x" }) },
      'a: mode "defaulted"',
    ],
    ["the mode without a default", { a: attr.string("defaulted", { description }) }, 'a: mode "defaulted"'],
    [
      "a computed write-only value",
      { a: attr.string("computed", { description, writeOnly: true }) },
      "a: a write-only",
    ],
    [
      "a write-only value in a set",
      {
        a: attr.objectSet({ b: attr.string("optional", { description, writeOnly: true }) }, "optional", {
          description,
        }),
      },
      "a: a set can't hold",
    ],
    [
      "a mistake deep inside",
      { a: attr.object({ B: attr.string("optional", { description }) }, "optional", { description }) },
      "a.B: a name",
    ],
  ])("refuses %s", (_what, attributes, message) => {
    expect(() => schema({ description, attributes })).toThrow(message);
  });

  test("refuses a default timeout that is no duration, or none at all", () => {
    expect(() => block.timeouts({ create: "soon" })).toThrow(
      "create: soon: A duration is a number with a unit",
    );
    expect(() => block.timeouts({ create: "0s" })).toThrow("create: 0s: A timeout is longer than zero");
  });

  test("has a wire and a JSON form that agree", () => {
    const thing = schema({
      description: "Thing.",
      version: 3,
      attributes: {
        b: attr.map("number", "optional_computed", { description: "B.", deprecated: "x" }),
        a: attr.objectMap({ s: attr.set("bool", "required", { description: "S." }) }, "optional", {
          description: "A.",
          sensitive: true,
        }),
      },
    });
    const provider = defineProvider({
      name: "p",
      version: "1.0.0",
      schema: schema({ description: "P.", attributes: {} }),
      configure: () => null,
      resources: { p_thing: { schema: thing } as never },
      dataSources: {},
    });
    expect(schemaJson(provider)).toEqual({
      format_version: "1.0",
      provider_schemas: {
        "registry.terraform.io/p/p": {
          provider: {
            version: 0,
            block: { attributes: {}, description: "P.", description_kind: "markdown" },
          },
          resource_schemas: {
            p_thing: {
              version: 3,
              block: {
                attributes: {
                  a: {
                    nested_type: {
                      attributes: {
                        s: {
                          type: ["set", "bool"],
                          description: "S.",
                          description_kind: "markdown",
                          required: true,
                        },
                      },
                      nesting_mode: "map",
                    },
                    description: "A.",
                    description_kind: "markdown",
                    optional: true,
                    sensitive: true,
                  },
                  b: {
                    type: ["map", "number"],
                    description: "B.",
                    description_kind: "markdown",
                    deprecated: true,
                    optional: true,
                    computed: true,
                  },
                },
                description: "Thing.",
                description_kind: "markdown",
              },
            },
          },
        },
      },
    });
    const [b] = wireSchema(thing, "resource").block.attributes;
    expect(b).toMatchObject({
      name: "b",
      type: Buffer.from('["map","number"]'),
      optional: true,
      computed: true,
      deprecated: true,
    });
  });

  test("a provider's types begin with its name", () => {
    const definition = {
      name: "p",
      version: "1",
      schema: schema({ description, attributes: {} }),
      configure: () => null,
      dataSources: {},
    };
    expect(() => defineProvider({ ...definition, resources: { q_thing: {} as never } })).toThrow(
      "does not begin with p_",
    );
  });
});

test("the descriptor of the protocol is made from the .proto files beside it", () => {
  const made = JSON.parse(JSON.stringify(protocol().toJSON()));
  expect(descriptor.nested).toMatchObject(made.nested);
  expect(Object.keys(descriptor.nested.tfplugin6.nested)).toEqual(Object.keys(made.nested.tfplugin6.nested));
});

describe("durations", () => {
  test.each([
    ["90s", 90_000],
    ["1h30m", 5_400_000],
    ["1.5h", 5_400_000],
    ["250ms", 250],
    ["0", 0],
    ["2us", 0.002],
    [".5s", 500],
  ])("%s is %d ms", (text, milliseconds) => expect(parseDuration(text)).toBe(milliseconds));
  test.each(["", "10", "m", "1h 30m", "-5s", "5 s", "1d", "5sx"])("%p is none", (text) =>
    expect(parseDuration(text)).toBeUndefined(),
  );
  test("of parts are the sum of the parts", () => {
    fc.assert(
      fc.property(fc.nat(99), fc.nat(99), fc.nat(99), (h, m, s) => {
        expect(parseDuration(`${h}h${m}m${s}s`)).toBe(h * 3_600_000 + m * 60_000 + s * 1000);
      }),
    );
  });
});

describe("paths", () => {
  test("read well, and end at a set on the wire", () => {
    const path = ["match", "rules", 2, "tags", { key: "a b" }, "set", { value: "x" }, "deep"];
    expect(formatPath(path)).toBe('match.rules[2].tags["a b"].set[...].deep');
    expect(wirePath(path).steps).toEqual([
      { attribute_name: "match" },
      { attribute_name: "rules" },
      { element_key_int: 2 },
      { attribute_name: "tags" },
      { element_key_string: "a b" },
      { attribute_name: "set" },
    ]);
  });
});

test("the same message is given once", () => {
  const diagnostics = new DiagnosticList();
  diagnostics.warning("s", "d", ["a"]);
  diagnostics.warning("s", "d", ["a"]);
  diagnostics.warning("s", "d", ["b"]);
  expect(diagnostics.items).toHaveLength(2);
  expect(diagnostics.hasErrors()).toBe(false);
});

test("a message that was cut in the middle of a character is still text", () => {
  const diagnostics = new DiagnosticList();
  diagnostics.warning("half \ud83d", "and half \ude00 of \ud83d\ude00");
  expect(diagnostics.toWire((text) => text, "p")).toEqual([
    { severity: "WARNING", summary: "half \ufffd", detail: "and half \ufffd of \ud83d\ude00" },
  ]);
});

test("validators describe themselves for the documentation", () => {
  const described = [
    validate.oneOf(["a", "b"]),
    validate.sizeBetween(1, 3),
    validate.atLeast(2),
    validate.each(validate.between(1, 9)),
    validate.exactlyOneOf("x", "y"),
  ].map(({ description: text }) => text);
  expect(described).toEqual([
    "one of `a`, `b`",
    "between 1 and 3 in size",
    "at least 2",
    "each between 1 and 9",
    "exactly one of this and `x`, `y`",
  ]);
});
