import type { Reader } from "./reader";
import type { Writer } from "./writer";

/** A message as handlers see it: enum values by name, 64-bit integers as numbers, bytes as Buffer. */
export type Message = Record<string, unknown>;

/** How one kind of value is written and read. */
export interface ValueCodec {
  readonly wireType: 0 | 2;
  /** What an absent field of the kind reads as. */
  absent(): unknown;
  write(writer: Writer, value: unknown): void;
  read(reader: Reader): unknown;
}

/** The scalar types that the plugin protocol has. */
export const SCALARS: Readonly<Record<string, ValueCodec>> = {
  bool: {
    wireType: 0,
    absent: () => false,
    write: (writer, value) => writer.varint(value ? 1 : 0),
    read: (reader) => reader.uint32() !== 0,
  },
  bytes: {
    wireType: 2,
    absent: () => Buffer.alloc(0),
    write: (writer, value) => writer.bytes(value as Uint8Array),
    read: (reader) => reader.bytes(),
  },
  string: {
    wireType: 2,
    absent: () => "",
    write: (writer, value) => writer.string(value as string),
    read: text,
  },
  int32: {
    wireType: 0,
    absent: () => 0,
    write: (writer, value) => writer.varint(value as number),
    read: (reader) => reader.int32(),
  },
  int64: {
    wireType: 0,
    absent: () => 0,
    write: (writer, value) => writer.varint(value as number),
    read: (reader) => reader.int64(),
  },
};

/** A kind of message within another. */
interface Nested {
  write(writer: Writer, message: Message): void;
  read(reader: Reader, end: number): Message;
}

export function text(reader: Reader): string {
  return reader.bytes().toString();
}

/** What is made at its first use, and once. */
export function once<T extends object>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** @param load - called when the first such message is met */
export function nested(load: () => Nested): ValueCodec {
  const codec = once(load);
  return {
    wireType: 2,
    absent: () => null,
    write(writer, value) {
      writer.delimited(() => codec().write(writer, value as Message));
    },
    read(reader) {
      const length = reader.uint32();
      return codec().read(reader, reader.position + length);
    },
  };
}

/** Values that have no name, from a newer peer, stay numbers. */
export function enumeration(values: Readonly<Record<string, number>>): ValueCodec {
  const names = new Map(Object.entries(values).map(([name, number]) => [number, name]));
  return {
    wireType: 0,
    absent: () => names.get(0) ?? 0,
    write: (writer, value) =>
      writer.varint(typeof value === "string" ? (values[value] ?? 0) : (value as number)),
    read(reader) {
      const number = reader.int32();
      return names.get(number) ?? number;
    },
  };
}
