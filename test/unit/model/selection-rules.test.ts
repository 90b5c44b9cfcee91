import {
  checkSelection,
  type ModelCode,
  type Problem,
  type SelectionDraft,
  type SelectionOptions,
  UNDECIDED,
} from "../../../src/model";
import { factsOf, type ServiceName } from "../../../src/vendors/facts";

const places = (draft: SelectionDraft, service: ServiceName = "das") =>
  checkSelection(draft, { facts: factsOf(service) }).map(({ code, path }) => [code, path]);

const users = { users: ["report"] };

describe("what chooses sessions", () => {
  test.each([
    [{}, "DBKILL_SELECTION_MISSING", ["session_ids"]],
    [{ ids: null, match: null, match_all: null }, "DBKILL_SELECTION_MISSING", ["session_ids"]],
    [{ match_all: false }, "DBKILL_SELECTION_MISSING", ["session_ids"]],
    [{ ids: ["1"], match: users }, "DBKILL_SELECTION_AMBIGUOUS", ["match"]],
    [{ ids: ["1"], match_all: true }, "DBKILL_SELECTION_AMBIGUOUS", ["match_all"]],
    [{ match: users, match_all: true }, "DBKILL_SELECTION_AMBIGUOUS", ["match_all"]],
    [{ ids: ["1", "1"] }, "DBKILL_SELECTION_ID_INVALID", ["session_ids", "1"]],
    [{ ids: ["08"] }, "DBKILL_SELECTION_ID_INVALID", ["session_ids", "08"]],
    [{ match: {} }, "DBKILL_FILTER_EMPTY", ["match"]],
    [{ match: { users: [] } }, "DBKILL_FILTER_VALUE_EMPTY", ["match", "users"]],
    [{ match: { hosts: ["%"] } }, "DBKILL_FILTER_MATCHES_ALL", ["match", "hosts"]],
    // Evaluated on the list, unless the options say otherwise.
    [
      { match: { min_transaction_seconds: 5 } },
      "DBKILL_FILTER_NOT_LISTED",
      ["match", "min_transaction_seconds"],
    ],
    [{ match_all: true, exclude: {} }, "DBKILL_FILTER_EMPTY", ["exclude"]],
    [{ match_all: true, exclude: { hosts: ["%"] } }, "DBKILL_FILTER_MATCHES_ALL", ["exclude", "hosts"]],
    [
      { match_all: true, exclude: { min_transaction_seconds: 5 } },
      "DBKILL_FILTER_NOT_LISTED",
      ["exclude", "min_transaction_seconds"],
    ],
    [
      { match_all: true, protected_users: ["a", " "] },
      "DBKILL_PROTECTED_USER_INVALID",
      ["protected_users", " "],
    ],
    [
      { match_all: true, protected_users: ["a", ""] },
      "DBKILL_PROTECTED_USER_INVALID",
      ["protected_users", ""],
    ],
    // It is refused as it is, and not said to cover everything besides.
    [{ match: users, exclude: { ignore_comments: true } }, "DBKILL_FILTER_EMPTY", ["exclude"]],
    [
      { match_all: true, protected_users: ["etl\n"] },
      "DBKILL_PROTECTED_USER_INVALID",
      ["protected_users", "etl\n"],
    ],
    [
      { match_all: true, protected_users: ["admin@%"] },
      "DBKILL_PROTECTED_USER_INVALID",
      ["protected_users", "admin@%"],
    ],
    [
      { match_all: true, protected_users: ["admin*", "bob@example.com"] },
      "DBKILL_PROTECTED_USER_INVALID",
      ["protected_users", "admin*"],
    ],
    [
      { match_all: true, protected_users: ["'admin'@'10.0.0.7'"] },
      "DBKILL_PROTECTED_USER_INVALID",
      ["protected_users", "'admin'@'10.0.0.7'"],
    ],
    [
      { match_all: true, exclude: { users: ["admin%"] } },
      "DBKILL_FILTER_VALUE_INVALID",
      ["exclude", "users", "admin%"],
    ],
  ] as [SelectionDraft, ModelCode, string[]][])("%j is refused: %s at %j", (draft, code, path) => {
    expect(places(draft)).toEqual([[code, path]]);
  });

  test.each([
    { ids: ["1", "2"] },
    { match: users },
    { match_all: true },
    { match_all: false, match: users },
    { match: users, exclude: { databases: ["shop"] }, protected_users: ["etl"] },
    { ids: UNDECIDED },
    { ids: [UNDECIDED, UNDECIDED, "1"] },
    { match: UNDECIDED },
    { match_all: UNDECIDED },
    // One of them may turn out to be null.
    { ids: UNDECIDED, match: users },
    { match: users, match_all: UNDECIDED },
    { match: users, exclude: UNDECIDED, protected_users: [UNDECIDED, "etl"] },
  ] as SelectionDraft[])("%p is taken", (draft) => {
    expect(places(draft)).toEqual([]);
  });

  test("is told with the settings of the type, what the service calls its sessions, and an example", () => {
    const say = (setting: string) => `<${setting}>`;
    const told = (draft: SelectionDraft, options?: SelectionOptions) => {
      const [{ summary, detail }] = checkSelection(draft, options) as [Problem];
      return `${summary}. ${detail}`;
    };
    const facts = factsOf("clickhouse");
    expect(told({}, { facts })).toMatch(/\bqueries\b.* query_ids, match or match_all = true\.$/);
    expect(told({}, { facts, spellSetting: say })).toMatch(/ <query_ids>, <match> or <match_all = true>\.$/);
    expect(told({})).toMatch(/\bsessions\b.* ids, match or match_all = true\.$/);
    const both = { match: users, match_all: true };
    expect(told(both, { facts })).toMatch(
      /^match and match_all .*\bqueries\b.* query_ids, match or match_all = true\.$/,
    );
    expect(told(both)).toMatch(/\bsessions\b/);
    expect(told({ ids: ["-"] }, { facts: factsOf("das") })).toMatch(/ in session_ids .* 8231\b/);
    expect(told({ match_all: true, protected_users: ["%"] })).toMatch(/ in protected_users /);
    expect(told({ match: users, exclude: users })).toMatch(/ match /);
  });

  test("is looked for in the setting that a program writes where no service is known", () => {
    expect(checkSelection({})).toMatchObject([{ code: "DBKILL_SELECTION_MISSING", path: ["ids"] }]);
  });

  test("is a list of ids alone where the service can't list", () => {
    const [problem] = checkSelection({ match: users }, { facts: factsOf("mrs") });
    expect(problem).toMatchObject({ code: "DBKILL_SELECTION_MISSING", path: ["sql_ids"] });
    expect(places({ ids: ["20190909_011820_00151_xxxxx"] }, "mrs")).toEqual([]);
  });

  test("is what the type has, where the options tell", () => {
    const options = { facts: factsOf("das"), choices: ["match", "match_all"] as const };
    expect(checkSelection({}, options)).toMatchObject([
      { code: "DBKILL_SELECTION_MISSING", path: ["match"] },
    ]);
    expect(
      checkSelection({ match: { info_prefix: "a" } }, { ...options, evaluatedBy: "task" }),
    ).toMatchObject([{ code: "DBKILL_FILTER_NOT_EXPRESSIBLE", path: ["match", "info_prefix"] }]);
    // The vendor's task knows no exclude: it is always evaluated on the list.
    const draft = { match: users, exclude: { info_prefix: "a" } };
    expect(checkSelection(draft, { ...options, evaluatedBy: "task" })).toEqual([]);
  });
});

