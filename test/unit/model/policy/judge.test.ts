import fc from "fast-check";
import { compilePolicy, type Session } from "../../../../src/model";
import { factsOf } from "../../../../src/vendors/facts";
import { ids, session } from "../support";
import { anyPolicy, anySessions, details, judge, NOON, reasons, report } from "./support";

describe("a policy", () => {
  test("kills what matches, in the order of the list, and nothing else", () => {
    const found = judge({}, [report("2"), session({ id: "3", user: "app" }), report("1")]);
    expect(ids(found.matched)).toEqual(["2", "1"]);
    expect(ids(found.victims)).toEqual(["2", "1"]);
    expect(found).toMatchObject({ spared: [], capped: null, conditionHolds: true });
  });

  test("with match_all kills every session but those of the system", () => {
    const sessions = [report("1"), session({ id: "2", user: "system user", command: "Connect" })];
    const found = judge({ match: null }, sessions);
    expect(ids(found.victims)).toEqual(["1"]);
    expect(reasons(found)).toEqual({ "2": "system" });
    expect(details(found)).toEqual(["system user"]);
  });

  test("tells the first reason: system, protected, tool, excluded, outside_window", () => {
    const mark =
      "insert /* gh-ost `shop`.`orders` */ ignore into `shop`.`_orders_gho` (id) (select id from orders)";
    const all = { exclude: { min_duration_seconds: 1 }, protected_users: ["etl"], enabled: false };
    const long = { duration_seconds: 9, info: mark };
    const sessions = [
      session({ id: "1", user: "system user", ...long }),
      session({ id: "2", user: "etl", ...long }),
      session({ id: "3", user: "migrate", ...long }),
      report("4", { duration_seconds: 9 }),
      report("5", { duration_seconds: 0 }),
      report("6", { duration_seconds: 0 }),
    ];
    const found = judge({ match: null, ...all }, sessions, {
      taken: new Map([
        ["5", "other"],
        ["1", "other"],
      ]),
    });
    expect(reasons(found)).toEqual({
      "1": "system",
      "2": "protected",
      "3": "tool",
      "4": "excluded",
      "5": "outside_window",
      "6": "outside_window",
    });
    expect(found.victims).toEqual([]);
    expect(details(found)).toEqual([
      "system user",
      "etl",
      "gh-ost",
      "exclude",
      "enabled = false",
      "enabled = false",
    ]);
  });

  test("leaves what another policy kills, and chooses nobody else instead", () => {
    const sessions = [
      report("1", { duration_seconds: 9 }),
      report("2", { duration_seconds: 5 }),
      report("3"),
    ];
    const taken = new Map([["1", "other"]]);
    const oldest = judge({ victims: "oldest" }, sessions.slice(0, 2), { taken });
    expect(oldest.victims).toEqual([]);
    expect(reasons(oldest)).toEqual({ "1": "other_policy", "2": "not_selected" });
    // The cap counts it too.
    expect(judge({ max_kills: 2 }, sessions, { taken }).capped).toMatchObject({ count: 3 });
    expect(details(judge({}, sessions, { taken }))).toEqual(["other"]);
  });

  test("protects users of other policies, in any Unicode form, and says by which", () => {
    const found = judge({}, [report("1"), report("2", { user: " report " })], {
      protectedUsers: new Map([["report", "etl-limit"]]),
    });
    expect(found.victims).toEqual([]);
    expect(details(found)).toEqual(["report, by policy etl-limit"]);
    const blank = judge({ match: null, protected_users: ["etl"] }, [report("1", { user: " etl " })]);
    expect(reasons(blank)).toEqual({ "1": "protected" });
    const composed = judge({ match: null, protected_users: ["caf\u00e9"] }, [
      report("1", { user: "cafe\u0301" }),
    ]);
    expect(reasons(composed)).toEqual({ "1": "protected" });
  });

  test("leaves tools to the match where protect_tools is false", () => {
    const mark = "SELECT /*!40001 SQL_NO_CACHE */ * FROM `orders`";
    expect(ids(judge({ protect_tools: false }, [report("1", { info: mark })]).victims)).toEqual(["1"]);
    expect(reasons(judge({}, [report("1", { info: mark })]))).toEqual({ "1": "tool" });
  });

  test("excludes by each keyword alone", () => {
    const exclude = { info_keywords: ["orders", "nightly"] };
    const sessions = [
      report("1", { info: "select 'nightly'" }),
      report("2", { info: "select * from orders" }),
      report("3", { info: "select 1" }),
    ];
    expect(ids(judge({ exclude }, sessions).victims)).toEqual(["3"]);
  });

  test.each([
    ["disabled", { enabled: false }, "enabled = false"],
    ["expired", { expires_at: "2026-11-30T12:00:00Z" }, "expired at 2026-11-30T12:00:00Z"],
    [
      "outside of its windows",
      { windows: [{ days: [], start: "13:00", end: "14:00", time_zone: "UTC" }] },
      "no window is open",
    ],
  ])("that is %s kills nothing", (_, given, detail) => {
    const found = judge(given, [report("1")]);
    expect(found.victims).toEqual([]);
    expect(found.spared).toMatchObject([{ reason: "outside_window", detail }]);
  });

  test("kills until the moment when it expires, and in any of its windows", () => {
    const windows = [
      { days: [], start: "13:00", end: "14:00", time_zone: "UTC" },
      { days: [], start: "11:00", end: "12:01", time_zone: "UTC" },
    ];
    expect(ids(judge({ expires_at: "2026-11-30T12:00:00.001Z", windows }, [report("1")]).victims)).toEqual([
      "1",
    ]);
  });
});

