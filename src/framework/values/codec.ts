import type { Attribute, Attributes, AttributeType, PrimitiveName } from "../schema/types";
import { located, ValueError } from "./error";
import { numberFromWire, numberToWire } from "./number";
import { wholeText } from "./text";
import { UNKNOWN } from "./unknown";

/** Turns values of one type from what msgpack or JSON hold into what handlers see, and back. */
export interface Codec {
  /**
   * @param json - the value comes from JSON, whose fractions are decimal, and not from msgpack, whose are binary
   * @throws ValueError with the path of what does not fit
   */
  decode(raw: unknown, json?: boolean): unknown;
  /** Missing attributes become null. @throws ValueError with the path of what does not fit */
  encode(value: unknown): unknown;
}

const compiled = new WeakMap<Attributes, Codec>();

/** The codec for an object with these attributes, compiled once. */
export function objectCodec(attributes: Attributes): Codec {
  let codec = compiled.get(attributes);
  if (codec === undefined) {
    codec = nullable(compileObject(attributes));
    compiled.set(attributes, codec);
  }
  return codec;
}

/** Null and unknown are values of every type. */
function nullable(codec: Codec): Codec {
  return {
    decode: (raw, json) =>
      raw === null || raw === UNKNOWN ? raw : raw === undefined ? null : codec.decode(raw, json),
    encode: (value) =>
      value === null || value === UNKNOWN ? value : value === undefined ? null : codec.encode(value),
  };
}

function isRepeatedBlock({ block, type }: Attribute): boolean {
  return block !== undefined && type.kind === "object" && type.nesting !== "single";
}

/** A block that is not written is an empty collection, never null. */
function present(codec: Codec): Codec {
  return {
    decode: (raw, json) => codec.decode(raw ?? [], json),
    encode: (value) => codec.encode(value ?? []),
  };
}

function compile(type: AttributeType): Codec {
  switch (type.kind) {
    case "list":
    case "set":
      return nullable(sequence(nullable(PRIMITIVES[type.element]), type.kind === "set"));
    case "map":
      return nullable(mapping(nullable(PRIMITIVES[type.element])));
    case "object": {
      const element = objectCodec(type.attributes);
      if (type.nesting === "single") return element;
      return nullable(type.nesting === "map" ? mapping(element) : sequence(element, type.nesting === "set"));
    }
    default:
      return nullable(PRIMITIVES[type.kind]);
  }
}

function mismatch(expected: string, value: unknown): ValueError {
  const found = Array.isArray(value) ? "a list" : value === null ? "null" : `a ${typeof value}`;
  return new ValueError(`must be ${expected}, not ${found}`);
}

const PRIMITIVES: Readonly<Record<PrimitiveName, Codec>> = {
  string: {
    decode(raw) {
      if (typeof raw !== "string") throw mismatch("a string", raw);
      return raw;
    },
    encode(value) {
      if (typeof value !== "string") throw mismatch("a string", value);
      return wholeText(value);
    },
  },
  number: {
    decode(raw, json) {
      if (json === true && typeof raw === "number") return raw;
      if (typeof raw !== "number" && typeof raw !== "bigint" && typeof raw !== "string") {
        throw mismatch("a number", raw);
      }
      return numberFromWire(raw);
    },
    encode(value) {
      if (typeof value !== "number") throw mismatch("a number", value);
      return numberToWire(value);
    },
  },
  bool: {
    decode(raw) {
      if (typeof raw !== "boolean") throw mismatch("true or false", raw);
      return raw;
    },
    encode(value) {
      if (typeof value !== "boolean") throw mismatch("true or false", value);
      return value;
    },
  },
};

function sequence(element: Codec, set: boolean): Codec {
  const convert = (way: "decode" | "encode") => (value: unknown, json?: boolean) => {
    if (!Array.isArray(value)) throw mismatch(set ? "a set" : "a list", value);
    return value.map((inner, index) => {
      try {
        return element[way](inner, json);
      } catch (error) {
        throw located(error, set ? { value: inner } : index);
      }
    });
  };
  return { decode: convert("decode"), encode: convert("encode") };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Stands for the key `__proto__` between the msgpack decoder and the codec: no text from the wire can be half of a surrogate
 * pair.
 */
export const PROTO_KEY = "\uDC00__proto__";

function mapping(element: Codec): Codec {
  const convert = (way: "decode" | "encode") => (value: unknown, json?: boolean) => {
    if (!isRecord(value)) throw mismatch("a map", value);
    const entries: [string, unknown][] = [];
    for (const key of Object.keys(value)) {
      try {
        entries.push([key === PROTO_KEY ? "__proto__" : wholeText(key), element[way](value[key], json)]);
      } catch (error) {
        throw located(error, { key });
      }
    }
    // Not by assignment: a key may be called __proto__.
    return Object.fromEntries(entries);
  };
  return { decode: convert("decode"), encode: convert("encode") };
}

function compileObject(attributes: Attributes): Codec {
  const fields = Object.entries(attributes).map(([name, attribute]) => ({
    name,
    codec: isRepeatedBlock(attribute) ? present(compile(attribute.type)) : compile(attribute.type),
  }));
  const names = new Set(fields.map(({ name }) => name));
  const convert = (value: Record<string, unknown>, way: "decode" | "encode", json?: boolean) => {
    const result: Record<string, unknown> = {};
    for (const { name, codec } of fields) {
      try {
        result[name] = codec[way](value[name], json);
      } catch (error) {
        throw located(error, name);
      }
    }
    return result;
  };
  return {
    decode(raw, json) {
      if (!isRecord(raw)) throw mismatch("an object", raw);
      return convert(raw, "decode", json);
    },
    encode(value) {
      if (!isRecord(value)) throw mismatch("an object", value);
      for (const name in value) {
        if (!names.has(name)) throw located(new ValueError("is not an attribute of the schema"), name);
      }
      return convert(value, "encode");
    },
  };
}
