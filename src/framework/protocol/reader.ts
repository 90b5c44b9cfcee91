/** The most bytes of a varint, and how many bits each of them carries. */
const VARINT = 10;
const BITS = 7;
/** How long values are whose length goes without saying, by wire type. */
const FIXED: Readonly<Record<number, number>> = { 1: 8, 5: 4 };

/**
 * Reads protobuf's wire format (https://protobuf.dev/programming-guides/encoding/), as far as the plugin protocol has it. All of it
 * throws RangeError where the message is cut off.
 */
export class Reader {
  /** Where the next byte is. */
  position = 0;

  constructor(private readonly source: Buffer) {}

  /** The low 32 bits of a number, without its sign. */
  uint32(): number {
    let value = 0;
    for (let count = 0; count < VARINT; count++) {
      const byte = this.#byte();
      // From 35 bits on a shift would begin anew.
      if (count < 5) value |= (byte & 127) << (count * BITS);
      if (byte < 128) return value >>> 0;
    }
    throw new RangeError("a number has too many bytes");
  }

  /** The low 32 bits of a number, with its sign. */
  int32(): number {
    return this.uint32() | 0;
  }

  /** A number of 64 bits, rounded where a double can't hold it. */
  int64(): number {
    let value = 0n;
    for (let count = 0; count < VARINT; count++) {
      const byte = this.#byte();
      value |= BigInt(byte & 127) << BigInt(count * BITS);
      if (byte < 128) return Number(BigInt.asIntN(64, value));
    }
    throw new RangeError("a number has too many bytes");
  }

  /** The same bytes as in the message, not a copy. */
  bytes(): Buffer {
    const start = this.#pass(this.uint32());
    return this.source.subarray(start, this.position);
  }

  /** Passes over the value of a field that nobody knows. */
  skip(wireType: number): void {
    if (wireType === 0) this.uint32();
    else if (wireType === 2) this.#pass(this.uint32());
    else if (FIXED[wireType] !== undefined) this.#pass(FIXED[wireType]);
    else throw new RangeError(`a field has the wire type ${wireType}, which proto3 does not have`);
  }

  #byte(): number {
    const byte = this.source[this.position++];
    if (byte === undefined) throw new RangeError("a message is cut off");
    return byte;
  }

  /** @returns where what was passed over begins */
  #pass(length: number): number {
    const start = this.position;
    if (start + length > this.source.length) throw new RangeError("a message is cut off");
    this.position += length;
    return start;
  }
}