describe("ids", () => {
  test.each([
    ["dbbrain", "9007199254740993", true],
    ["dbbrain", "0x10", false],
    ["das", "18446744073709551615", true],
    ["das", "18446744073709551616", false],
    ["das", "-1", false],
    ["das", "1e3", false],
    ["das", "", false],
    ["oceanbasepro", "3221487633@10.0.0.2:2882", true],
    ["oceanbasepro", "3221487633", false],
    ["oceanbasepro", "x@10.0.0.2:2882", false],
    ["oceanbasepro", "7@10.0.0.2 2882", false],
    ["clickhouse", "3f9cbb5f-6a4b-4c0a-9a64-1c6f3c9d2f10", true],
    ["clickhouse", "job@nightly", true],
    ["clickhouse", " ", false],
    ["clickhouse", "a,b", false],
    ["clickhouse", "a'b", false],
    ["clickhouse", "a\u0000b", false],
    ["clickhouse", "--", false],
    ["clickhouse", "\ud800a", false],
    ["clickhouse", "x".repeat(1_001), false],
    ["mrs", "20190909_011820_00151_xxxxx", true],
    ["mrs", "a/b", false],
    ["mrs", "..", false],
    ["mrs", "x".repeat(65), false],
  ] as [ServiceName, string, boolean][])("of %s: %j is taken: %s", (service, id, taken) => {
    const { attribute } = factsOf(service).ids;
    expect(places({ ids: [id] }, service)).toEqual(
      taken ? [] : [["DBKILL_SELECTION_ID_INVALID", [attribute, id]]],
    );
  });

  test("that facts give as an example can be sent, but for the form of OceanBase's", () => {
    for (const service of ["dbbrain", "das", "clickhouse", "mrs"] as const) {
      expect(places({ ids: [factsOf(service).ids.example] }, service)).toEqual([]);
    }
  });
});

