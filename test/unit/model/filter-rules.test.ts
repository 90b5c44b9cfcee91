import fc from "fast-check";
import {
  assertSelective,
  type CheckOptions,
  checkFilter,
  compileFilter,
  FILTER_FIELDS,
  type FilterDraft,
  type ModelCode,
  type SessionFilter,
  UNDECIDED,
} from "../../../src/model";
import { factsOf, SERVICE_NAMES, type ServiceName } from "../../../src/vendors/facts";
import { session } from "./support";

const onTask = (service: ServiceName): CheckOptions => ({ facts: factsOf(service), evaluatedBy: "task" });
const onList = (service: ServiceName): CheckOptions => ({ facts: factsOf(service), evaluatedBy: "list" });

const codes = (filter: FilterDraft, options?: CheckOptions) =>
  checkFilter(filter, options).map(({ code }) => code);

/** Code and path of each problem. */
const places = (filter: FilterDraft, options?: CheckOptions) =>
  checkFilter(filter, options).map(({ code, path }) => [code, path]);

describe("a filter on its own", () => {
  test.each([
    [{ users: [] }, "DBKILL_FILTER_VALUE_EMPTY", ["users"]],
    [{ users: [" "] }, "DBKILL_FILTER_VALUE_EMPTY", ["users", " "]],
    [{ info_prefix: "" }, "DBKILL_FILTER_VALUE_EMPTY", ["info_prefix"]],
    [{ info_regex: " " }, "DBKILL_FILTER_VALUE_EMPTY", ["info_regex"]],
    [{ info_keywords: ["select", ""] }, "DBKILL_FILTER_VALUE_EMPTY", ["info_keywords", ""]],
    [{ users: ["report\n"] }, "DBKILL_FILTER_VALUE_INVALID", ["users", "report\n"]],
    [{ databases: [" shop"] }, "DBKILL_FILTER_VALUE_INVALID", ["databases", " shop"]],
    [{ hosts: ["10.0.0.7 "] }, "DBKILL_FILTER_VALUE_INVALID", ["hosts", "10.0.0.7 "]],
    [{ users: ["%"] }, "DBKILL_FILTER_VALUE_INVALID", ["users", "%"]],
    [{ databases: ["*"] }, "DBKILL_FILTER_VALUE_INVALID", ["databases", "*"]],
    [{ users: ["app_%"] }, "DBKILL_FILTER_VALUE_INVALID", ["users", "app_%"]],
    [{ states: ["Waiting*"] }, "DBKILL_FILTER_VALUE_INVALID", ["states", "Waiting*"]],
    [{ users: ["'app'"] }, "DBKILL_FILTER_VALUE_INVALID", ["users", "'app'"]],
    [{ databases: ["`shop`"] }, "DBKILL_FILTER_VALUE_INVALID", ["databases", "`shop`"]],
    [{ hosts: ["10.0.0.7:3306"] }, "DBKILL_FILTER_HOST_INVALID", ["hosts", "10.0.0.7:3306"]],
    [{ hosts: ["[fe80::1]:3306"] }, "DBKILL_FILTER_HOST_INVALID", ["hosts", "[fe80::1]:3306"]],
    [{ hosts: ["[fe80::1]"] }, "DBKILL_FILTER_HOST_INVALID", ["hosts", "[fe80::1]"]],
    [{ hosts: ["10.0.0.0/24"] }, "DBKILL_FILTER_HOST_INVALID", ["hosts", "10.0.0.0/24"]],
    [{ hosts: ["10.0.0.*"] }, "DBKILL_FILTER_HOST_INVALID", ["hosts", "10.0.0.*"]],
    [{ min_duration_seconds: 0 }, "DBKILL_FILTER_SECONDS_INVALID", ["min_duration_seconds"]],
    [{ min_duration_seconds: -5 }, "DBKILL_FILTER_SECONDS_INVALID", ["min_duration_seconds"]],
    [{ min_duration_seconds: 1.5 }, "DBKILL_FILTER_SECONDS_INVALID", ["min_duration_seconds"]],
    [{ min_duration_seconds: 2 ** 31 }, "DBKILL_FILTER_SECONDS_INVALID", ["min_duration_seconds"]],
    [{ min_duration_seconds: Number.NaN }, "DBKILL_FILTER_SECONDS_INVALID", ["min_duration_seconds"]],
    [{ min_transaction_seconds: 0 }, "DBKILL_FILTER_SECONDS_INVALID", ["min_transaction_seconds"]],
    [{ info_regex: "(" }, "DBKILL_FILTER_REGEX_INVALID", ["info_regex"]],
    [{ info_regex: "(a)\\1" }, "DBKILL_FILTER_REGEX_INVALID", ["info_regex"]],
    [
      { info_prefix: "/* job */ select", ignore_comments: true },
      "DBKILL_FILTER_VALUE_INVALID",
      ["info_prefix"],
    ],
    [{ info_prefix: "# job", ignore_comments: true }, "DBKILL_FILTER_VALUE_INVALID", ["info_prefix"]],
    [{ info_prefix: " select", ignore_comments: true }, "DBKILL_FILTER_VALUE_INVALID", ["info_prefix"]],
    [{ info_prefix: "-- job", ignore_comments: true }, "DBKILL_FILTER_VALUE_INVALID", ["info_prefix"]],
  ] as [FilterDraft, ModelCode, string[]][])("%j is refused: %s at %j", (filter, code, path) => {
    expect(places(filter)).toEqual([[code, path]]);
  });

  test.each([
    { info_prefix: "select " },
    { info_prefix: "/* job */" },
    { info_prefix: "/*! select", ignore_comments: true },
    { info_prefix: "select ", ignore_comments: true },
    { info_keywords: [" from ", " where "] },
    { info_keywords: [" from ", " where "], ignore_comments: true },
    { hosts: ["fe80::1"] },
    // Its first two groups alone would be a host with a port.
    { hosts: ["1:2:3:4:5:6:7:8"] },
    { hosts: ["10.%"] },
    { hosts: ["%.example"] },
    // Brackets in any other place are part of a name.
    { hosts: ["[a]b", "a[b]"] },
    // Quotes in any other place too.
    { users: ["d'a'", "'d'a"] },
    { hosts: ["10.0.0.7", UNDECIDED] },
    { info_regex: UNDECIDED },
    { min_duration_seconds: 1 },
    { min_duration_seconds: 2 ** 31 - 1 },
    { users: ["report"], ignore_comments: true },
  ] as FilterDraft[])("%p is taken", (filter) => {
    expect(codes(filter)).toEqual([]);
  });

  test.each([
    ["[fe80::1]", "fe80::1"],
    ["10.0.*", "10.0.%"],
    ["10.**", "10.%"],
    ["10.1.2.3/8", "10.%"],
    ["10.1.2.3/16", "10.1.%"],
    ["10.1.2.3/24", "10.1.2.%"],
    ["10.1.2.3/20", "10.0.0.%"],
    ["10.1/16", "10.0.0.%"],
    ["fe80::/16", "10.0.0.%"],
  ])("is refused for the host %s with what to write: %s", (host, written) => {
    const [problem] = checkFilter({ hosts: [host] });
    expect(problem!.detail.split(" ").at(-1)).toBe(`${written}.`);
  });

  test("is refused where no field chooses", () => {
    for (const filter of [{}, { users: null, hosts: undefined }, { ignore_comments: true }]) {
      expect(places(filter)).toEqual([["DBKILL_FILTER_EMPTY", []]]);
    }
  });

  test("names the fields that can be used, and no others, where none is set", () => {
    const detail = (options: CheckOptions) => checkFilter({}, options)[0]!.detail;
    expect(detail(onTask("das"))).toMatch(
      /users, hosts, databases, commands, info_keywords, min_duration_seconds\.$/,
    );
    expect(detail(onList("clickhouse"))).toMatch(
      /users, hosts, info_prefix, info_keywords, info_regex, min_duration_seconds\.$/,
    );
  });

  test.each<CheckOptions>([
    {},
    { evaluatedBy: "task" },
    { evaluatedBy: "list" },
    // What evaluates the filter is not known: either of them may.
    { facts: factsOf("clickhouse") },
    // It has no standing task, and the other can't list.
    onTask("mysql"),
    onList("mrs"),
  ])("names every field where none is set and nothing is known against one: case %#", (options) => {
    const every = FILTER_FIELDS.filter((field) => field !== "ignore_comments");
    const [problem] = checkFilter({}, options);
    expect(problem!.detail.endsWith(` ${every.join(", ")}.`)).toBe(true);
  });

  test.each([
    { hosts: ["10.0.0.7", "%"] },
    { hosts: ["%.%.%.%"] },
    { hosts: ["%%"] },
    { hosts: ["%:%"] },
    { hosts: ["%_%"] },
    { info_regex: ".*" },
    { info_regex: "(?i)(select)?" },
    { info_regex: "^" },
    { info_regex: "x|" },
    { info_regex: ".*", ignore_comments: true },
    { info_regex: "x*", hosts: ["%"] },
  ] as FilterDraft[])("is refused where every session passes: %j", (filter) => {
    expect(codes(filter)).toEqual(["DBKILL_FILTER_MATCHES_ALL"]);
    expect(codes({ ...filter, users: ["report"] })).toEqual([]);
  });

  test.each([{ info_regex: "^$" }, { info_regex: "." }, { info_regex: "select" }] as FilterDraft[])(
    "is taken where some session does not pass: %j",
    (filter) => {
      expect(codes(filter)).toEqual([]);
    },
  );

  test("spells fields the way the reader does", () => {
    const spell = (field: string) => `<${field}>`;
    for (const filter of [{ min_duration_seconds: 0 }, { users: [] }, { info_regex: "(" }]) {
      const [problem] = checkFilter(filter, { spell });
      expect(problem!.summary).toContain(`<${Object.keys(filter)[0]}>`);
    }
  });

  test("gives no more than four sentences", () => {
    for (const filter of [{}, { users: [] }, { hosts: ["10.0.0.0/24"] }, { info_regex: "(" }]) {
      for (const { detail } of checkFilter(filter))
        expect(detail.split(/\.(?:\s|$)/).length).toBeLessThanOrEqual(5);
    }
  });
});

