import {
  checkEnforcement,
  checkPolicy,
  defaultAction,
  type PolicyDraft,
  UNDECIDED,
} from "../../../../src/model";
import { factsOf, type ServiceName } from "../../../../src/vendors/facts";
import { NOON, policy } from "./support";

const check = (draft: PolicyDraft, service: ServiceName = "mysql") =>
  checkPolicy(
    { name: "a", match: { users: ["report"] }, ...draft },
    { facts: factsOf(service), now: NOON },
  ).map(({ code, severity, path }) => [code, severity, path.join(".")]);

describe("the rules of a policy", () => {
  test("let a usable one through, and one of which nothing is known yet", () => {
    expect(check({})).toEqual([]);
    const undecided = {
      name: UNDECIDED,
      action: UNDECIDED,
      victims: UNDECIDED,
      group_by: UNDECIDED,
      when: UNDECIDED,
    } as const;
    expect(check({ ...undecided, windows: UNDECIDED, expires_at: UNDECIDED, match: UNDECIDED })).toEqual([]);
    expect(
      check({ windows: [UNDECIDED, null], when: { for_seconds: 1, matching_at_least: UNDECIDED } }),
    ).toEqual([]);
  });

  test("hold for the choice of sessions", () => {
    expect(check({ match: null })).toEqual([["DBKILL_SELECTION_MISSING", "error", "match"]]);
    expect(check({ match_all: true })).toEqual([["DBKILL_SELECTION_AMBIGUOUS", "error", "match_all"]]);
    expect(check({ match: {} })).toEqual([["DBKILL_FILTER_EMPTY", "error", "match"]]);
    expect(check({ exclude: { users: ["report"] } })).toEqual([
      ["DBKILL_SELECTION_EXCLUDES_ALL", "warning", "exclude"],
    ]);
    expect(check({ match: { min_transaction_seconds: 5 } }, "das")).toEqual([
      ["DBKILL_FILTER_NOT_LISTED", "error", "match.min_transaction_seconds"],
    ]);
    expect(check({ protected_users: ["%"] })).toEqual([
      ["DBKILL_PROTECTED_USER_INVALID", "error", "protected_users.%"],
    ]);
  });

  test.each(["", " ", " a", "a\n", "a\u0007b", "x".repeat(129)])("refuse %j as a name", (name) => {
    expect(check({ name })).toEqual([["DBKILL_POLICY_NAME_INVALID", "error", "name"]]);
  });

  test("don't repeat the whole of a name that is too long", () => {
    const [found] = checkPolicy({ name: "x".repeat(9_000), match_all: true }, { now: NOON });
    expect(found!.summary.length).toBeLessThan(200);
  });

  test("allow any action while the target is not known", () => {
    expect(checkPolicy({ name: "a", match_all: true, action: "query" }, { now: NOON })).toEqual([]);
  });

  test("allow long and foreign names", () => {
    expect(check({ name: "x".repeat(128) })).toEqual([]);
    expect(check({ name: "berichte über 60 s" })).toEqual([]);
  });

  test("refuse a service that lists nothing, and name it as the reason alone", () => {
    expect(check({}, "mrs")).toContainEqual(["DBKILL_POLICY_TARGET_UNLISTED", "error", "target.service"]);
  });

  test.each([
    ["mysql", "connection", []],
    ["mysql", "query", []],
    ["das", "connection", []],
    ["das", "query", [["DBKILL_POLICY_ACTION_UNSUPPORTED", "error", "action"]]],
    // No action at all: that is told where it is read.
    ["das", "kill", []],
    ["clickhouse", "query", []],
    ["clickhouse", "connection", [["DBKILL_POLICY_ACTION_UNSUPPORTED", "error", "action"]]],
  ] as const)("know what a kill on %s ends: a %s", (service, action, problems) => {
    expect(check({ action, match: { users: ["report"] } }, service)).toEqual(problems);
  });

  test("know the default of action", () => {
    expect(defaultAction(factsOf("mysql"))).toBe("connection");
    expect(defaultAction(factsOf("clickhouse"))).toBe("query");
    expect(defaultAction({})).toBe("connection");
  });

  test("warn of groups that decide nothing", () => {
    const unused = [["DBKILL_POLICY_GROUP_UNUSED", "warning", "group_by"]];
    expect(check({ group_by: "user" })).toEqual(unused);
    expect(check({ group_by: null })).toEqual([]);
    expect(check({ group_by: "user", victims: null })).toEqual(unused);
    expect(check({ group_by: "user", victims: "all" })).toEqual(unused);
    expect(check({ group_by: "user", victims: "oldest" })).toEqual([]);
    expect(check({ victims: "all" })).toEqual([]);
  });

  test("refuse a condition that waits for nothing", () => {
    const empty = [["DBKILL_POLICY_CONDITION_EMPTY", "error", "when"]];
    expect(check({ when: {} })).toEqual(empty);
    expect(check({ when: { for_seconds: 5, matching_at_least: null } })).toEqual(empty);
    expect(check({ when: { active_sessions_at_least: 1 } })).toEqual([]);
    expect(check({ when: { matching_at_least: 1 } })).toEqual([]);
    expect(check({ when: null })).toEqual([]);
  });

  test("refuse a window with an unknown time zone, by its number", () => {
    const good = { days: [], start: "09:00", end: "17:00", time_zone: "UTC" };
    expect(check({ windows: [good] })).toEqual([]);
    expect(check({ windows: [good, { ...good, time_zone: "Mars/Olympus" }] })).toEqual([
      ["DBKILL_POLICY_WINDOW_INVALID", "error", "window.1.time_zone"],
    ]);
    expect(check({ windows: [{ ...good, start: "9 am" }] })).toEqual([
      ["DBKILL_POLICY_WINDOW_INVALID", "error", "window.0.start"],
    ]);
  });

  test.each([
    "tomorrow",
    "2027-01-31",
    "2027-01-31T18:00:00",
    "2027-13-31T18:00:00Z",
    "x2027-01-31T18:00:00Z",
    "+002027-01-31T18:00:00Z",
    "2027-01-31T18:00:00Zx",
  ])("refuse %j as a time", (expires_at) => {
    expect(check({ expires_at })).toEqual([["DBKILL_POLICY_EXPIRY_INVALID", "error", "expires_at"]]);
  });

  test("warn of a policy that has expired", () => {
    expect(check({ expires_at: "2026-11-30T12:00:00Z" })).toEqual([
      ["DBKILL_POLICY_EXPIRED", "warning", "expires_at"],
    ]);
    expect(check({ expires_at: "2026-11-30T13:00:01+01:00" })).toEqual([]);
    expect(check({ expires_at: "2027-01-31t18:00:00.125z" })).toEqual([]);
  });
});

describe("a demand for the vendor's task", () => {
  const paths = (given: Parameters<typeof policy>[0]) =>
    checkEnforcement(policy({ enforcement: "vendor", ...given }), factsOf("das")).map(
      ({ code, severity, path }) => [code, severity, path.join(".")],
    );

  test("is an error that names each setting which it can't express", () => {
    const window = { days: [], start: "09:00", end: "17:00", time_zone: "UTC" };
    expect(paths({ match: { users: ["report"], states: ["x"] }, windows: [window], max_kills: 1 })).toEqual([
      ["DBKILL_POLICY_NOT_EXPRESSIBLE", "error", "match.states"],
      ["DBKILL_POLICY_NOT_EXPRESSIBLE", "error", "max_kills"],
      ["DBKILL_POLICY_NOT_EXPRESSIBLE", "error", "window"],
    ]);
  });

  test("is none where it is not demanded, or can be had", () => {
    expect(paths({})).toEqual([]);
    expect(paths({ enforcement: "auto", max_kills: 1 })).toEqual([]);
    expect(paths({ enforcement: "runner", max_kills: 1 })).toEqual([]);
  });
});
