import { NullProvider } from "@cdktf/provider-null/lib/provider";
import { Resource as NullResource } from "@cdktf/provider-null/lib/resource";
import {
  TerraformIterator,
  TerraformOutput,
  type TerraformStack,
  TerraformVariable,
  Testing,
  Token,
} from "cdktf";
import { Construct } from "constructs";
import { Duration, KillTarget, KillTask, type KillTaskProps, OnConflict, SessionFilter } from "../../../src";
import { codes, complaints, failure, newStack, onlyResource, someTask } from "./support";

const TYPE = "dbkill_huawei_das_kill_task";
const target = KillTarget.huaweiDas("in01");

const task = (scope: Construct, id: string, props: Partial<KillTaskProps> = {}) =>
  new KillTask(scope, id, { ...someTask(), target, ...props });

describe("A KillTask on Huawei DAS", () => {
  test("takes the properties of a Tencent one, and what is not of its API stays out", () => {
    const stack = newStack();
    task(stack, "task", {
      target: KillTarget.huaweiDas("in01", { region: "cn-north-4" }),
      filter: SessionFilter.of({ infoKeywords: ["select", "orders"], minDuration: Duration.minutes(1) }),
      duration: Duration.hours(1),
      renewOnExpiry: true,
      maxKills: 3,
      onConflict: OnConflict.REPLACE,
      timeouts: { create: Duration.minutes(1), update: Duration.minutes(2), delete: Duration.minutes(3) },
    });
    expect(complaints(stack)).toBe("");
    expect(onlyResource(stack, TYPE)).toEqual({
      instance_id: "in01",
      region: "cn-north-4",
      match: { info_keywords: ["select", "orders"], min_duration_seconds: 60 },
      duration_seconds: 3600,
      renew_on_expiry: true,
      max_kills: 3,
      timeouts: { create: "60s", update: "120s", delete: "180s" },
    });
  });

  test("takes properties of its own", () => {
    const stack = newStack();
    task(stack, "task", { filter: SessionFilter.everything(), requireSwitch: false, adoptExisting: false });
    expect(complaints(stack)).toBe("");
    expect(onlyResource(stack, TYPE)).toEqual({
      instance_id: "in01",
      match_all: true,
      require_switch: false,
      adopt_existing: false,
    });
  });

  test("tells its times by the names that every kill task has", () => {
    const stack = newStack();
    const { id, status, startedAt, endsAt, resource } = task(stack, "task");
    for (const [name, value] of Object.entries({ id, status, startedAt, endsAt })) {
      new TerraformOutput(stack, name, { value });
    }
    const address = `${TYPE}.${resource.friendlyUniqueId}`;
    expect(JSON.parse(Testing.synth(stack)).output).toEqual({
      id: { value: `\${${address}.id}` },
      status: { value: `\${${address}.status}` },
      startedAt: { value: `\${${address}.started_at}` },
      endsAt: { value: `\${${address}.ends_at}` },
    });
  });

  test("is refused a filter that DAS can't express, with the construct's path", () => {
    const stack = newStack();
    task(new Construct(stack, "billing"), "reports", {
      filter: SessionFilter.of({ users: ["a", "b"], infoPrefix: "select", databases: ["x", "y"] }),
    });
    expect(codes(stack)).toEqual(Array(3).fill("stack/billing/reports DBKILL_FILTER_NOT_EXPRESSIBLE"));
    const message = complaints(stack);
    for (const field of ["users", "databases", "infoPrefix"])
      expect(message).toContain(`by ${field}`.slice(3));
  });
});

