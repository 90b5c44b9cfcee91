import {
  TerraformCount,
  TerraformIterator,
  TerraformResource,
  TerraformStack,
  TerraformVariable,
  Testing,
} from "cdktf";
import {
  AutoKillPolicy,
  type AutoKillPolicyProps,
  bindings,
  DbkillProvider,
  Duration,
  Enforcement,
  GroupBy,
  KillTarget,
  KillTask,
  OnConflict,
  PolicyAction,
  PolicyMode,
  SessionFilter,
  SessionKill,
  Victims,
  Window,
} from "../../../src";
import { ENFORCEMENTS, GROUPS, POLICY_ACTIONS, POLICY_MODES, VICTIMS } from "../../../src/model";
import {
  codes,
  complaints,
  expression,
  failure,
  newStack,
  onlyResource,
  refusals,
  resolved,
} from "./support";

const TYPE = "dbkill_auto_kill_policy";
const tencent = KillTarget.tencentMysql("cdb-1", { region: "ap-guangzhou" });
const das = KillTarget.huaweiDas("in01");
const filter = SessionFilter.of({ users: ["report"] });
const needs = { name: "reports", target: tencent, filter };
const night = { start: "22:00", end: "06:00", timeZone: "Europe/Berlin" };

function policy(props: Partial<AutoKillPolicyProps> = {}, stack = newStack(), id = "policy") {
  new AutoKillPolicy(stack, id, { ...needs, ...props });
  return stack;
}

