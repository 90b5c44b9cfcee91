import { enumeration, type Message, nested, SCALARS, text, type ValueCodec } from "./kinds";
import { Reader } from "./reader";
import { Writer } from "./writer";

/** A message, an enum, a service or a package, in the JSON that protobufjs writes of a .proto file. */
export interface Descriptor {
  readonly nested?: Readonly<Record<string, Descriptor>>;
  readonly fields?: Readonly<Record<string, FieldDescriptor>>;
  readonly oneofs?: Readonly<Record<string, { readonly oneof: readonly string[] }>>;
  readonly values?: Readonly<Record<string, number>>;
  readonly methods?: Readonly<Record<string, MethodDescriptor>>;
}

interface FieldDescriptor {
  readonly type: string;
  readonly id: number;
  readonly rule?: string;
  /** Set for a map. */
  readonly keyType?: string;
}

interface MethodDescriptor {
  readonly requestType: string;
  readonly responseType: string;
  readonly responseStream?: boolean;
}

interface Field {
  readonly name: string;
  readonly tag: number;
  readonly kind: ValueCodec;
  readonly shape: "single" | "repeated" | "map";
  /** Whether its absence can be told from its default: it is in a oneof, or declared `optional`. */
  readonly hasPresence: boolean;
}

/** The tag of a map entry's key, a string, and of its value's field number. */
const KEY_TAG = 10;
const VALUE_FIELD = 2;

/**
 * Reads and writes the messages of a descriptor (https://protobuf.dev/programming-guides/encoding/). What a message is made of is looked
 * up when the first one of its kind is met: most processes meet few.
 */
export class Codecs {
  readonly #kinds = new Map<string, ValueCodec>();
  readonly #messages = new Map<string, MessageCodec>();

  constructor(private readonly root: Descriptor) {}

  /** The descriptor with a full name, such as `tfplugin6.Provider`. */
  lookup(name: string): Descriptor | undefined {
    let found: Descriptor | undefined = this.root;
    for (const part of name.split(".")) found = found?.nested?.[part];
    return found;
  }

  /** @param name as written in `scope`, such as `Schema.Block` in `tfplugin6.GetProviderSchema` */
  message(name: string, scope: string): MessageCodec {
    const full = this.#resolve(name, scope);
    let codec = this.#messages.get(full);
    if (codec === undefined) {
      codec = new MessageCodec(full, this.lookup(full)!, this);
      this.#messages.set(full, codec);
    }
    return codec;
  }

  /** A scalar, an enum or a message. */
  kind(name: string, scope: string): ValueCodec {
    const scalar = SCALARS[name];
    if (scalar !== undefined) return scalar;
    const full = this.#resolve(name, scope);
    let kind = this.#kinds.get(full);
    if (kind === undefined) {
      const { values } = this.lookup(full)!;
      kind = values === undefined ? nested(() => this.message(full, "")) : enumeration(values);
      this.#kinds.set(full, kind);
    }
    return kind;
  }

  /** A name means what the innermost scope has of it. */
  #resolve(name: string, scope: string): string {
    for (let outer = scope; ; outer = outer.slice(0, Math.max(0, outer.lastIndexOf(".")))) {
      const full = outer === "" ? name : `${outer}.${name}`;
      if (this.lookup(full) !== undefined) return full;
      if (outer === "") throw new Error(`the protocol has no ${name} in ${scope}`);
    }
  }
}

/** One kind of message. */
export class MessageCodec {
  #fields: readonly Field[] | undefined;
  #byNumber: readonly (Field | undefined)[] = [];

  constructor(
    private readonly name: string,
    private readonly descriptor: Descriptor,
    private readonly codecs: Codecs,
  ) {}

  encode(message: object): Buffer {
    const writer = new Writer();
    this.write(writer, message as Message);
    return writer.finish();
  }

  /** @throws RangeError where the message is cut off */
  decode(bytes: Buffer): Message {
    return this.read(new Reader(bytes), bytes.length);
  }

  write(writer: Writer, message: Message): void {
    for (const { name, tag, kind, shape, hasPresence } of this.#load()) {
      const value = message[name];
      if (value === undefined || value === null) continue;
      if (shape === "repeated") {
        for (const item of value as unknown[]) {
          writer.varint(tag);
          kind.write(writer, item);
        }
      } else if (shape === "map") {
        for (const [key, item] of Object.entries(value)) {
          writer.varint(tag);
          writer.delimited(() => {
            writer.varint(KEY_TAG);
            writer.string(key);
            writer.varint((VALUE_FIELD << 3) | kind.wireType);
            kind.write(writer, item);
          });
        }
      } else if (hasPresence || (value !== false && value !== 0 && value !== "")) {
        writer.varint(tag);
        kind.write(writer, value);
      }
    }
  }

  read(reader: Reader, end: number): Message {
    const fields = this.#load();
    const message: Message = {};
    for (const { name, kind, shape, hasPresence } of fields) {
      if (shape === "repeated") message[name] = [];
      else if (shape === "map") message[name] = {};
      else if (!hasPresence) message[name] = kind.absent();
    }
    while (reader.position < end) {
      const tag = reader.uint32();
      const field = this.#byNumber[tag >>> 3];
      if (field === undefined || field.tag !== tag) reader.skip(tag & 7);
      else if (field.shape === "repeated") (message[field.name] as unknown[]).push(field.kind.read(reader));
      else if (field.shape === "map") readEntry(reader, field.kind, message[field.name] as Message);
      else message[field.name] = field.kind.read(reader);
    }
    if (reader.position !== end) throw new RangeError(`a ${this.name} is cut off`);
    return message;
  }

  #load(): readonly Field[] {
    if (this.#fields !== undefined) return this.#fields;
    const { fields = {}, oneofs = {} } = this.descriptor;
    const inOneof = new Set(Object.values(oneofs).flatMap(({ oneof }) => oneof));
    this.#fields = Object.entries(fields).map(([name, { type, id, rule, keyType }]): Field => {
      const kind = this.codecs.kind(type, this.name);
      const shape = keyType !== undefined ? "map" : rule === "repeated" ? "repeated" : "single";
      const wireType = shape === "map" ? 2 : kind.wireType;
      return { name, tag: ((id << 3) | wireType) >>> 0, kind, shape, hasPresence: inOneof.has(name) };
    });
    const byNumber: (Field | undefined)[] = [];
    for (const field of this.#fields) byNumber[field.tag >>> 3] = field;
    this.#byNumber = byNumber;
    return this.#fields;
  }
}

/** One entry of a map whose keys are strings. */
function readEntry(reader: Reader, kind: ValueCodec, into: Message): void {
  const end = reader.uint32() + reader.position;
  let key = "";
  let value = kind.absent();
  while (reader.position < end) {
    const tag = reader.uint32();
    if (tag === KEY_TAG) key = text(reader);
    else if (tag >>> 3 === VALUE_FIELD) value = kind.read(reader);
    else reader.skip(tag & 7);
  }
  // A key such as __proto__ is a key like any other.
  Object.defineProperty(into, key, { value, enumerable: true, configurable: true, writable: true });
}