describe("Several kill tasks on one DAS instance", () => {
  const byUser = (user: string) => ({ filter: SessionFilter.of({ users: [user] }) });

  test("are fine where they differ in their filters or durations, on tokens too", () => {
    const stack = newStack();
    const user = new TerraformVariable(stack, "user", { type: "string" });
    task(stack, "a", byUser("a"));
    task(stack, "b", byUser("b"));
    task(stack, "b-for-an-hour", { ...byUser("b"), duration: Duration.hours(1) });
    task(stack, "everything", { filter: SessionFilter.everything() });
    task(stack, "token", byUser(user.stringValue));
    expect(complaints(stack)).toBe("");
  });

  test("are an error where two are equal, whatever the case of a command", () => {
    const stack = newStack();
    const filter = (command: string) => SessionFilter.of({ users: ["a"], commands: [command] });
    task(stack, "one", { filter: filter("Query"), duration: Duration.minutes(60) });
    task(new Construct(stack, "nested"), "two", { filter: filter("query"), duration: Duration.hours(1) });
    expect(codes(stack)).toEqual(["stack/nested/two DBKILL_TASKS_EQUAL"]);
    expect(complaints(stack)).toContain('"stack/nested/two" and "stack/one"');
  });

  test("are an error where two are equal by their tokens", () => {
    const stack = newStack();
    new NullProvider(stack, "null");
    const database = new NullResource(stack, "database");
    const variable = () => Token.asNumber("${var.length}");
    for (const id of ["one", "two"]) {
      task(stack, id, {
        target: KillTarget.huaweiDas(database.id),
        filter: SessionFilter.of({ minDuration: Duration.seconds(variable()) }),
      });
    }
    expect(codes(stack)).toEqual(["stack/two DBKILL_TASKS_EQUAL"]);
    expect(complaints(stack)).toContain("whose id only Terraform knows");
  });

  test("are an error from the sixth on, which names the five", () => {
    const stack = newStack();
    for (const user of ["a", "b", "c", "d", "e", "f"]) task(stack, user, byUser(user));
    expect(codes(stack)).toEqual(["stack/f DBKILL_TASKS_TOO_MANY"]);
    expect(complaints(stack)).toContain('"stack/a", "stack/b", "stack/c", "stack/d", "stack/e"');
  });

  test("don't count those of other instances, nor those that Terraform repeats over values of their own", () => {
    const stack = newStack();
    const users = new TerraformVariable(stack, "users", { type: "set(string)" });
    for (const user of ["a", "b", "c", "d", "e"]) {
      task(stack, user, byUser(user));
      task(stack, `${user}-elsewhere`, { ...byUser(user), target: KillTarget.huaweiDas("in02") });
    }
    const forEach = TerraformIterator.fromList(users.listValue);
    task(stack, "each", { ...byUser(forEach.value), forEach });
    expect(complaints(stack)).toBe("");
  });
});

describe("A KillTask where the vendor has none", () => {
  const refused = (elsewhere: KillTarget, stack: TerraformStack = newStack()) =>
    failure(() => task(stack, "task", { target: elsewhere }));

  test("is an error on ClickHouse and OceanBase that names SessionKill", () => {
    for (const elsewhere of [
      KillTarget.alibabaClickhouse("cc-1"),
      KillTarget.alibabaOceanbase("ob-1", "t-1"),
    ]) {
      const error = refused(elsewhere);
      expect(error).toMatchObject({ code: "DBKILL_TARGET_UNSUPPORTED", where: "stack/task: KillTask" });
      expect(error.message).toContain(elsewhere.title);
      expect(error.message).toContain("SessionKill");
    }
  });

  test("is an error on MRS that names SqlCancel", () => {
    const error = refused(KillTarget.huaweiMrs("cluster"));
    expect(error.code).toBe("DBKILL_TARGET_UNSUPPORTED");
    expect(error.message).toContain("SqlCancel");
  });
});

describe("A KillTask on Tencent", () => {
  test("is refused the properties of Huawei's, each with what to do", () => {
    const stack = newStack();
    new KillTask(stack, "task", { ...someTask(), requireSwitch: true, adoptExisting: false });
    expect(codes(stack)).toEqual(Array(2).fill("stack/task DBKILL_PROPERTY_UNSUPPORTED"));
    expect(complaints(stack)).toMatch(/requireSwitch is set/);
    expect(complaints(stack)).toMatch(/adoptExisting is set.* onConflict/);
  });
});