describe("AutoKillPolicy", () => {
  test("says nothing beyond what it is told", () => {
    const stack = policy();
    expect(complaints(stack)).toBe("");
    expect(onlyResource(stack, TYPE)).toEqual({
      name: "reports",
      target: { service: "dbbrain", instance_id: "cdb-1", product: "mysql", region: "ap-guangzhou" },
      match: { users: ["report"] },
    });
  });

  const targets: [string, KillTarget, object][] = [
    ["dbbrain", KillTarget.tencentTdsqlC("ins-1"), { instance_id: "ins-1", product: "cynosdb" }],
    ["das", das, { instance_id: "in01" }],
    [
      "clickhouse",
      KillTarget.alibabaClickhouse("cc-1", { edition: "enterprise", computingGroupId: "cg-1" }),
      { instance_id: "cc-1", edition: "enterprise", computing_group_id: "cg-1" },
    ],
    ["oceanbasepro", KillTarget.alibabaOceanbase("ob-1", "t-1"), { instance_id: "ob-1", tenant_id: "t-1" }],
    ["mysql", KillTarget.mysql({ host: "db" }), { instance_id: "db:3306" }],
  ];
  test.each(targets)("takes every property on %s", (service, target, written) => {
    const stack = policy({
      target,
      exclude: SessionFilter.of({ users: ["etl"] }),
      protectedUsers: ["app"],
      protectTools: false,
      action: service === "clickhouse" ? PolicyAction.QUERY : PolicyAction.CONNECTION,
      victims: Victims.ALL_BUT_OLDEST,
      groupBy: GroupBy.FINGERPRINT,
      maxKills: 3,
      maxKillsPerHour: 30,
      when: { activeSessionsAtLeast: 200, matchingAtLeast: 2, for: Duration.seconds(30) },
      mode: PolicyMode.OBSERVE,
      enforcement: Enforcement.RUNNER,
      windows: [Window.of({ ...night, days: ["mon"] }), Window.of(night)],
      enabled: false,
      expiresAt: "2999-01-31T18:00:00Z",
      priority: -5,
      reason: "Reports lock the order tables.",
      onConflict: OnConflict.REPLACE,
      timeouts: { create: Duration.minutes(1), update: Duration.minutes(2), delete: Duration.minutes(3) },
    });
    expect(complaints(stack)).toBe("");
    const window = { start: "22:00", end: "06:00", time_zone: "Europe/Berlin" };
    expect(onlyResource(stack, TYPE)).toEqual({
      name: "reports",
      target: { service, ...written },
      match: { users: ["report"] },
      exclude: { users: ["etl"] },
      protected_users: ["app"],
      protect_tools: false,
      action: service === "clickhouse" ? "query" : "connection",
      victims: "all_but_oldest",
      group_by: "fingerprint",
      max_kills: 3,
      max_kills_per_hour: 30,
      when: { active_sessions_at_least: 200, matching_at_least: 2, for_seconds: 30 },
      mode: "observe",
      enforcement: "runner",
      window: [{ ...window, days: ["mon"] }, window],
      enabled: false,
      expires_at: "2999-01-31T18:00:00Z",
      priority: -5,
      reason: "Reports lock the order tables.",
      on_conflict: "replace",
      timeouts: { create: "60s", update: "120s", delete: "180s" },
    });
  });

  test("has a property for every attribute that can be set", () => {
    const stack = newStack();
    const binding = new bindings.AutoKillPolicy(stack, "all", { name: "x" });
    const settable = Object.keys(Object.getOwnPropertyDescriptors(bindings.AutoKillPolicy.prototype))
      .filter((name) => name.endsWith("Input"))
      .map((name) => name.slice(0, -"Input".length));
    expect(binding).toBeDefined();
    const known = { match: "filter", matchAll: "filter", window: "windows" } as Record<string, string>;
    const listed = failure(() => policy({ spare: 1 } as never)).message;
    for (const name of settable) expect(listed).toMatch(new RegExp(`\\b${known[name] ?? name}\\b`));
    expect(settable.length).toBeGreaterThan(20);
  });

  test("says match_all for everything, and only then", () => {
    const stack = policy({ filter: SessionFilter.everything() });
    expect(complaints(stack)).toBe("");
    expect(onlyResource(stack, TYPE)).toMatchObject({ match_all: true });
    expect(onlyResource(stack, TYPE)).not.toHaveProperty("match");
  });

  test("has enums with the words of the provider", () => {
    expect(Object.values(PolicyAction)).toEqual(POLICY_ACTIONS);
    expect(Object.values(Victims)).toEqual(VICTIMS);
    expect(Object.values(GroupBy)).toEqual(GROUPS);
    expect(Object.values(PolicyMode)).toEqual(POLICY_MODES);
    expect(Object.values(Enforcement)).toEqual(ENFORCEMENTS);
  });

  test("takes a date for the time from which on it kills nothing", () => {
    expect(onlyResource(policy({ expiresAt: new Date(Date.UTC(2999, 0, 31)) }), TYPE)).toMatchObject({
      expires_at: "2999-01-31T00:00:00.000Z",
    });
    expect(failure(() => policy({ expiresAt: new Date("soon") })).problems[0]).toMatchObject({
      code: "DBKILL_PROPERTY_INVALID",
      path: "expiresAt",
    });
  });

  test("refuses what the provider would refuse", () => {
    expect(codes(policy({ name: " x" }))).toEqual(["stack/policy DBKILL_POLICY_NAME_INVALID"]);
    const nobody = policy({ exclude: SessionFilter.everything() });
    expect(codes(nobody)).toEqual(["stack/policy DBKILL_FILTER_EMPTY"]);
    expect(onlyResource(nobody, TYPE)).toMatchObject({ exclude: {} });
    expect(codes(policy({ protectedUsers: ["a%"] }))).toEqual(["stack/policy DBKILL_PROTECTED_USER_INVALID"]);
    expect(codes(policy({ action: PolicyAction.QUERY }))).toEqual([
      "stack/policy DBKILL_POLICY_ACTION_UNSUPPORTED",
    ]);
    expect(codes(policy({ when: { for: Duration.minutes(1) } }))).toEqual([
      "stack/policy DBKILL_POLICY_CONDITION_EMPTY",
    ]);
    expect(complaints(policy({ when: {} }))).toMatch(/when\.activeSessionsAtLeast or when\.matchingAtLeast/);
    expect(codes(policy({ expiresAt: "tomorrow" }))).toEqual(["stack/policy DBKILL_POLICY_EXPIRY_INVALID"]);
    const databases = SessionFilter.of({ databases: ["shop"] });
    expect(codes(policy({ target: KillTarget.alibabaClickhouse("cc-1"), filter: databases }))).toEqual([
      "stack/policy DBKILL_FILTER_NOT_LISTED",
    ]);
    expect(codes(policy({ groupBy: GroupBy.USER, expiresAt: "2001-01-31T18:00:00Z" }))).toEqual([]);
  });

  test("waits for one session at least", () => {
    const when = { activeSessionsAtLeast: 0, matchingAtLeast: 0 };
    expect(refusals(() => policy({ when }))).toEqual([
      "DBKILL_PROPERTY_INVALID when.activeSessionsAtLeast",
      "DBKILL_PROPERTY_INVALID when.matchingAtLeast",
    ]);
  });

  test("is an error on MRS", () => {
    const error = failure(() => policy({ target: KillTarget.huaweiMrs("cluster") }));
    expect([error.code, error.problems[0].path]).toEqual(["DBKILL_TARGET_UNSUPPORTED", "target"]);
  });

  test("that demands the vendor's task may say only what that can express", () => {
    const demand = { enforcement: Enforcement.VENDOR };
    expect(codes(policy(demand))).toEqual([]);
    const stack = policy({
      ...demand,
      filter: SessionFilter.of({ users: ["a", "b"], infoRegex: "x" }),
      exclude: filter,
      maxKillsPerHour: 3,
      windows: [Window.of(night)],
    });
    const told = complaints(stack);
    expect(codes(stack)).toEqual(Array(5).fill("stack/policy DBKILL_POLICY_NOT_EXPRESSIBLE"));
    for (const name of ["filter.users", "filter.infoRegex", "exclude", "maxKillsPerHour", "windows"]) {
      expect(told).toContain(`Remove ${name}, or set enforcement`);
    }
    expect(told).not.toMatch(/max_kills|info_regex/);
    expect(codes(policy({ ...demand, target: KillTarget.mysql({ host: "db" }) }))).toEqual([
      "stack/policy DBKILL_POLICY_NOT_EXPRESSIBLE",
    ]);
  });

  test("leaves to Terraform what only Terraform knows", () => {
    const stack = newStack();
    const number = new TerraformVariable(stack, "number", { type: "number" }).numberValue;
    const text = new TerraformVariable(stack, "text", { type: "string" }).stringValue;
    policy(
      {
        name: text,
        enforcement: Enforcement.VENDOR,
        maxKills: number,
        expiresAt: text,
        mode: text as PolicyMode,
        when: { matchingAtLeast: number, for: Duration.minutes(number) },
      },
      stack,
    );
    expect(codes(stack)).toEqual([]);
    const reference = (name: string) => expression(`var.${name}`);
    expect(onlyResource(stack, TYPE)).toMatchObject({
      name: reference("text"),
      max_kills: reference("number"),
      expires_at: reference("text"),
      when: { matching_at_least: reference("number"), for_seconds: expression("(var.number * 60)") },
    });
  });

  test("stands in dependsOn, depends on others, and tells what became of it", () => {
    const stack = newStack();
    const kill = new SessionKill(stack, "kill", { target: tencent, filter });
    const first = new AutoKillPolicy(stack, "first", { ...needs, maxKills: 3, dependsOn: [kill] });
    new SessionKill(stack, "second", { target: tencent, filter, dependsOn: [first] });
    const address = (fqn: string) => String(resolved(stack, fqn)).replace(/^\$\{|\}$/g, "");
    expect(onlyResource(stack, TYPE).depends_on).toEqual([address(kill.fqn)]);
    const outputs = {
      enforcedBy: "enforced_by",
      enforcedByReason: "enforced_by_reason",
      status: "status",
      taskId: "task_id",
      document: "document",
      documentHash: "document_hash",
    } as const;
    for (const [name, attribute] of Object.entries(outputs)) {
      expect(resolved(stack, first[name as keyof typeof outputs])).toBe(
        expression(`${address(first.fqn)}.${attribute}`),
      );
    }
    expect([AutoKillPolicy.isAutoKillPolicy(first), AutoKillPolicy.isAutoKillPolicy(kill)]).toEqual([
      true,
      false,
    ]);
    expect(first).toMatchObject({ name: "reports", target: tencent, filter, maxKills: 3, mode: "enforce" });
    const observer = new AutoKillPolicy(stack, "observer", { ...needs, mode: PolicyMode.OBSERVE });
    expect(observer.mode).toBe("observe");
  });

  test("needs a provider in its stack", () => {
    const stack = new TerraformStack(Testing.app(), "stack");
    policy({}, stack);
    expect(codes(stack)).toEqual(["stack DBKILL_PROVIDER_MISSING"]);
    new DbkillProvider(stack, "dbkill");
    expect(codes(stack)).toEqual([]);
  });
});

