import fc from "fast-check";
import {
  type Choice,
  compileFilter,
  compileSelection,
  isSystemSession,
  type Selection,
  type Session,
  type SessionFilter,
  sessionKey,
} from "../../../src/model";
import { factsOf, SERVICE_NAMES, type ServiceName } from "../../../src/vendors/facts";
import { ids, session } from "./support";

const sorted = (
  sessions: readonly Session[],
  choice: Choice,
  { exclude = null, protectedUsers = [], ...rest }: Partial<Selection> = {},
  service: ServiceName = "dbbrain",
) => compileSelection({ choice, exclude, protectedUsers, ...rest }, factsOf(service))(sessions);

const all: Choice = { by: "all" };

describe("a selection", () => {
  const sessions = [
    session({ id: "1" }),
    session({ id: "2", user: "app" }),
    session({ id: "3", user: "system user", command: "Connect" }),
    session({ id: "4", user: "repl", command: "Binlog Dump GTID" }),
    session({ id: "5", user: "event_scheduler", command: "Daemon" }),
    session({ id: "6", user: "app", command: "Sleep" }),
  ];

  test("tells why each session that matches is spared: system before protected before excluded", () => {
    const { matched, victims, spared } = sorted(sessions, all, {
      exclude: { users: ["app", "system user"] },
      protectedUsers: ["event_scheduler", "report"],
    });
    expect(ids(matched)).toEqual(["1", "2", "3", "4", "5", "6"]);
    expect(victims).toEqual([]);
    expect(spared.map(({ session: { id }, reason }) => [id, reason])).toEqual([
      ["1", "protected"],
      ["2", "excluded"],
      ["3", "system"],
      ["4", "system"],
      ["5", "system"],
      ["6", "excluded"],
    ]);
  });

  test("spares tools where it is told to, and names them", () => {
    const tool = session({ id: "7", info: "SELECT /*!40001 SQL_NO_CACHE */ * FROM `orders`" });
    expect(sorted([tool], all).victims).toEqual([tool]);
    expect(sorted([tool], all, { protectTools: true })).toMatchObject({
      victims: [],
      spared: [{ session: tool, reason: "tool", detail: "mysqldump" }],
    });
  });

  test("chooses by ids no others than these, with their server where it is part of the key", () => {
    expect(ids(sorted(sessions, { by: "ids", ids: ["2", "3", "99"] }).matched)).toEqual(["2", "3"]);
    const twins = [session({ id: "7", server: "a:2882" }), session({ id: "7", server: "b:2882" })];
    const { victims } = sorted(twins, { by: "ids", ids: ["7@b:2882"] }, {}, "oceanbasepro");
    expect(victims).toEqual([twins[1]]);
    expect(sorted(twins, { by: "ids", ids: ["7"] }, {}, "oceanbasepro").victims).toEqual([]);
  });

  test("chooses by ids on a service that can't list", () => {
    const [choice, theirs] = [
      { by: "ids", ids: ["2"] } as const,
      [session({ id: "1" }), session({ id: "2" })],
    ];
    expect(ids(sorted(theirs, choice, {}, "mrs").victims)).toEqual(["2"]);
    expect(sorted(theirs, choice, { protectedUsers: ["report"] }, "mrs").victims).toEqual([]);
  });

  test("tells which user, or without one which command, decided that a session is spared", () => {
    const theirs = [
      session({ user: "system user", command: "Query" }),
      session({ user: "", command: "Daemon" }),
      session({ user: "etl" }),
      session(),
    ];
    const { spared } = sorted(theirs, all, { exclude: { users: ["report"] }, protectedUsers: ["etl"] });
    expect(spared.map(({ detail }) => detail)).toEqual(["system user", "Daemon", "etl", "exclude"]);
  });

  test("takes a field that is null for one that is not set: exclude spares as much", () => {
    const unset = { min_duration_seconds: null, min_transaction_seconds: null, info_prefix: null };
    const exclude = { users: ["app"], ...unset, info_regex: null } as unknown as SessionFilter;
    expect(ids(sorted(sessions, all, { exclude }).victims)).toEqual(["1"]);
  });

  test("chooses by a filter that both sides of ANDs and ORs must pass", () => {
    expect(ids(sorted(sessions, { by: "match", match: { min_duration_seconds: 60 } }).victims)).toEqual([
      "1",
      "2",
      "6",
    ]);
    const match = { users: ["app"], commands: ["sleep"] };
    expect(ids(sorted(sessions, { by: "match", match }).victims)).toEqual(["6"]);
  });

  test("protects a user in either Unicode form, and with blanks behind the name", () => {
    const theirs = ["jos\u00e9", "jose\u0301", "jose\u0301 "].map((user) => session({ user }));
    for (const protectedUsers of [["jos\u00e9"], ["jose\u0301"]]) {
      expect(sorted(theirs, all, { protectedUsers }).spared.map(({ reason }) => reason)).toEqual([
        "protected",
        "protected",
        "protected",
      ]);
    }
  });

  test("reads hosts as the service prints them", () => {
    const theirs = [session({ host: "2001:db8::1:3306" })];
    const match = { hosts: ["2001:db8::1"] };
    expect(sorted(theirs, { by: "match", match }, {}, "das").victims).toHaveLength(1);
    expect(sorted(theirs, { by: "match", match }, {}, "clickhouse").victims).toHaveLength(0);
    expect(sorted(theirs, { by: "match", match }, {}, "oceanbasepro").victims).toHaveLength(0);
    const exclude = { hosts: ["2001:db8::1"] };
    expect(sorted(theirs, all, { exclude }, "das").victims).toHaveLength(0);
    expect(sorted(theirs, all, { exclude }, "clickhouse").victims).toHaveLength(1);
  });

  test.each([
    {},
    { users: null },
    { hosts: ["%"] },
    { user: ["app"], min_duration_seconds: 5 },
  ] as unknown as SessionFilter[])("is refused with the filter %j", (filter) => {
    expect(() => sorted(sessions, { by: "match", match: filter })).toThrow(/Refused/);
    expect(() => sorted(sessions, all, { exclude: filter })).toThrow(/Refused/);
  });
});

