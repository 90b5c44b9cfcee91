import fc from "fast-check";
import { chooseVictims, compileFilter, type Session, type SessionFilter } from "../../../src/policy";

const session = (fields: Partial<Session> = {}): Session => ({
  id: "11",
  user: "report",
  host: "10.0.0.7:51234",
  database: "shop",
  command: "Query",
  state: "Sending data",
  duration_seconds: 75,
  info: "select sum(total) from orders",
  ...fields,
});

const matches = (filter: SessionFilter, fields: Partial<Session> = {}) =>
  compileFilter(filter)(session(fields));

describe("a compiled filter", () => {
  test.each([
    [{ users: ["report"] }, true],
    [{ users: ["Report"] }, false],
    [{ users: ["app", "report"] }, true],
    [{ hosts: ["10.0.0.7"] }, true],
    [{ hosts: ["10.0.0.70"] }, false],
    [{ hosts: ["10.0.%"] }, true],
    [{ hosts: ["%.7"] }, true],
    [{ hosts: ["10?0.0.7"] }, false],
    [{ hosts: ["10.0.0.7:51234"] }, true],
    [{ databases: ["Shop"] }, false],
    [{ commands: ["QUERY"] }, true],
    [{ states: ["Sending data"] }, true],
    [{ info_prefix: "select" }, true],
    [{ info_prefix: "SELECT" }, false],
    [{ info_keywords: ["select", "orders"] }, true],
    [{ info_keywords: ["orders", "select"] }, false],
    [{ info_keywords: ["select", "select"] }, false],
    [{ info_regex: "sum\\(\\w+\\)" }, true],
    [{ info_regex: "^sum" }, false],
    [{ min_duration_seconds: 75 }, true],
    [{ min_duration_seconds: 76 }, false],
    [{ users: ["report"], databases: ["other"] }, false],
  ] as [SessionFilter, boolean][])("%j on the report session says %s", (filter, expected) => {
    expect(matches(filter)).toBe(expected);
  });

  test.each([
    ["[fe80::1]:3306", "fe80::1"],
    ["fe80::1:51234", "fe80::1"],
    ["Db-Client.example:4000", "db-client.EXAMPLE"],
    ["localhost", "localhost"],
  ])("knows %s as %s", (host, wanted) => {
    expect(matches({ hosts: [wanted] }, { host })).toBe(true);
  });

  test("ends at once on a pattern that explodes elsewhere", () => {
    expect(matches({ info_regex: "(a+)+$" }, { info: `${"a".repeat(100_000)}b` })).toBe(false);
  });

  const anySession = fc.record({
    id: fc.string(),
    user: fc.constantFrom("report", "app", "root"),
    host: fc.constantFrom("10.0.0.7:1", "10.0.0.8:2", "localhost"),
    database: fc.constantFrom("shop", "crm", ""),
    command: fc.constantFrom("Query", "Sleep"),
    state: fc.constantFrom("", "updating"),
    duration_seconds: fc.nat(200),
    info: fc.constantFrom("", "select 1", "select 2 from t", "update t"),
  });
  const anyFilter: fc.Arbitrary<SessionFilter> = fc.record(
    {
      users: fc.subarray(["report", "app", "root"], { minLength: 1 }),
      hosts: fc.subarray(["10.0.0.7", "localhost", "10.%"], { minLength: 1 }),
      databases: fc.subarray(["shop", "crm"], { minLength: 1 }),
      commands: fc.subarray(["query", "SLEEP"], { minLength: 1 }),
      states: fc.subarray(["updating"], { minLength: 1 }),
      info_prefix: fc.constantFrom("select", "update"),
      info_keywords: fc.constantFrom(["select", "from"], ["t"]),
      min_duration_seconds: fc.integer({ min: 1, max: 150 }),
    },
    { requiredKeys: [] },
  );

  test("joins its fields by AND: it matches just where each field alone does", () => {
    fc.assert(
      fc.property(anyFilter, anySession, (filter, candidate) => {
        const parts = Object.entries(filter).map(([field, value]) => compileFilter({ [field]: value }));
        expect(compileFilter(filter)(candidate)).toBe(parts.every((part) => part(candidate)));
      }),
    );
  });

  test("joins the values of a field by OR", () => {
    fc.assert(
      fc.property(
        fc.subarray(["report", "app", "root"], { minLength: 1 }),
        anySession,
        (users, candidate) => {
          const each = users.map((user) => compileFilter({ users: [user] })(candidate));
          expect(compileFilter({ users })(candidate)).toBe(each.includes(true));
        },
      ),
    );
  });
});

describe("the victims", () => {
  test("are the sessions that match, and never the server's own", () => {
    const sessions = [
      session({ id: "1" }),
      session({ id: "2", user: "app" }),
      session({ id: "3", user: "system user", command: "Connect" }),
      session({ id: "4", user: "repl", command: "Binlog Dump GTID" }),
      session({ id: "5", user: "event_scheduler", command: "Daemon" }),
    ];
    const chosen = (filter: SessionFilter | null, protectedUsers?: string[]) =>
      chooseVictims(sessions, filter, { service: "dbbrain", protectedUsers }).map(({ id }) => id);
    expect(chosen({ min_duration_seconds: 60 })).toEqual(["1", "2"]);
    expect(chosen(null)).toEqual(["1", "2"]);
    expect(chosen({ users: ["app"] })).toEqual(["2"]);
    expect(chosen(null, ["app"])).toEqual(["1"]);
    expect(chosen({ users: ["app"] }, ["app"])).toEqual([]);
  });
});
