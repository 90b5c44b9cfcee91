import { readPlan, warnedIds } from "../../../scripts/demo/plan-report";

const line = (value: unknown) => `${JSON.stringify(value)}\n`;

describe("the report of a plan", () => {
  const detail = "11 report@10.0.0.7 Query 75 s SELECT 1\n12 report@10.0.0.8 Query 80 s SELECT 2\nand 3 more";
  const report = readPlan(
    [
      line({ "@level": "info", type: "version", terraform: "1.11.4" }),
      line({ type: "planned_change", change: { resource: { addr: "a.b" }, action: "update" } }),
      line({ type: "diagnostic", diagnostic: { severity: "warning", summary: "2 match", detail } }),
      line({ type: "diagnostic", diagnostic: { severity: "error", summary: "no", detail: "" } }),
      line({ type: "change_summary", changes: { add: 0, change: 1 } }),
      "not JSON\n",
    ].join(""),
  );

  it("has the action of each planned change", () => {
    expect(report.actions).toEqual(["update"]);
  });

  it("has the warnings, and no errors", () => {
    expect(report.warnings.map(({ summary }) => summary)).toEqual(["2 match"]);
  });

  it("has the errors", () => {
    expect(report.errors).toMatchObject([{ summary: "no", detail: "" }]);
  });

  it("reads the ids of the sessions that a warning shows", () => {
    expect(warnedIds(report.warnings[0]!)).toEqual(["11", "12"]);
  });

  it("reads ids that are no numbers, and none from other lines", () => {
    const message = "0b5f-1 etl@10.0.0.7 Query 75 s SELECT '@'\n\nMail to somebody, or raise it.\nand 3 more";
    expect(warnedIds({ summary: "", detail: message })).toEqual(["0b5f-1"]);
  });
});
