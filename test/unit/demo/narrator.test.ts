import { BrokenClaimError, Narrator } from "../../../scripts/demo/narrator";

function narrate(tell: (narrator: Narrator) => void): string[] {
  const lines: string[] = [];
  tell(new Narrator((line) => lines.push(line)));
  return lines;
}

describe("the narrator", () => {
  it("numbers the steps", () => {
    const lines = narrate((narrator) => {
      narrator.step("one");
      narrator.step("two");
    });
    expect(lines).toEqual(["\n1. one", "\n2. two"]);
  });

  it("numbers the steps of each act from one", () => {
    const lines = narrate((narrator) => {
      narrator.step("one");
      narrator.act("the second act");
      narrator.step("two");
    });
    expect(lines).toEqual(["\n1. one", "\n=== the second act ===", "\n1. two"]);
  });

  it("prints a claim that is true, and counts it", () => {
    const narrator = new Narrator(() => {});
    narrator.claim("it works", true);
    expect(narrator.claims).toBe(1);
    expect(narrate((other) => other.claim("it works", true))).toEqual(["   ok: it works"]);
  });

  it("never prints a claim that is not true, and fails with the evidence", () => {
    const lines = narrate((narrator) => {
      expect(() => narrator.claim("it works", false, "it broke\n")).toThrow(
        new BrokenClaimError("this did not come true: it works\nit broke"),
      );
      expect(narrator.claims).toBe(0);
    });
    expect(lines).toEqual([]);
  });

  it("aligns the columns of a table", () => {
    const rows = [
      ["ID", "USER"],
      ["7", "report"],
      ["1234", "a"],
    ];
    expect(narrate((narrator) => narrator.table(rows))).toEqual([
      "     ID    USER",
      "     7     report",
      "     1234  a",
    ]);
  });
});