describe("the sessions of the server and the vendor", () => {
  /** Written out once more: a name that is dropped from the facts shows here. */
  const MYSQL_USERS = [
    "event_scheduler",
    "mysql.infoschema",
    "mysql.session",
    "mysql.sys",
    "system user",
    "unauthenticated user",
  ];
  const OCEANBASE =
    "dwexp idb_ddl lbacsys oceanbase obmigrate odc_ddl odc_rnd omc operator oraauditor root sys".split(" ");
  const SYSTEM_USERS: Record<ServiceName, readonly string[]> = {
    dbbrain: [...MYSQL_USERS, "tencentroot"],
    das: [...MYSQL_USERS, "rdsAdmin", "rdsBackup", "rdsMetric", "rdsProxy", "rdsRepl"],
    mrs: [],
    clickhouse: [],
    oceanbasepro: ["proxyro", ...OCEANBASE, ...OCEANBASE.map((name) => name.toUpperCase())],
    mysql: [
      ...MYSQL_USERS,
      "mariadb.sys",
      "mysql.pxc.internal.session",
      "mysql.pxc.sst.user",
      "rdsadmin",
      "rdsrepladmin",
      "rdsproxyadmin",
      "azure_superuser",
      "cloudsqlapplier",
      "cloudsqlexport",
      "cloudsqlimport",
      "cloudsqlobservabilityadmin",
      "cloudsqloneshot",
      "cloudsqlreplica",
      "tencentroot",
      "rdsAdmin",
      "rdsBackup",
      "rdsMetric",
      "rdsProxy",
      "rdsRepl",
    ],
  };
  const MYSQL_COMMANDS = [
    "Binlog Dump",
    "Binlog Dump GTID",
    "clone",
    "Connect Out",
    "Daemon",
    "Group Replication Data Stream subscription",
    "Register Replica",
    "Register Slave",
    "Slave_IO",
    "Slave_SQL",
    "Slave_worker",
    "Table Dump",
  ];
  const SYSTEM_COMMANDS: Record<ServiceName, readonly string[]> = {
    dbbrain: MYSQL_COMMANDS,
    das: MYSQL_COMMANDS,
    mysql: MYSQL_COMMANDS,
    mrs: [],
    clickhouse: [],
    oceanbasepro: [
      "Binlog Dump",
      "Binlog Dump GTID",
      "Connect Out",
      "Daemon",
      "Register Slave",
      "Table Dump",
    ],
  };

  const cases = SERVICE_NAMES.flatMap((service) => [
    ...SYSTEM_USERS[service].map((user) => [service, { user }] as const),
    ...SYSTEM_COMMANDS[service].map((command) => [service, { command }] as const),
  ]);

  test.each(cases)("on %s are never victims: %j", (service, fields) => {
    const theirs = session({ id: "7", server: "a:2882", ...fields });
    const choices: Choice[] = [
      all,
      { by: "ids", ids: [sessionKey(theirs)] },
      { by: "match", match: { databases: ["shop"] } },
      { by: "match", match: { users: [theirs.user] } },
    ];
    for (const choice of choices) {
      expect(sorted([theirs], choice, {}, service)).toMatchObject({
        matched: [theirs],
        victims: [],
        spared: [{ session: theirs, reason: "system" }],
      });
    }
  });

  test("are known by their commands in any case and with blanks around", () => {
    for (const command of ["BINLOG DUMP", " binlog dump "]) {
      expect(isSystemSession({ user: "repl", command }, factsOf("das"))).toBe(true);
    }
    expect(isSystemSession({ user: " tencentroot ", command: "Query" }, factsOf("dbbrain"))).toBe(true);
    expect(isSystemSession({ user: "tencentroot", command: "Query" }, factsOf("das"))).toBe(false);
    expect(isSystemSession({ user: "app", command: "Connect" }, factsOf("das"))).toBe(false);
  });

  test.each([0, Number.NaN, null as never])(
    "include a client that has not finished its login, whatever its age: %s",
    (duration_seconds) => {
      const theirs = session({ user: "unauthenticated user", command: "Connect", duration_seconds });
      for (const service of ["dbbrain", "das"] as const) {
        expect(sorted([theirs], all, {}, service).victims).toEqual([]);
        expect(sorted([theirs], { by: "ids", ids: ["11"] }, {}, service).victims).toEqual([]);
      }
    },
  );
});

