import { decode, ExtData, encode } from "@msgpack/msgpack";
import fc from "fast-check";
import { attr, hasUnknown, isUnknown, UNKNOWN } from "../../../src/framework";
import { objectCodec } from "../../../src/framework/values/codec";
import { decodeDynamic, encodeDynamic, NULL_VALUE } from "../../../src/framework/values/dynamic";
import { clone, equalObjects } from "../../../src/framework/values/equal";
import { ValueError } from "../../../src/framework/values/error";
import { numberFromWire, numberToWire, parseExactJson } from "../../../src/framework/values/number";
import { attributes, object } from "../../support/arbitrary-values";
import { canonicalObject } from "../../support/core-rules";

const ANY = { unknown: true, config: false };
const some = attributes().chain((schema) =>
  fc.tuple(fc.constant(schema), object(schema, ANY), object(schema, ANY)),
);
const description = "d";

const sample = {
  text: attr.string("optional", { description }),
  number: attr.number("optional", { description }),
  numbers: attr.list("number", "optional", { description }),
  set: attr.set("string", "optional", { description }),
  map: attr.map("bool", "optional", { description }),
  objects: attr.objectList(
    {
      inner: attr.objectMap({ deep: attr.number("optional", { description }) }, "optional", { description }),
    },
    "optional",
    { description },
  ),
};
const codec = objectCodec(sample);

describe("values on the wire", () => {
  test("come back as they were sent, whatever the schema", () => {
    fc.assert(
      fc.property(some, ([schema, value]) => {
        const wire = encodeDynamic(objectCodec(schema), value);
        expect(decodeDynamic(objectCodec(schema), wire)).toEqual(value);
      }),
    );
  });

  test("have every attribute, null where there is no value", () => {
    expect(decode(encodeDynamic(codec, { text: "x" }).msgpack!)).toEqual({
      text: "x",
      number: null,
      numbers: null,
      set: null,
      map: null,
      objects: null,
    });
  });

  test("have texts as Terraform keeps them: composed, and of whole characters", () => {
    const value = { text: "cafe\u0301 \ud83d", set: ["\u212b"], map: { "e\u0301": true } };
    expect(decode(encodeDynamic(codec, value).msgpack!)).toMatchObject({
      text: "caf\u00e9 \ufffd",
      set: ["\u00c5"],
      map: { "\u00e9": true },
    });
  });

  test("that were not sent are null", () => {
    expect([decodeDynamic(codec, null), decodeDynamic(codec, {}), decodeDynamic(codec, NULL_VALUE)]).toEqual([
      null,
      null,
      null,
    ]);
  });

  test("are unknown whatever the extension", () => {
    for (const type of [0, 12, 99]) {
      const msgpack = encode({ text: new ExtData(type, new Uint8Array([1, 2, 3])) });
      expect(decodeDynamic(codec, { msgpack })).toMatchObject({ text: UNKNOWN });
    }
  });

  test("are sent as plain unknowns", () => {
    expect(Buffer.from(encodeDynamic(codec, UNKNOWN).msgpack!).toString("hex")).toBe("d40000");
  });

  test("are read from JSON too", () => {
    const json = Buffer.from('{"text":"a","number":0.1,"numbers":[1,2.5],"extra":1}');
    expect(decodeDynamic(codec, { json })).toMatchObject({
      text: "a",
      number: 0.1,
      numbers: [1, 2.5],
      set: null,
    });
  });

  test.each([
    [{ text: 1 }, ["text"], "must be a string, not a number"],
    [{ number: "x" }, ["number"], "can't hold exactly"],
    [{ numbers: [1, "y"] }, ["numbers", 1], "can't hold exactly"],
    [{ set: ["a", true] }, ["set", { value: true }], "must be a string, not a boolean"],
    [{ map: { k: 1 } }, ["map", { key: "k" }], "must be true or false"],
    [
      { objects: [{ inner: { k: { deep: [] } } }] },
      ["objects", 0, "inner", { key: "k" }, "deep"],
      "must be a number, not a list",
    ],
  ])("that do not fit are named: %j", (value, path, message) => {
    const error = thrown(() => codec.decode(value));
    expect(error).toMatchObject({ path, message: expect.stringContaining(message) });
  });

  test.each([
    [{ other: 1 }, ["other"], "is not an attribute of the schema"],
    [{ number: Number.NaN }, ["number"], "NaN"],
    [{ number: "1" }, ["number"], "must be a number, not a string"],
    [{ objects: {} }, ["objects"], "must be a list"],
  ])("are refused where a handler returns what does not fit: %j", (value, path, message) => {
    expect(thrown(() => codec.encode(value))).toMatchObject({
      path,
      message: expect.stringContaining(message),
    });
  });

  test("that are no msgpack, and no JSON, are an error", () => {
    expect(thrown(() => decodeDynamic(codec, { msgpack: Buffer.of(0xc1) }))).toBeInstanceOf(ValueError);
    expect(thrown(() => decodeDynamic(codec, { json: Buffer.from("{") }))).toBeInstanceOf(ValueError);
  });
});

