import fc from "fast-check";
import type { Session } from "../../../src/model";
import { describeAll, describeSession, previewKills } from "../../../src/resources/preview";

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
    expect(describeSession(session({ host: "" }))).toBe("11 report Query 75 s select 1");
  });

  test("names its server, where the same number can be on several", () => {
    expect(describeSession(session({ server: "10.0.0.2" }))).toBe(
      "11 on 10.0.0.2 report@10.0.0.7 Query 75 s select 1",
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

describe("the warnings of a plan", () => {
  const preview = async (instances: number, sessions: Session[]) => {
    const summaries: string[] = [];
    const diagnostics = {
      error: () => undefined,
      warning: (summary: string) => void summaries.push(summary),
      hasErrors: () => false,
    };
    const warnings = { count: 0 };
    for (let index = 0; index < instances; index++) {
      await previewKills(
        {
          target: `cdb-${index}`,
          maxKills: null,
          warnings,
          find: async () => ({ sessions, count: sessions.length, listed: sessions.length, complete: true }),
          explain: () => ({ summary: "", detail: "" }),
          fatal: () => false,
        },
        diagnostics,
      );
    }
    return summaries;
  };

  test("name ten databases each, and let Terraform fold the rest by one summary", async () => {
    const summaries = await preview(13, [session()]);
    expect(new Set(summaries.slice(0, 10)).size).toBe(10);
    expect(summaries[9]).toBe("1 of 1 sessions on cdb-9 matches now and would be killed");
    expect(new Set(summaries.slice(10))).toEqual(
      new Set(["Sessions on more databases match now and would be killed"]),
    );
  });

  test("fold into one where nothing would be killed", async () => {
    expect(new Set(await preview(13, [])).size).toBe(1);
  });
});
