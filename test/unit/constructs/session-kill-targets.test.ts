import { TerraformVariable, Testing } from "cdktf";
import {
  bindings,
  Duration,
  KillTarget,
  SessionFilter,
  SessionKill,
  type SessionKillProps,
} from "../../../src";
import { complaints, expression, failure, newStack, onlyResource } from "./support";

const TARGETS = {
  tencent: KillTarget.tencentMysql("cdb-1"),
  das: KillTarget.huaweiDas("in01", { region: "cn-north-4" }),
  clickhouse: KillTarget.alibabaClickhouse("cc-1"),
  oceanbase: KillTarget.alibabaOceanbase("ob-1", "t-1", { region: "cn-hangzhou" }),
};
const OTHERS = {
  maxKills: 3,
  protectedUsers: ["app"],
  verify: false,
  failOnSurvivors: false,
  triggers: { incident: "42" },
  timeouts: { create: Duration.minutes(1), update: Duration.minutes(2) },
};
const SHARED = {
  triggers: { incident: "42" },
  timeouts: { create: "60s", update: "120s" },
};
const GUARDS = { max_kills: 3, protected_users: ["app"], verify: false, fail_on_survivors: false };
const filter = SessionFilter.of({ users: ["report"], minDuration: Duration.minutes(1) });
const match = { users: ["report"], min_duration_seconds: 60 };

function kill(target: KillTarget, props: Omit<SessionKillProps, "target">) {
  const stack = newStack();
  new SessionKill(stack, "kill", { target, ...props });
  return stack;
}

const complaintsOf = (target: KillTarget, props: Omit<SessionKillProps, "target">) =>
  complaints(kill(target, props));

describe("A SessionKill reaches the Terraform type", () => {
  test("of Huawei DAS, with ids beyond what a number holds", () => {
    const { triggers, timeouts } = OTHERS;
    const stack = kill(TARGETS.das, { sessionIds: ["9007199254740993", "12"], triggers, timeouts });
    expect(complaints(stack)).toBe("");
    expect(onlyResource(stack, "dbkill_huawei_session_kill")).toEqual({
      instance_id: "in01",
      region: "cn-north-4",
      session_ids: ["9007199254740993", "12"],
      ...SHARED,
    });
  });

  test("of ClickHouse, by query ids", () => {
    const edition = { edition: "enterprise", computingGroupId: "cg-1", region: "cn-hangzhou" } as const;
    const stack = kill(KillTarget.alibabaClickhouse("cc-1", edition), {
      sessionIds: ["q 1", "q-2"],
      ...OTHERS,
    });
    expect(complaints(stack)).toBe("");
    expect(onlyResource(stack, "dbkill_alibaba_clickhouse_kill")).toEqual({
      cluster_id: "cc-1",
      region: "cn-hangzhou",
      edition: "enterprise",
      computing_group_id: "cg-1",
      query_ids: ["q 1", "q-2"],
      ...GUARDS,
      ...SHARED,
    });
  });

  test("of ClickHouse, by a filter, which never says all_queries", () => {
    const stack = kill(TARGETS.clickhouse, { filter });
    expect(complaints(stack)).toBe("");
    expect(onlyResource(stack, "dbkill_alibaba_clickhouse_kill")).toEqual({ cluster_id: "cc-1", match });
  });

  test("of ClickHouse, for everything alone as all_queries", () => {
    const stack = kill(TARGETS.clickhouse, { filter: SessionFilter.everything() });
    expect(complaints(stack)).toBe("");
    expect(onlyResource(stack, "dbkill_alibaba_clickhouse_kill")).toEqual({
      cluster_id: "cc-1",
      all_queries: true,
    });
  });

  test("of OceanBase, by sessions", () => {
    const sessions = [{ server: "10.0.0.5:2881", id: "9007199254740993" }];
    const stack = kill(TARGETS.oceanbase, { sessions, ...OTHERS });
    expect(complaints(stack)).toBe("");
    expect(onlyResource(stack, "dbkill_alibaba_oceanbase_kill")).toEqual({
      instance_id: "ob-1",
      tenant_id: "t-1",
      region: "cn-hangzhou",
      sessions,
      ...GUARDS,
      ...SHARED,
    });
  });

  test("of OceanBase, by a filter", () => {
    const stack = kill(TARGETS.oceanbase, { filter });
    expect(complaints(stack)).toBe("");
    expect(onlyResource(stack, "dbkill_alibaba_oceanbase_kill")).toMatchObject({ match });
  });

  test("of OceanBase, with sessions that only Terraform knows", () => {
    const stack = newStack();
    const variable = new TerraformVariable(stack, "id", { type: "string" });
    const { sessions } = new bindings.DataDbkillSessions(stack, "now", {
      target: TARGETS.oceanbase.toTarget(),
    });
    const one = { server: "10.0.0.5:2881", id: variable.stringValue };
    new SessionKill(stack, "chosen", { target: TARGETS.oceanbase, sessions: [one] });
    new SessionKill(stack, "listed", { target: TARGETS.oceanbase, sessions });
    expect(complaints(stack)).toBe("");
    const resources = JSON.parse(Testing.synth(stack)).resource.dbkill_alibaba_oceanbase_kill;
    expect(Object.values<{ sessions: unknown }>(resources).map((resource) => resource.sessions)).toEqual([
      [{ server: "10.0.0.5:2881", id: expression("var.id") }],
      expression("data.dbkill_sessions.now.sessions"),
    ]);
  });
});

