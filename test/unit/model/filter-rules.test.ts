import fc from "fast-check";
import { checkFilter, type FilterDraft, MYSQL_COMMANDS, UNDECIDED } from "../../../src/model";
import { factsOf } from "../../../src/vendors/facts";

const summaries = (filter: FilterDraft, service?: "dbbrain") =>
  checkFilter(filter, service ? { facts: factsOf(service), evaluatedBy: "task" } : {}).map(
    (problem) => problem.summary,
  );

describe("a filter on what is listed", () => {
  test("is refused where it names an account of the vendor's own, who is always spared", () => {
    const users = ["app", "root", "SYS"];
    const problems = checkFilter({ users }, { facts: factsOf("oceanbasepro"), evaluatedBy: "list" });
    expect(problems.map(({ path }) => path)).toEqual([
      ["users", "root"],
      ["users", "SYS"],
    ]);
    expect(problems[0]!.detail).toContain("never chosen");
    expect(checkFilter({ users }, { facts: factsOf("clickhouse"), evaluatedBy: "list" })).toEqual([]);
    expect(
      checkFilter({ users: UNDECIDED }, { facts: factsOf("oceanbasepro"), evaluatedBy: "list" }),
    ).toEqual([]);
    expect(
      checkFilter({ users: [UNDECIDED, "app"] }, { facts: factsOf("oceanbasepro"), evaluatedBy: "list" }),
    ).toEqual([]);
  });
});

describe("a filter on its own", () => {
  test("is told of the fields that the vendor has, and of no other, when nothing is set", () => {
    const [task] = checkFilter({}, { facts: factsOf("das"), evaluatedBy: "task" });
    expect(task!.detail).toMatch(
      /one of users, hosts, databases, commands, info_keywords, min_duration_seconds\.$/,
    );
    const [listing] = checkFilter({}, { facts: factsOf("clickhouse"), evaluatedBy: "list" });
    expect(listing!.detail).toMatch(
      /one of users, hosts, info_prefix, info_keywords, info_regex, min_duration_seconds\.$/,
    );
  });

  test("is refused when nothing is set, and says what could be", () => {
    const [problem] = checkFilter({});
    expect(problem).toMatchObject({ path: [], summary: "The filter is empty" });
    expect(problem!.detail).toContain("min_duration_seconds");
  });

  test("is refused when its only field lets every address through", () => {
    expect(summaries({ hosts: ["10.0.0.7", "%"] })).toEqual(["The filter matches every session"]);
    expect(summaries({ hosts: ["%.%.%.%"] })).toEqual(["The filter matches every session"]);
    expect(summaries({ hosts: ["%"], users: ["report"] })).toEqual([]);
    expect(summaries({ hosts: ["10.%"] })).toEqual([]);
    expect(summaries({ hosts: ["fe80::1"] })).toEqual([]);
  });

  test("is refused when nothing but a pattern that every statement fits narrows it down", () => {
    const everything = ["The filter matches every session"];
    expect(summaries({ info_regex: ".*" })).toEqual(everything);
    expect(summaries({ info_regex: "(?i)(select)?" })).toEqual(everything);
    expect(summaries({ info_regex: "^" })).toEqual(everything);
    expect(summaries({ info_regex: "x*", hosts: ["%"] })).toEqual(everything);
    expect(summaries({ info_regex: ".*", users: ["report"] })).toEqual([]);
    expect(summaries({ info_regex: "^$" })).toEqual([]);
    expect(summaries({ info_regex: "select" })).toEqual([]);
  });

  test.each([
    [{ users: [] }, "users is empty"],
    [{ users: [" "] }, "users has a blank value"],
    [{ users: ["report\n"] }, '"report\\n" in users begins or ends with a blank'],
    [{ databases: [" shop"] }, '" shop" in databases begins or ends with a blank'],
    [{ hosts: ["10.0.0.7 "] }, '"10.0.0.7 " in hosts begins or ends with a blank'],
    [{ info_prefix: "" }, "info_prefix has a blank value"],
    [{ info_keywords: ["select", ""] }, "info_keywords has a blank value"],
    [
      { min_duration_seconds: 0 },
      "min_duration_seconds is not a whole number of seconds from 1 to 2147483647",
    ],
    [
      { min_duration_seconds: -5 },
      "min_duration_seconds is not a whole number of seconds from 1 to 2147483647",
    ],
    [
      { min_duration_seconds: 1e20 },
      "min_duration_seconds is not a whole number of seconds from 1 to 2147483647",
    ],
    [{ hosts: ["10.0.0.7:3306"] }, '"10.0.0.7:3306" names a port'],
    [{ hosts: ["[fe80::1]:3306"] }, '"[fe80::1]:3306" names a port'],
    [
      { min_duration_seconds: 1.5 },
      "min_duration_seconds is not a whole number of seconds from 1 to 2147483647",
    ],
    [{ info_regex: "(" }, "info_regex is not an RE2 pattern"],
    [{ info_regex: "(a)\\1" }, "info_regex is not an RE2 pattern"],
  ] as [FilterDraft, string][])("%j is refused", (filter, summary) => {
    expect(summaries(filter)).toEqual([summary]);
  });

  test("may have blanks at the ends of parts of a statement", () => {
    expect(summaries({ info_prefix: "select " })).toEqual([]);
    expect(summaries({ info_keywords: [" from ", " where "] })).toEqual([]);
  });

  test("points at the value to blame", () => {
    expect(checkFilter({ commands: ["Query", "Nap"] }, { facts: factsOf("das") })[0]!.path).toEqual([
      "commands",
      "Nap",
    ]);
  });

  test("spells fields the way the reader does", () => {
    const problems = checkFilter(
      { min_duration_seconds: 0 },
      { spell: (field) => (field === "min_duration_seconds" ? "minDuration" : field) },
    );
    expect(problems[0]!.summary).toContain("minDuration");
  });

  test("takes commands in any case", () => {
    fc.assert(
      fc.property(fc.constantFrom(...MYSQL_COMMANDS), fc.boolean(), (command, upper) => {
        expect(summaries({ commands: [upper ? command.toUpperCase() : command.toLowerCase()] })).toEqual([]);
      }),
    );
  });
});

