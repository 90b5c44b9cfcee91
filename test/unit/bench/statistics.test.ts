import fc from "fast-check";
import { median, spreadOfRatios } from "../../../bench/statistics";

const times = fc.array(fc.double({ min: 0.1, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 20 });

describe("the median", () => {
  test("is the middle one, and between the two in the middle where their number is even", () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([8, 1, 2, 4])).toBe(3);
    expect(median([7])).toBe(7);
  });

  test("has as many values below it as above it, and leaves the values as they are", () => {
    fc.assert(
      fc.property(times, (values) => {
        const before = [...values];
        const middle = median(values);
        expect(values.filter((value) => value < middle).length).toBeLessThanOrEqual(values.length / 2);
        expect(values.filter((value) => value > middle).length).toBeLessThanOrEqual(values.length / 2);
        expect(values).toEqual(before);
      }),
    );
  });

  test("of nothing is an error", () => {
    expect(() => median([])).toThrow(RangeError);
  });
});

describe("the spread of ratios", () => {
  test("compares each run with its own partner, not median with median", () => {
    expect(spreadOfRatios([10, 40, 90], [10, 20, 30])).toEqual({ min: 1, median: 2, max: 3 });
  });

  test("needs a partner for each run", () => {
    expect(() => spreadOfRatios([1, 2], [1])).toThrow(RangeError);
  });
});
