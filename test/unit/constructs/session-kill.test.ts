import { TerraformOutput, TerraformStack, TerraformVariable, Testing, Token } from "cdktf";
import { Construct } from "constructs";
import {
  bindings,
  Duration,
  KillTarget,
  SessionFilter,
  SessionKill,
  type SessionKillProps,
} from "../../../src";
import { fromModel } from "../../../src/constructs/errors";
import { codes, complaints, expression, failure, newStack, onlyResource, resolved } from "./support";

/** Every service that kills chosen sessions: its type, a target, its ids and what they become. */
const SERVICES = {
  dbbrain: {
    type: "dbkill_tencent_dbbrain_session_kill",
    target: KillTarget.tencentTdsqlC("cynosdbmysql-1", { region: "ap-guangzhou" }),
    place: { instance_id: "cynosdbmysql-1", product: "cynosdb", region: "ap-guangzhou" },
    ids: { sessionIds: ["9007199254740991", "12"] },
    written: { session_ids: ["9007199254740991", "12"] },
    wrong: { sessionIds: ["12", "abc", "12"] },
  },
  das: {
    type: "dbkill_huawei_das_session_kill",
    target: KillTarget.huaweiDas("in01", { region: "cn-north-4" }),
    place: { instance_id: "in01", region: "cn-north-4" },
    ids: { sessionIds: ["9007199254740993", "12"] },
    written: { session_ids: ["9007199254740993", "12"] },
    wrong: { sessionIds: ["12", "-1", "12"] },
  },
  clickhouse: {
    type: "dbkill_alibaba_clickhouse_session_kill",
    target: KillTarget.alibabaClickhouse("cc-1", {
      edition: "enterprise",
      computingGroupId: "cg-1",
      region: "cn-hangzhou",
    }),
    place: { cluster_id: "cc-1", edition: "enterprise", computing_group_id: "cg-1", region: "cn-hangzhou" },
    ids: { queryIds: ["q 1", "q-2"] },
    written: { query_ids: ["q 1", "q-2"] },
    wrong: { queryIds: ["q", "a,b", "q"] },
  },
  oceanbase: {
    type: "dbkill_alibaba_oceanbase_session_kill",
    target: KillTarget.alibabaOceanbase("ob-1", "t-1", { region: "cn-hangzhou" }),
    place: { instance_id: "ob-1", tenant_id: "t-1", region: "cn-hangzhou" },
    ids: { sessions: [{ server: "10.0.0.5:2881", id: "9007199254740993" }] },
    written: { sessions: [{ server: "10.0.0.5:2881", id: "9007199254740993" }] },
    wrong: {
      sessions: [
        { server: "a", id: "1" },
        { server: " ", id: "1" },
        { server: "a", id: "1" },
      ],
    },
  },
  mysql: {
    type: "dbkill_mysql_session_kill",
    target: KillTarget.mysql({ host: "db.example.com", port: 3307 }),
    place: { instance_id: "db.example.com:3307" },
    ids: { sessionIds: ["18446744073709551615", "12"] },
    written: { session_ids: ["18446744073709551615", "12"] },
    wrong: { sessionIds: ["12", "012", "12"] },
  },
};

const OTHERS = {
  exclude: SessionFilter.of({ users: ["etl"] }),
  maxKills: 3,
  protectedUsers: ["app"],
  verify: false,
  failOnSurvivors: false,
  triggers: { incident: "42" },
  timeouts: { create: Duration.minutes(1), update: Duration.minutes(2) },
};
const OTHERS_WRITTEN = {
  exclude: { users: ["etl"] },
  max_kills: 3,
  protected_users: ["app"],
  verify: false,
  fail_on_survivors: false,
  triggers: { incident: "42" },
  timeouts: { create: "60s", update: "120s" },
};
const filter = SessionFilter.of({ users: ["report"], minDuration: Duration.minutes(1) });

function kill(target: KillTarget, props: Omit<SessionKillProps, "target">) {
  const stack = newStack();
  new SessionKill(new Construct(stack, "incident"), "kill", { target, ...props });
  return stack;
}