describe("a condition", () => {
  const when = { active_sessions_at_least: null, matching_at_least: null, for_seconds: null };

  test("on active sessions counts clients that run something", () => {
    const sessions = [
      report("1"),
      session({ id: "2", user: "app", command: "sleep" }),
      session({ id: "3", user: "app", command: " Sleep " }),
      session({ id: "4", user: "system user", command: "Connect" }),
      session({ id: "5", user: "app" }),
    ];
    const active = (least: number) => judge({ when: { ...when, active_sessions_at_least: least } }, sessions);
    expect(ids(active(2).victims)).toEqual(["1"]);
    expect(active(2).conditionHolds).toBe(true);
    expect(active(3)).toMatchObject({ victims: [], conditionHolds: false });
    expect(details(active(3))).toEqual(["active_sessions_at_least = 3, and 2 are active"]);
    expect(reasons(active(3))).toEqual({ "1": "when" });
  });

  test("on matching sessions counts the spared ones too", () => {
    const young = { duration_seconds: 5 };
    const sessions = [report("1", young), report("2", young), session({ id: "3", user: "app" })];
    const matching = (least: number) =>
      judge({ when: { ...when, matching_at_least: least }, exclude: { min_duration_seconds: 50 } }, [
        ...sessions,
        report("4", { duration_seconds: 60 }),
      ]);
    expect(ids(matching(3).victims)).toEqual(["1", "2"]);
    expect(reasons(matching(4))).toEqual({ "1": "when", "2": "when", "4": "excluded" });
    expect(details(matching(4))).toContain("matching_at_least = 4, and 3 match");
  });

  test("wants both where both are set", () => {
    const both = { ...when, active_sessions_at_least: 1, matching_at_least: 2 };
    expect(judge({ when: both }, [report("1")]).victims).toEqual([]);
    expect(
      judge({ when: { ...both, active_sessions_at_least: 3 } }, [report("1"), report("2")]).victims,
    ).toEqual([]);
    expect(judge({ when: both }, [report("1"), report("2")]).victims).toHaveLength(2);
  });

  test("must have held for long enough; a plan that can't know takes it as so", () => {
    const held = { ...when, matching_at_least: 1, for_seconds: 30 };
    const heldFor = (heldSeconds: number | null | undefined) =>
      judge({ when: held }, [report("1")], heldSeconds === undefined ? {} : { heldSeconds });
    expect(ids(heldFor(30).victims)).toEqual(["1"]);
    expect(ids(heldFor(null).victims)).toEqual(["1"]);
    expect(ids(heldFor(undefined).victims)).toEqual(["1"]);
    expect(details(heldFor(29.9))).toEqual(["for_seconds = 30, and it has held for 29 s"]);
    // It holds now, although not for long enough: the time goes on.
    expect(heldFor(0)).toMatchObject({ victims: [], conditionHolds: true });
    expect(
      judge({ when: { ...held, for_seconds: null } }, [report("1")], { heldSeconds: 0 }).victims,
    ).toHaveLength(1);
  });
});

