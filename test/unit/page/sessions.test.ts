import { cut, LIMITS, sessionsShown, type Verdict } from "../../../src/page/data";
import { type RuleVerdicts, shownSessions } from "../../../src/page/sessions";

interface Row {
  readonly id: string;
  readonly seconds: number;
  readonly active: boolean;
}

const row = (id: string, seconds = 0, active = true): Row => ({ id, seconds, active });
const ORDER = { isActive: ({ active }: Row) => active, seconds: ({ seconds }: Row) => seconds };
const rule = (name: string, verdict: Verdict, victims: Row[], spared: Row[] = []): RuleVerdicts<Row> => ({
  victims,
  verdict: { verdict, rule: name },
  spared: spared.map((session) => ({
    session,
    verdict: { verdict: "spared", rule: name, reason: "protected" },
  })),
});

describe("the sessions that are shown", () => {
  const [a, b, c, d, e] = [row("a", 5), row("b", 9), row("c", 7), row("d", 99, false), row("e", 1)];
  const all = [a, b, c, d, e];
  const shown = (rules: RuleVerdicts<Row>[], limit = 10) => shownSessions(all, rules, limit, ORDER);
  const ids = (...args: Parameters<typeof shown>) => shown(...args).rows.map(({ session }) => session.id);

  test("begin with the victims, then the weaker verdicts; those that run something, the oldest, come first", () => {
    expect(ids([])).toEqual(["b", "c", "a", "e", "d"]);
    expect(ids([rule("p", "victim", [d, e], [a])])).toEqual(["e", "d", "a", "b", "c"]);
    expect(ids([rule("p", "vendor", [a]), rule("q", "would_kill", [e]), rule("r", "victim", [d])])).toEqual([
      "d",
      "e",
      "a",
      "b",
      "c",
    ]);
  });

  test("are no more than may be shown, and all are counted, each by its strongest verdict", () => {
    const { rows, counts } = shown(
      [rule("p", "victim", [a, b], [c]), rule("q", "would_kill", [a, d], [b])],
      3,
    );
    expect(rows.map(({ session }) => session.id)).toEqual(["b", "a", "d"]);
    expect(counts).toEqual({ victim: 2, would_kill: 1, vendor: 0, spared: 1 });
  });

  test("have every verdict, the strongest first, up to a limit", () => {
    const rules = [
      rule("spares", "victim", [], [a]),
      rule("kills", "victim", [a]),
      rule("observes", "would_kill", [a]),
    ];
    const verdicts = (of: RuleVerdicts<Row>[]) =>
      shown(of)
        .rows.find(({ session }) => session === a)!
        .verdicts.map(({ rule: name }) => name);
    expect(verdicts(rules)).toEqual(["kills", "observes", "spares"]);
    expect(
      verdicts(Array.from({ length: 9 }, (_, index) => rule(String(index), "victim", [a]))),
    ).toHaveLength(LIMITS.verdicts);
    expect(shown(rules).rows.find(({ session }) => session === b)!.verdicts).toEqual([]);
  });
});

describe("limits", () => {
  test("share the rows among the databases", () => {
    expect([0, 1, 20, 40, 200, 10_000].map(sessionsShown)).toEqual([200, 200, 200, 100, 20, 10]);
  });

  test("cut texts, and say so", () => {
    expect(cut("abc", 3)).toBe("abc");
    expect(cut("abcd", 3)).toBe("abc…");
    expect(cut("x".repeat(1_000))).toHaveLength(LIMITS.text + 1);
  });
});