describe("an exclude that covers everything that match chooses", () => {
  const covered = (match: SelectionDraft["match"], exclude: SelectionDraft["exclude"]) =>
    checkSelection({ match, exclude }, { facts: factsOf("das") }).map(({ code, severity, path }) => [
      code,
      severity,
      path,
    ]);
  const warning = [["DBKILL_SELECTION_EXCLUDES_ALL", "warning", ["exclude"]]];

  test.each([
    [users, users],
    [users, { users: ["report", "etl"] }],
    [{ ...users, databases: ["shop"] }, users],
    [{ min_duration_seconds: 60 }, { min_duration_seconds: 30 }],
    [{ min_duration_seconds: 60 }, { min_duration_seconds: 60 }],
    [{ info_keywords: ["a", "b"] }, { info_keywords: ["a", "b"] }],
    // Each keyword excludes by itself.
    [{ info_keywords: ["a", "b"] }, { info_keywords: ["b", "a"] }],
    [{ info_keywords: ["a", "b"] }, { info_keywords: ["c", "b"] }],
    [{ info_keywords: ["a"] }, { info_keywords: ["b", "a"] }],
    [
      { info_prefix: "a", ignore_comments: true },
      { info_prefix: "a", ignore_comments: true },
    ],
    [{ ...users, info_prefix: "a", ignore_comments: true }, users],
    [
      { info_prefix: "a", ignore_comments: null },
      { info_prefix: "a", ignore_comments: false },
    ],
  ] as [SelectionDraft["match"], SelectionDraft["exclude"]][])(
    "warns: match %j, exclude %j",
    (match, exclude) => {
      expect(covered(match, exclude)).toEqual(warning);
    },
  );

  test.each([
    [users, { users: ["etl"] }],
    [{ users: ["report", "etl"] }, users],
    [users, { ...users, databases: ["shop"] }],
    [{ min_duration_seconds: 30 }, { min_duration_seconds: 60 }],
    [{ info_prefix: "a", ignore_comments: true }, { info_prefix: "a" }],
    [
      { info_prefix: "a", ignore_comments: UNDECIDED },
      { info_prefix: "a", ignore_comments: true },
    ],
    [
      { info_prefix: "a", ignore_comments: UNDECIDED },
      { info_prefix: "a", ignore_comments: UNDECIDED },
    ],
    [
      { ...users, info_prefix: "a", ignore_comments: true },
      { ...users, info_prefix: "a" },
    ],
    [{ info_keywords: ["a", "b"] }, { info_keywords: ["c"] }],
    [{ info_prefix: "b" }, { info_prefix: "a" }],
    [{ info_prefix: "a" }, { info_prefix: "b" }],
    [{ info_keywords: [UNDECIDED] }, { info_keywords: [UNDECIDED] }],
    [{ info_keywords: ["a"] }, { info_keywords: [UNDECIDED] }],
    [{ min_duration_seconds: UNDECIDED }, { min_duration_seconds: UNDECIDED }],
    [{ min_duration_seconds: 60 }, { min_duration_seconds: UNDECIDED }],
    [{ min_duration_seconds: UNDECIDED }, { min_duration_seconds: 60 }],
    [{ users: UNDECIDED }, { users: UNDECIDED }],
    [{ users: UNDECIDED }, users],
    [users, { users: UNDECIDED }],
    [{ users: [UNDECIDED] }, { users: [UNDECIDED] }],
    [UNDECIDED, users],
    [users, UNDECIDED],
  ] as [SelectionDraft["match"], SelectionDraft["exclude"]][])(
    "says nothing: match %p, exclude %p",
    (match, exclude) => {
      expect(covered(match, exclude)).toEqual([]);
    },
  );
});
