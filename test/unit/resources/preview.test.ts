import fc from "fast-check";
import type { Session } from "../../../src/policy";
import { describeAll, describeSession } from "../../../src/resources/preview";

const session = (fields: Partial<Session> = {}): Session => ({
  id: "11",
  user: "report",
  host: "10.0.0.7:51234",
  database: "shop",
  command: "Query",
  state: "",
  duration_seconds: 75,
  info: "select 1",
  ...fields,
});

describe("a session in a plan's warning", () => {
  test("is one short line", () => {
    expect(describeSession(session())).toBe("11 report@10.0.0.7 Query 75 s select 1");
    expect(describeSession(session({ info: "" }))).toBe("11 report@10.0.0.7 Query 75 s");
    expect(describeSession(session({ info: "select\n\t1\u001b[2J" }))).toBe(
      "11 report@10.0.0.7 Query 75 s select 1 [2J",
    );
  });

  test("has at most 60 characters of the statement, none of which controls a terminal", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (info) => {
        const line = describeSession(session({ info }));
        expect(line).not.toMatch(/[\p{Cc}]/u);
        expect([...line].length).toBeLessThanOrEqual("11 report@10.0.0.7 Query 75 s ".length + 63);
      }),
    );
  });

  test("is among the first five; the others are counted", () => {
    const lines = describeAll(Array.from({ length: 8 }, (_, index) => session({ id: `${index}` }))).split(
      "\n",
    );
    expect(lines).toHaveLength(6);
    expect(lines[5]).toBe("and 3 more");
  });
});