describe.each(Object.entries(SERVICES))(
  "SessionKill on %s",
  (_, { type, target, place, ids, written, wrong }) => {
    test("takes ids and every other property", () => {
      const stack = kill(target, { ...ids, ...OTHERS });
      expect(complaints(stack)).toBe("");
      expect(onlyResource(stack, type)).toEqual({ ...place, ...written, ...OTHERS_WRITTEN });
    });

    test("takes a filter and every other property, and never says match_all", () => {
      const stack = kill(target, { filter, ...OTHERS });
      expect(complaints(stack)).toBe("");
      expect(onlyResource(stack, type)).toEqual({
        ...place,
        match: { users: ["report"], min_duration_seconds: 60 },
        ...OTHERS_WRITTEN,
      });
    });

    test("says match_all for everything, and only then", () => {
      const stack = kill(target, { filter: SessionFilter.everything(), ...OTHERS });
      expect(complaints(stack)).toBe("");
      expect(onlyResource(stack, type)).toEqual({ ...place, match_all: true, ...OTHERS_WRITTEN });
    });

    test("has to say which sessions are meant, once", () => {
      expect(codes(kill(target, {}))).toEqual(["stack/incident/kill DBKILL_SELECTION_MISSING"]);
      for (const two of [filter, SessionFilter.everything()]) {
        expect(codes(kill(target, { ...ids, filter: two }))).toEqual([
          "stack/incident/kill DBKILL_SELECTION_AMBIGUOUS",
        ]);
      }
      expect(complaints(kill(target, {}))).toContain(
        `Set exactly one: ${Object.keys(ids)[0]}, filter or SessionFilter.everything() as filter.`,
      );
    });

    test("refuses ids that can't be sent or are given twice", () => {
      expect(codes(kill(target, wrong))).toEqual(
        Array(2).fill("stack/incident/kill DBKILL_SELECTION_ID_INVALID"),
      );
      expect(complaints(kill(target, wrong))).toContain(`in ${Object.keys(ids)[0]} `);
    });

    test("takes an empty list, which kills nobody, and more ids than one request holds", () => {
      const [name, values] = Object.entries(ids)[0]!;
      expect(complaints(kill(target, { [name]: [] }))).toBe("");
      const many = Array.from({ length: 101 }, (_, at) =>
        typeof values[0] === "string" ? `${at + 1}` : { server: "a", id: `${at + 1}` },
      );
      expect(complaints(kill(target, { [name]: many }))).toBe("");
    });

    test("refuses the ids of other services, and names its own", () => {
      const own = Object.keys(ids)[0]!;
      for (const name of ["sessionIds", "queryIds", "sessions"].filter((each) => each !== own)) {
        const stack = kill(target, { ...ids, [name]: [] });
        expect(codes(stack)).toEqual(["stack/incident/kill DBKILL_PROPERTY_UNSUPPORTED"]);
        expect(complaints(stack)).toContain(`Set ${own} instead.`);
      }
    });

    test("refuses an exclude that leaves nothing, and protected users without a name", () => {
      expect(codes(kill(target, { filter, exclude: SessionFilter.everything() }))).toEqual([
        "stack/incident/kill DBKILL_FILTER_EMPTY",
      ]);
      expect(onlyResource(kill(target, { filter, exclude: SessionFilter.everything() }), type)).toMatchObject(
        {
          exclude: {},
        },
      );
      expect(codes(kill(target, { filter, protectedUsers: [" "] }))).toEqual([
        "stack/incident/kill DBKILL_PROTECTED_USER_INVALID",
      ]);
    });

    test("has typed results", () => {
      const stack = newStack();
      const made = new SessionKill(stack, "kill", { target, ...ids });
      new TerraformOutput(stack, "results", { value: made.results });
      const address = `${type}.${made.resource.friendlyUniqueId}`;
      const { id, server, user, outcome, message } = made.results.get(1);
      for (const [name, value] of Object.entries({ id, server, user, outcome, message })) {
        expect(resolved(stack, value)).toBe(expression(`${address}.results[1].${name}`));
      }
      expect(resolved(stack, made.killed)).toBe(expression(`${address}.killed`));
      expect(JSON.parse(Testing.synth(stack)).output.results.value).toBe(expression(`${address}.results`));
    });
  },
);