describe("A SessionKill says exactly once which sessions are meant", () => {
  const sessions = [{ server: "10.0.0.5", id: "1" }];

  test("none is an error that names what the target takes", () => {
    const nothing = "[stack/kill] Nothing says which sessions are meant. Give";
    expect(complaintsOf(TARGETS.tencent, {})).toContain(`${nothing} sessionIds.`);
    expect(complaintsOf(TARGETS.das, {})).toContain(`${nothing} sessionIds.`);
    expect(complaintsOf(TARGETS.clickhouse, {})).toContain(`${nothing} exactly one of sessionIds, filter.`);
    expect(complaintsOf(TARGETS.oceanbase, {})).toContain(`${nothing} exactly one of sessions, filter.`);
  });

  test("two are an error", () => {
    expect(complaintsOf(TARGETS.clickhouse, { sessionIds: ["q1"], filter })).toContain(
      "[stack/kill] sessionIds and filter exclude each other",
    );
    expect(complaintsOf(TARGETS.oceanbase, { sessions, filter })).toContain(
      "[stack/kill] sessions and filter exclude each other",
    );
  });

  test("ids that no session of the target can have are errors", () => {
    expect(complaintsOf(TARGETS.das, { sessionIds: ["007"] })).toContain(
      'holds "007", which is no session id',
    );
    for (const id of ["", " ", "a,b", " q", "q "]) {
      expect(complaintsOf(TARGETS.clickhouse, { sessionIds: [id] })).toContain(
        `sessionIds holds ${JSON.stringify(id)}, which is no query id`,
      );
    }
    expect(complaintsOf(TARGETS.clickhouse, { sessionIds: ["q", "q"] })).toContain('names "q" twice');
    expect(complaintsOf(TARGETS.clickhouse, { sessionIds: [] })).toContain("sessionIds is empty");
    const many = Array.from({ length: 10_000 }, (_, at) => `query-${at}`);
    expect(complaintsOf(TARGETS.clickhouse, { sessionIds: many })).toBe("");
    expect(complaintsOf(TARGETS.clickhouse, { sessionIds: many.map(() => ",") })).toContain("and 9995 more");
  });

  test("sessions that no server can hold are errors", () => {
    expect(complaintsOf(TARGETS.oceanbase, { sessions: [] })).toContain("[stack/kill] sessions is empty");
    expect(complaintsOf(TARGETS.oceanbase, { sessions: [{ server: "", id: "1" }] })).toContain(
      "sessions holds one without a server's address",
    );
    expect(complaintsOf(TARGETS.oceanbase, { sessions: [{ server: "10.0.0.5", id: "x" }] })).toContain(
      'sessions holds "x", which is no session id',
    );
    expect(complaintsOf(TARGETS.oceanbase, { sessions: [...sessions, ...sessions] })).toContain(
      'sessions names "1 on 10.0.0.5" twice',
    );
    const elsewhere = { server: "10.0.0.6", id: "1" };
    expect(complaintsOf(TARGETS.oceanbase, { sessions: [...sessions, elsewhere] })).toBe("");
  });

  test("a filter that the vendor's list can't judge is an error", () => {
    expect(complaintsOf(TARGETS.clickhouse, { filter: SessionFilter.of({ databases: ["shop"] }) })).toContain(
      "[stack/kill] Alibaba ClickHouse DescribeProcessList does not tell databases.",
    );
    const wide = SessionFilter.of({ users: ["a", "b"], states: ["SLEEP"], infoRegex: "^select" });
    expect(complaintsOf(TARGETS.oceanbase, { filter: wide })).toBe("");
  });

  test("OceanBase has no call for everything, and ClickHouse's can spare nobody", () => {
    const everything = SessionFilter.everything();
    expect(complaintsOf(TARGETS.oceanbase, { filter: everything })).toContain(
      "[stack/kill] SessionFilter.everything() is not taken by Alibaba OceanBase",
    );
    expect(complaintsOf(TARGETS.clickhouse, { filter: everything, protectedUsers: ["app"] })).toContain(
      "[stack/kill] protectedUsers is set, but SessionFilter.everything() kills every query",
    );
  });
});

