import fc from "fast-check";
import { type Enum, MapField, type Namespace, Type } from "protobufjs";
import { Codecs, type Descriptor } from "../../../src/framework/protocol/codec";
import { loadService } from "../../../src/framework/protocol/load";
import descriptor from "../../../src/framework/protocol/tfplugin6.json";
import { CONVERSION, protocol } from "../../support/protocol";

const codecs = new Codecs(descriptor as Descriptor);

/** All kinds of messages, those within others included. */
function types(namespace: Namespace): Type[] {
  return namespace.nestedArray.flatMap((each) => [
    ...(each instanceof Type ? [each] : []),
    ...("nestedArray" in each ? types(each as Namespace) : []),
  ]);
}

const SCALARS: Record<string, fc.Arbitrary<unknown>> = {
  bool: fc.boolean(),
  bytes: fc.uint8Array({ maxLength: 9 }).map((bytes) => Buffer.from(bytes)),
  string: fc.string({ unit: "grapheme", maxLength: 9 }),
  int32: fc.integer(),
  int64: fc.maxSafeInteger(),
};

/** Messages of a kind, with some fields absent, and of each oneof one at most. */
function messages(type: Type, depth = 3): fc.Arbitrary<object> {
  const fields = type.fieldsArray.filter(({ resolvedType }) => depth > 0 || !(resolvedType instanceof Type));
  const values = fields.map((field) => {
    const { resolvedType, type: scalar } = field.resolve();
    const single =
      resolvedType instanceof Type
        ? messages(resolvedType, depth - 1)
        : resolvedType
          ? fc.constantFrom(...Object.keys((resolvedType as Enum).values))
          : SCALARS[scalar]!;
    const value = field.repeated
      ? fc.array(single, { maxLength: 3 })
      : field instanceof MapField
        ? fc.dictionary(fc.string({ maxLength: 4 }), single, { maxKeys: 3 })
        : single;
    return [field.name, value] as const;
  });
  return fc.record(Object.fromEntries(values), { requiredKeys: [] }).map((message) => {
    for (const { fieldsArray } of type.oneofsArray) {
      for (const { name } of fieldsArray.filter((each) => each.name in message).slice(1))
        delete message[name];
    }
    return message;
  });
}

const ours = (type: Type) => codecs.message(type.fullName.slice(1), "");
const ALL = types(protocol()).map((type) => [type.fullName.slice(1), type] as const);

describe("the codec of the plugin protocol", () => {
  test("knows every message", () => expect(ALL.length).toBeGreaterThan(100));

  test.each(ALL)("writes and reads %s as protobufjs does", (_name, type) => {
    fc.assert(
      fc.property(messages(type), (message) => {
        const expected = type.toObject(
          type.decode(type.encode(type.fromObject(message)).finish()),
          CONVERSION,
        );
        expect(type.toObject(type.decode(ours(type).encode(message)), CONVERSION)).toEqual(expected);
        expect(ours(type).decode(Buffer.from(type.encode(type.fromObject(message)).finish()))).toEqual(
          expected,
        );
      }),
      { numRuns: 30 },
    );
  });

  test("writes lengths of any size, in messages within others", () => {
    const type = protocol().lookupType("tfplugin6.ValidateProviderConfig.Response");
    for (const length of [2, 90, 110, 122, 123, 124, 125, 126, 127, 128, 129, 16_370, 16_384, 70_000]) {
      const message = { diagnostics: [{ severity: "ERROR", summary: "ü".repeat(length / 2), detail: "d" }] };
      const bytes = ours(type).encode(message);
      expect(bytes).toEqual(Buffer.from(type.encode(type.fromObject(message)).finish()));
      expect(ours(type).decode(bytes)).toEqual({
        diagnostics: [expect.objectContaining(message.diagnostics[0]!)],
      });
    }
  });

  test("refuses lengths and numbers that run out of the message", () => {
    const diagnostic = codecs.message("tfplugin6.Diagnostic", "");
    const cut = {
      text: [18, 5, 97],
      number: [8, 128],
      endless: [8, ...Array(11).fill(255)],
      unknown: [242, 1, 3, 0],
      group: [243, 1],
    };
    for (const bytes of Object.values(cut))
      expect(() => diagnostic.decode(Buffer.from(bytes))).toThrow(RangeError);
  });

  test("skips fields that it does not know, and keeps values of an enum that have no name", () => {
    const { Field, Root, Type: Kind } = jest.requireActual<typeof import("protobufjs")>("protobufjs");
    const newer = new Kind("Newer")
      .add(new Field("severity", 1, "int32"))
      .add(new Field("summary", 2, "string"))
      .add(new Field("hints", 90, "string", "repeated"))
      .add(new Field("weight", 91, "double"));
    new Root().add(newer);
    const bytes = newer.encode({ severity: 9, summary: "s", hints: ["a", "b"], weight: 0.5 }).finish();
    const read = codecs.message("tfplugin6.Diagnostic", "").decode(Buffer.from(bytes));
    expect(read).toEqual({ severity: 9, summary: "s", detail: "", attribute: null });
  });

  test("refuses a message that is cut off", () => {
    const whole = codecs.message("tfplugin6.Diagnostic", "").encode({ summary: "a longer text" });
    expect(() => codecs.message("tfplugin6.Diagnostic", "").decode(whole.subarray(0, -3))).toThrow(
      RangeError,
    );
  });

  test("takes a key such as __proto__ for a key", () => {
    const type = protocol().lookupType("tfplugin6.GetProviderSchema.Response");
    const name = type.fullName.slice(1);
    const entry = codecs.message(name, "").encode({
      resource_schemas: JSON.parse('{ "__proto__": { "version": 7 } }'),
    });
    const read = codecs.message(name, "").decode(entry) as { resource_schemas: object };
    expect(Object.keys(read.resource_schemas)).toEqual(["__proto__"]);
  });

  test("names the path of each RPC", () => {
    expect(loadService("tfplugin6.Provider").get("GetMetadata")?.path).toBe(
      "/tfplugin6.Provider/GetMetadata",
    );
    expect([...loadService("tfplugin6.Provider").keys()]).toEqual(
      Object.keys(protocol().lookupService("tfplugin6.Provider").methods),
    );
  });
});
