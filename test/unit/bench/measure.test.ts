import type { Benchmark } from "../../../bench/benchmark";
import { alternate, isFailure, measure } from "../../../bench/measure";
import { Stage } from "../../../bench/stage";

const stage = new Stage("/nowhere", 10);

function benchmark(parts: Partial<Benchmark>): Benchmark {
  return {
    name: "example",
    what: ({ count }) => `${count} of ours / of theirs`,
    unit: "ms",
    prepare: async () => ({ ours: async () => 30, theirs: async () => 10 }),
    ...parts,
  };
}

describe("a contest", () => {
  test("is run alternately, one strictly after the other", async () => {
    const log: string[] = [];
    const side = (name: string) => async () => {
      log.push(`${name} begins`);
      await new Promise((resolve) => setImmediate(resolve));
      log.push(`${name} ends`);
      return log.length;
    };
    const result = await alternate({ ours: side("ours"), theirs: side("theirs") }, 2);
    const round = ["theirs begins", "theirs ends", "ours begins", "ours ends"];
    expect(log).toEqual([...round, ...round]);
    expect(result).toEqual({ theirs: [2, 6], ours: [4, 8] });
  });
});

describe("a measurement", () => {
  test("tells by how much the budget is missed", async () => {
    const outcome = await measure(benchmark({ budget: 2 }), stage, 3);
    expect(outcome).toMatchObject({
      what: "10 of ours / of theirs",
      ours: [30, 30, 30],
      ratio: { min: 3, median: 3, max: 3 },
      missedBy: 1,
    });
  });

  test("misses nothing at the budget itself, nor without one", async () => {
    expect(await measure(benchmark({ budget: 3 }), stage, 1)).toMatchObject({ missedBy: 0 });
    expect(await measure(benchmark({}), stage, 1)).toMatchObject({ missedBy: 0 });
  });

  test("runs what is noisy more often, and what never varies once", async () => {
    expect(await measure(benchmark({ repeat: 4 }), stage, 2)).toMatchObject({ ours: { length: 8 } });
    expect(await measure(benchmark({ repeat: 0 }), stage, 2)).toMatchObject({ ours: { length: 1 } });
  });

  test("that fails is an outcome too, so that the others go on", async () => {
    const prepare = async () => Promise.reject(new Error("no terraform here"));
    const outcome = await measure(benchmark({ prepare }), stage, 3);
    expect(isFailure(outcome)).toBe(true);
    expect(outcome).toEqual({
      name: "example",
      what: "10 of ours / of theirs",
      error: "no terraform here",
    });
  });
});