describe("a filter for OceanBase", () => {
  test("takes OceanBase's own commands, and no others", () => {
    const problems = (command: string) =>
      checkFilter({ commands: [command] }, { facts: factsOf("oceanbasepro"), evaluatedBy: "list" }).map(
        ({ detail }) => detail,
      );
    expect(["SLEEP", "stmt fetch", "Query"].flatMap(problems)).toEqual([]);
    expect(problems("Long Data")).toEqual([expect.stringContaining("Stmt send long data")]);
    expect(summaries({ commands: ["Stmt fetch"] }, "dbbrain")).toEqual([
      '"Stmt fetch" is not a process-list command',
    ]);
  });
});

describe("a filter for a DBbrain kill task", () => {
  test.each([
    [{ users: ["a", "b"] }, "Tencent DBbrain CreateKillTask takes one value for users"],
    [{ hosts: ["10.0.0.1", "10.0.0.2"] }, "Tencent DBbrain CreateKillTask takes one value for hosts"],
    [{ states: ["Sending data"] }, "Tencent DBbrain CreateKillTask can't filter by states"],
    [{ info_regex: "select" }, "Tencent DBbrain CreateKillTask can't filter by info_regex"],
    [{ info_prefix: "a", info_keywords: ["b"] }, "info_prefix and info_keywords exclude each other"],
    [{ databases: ["a,b"] }, '"a,b" can\'t be sent to Tencent DBbrain CreateKillTask'],
  ] as [FilterDraft, string][])("%j is refused", (filter, summary) => {
    expect(summaries(filter, "dbbrain")).toEqual([summary]);
    expect(summaries(filter)).toEqual([]);
  });

  test("may hold several databases, commands and keywords", () => {
    const filter = { databases: ["a", "b"], commands: ["query", "Sleep"], info_keywords: ["select", "from"] };
    expect(summaries(filter, "dbbrain")).toEqual([]);
  });
});

describe("a filter that is not wholly known", () => {
  test("is judged by what is known", () => {
    expect(summaries({ users: UNDECIDED }, "dbbrain")).toEqual([]);
    expect(summaries({ users: [UNDECIDED, UNDECIDED] }, "dbbrain")).toHaveLength(1);
    expect(summaries({ users: UNDECIDED, states: UNDECIDED }, "dbbrain")).toEqual([
      "Tencent DBbrain CreateKillTask can't filter by states",
    ]);
    expect(summaries({ commands: [UNDECIDED, "Nap"] }, "dbbrain")).toEqual([
      '"Nap" is not a process-list command',
    ]);
  });
});
