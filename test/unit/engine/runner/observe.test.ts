import { PolicyMemory } from "../../../../src/engine/runner/history";
import { saidOf } from "../../../../src/engine/runner/observe";
import { type Judgement, KILL_UNDER_WAY, type Policy, type SpareReason } from "../../../../src/model";
import { policy } from "../../model/policy/support";
import { session } from "../../model/support";

const memory = () => new PolicyMemory({ now: () => 0, date: () => new Date(0) });

const judgement = (more: Partial<Judgement> = {}): Judgement => ({
  matched: [],
  victims: [],
  spared: [],
  capped: null,
  conditionHolds: true,
  ...more,
});

const spared = (id: string, reason: SpareReason, user = "report") => ({
  session: session({ id, user }),
  reason,
  detail: "",
});

/** What is said, in short: event, session, reason. */
const said = (found: Judgement, kept = memory(), kills = false, given: Partial<Policy> = {}) =>
  saidOf(policy(given), found, kept, kills).map((line) => [line.event, line.session?.id, line.reason]);

describe("what a policy says of one listing", () => {
  const found = judgement({ victims: [session({ id: "1" })], spared: [spared("2", "protected")] });

  test("is whom it spares, and whom it would kill with its reason where it has one", () => {
    expect(said(found)).toEqual([
      ["spared", "2", "protected"],
      ["would_kill", "1", undefined],
    ]);
    expect(saidOf(policy(), found, memory(), false)[1]).not.toHaveProperty("reason");
    expect(said(found, memory(), false, { reason: "slow reports" })).toEqual([
      ["spared", "2", "protected"],
      ["would_kill", "1", "slow reports"],
    ]);
  });

  test("is only whom it spares, where it kills: a kill is recorded by itself", () => {
    expect(said(found, memory(), true)).toEqual([["spared", "2", "protected"]]);
  });

  test("has a code where a kill is under way, and else none", () => {
    const dying = { ...spared("1", "not_selected"), detail: KILL_UNDER_WAY };
    const lines = saidOf(
      policy(),
      judgement({ spared: [dying, spared("2", "not_selected")] }),
      memory(),
      true,
    );
    expect(lines.map(({ code }) => code)).toEqual(["DBKILL_KILL_UNDER_WAY", undefined]);
  });

  test("is said once while it stays, and again for another session, reason or user, and after a break", () => {
    const kept = memory();
    const once = (...all: ReturnType<typeof spared>[]) => said(judgement({ spared: all }), kept, true);
    expect(once(spared("1", "when"))).toHaveLength(1);
    expect(once(spared("1", "when"))).toEqual([]);
    expect(once(spared("1", "when"), spared("2", "when"))).toEqual([["spared", "2", "when"]]);
    expect(once(spared("1", "tool"))).toEqual([["spared", "1", "tool"]]);
    expect(once(spared("1", "tool", "etl"))).toEqual([["spared", "1", "tool"]]);
    expect(once()).toEqual([]);
    expect(once(spared("1", "tool", "etl"))).toHaveLength(1);
  });

  test("tells two servers' sessions of one id apart", () => {
    const kept = memory();
    const of = (server: string) => judgement({ victims: [session({ id: "1", server })] });
    expect(said(of("a"), kept)).toHaveLength(1);
    expect(said(of("b"), kept)).toHaveLength(1);
  });

  test("begins with the cap that stopped it, in each pass", () => {
    const capped = judgement({ capped: { field: "max_kills", limit: 1, count: 2 } });
    const kept = memory();
    for (let pass = 0; pass < 2; pass++)
      expect(said(capped, kept)).toEqual([["capped", undefined, "max_kills"]]);
  });
});