describe("The place of a policy at the vendor", () => {
  const other = (name: string) => ({ name, filter: SessionFilter.of({ users: [name] }) });

  test("is one with that of kill tasks", () => {
    const stack = policy();
    new KillTask(stack, "task", { target: tencent, filter });
    expect(codes(stack)).toEqual(["stack/task DBKILL_SLOT_SHARED"]);
    const later = newStack();
    new KillTask(later, "task", { target: tencent, filter });
    policy({}, later);
    expect(codes(later)).toEqual(["stack/policy DBKILL_SLOT_SHARED"]);
    expect(complaints(later)).toContain("enforcement: Enforcement.RUNNER");
  });

  test("is taken by two policies of one instance only once, also by its token", () => {
    const id = (stack: TerraformStack) => new TerraformVariable(stack, "id", { type: "string" }).stringValue;
    const stack = newStack();
    const target = KillTarget.tencentMysql(id(stack));
    policy({ target }, stack);
    policy({ target, ...other("b") }, stack, "second");
    expect(codes(stack)).toEqual(["stack/second DBKILL_SLOT_SHARED"]);
  });

  test("is taken from another stack too, by the database's own id", () => {
    const app = Testing.app();
    const stack = newStack("stack", app);
    const database = new TerraformResource(stack, "db", {
      terraformResourceType: "tencentcloud_mysql_instance",
    });
    const target = KillTarget.tencentMysql(database.getStringAttribute("id"));
    policy({ target }, stack);
    const other = newStack("other", app);
    new KillTask(other, "task", { target, filter });
    expect(codes(other)).toEqual(["other/task DBKILL_SLOT_SHARED"]);
  });

  test.each<[string, Partial<AutoKillPolicyProps>]>([
    ["that the runner enforces", { maxKills: 3 }],
    ["that chooses victims", { victims: Victims.OLDEST }],
    ["that waits for trouble", { when: { matchingAtLeast: 3 } }],
    ["that protects a user whom the task would hit", { protectedUsers: ["b"] }],
    ["that says so", { enforcement: Enforcement.RUNNER }],
    ["that observes", { mode: PolicyMode.OBSERVE }],
    ["that is not enabled", { enabled: false }],
    ["that has expired", { expiresAt: "2001-01-31T18:00:00Z" }],
    ["of another product", { target: KillTarget.tencentTdsqlC("cdb-1") }],
  ])("is not taken by one %s", (_, props) => {
    const stack = policy();
    policy({ ...other("b"), ...props }, stack, "second");
    expect(codes(stack)).toEqual([]);
  });

  test("is not counted while only Terraform knows who enforces it", () => {
    const stack = policy();
    const maxKills = new TerraformVariable(stack, "number", { type: "number" }).numberValue;
    policy({ ...other("b"), maxKills }, stack, "second");
    expect(codes(stack)).toEqual([]);
  });

  test("is one of five on DAS, for different tasks", () => {
    const stack = newStack();
    for (const name of ["a", "b", "c", "d", "e"]) policy({ target: das, ...other(name) }, stack, name);
    expect(codes(stack)).toEqual([]);
    policy({ target: das, ...other("f") }, stack, "f");
    expect(codes(stack)).toEqual(["stack/f DBKILL_TASKS_TOO_MANY"]);

    const equal = newStack();
    new KillTask(equal, "task", { target: das, filter });
    policy({ target: das }, equal);
    expect(codes(equal)).toEqual(["stack/policy DBKILL_TASKS_EQUAL"]);
    const timed = newStack();
    new KillTask(timed, "task", { target: das, filter });
    policy({ target: das, expiresAt: "2999-01-31T18:00:00Z" }, timed);
    expect(codes(timed)).toEqual([]);
  });

  test("is not counted for values that Terraform repeats", () => {
    const stack = newStack();
    for (const id of ["first", "second"]) {
      const forEach = TerraformIterator.fromList([`${id}-a`, `${id}-b`]);
      policy({ target: KillTarget.tencentMysql(forEach.value), forEach }, stack, id);
    }
    expect(codes(stack)).toEqual([]);
    const counted = policy({ count: 2 });
    policy({ count: TerraformCount.of(2), ...other("b") }, counted, "second");
    expect(codes(counted)).toEqual(["stack/second DBKILL_SLOT_SHARED"]);
  });
});