describe("A SessionKill refuses what its target does not take, and says what to use", () => {
  const ids = { sessionIds: ["1"] };

  test.each([
    ["Tencent DBbrain", TARGETS.tencent, { filter }, "filter", "use KillTask"],
    ["Huawei DAS", TARGETS.das, { filter }, "filter", "use KillTask"],
    ["Huawei DAS", TARGETS.das, { sessions: [] }, "sessions", "Give sessionIds"],
    ["Huawei DAS", TARGETS.das, { ...ids, maxKills: 1 }, "maxKills", "Leave maxKills out"],
    ["Huawei DAS", TARGETS.das, { ...ids, protectedUsers: ["a"] }, "protectedUsers", "Leave protectedUsers"],
    ["Huawei DAS", TARGETS.das, { ...ids, verify: true }, "verify", "Leave verify out"],
    [
      "Huawei DAS",
      TARGETS.das,
      { ...ids, failOnSurvivors: true },
      "failOnSurvivors",
      "Leave failOnSurvivors",
    ],
    ["Huawei DAS", TARGETS.das, { ...ids, recordHistory: true }, "recordHistory", "Leave recordHistory out"],
    ["Alibaba ClickHouse", TARGETS.clickhouse, { sessions: [] }, "sessions", "as sessionIds"],
    ["Alibaba ClickHouse", TARGETS.clickhouse, { filter, recordHistory: true }, "recordHistory", "Leave"],
    ["Alibaba OceanBase", TARGETS.oceanbase, ids, "sessionIds", "Give sessions"],
    ["Alibaba OceanBase", TARGETS.oceanbase, { filter, recordHistory: true }, "recordHistory", "Leave"],
  ])("%s: %p", (name, target, props, property, remedy) => {
    const message = complaintsOf(target, props);
    expect(message).toContain(`[stack/kill] ${property} is set, but a target of ${name} does not take it.`);
    expect(message).toContain(remedy);
    expect(message.match(/\[stack\/kill\]/g)).toHaveLength(1);
  });

  test("a maxKills that is no count is an error", () => {
    expect(complaintsOf(TARGETS.clickhouse, { filter, maxKills: -1 })).toContain(
      "[stack/kill] maxKills is -1",
    );
  });

  test("MRS as a whole, with SqlCancel in its place", () => {
    const error = failure(() => kill(KillTarget.huaweiMrs("cluster"), ids));
    expect(error).toMatchObject({ code: "TARGET_UNSUPPORTED" });
    expect(error.message).toMatch(/^stack\/kill: Huawei MRS is no target for SessionKill\. .*Use SqlCancel/);
  });
});
