import fc from "fast-check";
import { DOCUMENT_CONTEXT } from "../../../../src/cli/policies/words";
import { checkPolicy, documentOf, type Policy } from "../../../../src/model";
import { describeProblem } from "../../../../src/model/policy/document-problems";
import { policySchema } from "../../../../src/model/policy/document-schema";
import { checkDocument, PolicyDocumentError, parsePolicies } from "../../../../src/model/policy/parse";
import { autoKillPolicySchema } from "../../../../src/resources/auto-kill-policy/schema";
import { mysqlFacts } from "../../../../src/vendors/sql/mysql/facts";
import { anyPolicy, NOON, policy } from "./support";

const CONTEXT = { ...DOCUMENT_CONTEXT, now: NOON };
const TARGET = { service: "mysql", instance_id: "db.example:3306" };

const written = (...policies: unknown[]) => JSON.stringify({ version: 1, policies });
const report = (more: object = {}) => ({
  name: "report",
  target: TARGET,
  match: { users: ["report"] },
  ...more,
});

/** Code and path of each problem. */
const found = (text: string) =>
  checkDocument(text, CONTEXT).problems.map(({ code, path }) => `${path} ${code}`);
const details = (text: string) => checkDocument(text, CONTEXT).problems.map(({ detail }) => detail);

/** What a document keeps of a policy: no order of names, times in UTC. */
const canonical = (one: Policy): Policy => parsePolicies(documentOf(one), CONTEXT)[0]!;

describe("a policy document", () => {
  test("is read as the policy that it was written from, whatever that is", () => {
    fc.assert(
      fc.property(anyPolicy, (one) => {
        const isWhole = !checkPolicy(one, { facts: mysqlFacts, now: NOON }).some(
          ({ severity }) => severity === "error",
        );
        fc.pre(isWhole);
        const [read, ...more] = parsePolicies(documentOf(one), CONTEXT);
        expect(more).toEqual([]);
        expect(documentOf(read!)).toBe(documentOf(one));
        const sets = (each: Policy) => ({
          ...each,
          match: sorted(each.match),
          exclude: sorted(each.exclude),
          protected_users: [...each.protected_users].sort(),
          expires_at: each.expires_at && new Date(each.expires_at).toISOString(),
        });
        expect(sets(read!)).toEqual(sets(one));
      }),
      { numRuns: 300 },
    );
  });

  test("has every default that the Terraform type has", () => {
    expect(parsePolicies(written(report()), CONTEXT)).toEqual([policy({ name: "report" })]);
  });

  test("of a service that ends queries alone has that action", () => {
    const target = { service: "clickhouse", instance_id: "cc-1" };
    expect(parsePolicies(written(report({ target })), CONTEXT)[0]!.action).toBe("query");
  });

  test("may name its schema, and hold no policy", () => {
    expect(parsePolicies('{ "$schema": "x", "version": 1, "policies": [] }', CONTEXT)).toEqual([]);
  });

  test("has the settings of the Terraform type, and no others", () => {
    const notThere = ["timeouts", "on_conflict"];
    const settable = Object.entries(autoKillPolicySchema.attributes)
      .filter(([name, { mode }]) => mode !== "computed" && !notThere.includes(name))
      .map(([name]) => (name === "window" ? "windows" : name));
    // What Terraform has decided is computed there.
    expect(Object.keys(policySchema(CONTEXT).entries).sort()).toEqual([...settable, "enforced_by"].sort());
  });
});

function sorted<T extends object>(filter: T | null): T | null {
  if (!filter) return filter;
  return Object.fromEntries(
    Object.entries(filter).map(([field, value]) => [
      field,
      Array.isArray(value) && field !== "info_keywords" ? [...value].sort() : value,
    ]),
  ) as T;
}

