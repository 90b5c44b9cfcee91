import { Decoder, Encoder, ExtData, type ExtensionCodecType } from "@msgpack/msgpack";
import type { Codec } from "./codec";
import { ValueError } from "./error";
import { parseExactJson } from "./number";
import { UNKNOWN } from "./unknown";

/** `tfplugin6.DynamicValue`. Terraform may send either; we send msgpack. */
export interface DynamicValue {
  msgpack?: Uint8Array;
  json?: Uint8Array;
}

/** Every msgpack extension stands for an unknown value: type 0 a plain one, type 12 one with refinements. */
const unknownCodec: ExtensionCodecType<undefined> = {
  tryToEncode: (value) => (value === UNKNOWN ? new ExtData(0, new Uint8Array(1)) : null),
  decode: () => UNKNOWN,
};

const decoder = new Decoder({ extensionCodec: unknownCodec, useBigInt64: true });
const encoder = new Encoder({ extensionCodec: unknownCodec, useBigInt64: true });

/**
 * Reads a value. One that was not sent at all is null.
 * @throws ValueError with the path of what does not fit the type
 */
export function decodeDynamic(codec: Codec, value: DynamicValue | null | undefined): unknown {
  if (value?.msgpack !== undefined && value.msgpack.length > 0)
    return codec.decode(decodeMsgpack(value.msgpack));
  if (value?.json !== undefined && value.json.length > 0) return codec.decode(decodeJson(value.json), true);
  return null;
}

/**
 * Writes a value.
 * @throws ValueError with the path of what does not fit the type
 */
export function encodeDynamic(codec: Codec, value: unknown): DynamicValue {
  return { msgpack: encoder.encode(codec.encode(value)) };
}

/** For the wire: no value. */
export const NULL_VALUE: DynamicValue = { msgpack: Uint8Array.of(0xc0) };

function decodeMsgpack(bytes: Uint8Array): unknown {
  try {
    return decoder.decode(bytes);
  } catch (error) {
    throw new ValueError(`is not a msgpack value: ${(error as Error).message}`);
  }
}

/** Parses JSON without rounding a number. @throws ValueError where it is not JSON */
export function decodeJson(bytes: Uint8Array): unknown {
  try {
    return parseExactJson(Buffer.from(bytes).toString("utf8"));
  } catch {
    throw new ValueError("is not JSON");
  }
}
