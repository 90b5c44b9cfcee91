import { compilePolicy, type Policy } from "../../../../src/model";
import { factsOf, type ServiceName } from "../../../../src/vendors/facts";
import { ids, session } from "../support";
import { details, judge, NOON, policy, reasons, report } from "./support";

describe("victims", () => {
  const sessions = [
    report("11", {
      duration_seconds: 5,
      database: "shop",
      host: "10.0.0.7:1",
      info: "select * from t where id = 1",
    }),
    report("9", {
      duration_seconds: 5,
      database: "shop",
      host: "10.0.0.7:2",
      info: "select * from t where id = 2",
    }),
    report("12", { duration_seconds: 7, database: "crm", host: "10.0.0.8:1", info: "select 1 from u" }),
    session({
      id: "13",
      user: "etl",
      duration_seconds: 3,
      database: "crm",
      host: "10.0.0.8:2",
      info: "select 1 from u",
    }),
  ];
  const both = { match: { users: ["report", "etl"] } };
  const victims = (given: Partial<Policy>) => ids(judge({ ...both, ...given }, sessions).victims);

  test("are all, the oldest, the newest, or all but the oldest; of equal ages the lower number is older", () => {
    expect(victims({ victims: "all" })).toEqual(["11", "9", "12", "13"]);
    expect(victims({ victims: "oldest" })).toEqual(["12"]);
    expect(victims({ victims: "newest" })).toEqual(["13"]);
    expect(victims({ victims: "all_but_oldest" })).toEqual(["11", "9", "13"]);
    const twins = sessions.slice(0, 2);
    for (const list of [twins, [...twins].reverse()]) {
      expect(ids(judge({ victims: "oldest" }, list).victims)).toEqual(["9"]);
      expect(ids(judge({ victims: "newest" }, list).victims)).toEqual(["11"]);
    }
  });

  test("compare by age first", () => {
    const list = [report("2", { duration_seconds: 9 }), report("1", { duration_seconds: 5 })];
    for (const sessions of [list, [...list].reverse()]) {
      expect(ids(judge({ victims: "oldest" }, sessions).victims)).toEqual(["2"]);
      expect(ids(judge({ victims: "newest" }, sessions).victims)).toEqual(["1"]);
    }
  });

  test("of equal length compare as numbers", () => {
    const twins = [report("22", { duration_seconds: 5 }), report("21", { duration_seconds: 5 })];
    expect(ids(judge({ victims: "oldest" }, twins).victims)).toEqual(["21"]);
    expect(ids(judge({ victims: "newest" }, twins).victims)).toEqual(["22"]);
  });

  test.each([
    [null, ["1"]],
    ["user", ["1", "3"]],
    ["host", ["1", "2"]],
    ["database", ["1", "4"]],
    ["fingerprint", ["1", "5"]],
  ] as const)("are chosen within each group by %s, in any form of its name", (group_by, expected) => {
    const one = { host: "app.example:1", user: "caf\u00e9", database: "caf\u00e9", info: "select 1" };
    const same = { host: "APP.example:2", user: "cafe\u0301", database: "cafe\u0301", info: "select 2" };
    const list = [
      session({ ...one, id: "1" }),
      session({ ...same, id: "2", host: "b.example:1" }),
      session({ ...same, id: "3", user: "etl" }),
      session({ ...same, id: "4", database: "crm" }),
      session({ ...same, id: "5", info: "select now()" }),
    ];
    const chosen = { match: null, victims: "oldest", group_by } as const;
    expect(ids(judge(chosen, list).victims)).toEqual(expected);
  });

  test("by host are grouped as the service prints addresses", () => {
    const list = [1, 2].map((last) => report(String(last), { host: `2001:db8::1:${last}` }));
    const byHost = policy({ victims: "oldest", group_by: "host" });
    const found = (service: ServiceName) => compilePolicy(byHost, factsOf(service))(list, { now: NOON });
    expect(ids(found("clickhouse").victims)).toEqual(["1", "2"]);
    expect(ids(found("mysql").victims)).toEqual(["1"]);
    // One that has no list says nothing about ports.
    expect(ids(found("mrs").victims)).toEqual(["1"]);
  });

  test("that the choice leaves out are spared, with the choice as detail", () => {
    const found = judge({ ...both, victims: "oldest" }, sessions);
    expect(reasons(found)).toEqual({ "11": "not_selected", "9": "not_selected", "13": "not_selected" });
    expect(new Set(details(found))).toEqual(new Set(["victims = oldest"]));
  });

  test("are chosen among those that may be killed", () => {
    expect(victims({ victims: "oldest", exclude: { databases: ["crm"] } })).toEqual(["9"]);
  });

  test("of a kill of queries run a statement", () => {
    const idle = report("1", { command: "Sleep", info: " ", duration_seconds: 99 });
    const found = judge({ action: "query", victims: "oldest" }, [idle, report("2", { info: "select 1" })]);
    expect(ids(found.victims)).toEqual(["2"]);
    expect(details(found)).toEqual(["runs no statement"]);
    expect(ids(judge({ action: "connection" }, [idle]).victims)).toEqual(["1"]);
  });
});