describe("a filter for a service", () => {
  test("takes the commands of the service in any case, and no others", () => {
    for (const service of SERVICE_NAMES) {
      for (const command of factsOf(service).commands) {
        for (const spelled of [command, command.toUpperCase(), command.toLowerCase()]) {
          expect(codes({ commands: [spelled] }, { facts: factsOf(service) })).toEqual([]);
        }
      }
    }
    expect(places({ commands: ["Query", "Nap"] }, onList("das"))).toEqual([
      ["DBKILL_FILTER_VALUE_INVALID", ["commands", "Nap"]],
    ]);
    expect(codes({ commands: ["Stmt fetch"] }, onList("das"))).toEqual(["DBKILL_FILTER_VALUE_INVALID"]);
    expect(codes({ commands: ["Long Data"] }, onList("oceanbasepro"))).toEqual([
      "DBKILL_FILTER_VALUE_INVALID",
    ]);
    expect(codes({ commands: ["Nap"] })).toEqual([]);
  });

  test("is refused where it names sessions that are never chosen", () => {
    for (const service of SERVICE_NAMES) {
      const { systemUsers, systemCommands, list, task } = factsOf(service);
      const checks = [...(list ? [onList(service)] : []), ...(task ? [onTask(service)] : [])];
      for (const options of checks) {
        for (const user of systemUsers) {
          expect(places({ users: [user] }, options)).toEqual([
            ["DBKILL_FILTER_NEVER_CHOSEN", ["users", user]],
          ]);
        }
        for (const command of systemCommands) {
          const spelled = command.toUpperCase();
          expect(places({ commands: [spelled] }, options)).toEqual([
            ["DBKILL_FILTER_NEVER_CHOSEN", ["commands", spelled]],
          ]);
        }
      }
    }
    expect(codes({ users: ["app", "root"] }, onList("clickhouse"))).toEqual([]);
    expect(codes({ users: [UNDECIDED, "app"] }, onList("oceanbasepro"))).toEqual([]);
    expect(codes({ users: UNDECIDED }, onList("oceanbasepro"))).toEqual([]);
  });

  test("is refused on a list that does not tell a field", () => {
    for (const field of ["databases", "states"] as const) {
      expect(places({ [field]: ["shop"], users: ["app"] }, onList("clickhouse"))).toEqual([
        ["DBKILL_FILTER_NOT_LISTED", [field]],
      ]);
      expect(codes({ [field]: ["shop"] }, onList("das"))).toEqual([]);
    }
    for (const service of ["dbbrain", "das", "clickhouse", "oceanbasepro"] as const) {
      expect(places({ min_transaction_seconds: 60 }, onList(service))).toEqual([
        ["DBKILL_FILTER_NOT_LISTED", ["min_transaction_seconds"]],
      ]);
      expect(codes({ info_prefix: "select", ignore_comments: true }, onList(service))).toEqual([]);
    }
  });
});

