import fc from "fast-check";
import { RateLimit } from "../../../src/emulator/core/rate-limit";

describe("RateLimit", () => {
  test("admits so many calls in any second, for each key apart", () => {
    let now = 0;
    const limit = new RateLimit(() => now);
    const admitted = (key: string) => limit.admit(key, 2);
    expect([admitted("a"), admitted("a"), admitted("a"), admitted("b")]).toEqual([true, true, false, true]);
    now = 999;
    expect(admitted("a")).toBe(false);
    now = 1000;
    expect([admitted("a"), admitted("a"), admitted("a")]).toEqual([true, true, false]);
  });

  test("never admits more than the limit within any second", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(400), { maxLength: 200 }), (gaps) => {
        let now = 0;
        const limit = new RateLimit(() => now);
        const admitted: number[] = [];
        for (const gap of gaps) {
          now += gap;
          if (limit.admit("key", 3)) admitted.push(now);
        }
        for (let index = 3; index < admitted.length; index++) {
          expect(admitted[index]! - admitted[index - 3]!).toBeGreaterThanOrEqual(1000);
        }
      }),
    );
  });
});
