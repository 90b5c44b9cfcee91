/**
 * Bytes as a text of a third of their size, or half of it, for what the bundle carries and few starts need. The format is an LZ4 block
 * (https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md) as base64. Unpacking takes less time than loading `node:zlib` does.
 */

const LEAST_MATCH = 4;
/** A match begins this far before the end at the latest, and the last bytes are never part of one. */
const LAST_MATCH = 12;
const LAST_LITERALS = 5;
const FARTHEST = 0xffff;
/** What half of a token holds at most; bytes of a longer length follow it. */
const NIBBLE = 15;
/** From this length on, a native copy is faster than a loop. */
const WORTH_A_CALL = 24;
/** How many earlier places with the same beginning are compared. */
const DEPTH = 256;

/** @param size - how many bytes were packed */
export function unpack(text: string, size: number): Buffer {
  const packed = Buffer.from(text, "base64");
  const bytes = Buffer.allocUnsafeSlow(size);
  let from = 0;
  let to = 0;
  while (from < packed.length) {
    const token = packed[from++]!;
    const literals = lengthAt(packed, from, token >> 4);
    from += bytesOf(literals);
    if (literals < WORTH_A_CALL) for (let left = literals; left > 0; left--) bytes[to++] = packed[from++]!;
    else {
      bytes.set(packed.subarray(from, from + literals), to);
      to += literals;
      from += literals;
    }
    if (from >= packed.length) break;
    const distance = packed[from]! | (packed[from + 1]! << 8);
    from += 2;
    const beyond = lengthAt(packed, from, token & NIBBLE);
    from += bytesOf(beyond);
    const match = beyond + LEAST_MATCH;
    // A match may overlap what it makes; then it goes byte by byte.
    if (match < WORTH_A_CALL || match > distance) {
      for (const end = to + match; to < end; to++) bytes[to] = bytes[to - distance]!;
    } else {
      bytes.copyWithin(to, to - distance, to - distance + match);
      to += match;
    }
  }
  return bytes;
}

/**
 * A length: its half of the token and the bytes at `from` that continue it. Not a closure that advances `from` itself: Maglev miscompiles
 * such loops (v8-flags.ts).
 */
function lengthAt(packed: Buffer, from: number, nibble: number): number {
  if (nibble < NIBBLE) return nibble;
  let at = from;
  while (packed[at] === 255) at++;
  return nibble + (at - from) * 255 + packed[at]!;
}

/** How many bytes continue a length. */
function bytesOf(length: number): number {
  return length < NIBBLE ? 0 : Math.floor((length - NIBBLE) / 255) + 1;
}

/**
 * The packed form of bytes, made when the bundle is built.
 *
 * @param least - the length of the shortest match, from 4: the longer, the faster it unpacks, and the more bytes it has
 */
export function pack(bytes: Buffer, least = LEAST_MATCH): string {
  const out: number[] = [];
  const chains = new Map<number, number[]>();
  const remember = (at: number) => {
    if (at + LEAST_MATCH > bytes.length) return;
    const key = bytes.readUInt32LE(at);
    const chain = chains.get(key);
    if (chain) chain.push(at);
    else chains.set(key, [at]);
  };
  let anchor = 0;
  let at = 0;
  while (at <= bytes.length - LAST_MATCH) {
    const match = longest(bytes, at, chains);
    // A longer match that begins one byte later saves more.
    if (match.length < least || longest(bytes, at + 1, chains).length > match.length + 1) {
      remember(at++);
      continue;
    }
    sequence(out, bytes.subarray(anchor, at), match);
    for (const end = at + match.length; at < end; at++) remember(at);
    anchor = at;
  }
  sequence(out, bytes.subarray(anchor));
  return Buffer.from(out).toString("base64");
}

interface Match {
  readonly distance: number;
  readonly length: number;
}

function longest(bytes: Buffer, at: number, chains: ReadonlyMap<number, readonly number[]>): Match {
  let best: Match = { distance: 0, length: 0 };
  if (at > bytes.length - LAST_MATCH) return best;
  const last = bytes.length - LAST_LITERALS;
  for (const start of (chains.get(bytes.readUInt32LE(at)) ?? []).slice(-DEPTH)) {
    if (at - start > FARTHEST) continue;
    let length = LEAST_MATCH;
    while (at + length < last && bytes[start + length] === bytes[at + length]) length++;
    if (length > best.length) best = { distance: at - start, length };
  }
  return best;
}

/** Literal bytes and the match that follows them; the last sequence has none. */
function sequence(out: number[], literals: Buffer, match?: Match): void {
  const beyond = match === undefined ? 0 : match.length - LEAST_MATCH;
  out.push((Math.min(literals.length, NIBBLE) << 4) | Math.min(beyond, NIBBLE));
  rest(out, literals.length);
  out.push(...literals);
  if (match === undefined) return;
  out.push(match.distance & 255, match.distance >> 8);
  rest(out, beyond);
}

function rest(out: number[], length: number): void {
  if (length < NIBBLE) return;
  let left = length - NIBBLE;
  for (; left >= 255; left -= 255) out.push(255);
  out.push(left);
}