describe("victims of one id", () => {
  test("live where one session of the id does, wherever it is in the list, and others die", () => {
    const kept = report("7", { user: "etl" });
    const [one, two, other] = [report("7"), report("7", { host: "10.0.0.8:1" }), report("8")];
    for (const list of [
      [kept, one, two, other],
      [one, two, other, kept],
    ]) {
      expect(ids(judge({ match: null, protected_users: ["etl"] }, list).victims)).toEqual(["8"]);
    }
    expect(ids(judge({}, [one, two, other]).victims)).toEqual(["7", "7", "8"]);
  });

  test("and of one age are told apart by their place in the list", () => {
    const [first, second] = [report("7", { info: "select 1" }), report("7", { info: "select 2" })];
    for (const victims of ["oldest", "newest"] as const) {
      const found = judge({ victims }, [first, second]);
      // A kill of the one would end the other, so both live.
      expect(found.victims).toEqual([]);
      expect(found.spared.find(({ detail }) => detail === "shares its id")?.session).toBe(first);
    }
  });
});

describe("a cap", () => {
  const three = [report("1"), report("2"), report("3")];

  test("that a pass would exceed makes it kill nothing", () => {
    expect(ids(judge({ max_kills: 3 }, three).victims)).toEqual(["1", "2", "3"]);
    const found = judge({ max_kills: 2 }, three);
    expect(found).toMatchObject({ victims: [], capped: { field: "max_kills", limit: 2, count: 3 } });
    expect(reasons(found)).toEqual({ "1": "capped", "2": "capped", "3": "capped" });
    expect(details(found)[0]).toBe("max_kills = 2");
  });

  test("for an hour counts what was killed before", () => {
    expect(judge({ max_kills_per_hour: 5 }, three, { killedWithinHour: 2 }).victims).toHaveLength(3);
    const found = judge({ max_kills_per_hour: 5 }, three, { killedWithinHour: 3 });
    expect(found).toMatchObject({ victims: [], capped: { field: "max_kills_per_hour", limit: 5, count: 3 } });
    expect(judge({ max_kills_per_hour: 2 }, three).capped?.field).toBe("max_kills_per_hour");
    expect(judge({ max_kills_per_hour: 3 }, three).capped).toBeNull();
    // Nothing to kill exceeds no cap.
    expect(judge({ max_kills_per_hour: 0, max_kills: 0 }, [], { killedWithinHour: 9 }).capped).toBeNull();
  });

  test("counts victims, not what matches", () => {
    expect(ids(judge({ max_kills: 1, victims: "oldest" }, three).victims)).toEqual(["1"]);
  });
});

describe("for any policy and any list", () => {
  test("victims are within matched, without excluded, protected and system ones, never above a cap", () => {
    fc.assert(
      fc.property(anyPolicy, anySessions, fc.nat(6), (given, sessions, killedWithinHour) => {
        const facts = factsOf("mysql");
        const found = compilePolicy(given, facts)(sessions, { now: NOON, killedWithinHour });
        const { matched, victims, spared } = found;
        const all = new Set([...victims, ...spared.map(({ session }) => session)]);
        expect(all.size).toBe(victims.length + spared.length);
        expect(new Set(matched)).toEqual(all);
        for (const victim of victims) {
          expect(facts.systemUsers.has(victim.user)).toBe(false);
          expect(given.protected_users).not.toContain(victim.user);
          if (given.match?.users) expect(given.match.users).toContain(victim.user);
          const { exclude } = given;
          if (exclude && Object.keys(exclude).join() === "users")
            expect(exclude.users).not.toContain(victim.user);
        }
        if (given.max_kills !== null) expect(victims.length).toBeLessThanOrEqual(given.max_kills);
        if (victims.length > 0 && given.max_kills_per_hour !== null) {
          expect(victims.length + killedWithinHour).toBeLessThanOrEqual(given.max_kills_per_hour);
        }
        if (!given.enabled) expect(victims).toEqual([]);
      }),
    );
  });

  test("the answer is the same whatever the order of the list", () => {
    fc.assert(
      fc.property(anyPolicy, anySessions, fc.infiniteStream(fc.nat()), (given, sessions, keys) => {
        const verdict = (list: readonly Session[]) => {
          const found = compilePolicy(given, factsOf("mysql"))(list, { now: NOON });
          return { victims: ids(found.victims).sort(), reasons: reasons(found) };
        };
        const shuffled = sessions
          .map((each) => [keys.next().value ?? 0, each] as const)
          .sort(([a], [b]) => a - b)
          .map(([, each]) => each);
        expect(verdict(shuffled)).toEqual(verdict(sessions));
      }),
    );
  });
});

test.each([
  ["match", { match: {} }],
  ["exclude", { exclude: {} }],
])("an empty %s is refused", (_, given) => {
  expect(() => judge(given, [])).toThrow("Refused");
});