describe("a filter for a kill task", () => {
  const REFUSED: [ServiceName, FilterDraft, string[]][] = [
    ["dbbrain", { users: ["a", "b"] }, ["users"]],
    ["dbbrain", { hosts: ["10.0.0.1", "10.0.0.2"] }, ["hosts"]],
    ["dbbrain", { states: ["Sending data"] }, ["states"]],
    ["dbbrain", { info_regex: "select" }, ["info_regex"]],
    ["dbbrain", { info_prefix: "a", ignore_comments: true }, ["ignore_comments"]],
    ["dbbrain", { min_transaction_seconds: 5 }, ["min_transaction_seconds"]],
    ["dbbrain", { info_prefix: "a", info_keywords: ["b"] }, ["info_keywords"]],
    ["dbbrain", { databases: ["a,b"] }, ["databases", "a,b"]],
    ["das", { databases: ["a", "b"] }, ["databases"]],
    ["das", { commands: ["Query", "Sleep"] }, ["commands"]],
    ["das", { info_prefix: "select" }, ["info_prefix"]],
    ["das", { info_keywords: ["a~b"] }, ["info_keywords", "a~b"]],
  ];

  test.each(REFUSED)("of %s is refused where it can't be expressed: %j", (service, filter, path) => {
    expect(places(filter, onTask(service))).toEqual([["DBKILL_FILTER_NOT_EXPRESSIBLE", path]]);
    expect(codes(filter)).toEqual([]);
  });

  test("may hold as many values as the vendor takes", () => {
    const filter = { databases: ["a", "b"], commands: ["query", "Sleep"], info_keywords: ["select", "from"] };
    expect(codes(filter, onTask("dbbrain"))).toEqual([]);
    expect(codes({ info_keywords: ["select", "from"], users: ["a"] }, onTask("das"))).toEqual([]);
    expect(codes({ users: ["a"], ignore_comments: false }, onTask("das"))).toEqual([]);
    // DBbrain joins no users, so that no text in them is a separator.
    expect(codes({ users: ["undefined"] }, onTask("dbbrain"))).toEqual([]);
  });

  test("is free of such rules where the service has no task", () => {
    expect(codes({ states: ["updating"], users: ["root"] }, onTask("mysql"))).toEqual([]);
  });

  test("is judged by what is known of it", () => {
    expect(codes({ users: UNDECIDED }, onTask("dbbrain"))).toEqual([]);
    expect(codes({ databases: UNDECIDED }, onTask("dbbrain"))).toEqual([]);
    expect(codes({ databases: [UNDECIDED, "a"] }, onTask("dbbrain"))).toEqual([]);
    expect(places({ users: [UNDECIDED, UNDECIDED] }, onTask("dbbrain"))).toEqual([
      ["DBKILL_FILTER_NOT_EXPRESSIBLE", ["users"]],
    ]);
    expect(places({ users: UNDECIDED, states: UNDECIDED }, onTask("dbbrain"))).toEqual([
      ["DBKILL_FILTER_NOT_EXPRESSIBLE", ["states"]],
    ]);
  });
});