describe("SessionKill", () => {
  const { dbbrain, clickhouse, oceanbase } = SERVICES;

  test("ends queries on a MySQL server itself only", () => {
    const { mysql } = SERVICES;
    const stack = kill(mysql.target, { filter, kill: "query" });
    expect(complaints(stack)).toBe("");
    expect(onlyResource(stack, mysql.type)).toMatchObject({ kill: "query" });
    for (const [name, { target }] of Object.entries(SERVICES)) {
      if (name === "mysql") continue;
      expect(codes(kill(target, { filter: SessionFilter.everything(), kill: "query" }))).toEqual([
        "stack/incident/kill DBKILL_PROPERTY_UNSUPPORTED",
      ]);
    }
  });

  test("records its history on Tencent only", () => {
    const stack = kill(dbbrain.target, { filter, recordHistory: false });
    expect(complaints(stack)).toBe("");
    expect(onlyResource(stack, dbbrain.type)).toMatchObject({ record_history: false });
    for (const { target } of [SERVICES.das, clickhouse, oceanbase]) {
      expect(codes(kill(target, { filter, recordHistory: true }))).toEqual([
        "stack/incident/kill DBKILL_PROPERTY_UNSUPPORTED",
      ]);
    }
  });

  test("refuses a filter on what the list does not tell", () => {
    expect(codes(kill(clickhouse.target, { filter: SessionFilter.of({ databases: ["shop"] }) }))).toEqual([
      "stack/incident/kill DBKILL_FILTER_NOT_LISTED",
    ]);
    // What a kill task can't express, a list can be searched for.
    const wide = SessionFilter.of({ users: ["a", "b"], states: ["SLEEP"], infoRegex: "^select" });
    expect(complaints(kill(dbbrain.target, { filter: wide }))).toBe("");
  });

  test("takes tokens for single ids, for all of them, and for triggers", () => {
    const stack = newStack();
    const one = new TerraformVariable(stack, "one", { type: "string" });
    const many = new TerraformVariable(stack, "many", { type: "list(string)" });
    const tags = new TerraformVariable(stack, "tags", { type: "map(string)" });
    const { target } = dbbrain;
    new SessionKill(stack, "some", { target, sessionIds: [one.stringValue, "12"], triggers: tags.value });
    new SessionKill(stack, "all", {
      target,
      sessionIds: Token.asList(many.value),
      protectedUsers: many.listValue,
    });
    expect(complaints(stack)).toBe("");
    const resources = Object.values(JSON.parse(Testing.synth(stack)).resource[dbbrain.type]);
    expect(resources).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          session_ids: [expression("var.one"), "12"],
          triggers: expression("var.tags"),
        }),
        expect.objectContaining({
          session_ids: expression("var.many"),
          protected_users: expression("var.many"),
        }),
      ]),
    );
  });

  test("takes OceanBase's sessions from data, as a whole and one by one", () => {
    const stack = newStack();
    const variable = new TerraformVariable(stack, "id", { type: "string" });
    const { target } = oceanbase;
    const { sessions } = new bindings.DataDbkillSessions(stack, "now", { target: target.toTarget() });
    new SessionKill(stack, "chosen", {
      target,
      sessions: [{ server: "10.0.0.5", id: variable.stringValue }],
    });
    new SessionKill(stack, "first", { target, sessions: [sessions.get(0)] });
    new SessionKill(stack, "listed", { target, sessions });
    expect(complaints(stack)).toBe("");
    const resources = Object.values<{ sessions: unknown }>(
      JSON.parse(Testing.synth(stack)).resource[oceanbase.type],
    );
    const first = "data.dbkill_sessions.now.sessions[0]";
    expect(resources.map((resource) => resource.sessions)).toEqual(
      expect.arrayContaining([
        [{ server: "10.0.0.5", id: expression("var.id") }],
        [{ server: expression(`${first}.server`), id: expression(`${first}.id`) }],
        expression("data.dbkill_sessions.now.sessions"),
      ]),
    );
  });

  test("is refused for MRS, with SqlCancel in its place", () => {
    const error = failure(() => kill(KillTarget.huaweiMrs("cluster"), { sessionIds: ["1"] }));
    expect(error).toMatchObject({
      code: "DBKILL_TARGET_UNSUPPORTED",
      where: "stack/incident/kill: SessionKill",
    });
    expect(error.message).toContain("Use SqlCancel");
  });

  test("needs a provider in its stack", () => {
    const stack = new TerraformStack(Testing.app(), "bare");
    new SessionKill(stack, "kill", { target: dbbrain.target, filter });
    expect(codes(stack)).toEqual(["bare DBKILL_PROVIDER_MISSING"]);
  });
});

test("a problem's path is in the words of TypeScript, and values in it stay as they are", () => {
  const problem = {
    code: "DBKILL_FILTER_NEVER_CHOSEN",
    severity: "error",
    summary: "",
    detail: "",
  } as const;
  const pathOf = (...path: string[]) => fromModel({ ...problem, path }, (step) => step.toUpperCase()).path;
  expect(pathOf("match", "users", "info_prefix")).toBe("MATCH.USERS.info_prefix");
  expect(pathOf("users", "info_prefix")).toBe("USERS.info_prefix");
  expect(pathOf()).toBe("");
});