describe("The name of a policy", () => {
  const second = { enforcement: Enforcement.RUNNER };

  test("is its own among those of a database", () => {
    const stack = policy();
    policy(second, stack, "second");
    expect(codes(stack)).toEqual(["stack/second DBKILL_POLICY_NAMES_EQUAL"]);
  });

  test.each<[string, Partial<AutoKillPolicyProps>]>([
    ["instances", { target: KillTarget.tencentMysql("cdb-2", { region: "ap-guangzhou" }) }],
    ["regions", { target: KillTarget.tencentMysql("cdb-1", { region: "ap-shanghai" }) }],
    ["products", { target: KillTarget.tencentTdsqlC("cdb-1", { region: "ap-guangzhou" }) }],
    ["services", { target: KillTarget.huaweiDas("cdb-1", { region: "ap-guangzhou" }) }],
  ])("may stand at other %s too", (_, props) => {
    const stack = policy();
    policy({ ...second, ...props }, stack, "second");
    expect(codes(stack)).toEqual([]);
  });

  test("is told by tenant", () => {
    const stack = newStack();
    for (const tenant of ["t-1", "t-2"]) {
      policy({ target: KillTarget.alibabaOceanbase("ob-1", tenant) }, stack, tenant);
    }
    expect(codes(stack)).toEqual([]);
  });

  test("is compared by its expression, in its own stack", () => {
    const stack = newStack();
    const name = new TerraformVariable(stack, "name", { type: "string" }).stringValue;
    policy({ name }, stack);
    policy({ ...second, name }, stack, "second");
    expect(codes(stack)).toEqual(["stack/second DBKILL_POLICY_NAMES_EQUAL"]);
  });
});
