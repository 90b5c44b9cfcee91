import fc from "fast-check";
import { pack, unpack } from "../../../src/cli/packed";

/** Bytes that repeat themselves near and far, with runs, among others that do not. */
const repetitive = fc
  .array(
    fc.oneof(
      fc.uint8Array({ maxLength: 400 }),
      fc
        .tuple(fc.uint8Array({ minLength: 1, maxLength: 40 }), fc.integer({ min: 1, max: 60 }))
        .map(([piece, times]) =>
          Uint8Array.from({ length: piece.length * times }, (_, index) => piece[index % piece.length]!),
        ),
    ),
    { maxLength: 12 },
  )
  .chain((pieces) => fc.shuffledSubarray([...pieces, ...pieces], { minLength: 2 * pieces.length }))
  .map((pieces) => Buffer.concat(pieces));

describe("packed bytes", () => {
  test.each([4, 16])("unpack to what they were, with matches from %d bytes on", (least) => {
    fc.assert(
      fc.property(repetitive, (bytes) => {
        expect(unpack(pack(bytes, least), bytes.length)).toEqual(bytes);
      }),
    );
  });

  test("unpack across the largest distance of a match", () => {
    const piece = Buffer.from("a piece that comes again");
    for (const between of [65_535, 65_536, 70_000].map((distance) => distance - piece.length)) {
      const bytes = Buffer.concat([
        piece,
        Buffer.from(
          Array(between)
            .fill(0)
            .map((_, index) => (index * index) >> 3),
        ),
        piece,
      ]);
      expect(unpack(pack(bytes), bytes.length)).toEqual(bytes);
    }
  });

  test("unpack what another program has packed as an LZ4 block", () => {
    // lz4 1.9.4: twelve times "abc", then "xyzw1".
    const block = Buffer.from([0x3f, 0x61, 0x62, 0x63, 0x03, 0x00, 0x0e, 0x50, 0x78, 0x79, 0x7a, 0x77, 0x31]);
    expect(unpack(block.toString("base64"), 41).toString()).toBe(`${"abc".repeat(12)}xyzw1`);
  });

  test("are a fraction of a text that repeats itself", () => {
    const text = Buffer.from("Seconds since its transaction began. ".repeat(100));
    expect(pack(text).length).toBeLessThan(text.length / 20);
  });
});
