import fc from "fast-check";
import { compileFilter, compileSelection, type Session, type SessionFilter } from "../../../src/model";
import { factsOf } from "../../../src/vendors/facts";

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

/** What a filter means, spelled out without regard to cost. */
function reference(filter: SessionFilter, { host, info, ...rest }: Session): boolean {
  const among = (values: readonly string[] | undefined, value: string) => values?.includes(value) ?? true;
  const bare = ["fe80::1"].includes(host) ? host : host.replace(/:\d+$/, "");
  const lower = (texts?: readonly string[]) => texts?.map((text) => text.toLowerCase());
  return (
    among(filter.users, rest.user) &&
    (filter.hosts?.some((pattern) => fits(pattern, bare)) ?? true) &&
    among(filter.databases, rest.database) &&
    among(lower(filter.commands), rest.command.toLowerCase()) &&
    among(filter.states, rest.state) &&
    info.slice(0, filter.info_prefix?.length ?? 0) === (filter.info_prefix ?? "") &&
    inOrder(filter.info_keywords ?? [], info) &&
    (filter.info_regex === undefined || new RegExp(filter.info_regex).test(info)) &&
    rest.duration_seconds >= (filter.min_duration_seconds ?? 0)
  );
}

/** `%` stands for any text; every way to share the text out is tried. */
function fits(pattern: string, text: string): boolean {
  if (pattern === "") return text === "";
  if (pattern[0] !== "%") {
    return pattern[0]!.toLowerCase() === text[0]?.toLowerCase() && fits(pattern.slice(1), text.slice(1));
  }
  return [...text, ""].some((_, index) => fits(pattern.slice(1), text.slice(index)));
}

/** Every place of the first keyword is tried. */
function inOrder([first, ...others]: readonly string[], text: string): boolean {
  if (first === undefined) return true;
  return [...text, ""].some(
    (_, at) => text.startsWith(first, at) && inOrder(others, text.slice(at + first.length)),
  );
}

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
    [{ hosts: ["10.0.0.7:51234"] }, false],
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
    [{ info_regex: "SELECT" }, false],
    [{ info_regex: "(?i)SELECT" }, true],
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

  test.each([
    ["/* job 7 */ select 1", { info_prefix: "select" }, false],
    ["/* job 7 */ select 1", { info_prefix: "/* job 7 */" }, true],
    ["-- nightly\nselect 1", { info_regex: "^select" }, false],
    ["-- nightly\nselect 1", { info_regex: "(?m)^select" }, true],
    ["/* job\n7 */ SELECT 1", { info_regex: "(?is)^(/\\*.*?\\*/\\s*)*select" }, true],
    ["update t set note = 'select'", { info_keywords: ["select"] }, true],
  ] as [string, SessionFilter, boolean][])(
    "takes comments for a part of %j: %j says %s",
    (info, filter, expected) => {
      expect(matches(filter, { info })).toBe(expected);
    },
  );

  test.each(["(a+)+$", "(a|a)+$", "(a*)*c", "^(([a-z])+.)+[A-Z]$"])(
    "ends at once on %s, which explodes elsewhere",
    (info_regex) => {
      expect(matches({ info_regex }, { info: `${"a".repeat(100_000)}b` })).toBe(false);
    },
  );

  const words = fc.constantFrom("select", "Select", " ", "from t", "aa", "ab", "(", "%", "/* x */", "\n");
  const statement = fc.array(words, { maxLength: 6 }).map((parts) => parts.join(""));
  const name = fc.constantFrom("report", "Report", "app", "root", "");
  const address = fc.constantFrom("10.0.0.7", "10.0.0.70", "fe80::1", "db.example", "localhost", "");
  const anySession: fc.Arbitrary<Session> = fc.record({
    id: fc.string(),
    user: name,
    host: fc.tuple(address, fc.constantFrom("", ":1", ":51234")).map((parts) => parts.join("")),
    database: name,
    command: fc.constantFrom("Query", "Sleep", "QUERY"),
    state: fc.constantFrom("", "updating"),
    duration_seconds: fc.nat(200),
    info: statement,
  });
  const some = (...values: string[]) => fc.subarray(values, { minLength: 1 });
  const anyFilter: fc.Arbitrary<SessionFilter> = fc.record(
    {
      users: some("report", "app", "root"),
      hosts: some("10.0.0.7", "LOCALHOST", "10.%", "%", "%.0.%7", "fe80::1", "fe80:%", "10.0.0.7:1"),
      databases: some("report", "app"),
      commands: some("query", "SLEEP"),
      states: some("updating"),
      info_prefix: statement.filter((text) => text !== ""),
      info_keywords: fc.array(words, { minLength: 1, maxLength: 3 }),
      // Patterns that mean the same to JavaScript's engine, which is the reference.
      info_regex: fc.constantFrom("select", "^select", "(?:aa|ab)+$", "from\\s+t", "[(%]", "a{2}b"),
      min_duration_seconds: fc.integer({ min: 1, max: 150 }),
    },
    { requiredKeys: [] },
  );

  test("says the same as a reference that tries everything", () => {
    fc.assert(
      fc.property(anyFilter, anySession, (filter, candidate) => {
        expect(compileFilter(filter)(candidate)).toBe(reference(filter, candidate));
      }),
      { numRuns: 5000 },
    );
  });

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

const chooseVictims = (
  sessions: readonly Session[],
  filter: SessionFilter | null,
  { service, protectedUsers = [] }: { service: string; protectedUsers?: string[] },
) =>
  compileSelection(
    { choice: filter ? { by: "match", match: filter } : { by: "all" }, exclude: null, protectedUsers },
    factsOf(service),
  )(sessions).victims;

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

  test.each(["proxyro", "root", "SYS", "oraauditor"])("are never %s's on OceanBase", (user) => {
    const theirs = session({ user });
    expect(chooseVictims([theirs], null, { service: "oceanbasepro" })).toEqual([]);
    expect(chooseVictims([theirs], null, { service: "clickhouse" })).toEqual([theirs]);
  });
});