describe("the last check before a filter is carried out", () => {
  test.each([
    null,
    undefined,
    {},
    [],
    "users",
    { users: null, hosts: null, min_duration_seconds: null },
    { users: undefined },
    { users: [] },
    { users: [""] },
    { users: [null] },
    { users: "report" },
    { users: true },
    { users: UNDECIDED },
    { users: ["report", UNDECIDED] },
    { user: ["report"] },
    { user: ["report"], min_duration_seconds: 5 },
    { user: null, min_duration_seconds: 5 },
    { toString: null, min_duration_seconds: 5 },
    { min_duration_seconds: 0 },
    { min_duration_seconds: "60" },
    { min_duration_seconds: true },
    { min_duration_seconds: Number.NaN },
    { ignore_comments: true },
    { info_prefix: "" },
    { info_prefix: false },
    { info_regex: "" },
    { info_regex: ".*" },
    { hosts: ["%"] },
    { hosts: ["%", "10.0.0.7"], info_regex: "^", ignore_comments: true },
  ] as unknown[])("refuses %p", (filter) => {
    expect(() => assertSelective(filter as never)).toThrow(/^Refused/);
  });

  test.each([
    { users: ["report"] },
    { users: ["report"], hosts: null },
    { users: ["report"], hosts: undefined },
    { hosts: ["%"], users: ["report"] },
    { info_regex: "^delete" },
    { min_duration_seconds: 1 },
    { min_transaction_seconds: 1 },
  ])("lets %p through", (filter) => {
    expect(() => assertSelective(filter as SessionFilter)).not.toThrow();
  });

  test("lets no filter through that every session matches", () => {
    const hosts = fc.array(fc.constantFrom("%", "%%", "%.%", "10.%", "%7", "db", ""), { maxLength: 2 });
    const filters = fc.record(
      {
        users: fc.constantFrom([], [""], ["report"]),
        hosts,
        info_regex: fc.constantFrom("", ".*", "^", "x?", "(a|)", "select", "\\b", "$", "^\\S|^$"),
        info_keywords: fc.constantFrom([], [""], ["a"]),
        ignore_comments: fc.boolean(),
        min_duration_seconds: fc.constantFrom(0, 1, -1),
      },
      { requiredKeys: [] },
    );
    const unlike = [
      session({ user: "a", host: "10.0.0.8:1", info: "", duration_seconds: 0 }),
      session({ user: "b", host: "db.example", info: "delete 1", duration_seconds: 9 }),
      session({ user: "c", host: "fe80::7", info: "~", duration_seconds: 9 }),
    ];
    fc.assert(
      fc.property(filters, (filter) => {
        try {
          assertSelective(filter);
        } catch {
          return;
        }
        expect(unlike.every(compileFilter(filter))).toBe(false);
      }),
      { numRuns: 2000 },
    );
  });
});
