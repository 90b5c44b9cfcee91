import fc from "fast-check";
import { printable } from "../../../src/model";

describe("printable", () => {
  test.each([
    ["a\nb\rc\td", "a\\nb\\rc\\td"],
    ["\u001b[2J", "\\x1b[2J"],
    ["\u0000\u007f\u009b", "\\x00\\x7f\\x9b"],
    ["abc\u202edef\u2066\u200b", "abc\\u202edef\\u2066\\u200b"],
    ["\u2028\u2029\ufeff", "\\u2028\\u2029\\ufeff"],
    ["\ud800x", "\\ud800x"],
    ["\u{e0001}", "\\u{e0001}"],
    ["Jürgen 漢字 😀", "Jürgen 漢字 😀"],
  ])("writes %j as %j", (text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  test("leaves nothing that moves a cursor, starts a line or changes the direction", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(printable(text)).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
      }),
      { numRuns: 2_000 },
    );
  });

  test("cuts whole characters", () => {
    expect(printable("😀😀😀", 2)).toBe("😀😀...");
    expect(printable("😀😀", 2)).toBe("😀😀");
  });
});
