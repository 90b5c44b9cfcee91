import { Decoder, Encoder, ExtData, type ExtensionCodecType } from "@msgpack/msgpack";
import { type Codec, PROTO_KEY } from "./codec";
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

const OPTIONS = { extensionCodec: unknownCodec, useBigInt64: true } as const;
const decoder = new Decoder(OPTIONS);

const PROTO = "__proto__";
/** Reads the key of a map that the decoder itself refuses. It decodes nothing but keys of that length. */
const protoKeys = {
  canBeCached: (length: number) => length === PROTO.length,
  decode(bytes: Uint8Array, offset: number, length: number) {
    const key = view(bytes.subarray(offset, offset + length)).toString("utf8");
    return key === PROTO ? PROTO_KEY : key;
  },
};
const protoDecoder = new Decoder({ ...OPTIONS, keyDecoder: protoKeys });

/** An encoder keeps a buffer as large as its largest value. One with a buffer beyond this many bytes is not kept. */
const LARGEST_KEPT = 1024 * 1024;
let encoder = new Encoder(OPTIONS);

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
  const msgpack = encoder.encodeSharedRef(codec.encode(value));
  if (msgpack.length <= LARGEST_KEPT) return { msgpack: msgpack.slice() };
  encoder = new Encoder(OPTIONS);
  return { msgpack };
}

/** For the wire: no value. */
export const NULL_VALUE: DynamicValue = { msgpack: Uint8Array.of(0xc0) };

function decodeMsgpack(bytes: Uint8Array): unknown {
  try {
    return (view(bytes).includes(PROTO) ? protoDecoder : decoder).decode(bytes);
  } catch (error) {
    throw new ValueError(`is not a msgpack value: ${(error as Error).message}`);
  }
}

/** Parses JSON without rounding a number. @throws ValueError where it is not JSON */
export function decodeJson(bytes: Uint8Array): unknown {
  try {
    return parseExactJson(view(bytes).toString("utf8"));
  } catch {
    throw new ValueError("is not JSON");
  }
}

/** The same bytes, not a copy. */
function view(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