describe("what is wrong with a document is told with its path and a code", () => {
  const UNKNOWN = "DBKILL_POLICY_FIELD_UNKNOWN";
  const MISSING = "DBKILL_POLICY_FIELD_MISSING";
  const INVALID = "DBKILL_POLICY_VALUE_INVALID";

  test.each<[string, string, string[]]>([
    ["no JSON", "{", [" DBKILL_POLICY_DOCUMENT_UNREADABLE"]],
    ["nothing", "", [" DBKILL_POLICY_DOCUMENT_UNREADABLE"]],
    [
      "one field twice",
      '{ "version": 1, "policies": [], "policies": [{}] }',
      [" DBKILL_POLICY_DOCUMENT_UNREADABLE"],
    ],
    ["a list", "[]", [` ${INVALID}`]],
    ["a text", '"x"', [` ${INVALID}`]],
    ["null", "null", [` ${INVALID}`]],
    ["a later version", '{ "version": 2, "rules": [] }', ["version DBKILL_POLICY_DOCUMENT_VERSION"]],
    ["a version as a text", '{ "version": "1", "policies": [] }', [`version ${INVALID}`]],
    ["nothing in it", "{}", [`version ${MISSING}`, `policies ${MISSING}`]],
    ["policies that are no list", '{ "version": 1, "policies": {} }', [`policies ${INVALID}`]],
    ["a policy that is no object", written(7), [`policies[0] ${INVALID}`]],
    ["an unknown field", '{ "version": 1, "policies": [], "x": 1 }', [`x ${UNKNOWN}`]],
    ["a field __proto__", '{ "version": 1, "policies": [], "__proto__": {} }', [`__proto__ ${UNKNOWN}`]],
    ["a field constructor", '{ "version": 1, "policies": [], "constructor": 1 }', [`constructor ${UNKNOWN}`]],
    ["a field with blanks", '{ "version": 1, "policies": [], "a b": 1 }', [`["a b"] ${UNKNOWN}`]],
    [
      "an empty policy",
      written({}),
      [
        `policies[0].name ${MISSING}`,
        `policies[0].target ${MISSING}`,
        "policies[0].match DBKILL_SELECTION_MISSING",
      ],
    ],
    [
      "a misspelt field",
      written(report({ protectedUsers: ["a"] })),
      [`policies[0].protectedUsers ${UNKNOWN}`],
    ],
    [
      "two misspelt fields of one filter",
      written(report({ match: { usres: ["a"], hots: ["b"] } })),
      [`policies[0].match.usres ${UNKNOWN}`, `policies[0].match.hots ${UNKNOWN}`],
    ],
    [
      "a filter of unknown fields",
      written(report({ match: { colour: "red" } })),
      [`policies[0].match.colour ${UNKNOWN}`],
    ],
    ["an unknown field of when", written(report({ when: { x: 1 } })), [`policies[0].when.x ${UNKNOWN}`]],
    [
      "an unknown field of a window",
      written(report({ windows: [{ start: "09:00", end: "17:00", time_zone: "UTC", day: ["mon"] }] })),
      [`policies[0].windows[0].day ${UNKNOWN}`],
    ],
    [
      "an unknown field of a target",
      written(report({ target: { ...TARGET, instance: "x" } })),
      [`policies[0].target.instance ${UNKNOWN}`],
    ],
    [
      "an unknown service",
      written(report({ target: { ...TARGET, service: "mysq" } })),
      ["policies[0].target.service DBKILL_POLICY_SERVICE_UNKNOWN"],
    ],
    [
      "a service that lists no sessions",
      written(report({ target: { service: "mrs", instance_id: "x" } })),
      ["policies[0].target.service DBKILL_POLICY_TARGET_UNLISTED"],
    ],
    [
      "a region where there is none",
      written(report({ target: { ...TARGET, region: "eu" } })),
      ["policies[0].target.region DBKILL_TARGET_INVALID"],
    ],
    [
      "a tenant that is missing",
      written(report({ target: { service: "oceanbasepro", instance_id: "ob" } })),
      ["policies[0].target.tenant_id DBKILL_TARGET_INVALID"],
    ],
    [
      "a product that does not exist",
      written(report({ target: { service: "dbbrain", instance_id: "cdb-1", product: "redis" } })),
      [`policies[0].target.product ${INVALID}`],
    ],
    [
      "a text in the place of a list",
      written(report({ match: { users: "a" } })),
      [`policies[0].match.users ${INVALID}`],
    ],
    [
      "a number in a list",
      written(report({ match: { users: ["a", 7] } })),
      [`policies[0].match.users[1] ${INVALID}`],
    ],
    ["null", written(report({ max_kills: null })), [`policies[0].max_kills ${INVALID}`]],
    ["a cap below zero", written(report({ max_kills: -1 })), [`policies[0].max_kills ${INVALID}`]],
    [
      "half a kill",
      written(report({ max_kills_per_hour: 1.5 })),
      [`policies[0].max_kills_per_hour ${INVALID}`],
    ],
    ["a truth as a text", written(report({ enabled: "false" })), [`policies[0].enabled ${INVALID}`]],
    ["a mode that does not exist", written(report({ mode: "observ" })), [`policies[0].mode ${INVALID}`]],
    [
      "no seconds",
      written(report({ match: { min_duration_seconds: 0 } })),
      [`policies[0].match.min_duration_seconds ${INVALID}`],
    ],
    [
      "a misspelt match beside nothing else",
      written(report({ match: undefined, mach: { users: ["a"] } })),
      [`policies[0].mach ${UNKNOWN}`],
    ],
    [
      "a misspelt field beside the one that is meant",
      written(report({ match: { users: ["a%"], user: ["b"] } })),
      [`policies[0].match.user ${UNKNOWN}`, "policies[0].match.users[0] DBKILL_FILTER_VALUE_INVALID"],
    ],
    [
      "an unknown field beside another fault",
      written(report({ colour: 1, name: " " })),
      [`policies[0].colour ${UNKNOWN}`, "policies[0].name DBKILL_POLICY_NAME_INVALID"],
    ],
    [
      "a target that is a list, told once",
      written(report({ target: [] })),
      [`policies[0].target ${INVALID}`],
    ],
    [
      "a command that the service does not have",
      written(report({ match: { commands: ["Query", "Foo"] } })),
      ["policies[0].match.commands[1] DBKILL_FILTER_VALUE_INVALID"],
    ],
    [
      "an action that the service does not have",
      written(report({ action: "connection", target: { service: "clickhouse", instance_id: "cc-1" } })),
      ["policies[0].action DBKILL_POLICY_ACTION_UNSUPPORTED"],
    ],
    [
      "a service that is no text",
      written(report({ target: { ...TARGET, service: 7 } })),
      [`policies[0].target.service ${INVALID}`],
    ],
    [
      "half a kill below zero, told once",
      written(report({ max_kills: -1.5 })),
      [`policies[0].max_kills ${INVALID}`],
    ],
    [
      "policies without a name, which no two have in common",
      written(report({ name: undefined }), report({ name: undefined })),
      [`policies[0].name ${MISSING}`, `policies[1].name ${MISSING}`],
    ],
    [
      "policies of one name without a target, which may be of any",
      written(report({ target: undefined }), report({ target: undefined })),
      [`policies[0].target ${MISSING}`, `policies[1].target ${MISSING}`],
    ],
    [
      "one name twice on a target that is written in another order",
      written(report(), report({ target: { instance_id: TARGET.instance_id, service: "mysql" } })),
      ["policies[1].name DBKILL_POLICY_NAME_TAKEN"],
    ],
    ["an empty filter", written(report({ match: {} })), ["policies[0].match DBKILL_FILTER_EMPTY"]],
    [
      "a user with a wildcard",
      written(report({ match: { users: ["a", "b%"] } })),
      ["policies[0].match.users[1] DBKILL_FILTER_VALUE_INVALID"],
    ],
    [
      "match and match_all",
      written(report({ match_all: true })),
      ["policies[0].match_all DBKILL_SELECTION_AMBIGUOUS"],
    ],
    ["no choice", written(report({ match: undefined })), ["policies[0].match DBKILL_SELECTION_MISSING"]],
    ["an empty condition", written(report({ when: {} })), ["policies[0].when DBKILL_POLICY_CONDITION_EMPTY"]],
    [
      "a second window that never opens",
      written(
        report({
          windows: [
            { start: "09:00", end: "17:00", time_zone: "UTC" },
            { start: "25:00", end: "17:00", time_zone: "UTC" },
          ],
        }),
      ),
      ["policies[0].windows[1].start DBKILL_POLICY_WINDOW_INVALID"],
    ],
    [
      "a day",
      written(report({ expires_at: "2027-01-01" })),
      ["policies[0].expires_at DBKILL_POLICY_EXPIRY_INVALID"],
    ],
    [
      "a time that is over",
      written(report({ expires_at: "2026-01-01T00:00:00Z" })),
      ["policies[0].expires_at DBKILL_POLICY_EXPIRED"],
    ],
    [
      "what the vendor's task can't express",
      written(
        report({
          enforcement: "vendor",
          target: { service: "dbbrain", instance_id: "cdb-1" },
          max_kills: 5,
          windows: [{ start: "09:00", end: "17:00", time_zone: "UTC" }],
        }),
      ),
      [
        "policies[0].max_kills DBKILL_POLICY_NOT_EXPRESSIBLE",
        "policies[0].windows DBKILL_POLICY_NOT_EXPRESSIBLE",
      ],
    ],
    [
      "what Terraform gave to the vendor's task, and this version would not",
      written(report({ enforcement: "vendor", enforced_by: "vendor", max_kills: 5 })),
      [],
    ],
    [
      "an enforcer that is none",
      written(report({ enforced_by: "auto" })),
      ["policies[0].enforced_by DBKILL_POLICY_VALUE_INVALID"],
    ],
    [
      "an enforcer that contradicts what is demanded",
      written(
        report({ enforcement: "vendor", enforced_by: "runner" }),
        report({ name: "b", enforcement: "runner", enforced_by: "vendor" }),
        report({ name: "c", enforcement: "auto", enforced_by: "vendor" }),
        report({ name: "d", enforcement: "auto", enforced_by: "runner" }),
        report({ name: "e", enforcement: "runner", enforced_by: "runner" }),
      ),
      [
        "policies[0].enforced_by DBKILL_POLICY_ENFORCER_CONTRADICTED",
        "policies[1].enforced_by DBKILL_POLICY_ENFORCER_CONTRADICTED",
      ],
    ],
    [
      "what is not the address of a server",
      written(report({ target: { ...TARGET, instance_id: "mysql://ops:pw@db:3306" } })),
      ["policies[0].target.instance_id DBKILL_TARGET_INVALID"],
    ],
    [
      "one name twice on a target",
      written(report(), report({ mode: "observe" })),
      ["policies[1].name DBKILL_POLICY_NAME_TAKEN"],
    ],
    [
      "one name on two targets",
      written(report(), report({ target: { ...TARGET, instance_id: "other:3306" } })),
      [],
    ],
  ])("%s", (_, text, problems) => {
    expect(found(text)).toEqual(problems);
  });

  test("all of it at once, in whatever policies it is", () => {
    const text = written(
      report({ match: { usres: ["a"] }, victims: "some" }),
      report({ name: "fine" }),
      report({ name: " ", max_kills: -1, action: "process" }),
    );
    const { policies, problems } = checkDocument(text, CONTEXT);
    expect(problems.map(({ path }) => path).sort()).toEqual([
      "policies[0].match.usres",
      "policies[0].victims",
      "policies[2].action",
      "policies[2].max_kills",
      "policies[2].name",
    ]);
    expect(policies.map(({ path }) => path)).toEqual(["policies[1]"]);
    expect(() => parsePolicies(text, CONTEXT)).toThrow(PolicyDocumentError);
  });

  test("with the nearest name that exists", () => {
    expect(details(written(report({ match: { usres: ["a"] } })))).toEqual(["Is users meant?"]);
    expect(details(written(report({ mode: "observ" })))[0]).toContain('Is "observe" meant?');
    expect(details(written(report({ target: { ...TARGET, service: "mysq" } })))[0]).toContain(
      'Is "mysql" meant?',
    );
  });

  test.each([
    [report({ match: [7] }), "match is a list", "It must be an object with users, hosts, "],
    [report({ match: 7 }), "match is 7", "It must be an object with users, hosts, "],
    [report({ name: {} }), "name is an object", "It must be a text."],
    [report({ name: ["a"] }), "name is a list", "It must be a text."],
    [report({ name: null }), "name is null", "It must be a text."],
    [report({ name: true }), "name is true", "It must be a text."],
    [report({ match: { users: [7] } }), "The entry is 7", "It must be a text."],
    [5, "The entry is 5", "It must be an object with name, "],
    [report({ max_kills: "5" }), 'max_kills is "5"', "It must be a whole number, 0 or more."],
    [report({ mode: "x" }), 'mode is "x"', 'It must be "enforce" or "observe".'],
    [report({ colour: 1 }), '"colour" is no field here', "Fields are name, target, match, "],
    [{ name: "a", match: { users: ["b"] } }, "target is missing", "Its fields are name, target, "],
  ])("in words, as of %j", (one, summary, detail) => {
    const [problem] = checkDocument(written(one), CONTEXT).problems;
    expect(problem!.summary).toBe(summary);
    expect(problem!.detail.startsWith(detail)).toBe(true);
  });

  test("of the document itself, in words too", () => {
    expect(checkDocument("7", CONTEXT).problems[0]!.summary).toBe("The document is 7");
  });

  test("with settings as JSON writes them", () => {
    expect(details(written(report({ match_all: true })))[0]).toContain('"match_all": true');
  });

  test("in a line with its path and code", () => {
    const lines = (text: string) => checkDocument(text, CONTEXT).problems.map(describeProblem);
    expect(lines(written(report({ max_kills: -1 })))).toEqual([
      "policies[0].max_kills: max_kills is -1. It must be a whole number, 0 or more. (DBKILL_POLICY_VALUE_INVALID)",
    ]);
    expect(lines("[1 2]")).toEqual([
      expect.stringMatching(
        /^The document can't be read at line 1, column 4\. .*[^\d]\. \(DBKILL_POLICY_DOCUMENT_UNREADABLE\)$/,
      ),
    ]);
  });

  test("and none of it is a policy that could be used", () => {
    const vendor = {
      enforcement: "vendor",
      target: { service: "dbbrain", instance_id: "cdb-1" },
      max_kills: 5,
    };
    for (const text of ["{", written(report(vendor)), '{ "version": 2, "policies": [] }']) {
      expect(checkDocument(text, CONTEXT).policies).toEqual([]);
    }
  });

  test("with line and column where it is not JSON", () => {
    expect(checkDocument('{\n  "version": 1,\n  oops\n}', CONTEXT).problems[0]!.summary).toContain(
      "line 3, column 3",
    );
  });

  test("without escapes that a terminal obeys", () => {
    const text = written(report({ mode: "\u001b[2K\u202e", "\u001b]0;x\u0007": 1 }));
    const all = JSON.stringify(checkDocument(text, CONTEXT).problems.map((each) => Object.values(each)));
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    expect(JSON.parse(all).flat().join("")).not.toMatch(/[\u001b\u202e\u0007]/);
  });

  test("as a warning where the policy can be used all the same", () => {
    const text = written(report({ group_by: "user" }));
    expect(found(text)).toEqual(["policies[0].group_by DBKILL_POLICY_GROUP_UNUSED"]);
    expect(parsePolicies(text, CONTEXT)).toHaveLength(1);
    expect(canonical(policy({ group_by: "user" })).group_by).toBe("user");
  });
});