describe("numbers", () => {
  test("are exact or refused", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
        const wire = numberToWire(number);
        expect(numberFromWire(wire) === number).toBe(true);
      }),
    );
  });

  test.each([
    ["0.1", 0.1],
    ["-12.50", -12.5],
    ["1e3", 1000],
    [5n, 5],
    [-(2n ** 53n), -(2 ** 53)],
    [0.5, 0.5],
    ["0", 0],
    ["0.0", 0],
  ])("%p is read as %p", (raw, expected) => expect(numberFromWire(raw)).toBe(expected));

  test.each([["0.1000000000000000055511151231257827"], [2n ** 53n + 1n], ["1e400"], ["x"], [""], [0.1]])(
    "%p is refused",
    (raw) => expect(thrown(() => numberFromWire(raw))).toBeInstanceOf(ValueError),
  );

  test("go out whole as integers and with fractions as decimals", () => {
    expect([numberToWire(3), numberToWire(0.1), numberToWire(2 ** 60), numberToWire(1e30)]).toEqual([
      3,
      "0.1",
      2n ** 60n,
      "1000000000000000019884624838656",
    ]);
  });

  test("in JSON keep their digits, and texts stay texts", () => {
    const text = '{"n":12345678901234567890,"t":"n 12345678901234567890 \\"12345678901234567890\\"","s":1.5}';
    expect(parseExactJson(text)).toEqual({
      n: "12345678901234567890",
      t: 'n 12345678901234567890 "12345678901234567890"',
      s: 1.5,
    });
  });
});

describe("equality", () => {
  test("is what core's is", () => {
    fc.assert(
      fc.property(some, ([schema, a, b]) => {
        expect(equalObjects(schema, a, b)).toBe(canonicalObject(schema, a) === canonicalObject(schema, b));
      }),
    );
  });

  test("does not look at the order of sets", () => {
    const rules = {
      rules: attr.objectSet(
        { a: attr.string("optional", { description }), s: attr.set("number", "optional", { description }) },
        "optional",
        { description },
      ),
    };
    const one = {
      rules: [
        { a: "x", s: [1, 2] },
        { a: "y", s: null },
      ],
    };
    const two = {
      rules: [
        { a: "y", s: null },
        { a: "x", s: [2, 1] },
      ],
    };
    expect(equalObjects(rules, one, two)).toBe(true);
    expect(
      equalObjects(rules, one, {
        rules: [
          { a: "y", s: null },
          { a: "x", s: [2, 3] },
        ],
      }),
    ).toBe(false);
  });

  test("looks at the order of lists, and at absence", () => {
    expect(equalObjects(sample, { numbers: [1, 2] }, { numbers: [2, 1] })).toBe(false);
    expect(equalObjects(sample, { numbers: [] }, { numbers: null })).toBe(false);
    expect(equalObjects(sample, { map: { a: true } }, { map: { b: true } })).toBe(false);
  });

  test("a clone is equal and shares nothing", () => {
    fc.assert(
      fc.property(some, ([schema, value]) => {
        const copy = clone(value);
        expect(equalObjects(schema, value, copy)).toBe(true);
        for (const [name, inner] of Object.entries(copy)) {
          if (inner !== null && typeof inner === "object") expect(inner).not.toBe(value[name]);
        }
      }),
    );
  });
});

test("unknown can be asked for, and can't be used as a text", () => {
  expect([
    isUnknown(UNKNOWN),
    isUnknown("x"),
    hasUnknown({ a: [{ b: UNKNOWN }] }),
    hasUnknown({ a: [1] }),
  ]).toEqual([true, false, true, false]);
  expect(() => `${UNKNOWN as unknown as string}`).toThrow(TypeError);
});

function thrown(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  return undefined;
}
