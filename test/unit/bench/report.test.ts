import type { Measurement } from "../../../bench/measure";
import { quantity, table } from "../../../bench/report";

const kept: Measurement = {
  name: "plan",
  what: "plan / of theirs",
  unit: "ms",
  ours: [2000, 2500, 3000],
  theirs: [1000, 1000, 1000],
  ratio: { min: 2, median: 2.5, max: 3 },
  budget: 3,
  missedBy: 0,
  remarks: [],
};

describe("the table", () => {
  test("shows medians, ratios, budgets, what was missed by how much, and what could not be measured", () => {
    const missed = { ...kept, name: "apply", budget: 2, missedBy: 0.5, remarks: ["nobody was throttled"] };
    const informative = { ...kept, name: "destroy", what: "destroy", budget: undefined };
    const failed = { name: "synth", what: "synth / of theirs", error: "it broke" };
    expect(table([kept, missed, informative, failed])).toBe(
      [
        "                   ours    theirs  ratio min/median/max   budget",
        "plan / of theirs   2.50 s  1.00 s  2.00x / 2.50x / 3.00x  <= 3.00x  ok",
        "plan / of theirs   2.50 s  1.00 s  2.00x / 2.50x / 3.00x  <= 2.00x  MISSED by 0.50x (25 %)",
        "destroy            2.50 s  1.00 s  2.00x / 2.50x / 3.00x",
        "synth / of theirs                                                   NOT MEASURED",
        "apply: nobody was throttled",
        "synth: it broke",
      ].join("\n"),
    );
  });

  test.each([
    [61.4, "ms", "61 ms"],
    [1.54, "ms", "1.5 ms"],
    [240.4, "bytes", "240 B"],
    [12_345, "ms", "12.35 s"],
    [957_000, "bytes", "0.96 MB"],
  ] as const)("writes %d %s as %s", (value, unit, text) => {
    expect(quantity(value, unit)).toBe(text);
  });
});