describe("every selection", () => {
  const user = fc.constantFrom(
    "app",
    "report",
    "etl",
    "tencentroot",
    "system user",
    "jos\u00e9",
    "jose\u0301",
  );
  const anySession = fc
    .record({ user, command: fc.constantFrom("Query", "Sleep", "Binlog Dump"), age: fc.nat(100) })
    .map(({ age, ...fields }) => session({ ...fields, duration_seconds: age }));
  const anyList = fc
    .array(anySession, { maxLength: 12 })
    .map((list) => list.map((each, index) => ({ ...each, id: String(index + 1) })));
  const anyFilter: fc.Arbitrary<SessionFilter> = fc
    .record(
      {
        users: fc.uniqueArray(user, { minLength: 1, maxLength: 4 }),
        commands: fc.constant(["query"]),
        min_duration_seconds: fc.integer({ min: 1, max: 100 }),
      },
      { requiredKeys: [] },
    )
    .filter((filter) => Object.keys(filter).length > 0);
  const anyChoice: fc.Arbitrary<Choice> = fc.oneof(
    fc.constant(all),
    anyFilter.map((match) => ({ by: "match" as const, match })),
    fc
      .uniqueArray(fc.integer({ min: 1, max: 15 }), { maxLength: 8 })
      .map((list) => ({ by: "ids" as const, ids: list.map(String) })),
  );
  const anySelection: fc.Arbitrary<Selection> = fc.record({
    choice: anyChoice,
    exclude: fc.option(anyFilter),
    protectedUsers: fc.uniqueArray(user, { maxLength: 3 }),
  });

  test("has as victims what matches, less system, protected and excluded sessions, and nothing else", () => {
    const facts = factsOf("dbbrain");
    fc.assert(
      fc.property(anyList, anySelection, (list, selection) => {
        const { choice, exclude, protectedUsers } = selection;
        const nfc = (text: string) => text.normalize("NFC");
        const isChosen = (each: Session) =>
          choice.by === "all" ||
          (choice.by === "ids" ? choice.ids.includes(each.id) : compileFilter(choice.match)(each));
        const isSpared = (each: Session) =>
          ["tencentroot", "system user"].includes(each.user) ||
          each.command === "Binlog Dump" ||
          protectedUsers.some((name) => nfc(name) === nfc(each.user)) ||
          (exclude !== null && compileFilter(exclude)(each));
        const { matched, victims, spared } = compileSelection(selection, facts)(list);
        expect(matched).toEqual(list.filter(isChosen));
        expect(victims).toEqual(list.filter((each) => isChosen(each) && !isSpared(each)));
        expect(spared.map((each) => each.session)).toEqual(
          list.filter((each) => isChosen(each) && isSpared(each)),
        );
      }),
      { numRuns: 2000 },
    );
  });

  test("depends neither on the order of the list nor on what was sorted before", () => {
    fc.assert(
      fc.property(anyList, anySelection, (list, selection) => {
        const sort = compileSelection(selection, factsOf("dbbrain"));
        const first = sort(list);
        const reversed = sort([...list].reverse());
        expect(sort(list)).toEqual(first);
        expect([...ids(reversed.victims)].reverse()).toEqual(ids(first.victims));
        expect([...ids(reversed.matched)].reverse()).toEqual(ids(first.matched));
        for (const each of list) {
          expect(sort([each]).victims).toEqual(first.victims.filter(({ id }) => id === each.id));
        }
      }),
    );
  });
});

test("exclude takes each keyword by itself, with the other fields", () => {
  const sessions = [
    session({ id: "1", info: "select a from t" }),
    session({ id: "2", info: "select b from t" }),
    session({ id: "3", info: "select c from t" }),
    session({ id: "4", user: "app", info: "select a from t" }),
  ];
  const spared = (exclude: SessionFilter) =>
    ids(sorted(sessions, all, { exclude }).spared.map((each) => each.session));
  expect(spared({ info_keywords: ["b", "a"] })).toEqual(["1", "2", "4"]);
  expect(spared({ info_keywords: ["b", "a"], users: ["report"] })).toEqual(["1", "2"]);
});
