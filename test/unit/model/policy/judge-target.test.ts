import fc from "fast-check";
import { comesBefore, compilePolicy, compileTarget, type Policy, type Session } from "../../../../src/model";
import { factsOf } from "../../../../src/vendors/facts";
import { ids, session } from "../support";
import { anyPolicy, anySessions, NOON, policy } from "./support";

const judge = (policies: readonly Policy[], sessions: readonly Session[]) => {
  const judgements = compileTarget(policies, factsOf("mysql"))(sessions, NOON);
  return (name: string) => [...judgements].find(([each]) => each.name === name)![1];
};

const sessions = [session({ id: "1" }), session({ id: "2", user: "app" })];

describe("the policies of one target", () => {
  test("act in the order of priority, then of name, and each session is killed by one of them", () => {
    const first = policy({ name: "b", priority: 1 });
    const second = policy({ name: "a", match: null });
    const third = policy({ name: "c", match: null });
    const of = judge([third, second, first], sessions);
    expect(ids(of("b").victims)).toEqual(["1"]);
    expect(ids(of("a").victims)).toEqual(["2"]);
    expect(of("a").spared).toEqual([{ session: sessions[0], reason: "other_policy", detail: "b" }]);
    expect(of("c").victims).toEqual([]);
    expect(comesBefore(first, second)).toBe(true);
    expect(comesBefore(second, third)).toBe(true);
    expect(comesBefore(third, second)).toBe(false);
    expect(comesBefore(second, first)).toBe(false);
    expect(comesBefore(second, second)).toBe(false);
  });

  test("that only observe take no session, and none is taken from them", () => {
    const observing = policy({ name: "watch", priority: 9, mode: "observe" });
    const of = judge([observing, policy({ name: "a" }), policy({ name: "b", mode: "observe" })], sessions);
    expect(["watch", "a", "b"].map((name) => ids(of(name).victims))).toEqual([["1"], ["1"], ["1"]]);
  });

  test("that the vendor's task enforces take no session from those of the runner", () => {
    const [vendors, runners] = [
      policy({ name: "a", priority: 1 }),
      policy({ name: "b", enforcement: "runner" }),
    ];
    const judgements = compileTarget([vendors, runners], factsOf("das"))(sessions, NOON);
    expect([vendors, runners].map((each) => ids(judgements.get(each)!.victims))).toEqual([["1"], ["1"]]);
  });

  test("that are stopped by a cap leave their sessions to the next one", () => {
    const of = judge([policy({ name: "a", max_kills: 0 }), policy({ name: "b" })], sessions);
    expect(of("a").capped?.field).toBe("max_kills");
    expect(ids(of("b").victims)).toEqual(["1"]);
  });

  test("protect each other's users, unless disabled or expired", () => {
    const match = { users: ["app"] };
    const protecting = { name: "etl", match: { users: ["etl"] }, protected_users: ["app"] };
    const spared = (given: Partial<Policy>) =>
      judge([policy({ name: "a", match }), policy({ ...protecting, ...given })], sessions)("a").spared;
    expect(spared({})).toEqual([{ session: sessions[1], reason: "protected", detail: "app, by policy etl" }]);
    expect(spared({ mode: "observe" })).toHaveLength(1);
    expect(spared({ enabled: false })).toEqual([]);
    expect(spared({ expires_at: "2026-11-30T12:00:00Z" })).toEqual([]);
    expect(spared({ expires_at: "2026-11-30T12:00:01Z" })).toHaveLength(1);
  });

  test("know their own history", () => {
    const capped = policy({ max_kills_per_hour: 1 });
    const judged = compileTarget([capped], factsOf("mysql"));
    expect(judged(sessions, NOON, () => ({ killedWithinHour: 1 })).get(capped)?.victims).toEqual([]);
    expect(judged(sessions, NOON).get(capped)?.victims).toHaveLength(1);
  });

  test("never kill one session twice, nor a user that one of them protects; alone, each kills no less", () => {
    fc.assert(
      fc.property(fc.array(anyPolicy, { maxLength: 5 }), anySessions, (given, list) => {
        const policies = given.map((each, index) => ({ ...each, name: `p${index}` }));
        const judgements = compileTarget(policies, factsOf("mysql"))(list, NOON);
        const killed = [...judgements].flatMap(([{ mode }, { victims }]) =>
          mode === "enforce" ? ids(victims) : [],
        );
        expect(new Set(killed).size).toBe(killed.length);
        const kept = policies
          .filter(({ enabled, expires_at: at }) => enabled && at !== "2026-01-01T00:00:00Z")
          .flatMap(({ protected_users }) => protected_users);
        for (const [each, { victims }] of judgements) {
          for (const { user } of victims) expect(kept).not.toContain(user);
          if (each.victims !== "all" || each.max_kills !== null || each.max_kills_per_hour !== null) continue;
          const alone = ids(compilePolicy(each, factsOf("mysql"))(list, { now: NOON }).victims);
          for (const id of ids(victims)) expect(alone).toContain(id);
        }
      }),
    );
  });
});
