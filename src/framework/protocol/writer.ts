const FIRST_SIZE = 1024;
/** The most bytes of a varint. */
const VARINT = 10;

/** Writes protobuf's wire format (https://protobuf.dev/programming-guides/encoding/), as far as the plugin protocol has it. */
export class Writer {
  #bytes = Buffer.allocUnsafe(FIRST_SIZE);
  #end = 0;

  /** What was written. */
  finish(): Buffer {
    return this.#bytes.subarray(0, this.#end);
  }

  /** A whole number: from 0 as it is, below 0 as 64 bits. */
  varint(value: number): void {
    this.#reserve(VARINT);
    if (value < 0) this.#negative(value);
    else this.#end = putVarint(this.#bytes, this.#end, value);
  }

  bytes(value: Uint8Array): void {
    this.varint(value.length);
    this.#reserve(value.length);
    this.#bytes.set(value, this.#end);
    this.#end += value.length;
  }

  string(value: string): void {
    const length = Buffer.byteLength(value);
    this.varint(length);
    this.#reserve(length);
    this.#end += this.#bytes.write(value, this.#end);
  }

  /** What `content` writes, after its length. */
  delimited(content: () => void): void {
    this.#reserve(VARINT);
    // Most lengths take one byte. A longer one moves the content.
    const start = ++this.#end;
    content();
    const length = this.#end - start;
    if (length < 128) {
      this.#bytes[start - 1] = length;
      return;
    }
    this.#reserve(VARINT);
    const prefix = Buffer.allocUnsafe(VARINT);
    const size = putVarint(prefix, 0, length);
    this.#bytes.copyWithin(start - 1 + size, start, this.#end);
    prefix.copy(this.#bytes, start - 1, 0, size);
    this.#end += size - 1;
  }

  #negative(value: number): void {
    let rest = BigInt.asUintN(64, BigInt(value));
    for (; rest > 127n; rest >>= 7n) this.#bytes[this.#end++] = Number(rest & 127n) | 128;
    this.#bytes[this.#end++] = Number(rest);
  }

  #reserve(count: number): void {
    const least = this.#end + count;
    if (least <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(least, 2 * this.#bytes.length));
    this.#bytes.copy(larger, 0, 0, this.#end);
    this.#bytes = larger;
  }
}

/** @returns where the number ends */
function putVarint(bytes: Buffer, start: number, value: number): number {
  let at = start;
  let rest = value;
  // Not by bits: those of a number beyond 32 would be lost.
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes[at++] = (rest % 128) | 128;
  bytes[at++] = rest;
  return at;
}
