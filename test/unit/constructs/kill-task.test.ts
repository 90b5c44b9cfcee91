import { NullProvider } from "@cdktf/provider-null/lib/provider";
import { Resource as NullResource } from "@cdktf/provider-null/lib/resource";
import {
  Fn,
  TerraformCount,
  TerraformIterator,
  TerraformOutput,
  TerraformStack,
  TerraformVariable,
  Testing,
} from "cdktf";
import { Construct } from "constructs";
import {
  bindings,
  DbkillProvider,
  Duration,
  KillTarget,
  KillTask,
  OnConflict,
  SessionFilter,
} from "../../../src";
import { complaints, newStack, onlyResource, someTask } from "./support";

const TYPE = "dbkill_tencent_kill_task";

describe("KillTask", () => {
  test("every property reaches the Terraform type", () => {
    const stack = newStack();
    new KillTask(stack, "task", {
      target: KillTarget.tencentTdsqlC("cynosdbmysql-1", { region: "ap-guangzhou" }),
      filter: SessionFilter.of({ users: ["report"], minDuration: Duration.minutes(1) }),
      duration: Duration.hours(1),
      renewOnExpiry: true,
      maxKills: 0,
      onConflict: OnConflict.REPLACE,
      timeouts: { create: Duration.minutes(1), update: Duration.minutes(2), delete: Duration.minutes(3) },
    });
    expect(complaints(stack)).toBe("");
    expect(onlyResource(stack, TYPE)).toEqual({
      instance_id: "cynosdbmysql-1",
      product: "cynosdb",
      region: "ap-guangzhou",
      match: { users: ["report"], min_duration_seconds: 60 },
      duration_seconds: 3600,
      renew_on_expiry: true,
      max_kills: 0,
      on_conflict: "replace",
      timeouts: { create: "60s", update: "120s", delete: "180s" },
    });
  });

  test("a task for everything says match_all and has no match", () => {
    const stack = newStack();
    new KillTask(stack, "task", { ...someTask(), filter: SessionFilter.everything() });
    expect(complaints(stack)).toBe("");
    expect(onlyResource(stack, TYPE)).toEqual({
      instance_id: "cdb-8jawylhf",
      product: "mysql",
      match_all: true,
    });
  });

  test("what every Terraform resource takes is passed on", () => {
    const stack = newStack();
    const other = new DbkillProvider(stack, "other", { alias: "other" });
    const first = new KillTask(stack, "first", { ...someTask(), target: KillTarget.tencentMysql("cdb-1") });
    new KillTask(new Construct(stack, "nested"), "second", {
      ...someTask(),
      provider: other,
      dependsOn: [first],
      lifecycle: { preventDestroy: true },
    });
    const { second } = byName(stack);
    expect(second).toMatchObject({
      provider: "dbkill.other",
      depends_on: [`${TYPE}.${first.resource.friendlyUniqueId}`],
      lifecycle: { prevent_destroy: true },
    });
  });

  test("its attributes are references to the resource", () => {
    const stack = newStack();
    const task = new KillTask(stack, "task", someTask());
    for (const name of ["id", "status", "createdAt", "expiresAt"] as const) {
      new TerraformOutput(stack, name, { value: task[name] });
    }
    const { output } = JSON.parse(Testing.synth(stack));
    const address = `${TYPE}.${task.resource.friendlyUniqueId}`;
    expect(output).toEqual({
      id: { value: `\${${address}.id}` },
      status: { value: `\${${address}.status}` },
      createdAt: { value: `\${${address}.created_at}` },
      expiresAt: { value: `\${${address}.expires_at}` },
    });
  });

  test("its Terraform name depends on its path alone", () => {
    const stack = newStack();
    const task = new KillTask(new Construct(stack, "billing"), "reports", someTask());
    expect(task.resource.friendlyUniqueId).toBe("billing_reports_7858CC37");
    expect(task.resource.node.path).toBe("stack/billing/reports/Resource");
  });
});

describe("KillTask at synth", () => {
  test("what the vendor can't express is an error with the construct's path", () => {
    const stack = newStack();
    new KillTask(new Construct(stack, "billing"), "reports", {
      ...someTask(),
      filter: SessionFilter.of({
        users: ["a", "b"],
        infoPrefix: "select",
        infoKeywords: ["from"],
        infoRegex: "x",
      }),
    });
    const message = complaints(stack);
    expect(message).toContain(
      "[stack/billing/reports] Tencent DBbrain CreateKillTask takes one value for users.",
    );
    expect(message).toContain("[stack/billing/reports] infoPrefix and infoKeywords exclude each other.");
    expect(message).toContain(
      "[stack/billing/reports] Tencent DBbrain CreateKillTask can't filter by infoRegex.",
    );
  });

  test.each([-1, 1.5, Number.NaN])("maxKills = %p is an error", (maxKills) => {
    const stack = newStack();
    new KillTask(stack, "task", { ...someTask(), maxKills });
    expect(complaints(stack)).toContain(
      `[stack/task] maxKills is ${maxKills}, which is no count of sessions.`,
    );
  });

  test("maxKills may be a token", () => {
    const stack = newStack();
    const variable = new TerraformVariable(stack, "most", { type: "number" });
    new KillTask(stack, "task", { ...someTask(), maxKills: variable.numberValue });
    expect(complaints(stack)).toBe("");
  });

  test("renewOnExpiry without a duration is an error", () => {
    const stack = newStack();
    new KillTask(stack, "task", { ...someTask(), renewOnExpiry: true });
    expect(complaints(stack)).toContain("[stack/task] renewOnExpiry is set, but duration is not.");
  });

  test("a stack without a provider is an error that names the first who needs it", () => {
    const stack = new TerraformStack(Testing.app(), "bare");
    new KillTask(stack, "one", { ...someTask(), target: KillTarget.tencentMysql("cdb-1") });
    new KillTask(stack, "two", { ...someTask(), target: KillTarget.tencentMysql("cdb-2") });
    const message = complaints(stack);
    expect(message).toContain('[bare] The stack "bare" has no DbkillProvider, but "bare/one" needs one');
    expect(message.match(/has no DbkillProvider/g)).toHaveLength(1);
  });

  test("a provider made from the bindings counts too", () => {
    const stack = new TerraformStack(Testing.app(), "stack");
    new KillTask(stack, "task", someTask());
    new bindings.DbkillProvider(stack, "dbkill");
    expect(complaints(stack)).toBe("");
  });
});

describe("Two kill tasks for one slot", () => {
  const task = (scope: Construct, id: string, instanceId: string, props = {}) =>
    new KillTask(scope, id, { ...someTask(), target: KillTarget.tencentMysql(instanceId), ...props });

  test("are an error that names both", () => {
    const stack = newStack();
    task(stack, "one", "cdb-1");
    task(stack, "other", "cdb-2");
    task(new Construct(stack, "nested"), "two", "cdb-1");
    expect(complaints(stack)).toContain(
      '[stack/nested/two] "stack/nested/two" and "stack/one" are both kill tasks for the mysql instance "cdb-1".',
    );
  });

  test("are an error across the stacks of an app", () => {
    const app = Testing.app();
    task(newStack("one", app), "task", "cdb-1");
    const two = newStack("two", app);
    task(two, "task", "cdb-1");
    expect(complaints(two)).toContain('"two/task" and "one/task" are both kill tasks');
  });

  test("are an error where both get the same token", () => {
    const stack = newStack();
    new NullProvider(stack, "null");
    const database = new NullResource(stack, "database");
    task(stack, "one", database.id);
    task(stack, "two", database.id);
    expect(complaints(stack)).toContain(
      '"stack/two" and "stack/one" are both kill tasks for the mysql instance whose id only Terraform knows.',
    );
  });

  test("are found where one was added after a first look", () => {
    const stack = newStack();
    task(stack, "one", "cdb-1");
    expect(complaints(stack)).toBe("");
    task(stack, "two", "cdb-1");
    expect(complaints(stack)).toContain("are both kill tasks");
  });

  test("are no error for different products, tokens, or apps", () => {
    const stack = newStack();
    new NullProvider(stack, "null");
    task(stack, "mysql", "cdb-1");
    new KillTask(stack, "cynosdb", { ...someTask(), target: KillTarget.tencentTdsqlC("cdb-1") });
    task(stack, "a", new NullResource(stack, "first").id);
    task(stack, "b", new NullResource(stack, "second").id);
    expect(complaints(stack)).toBe("");

    const elsewhere = newStack();
    task(elsewhere, "mysql", "cdb-1");
    expect(complaints(elsewhere)).toBe("");
  });

  test("are no error for equal names in two stacks that mean different resources", () => {
    const app = Testing.app();
    for (const name of ["one", "two"]) {
      const stack = newStack(name, app);
      new NullProvider(stack, "null");
      task(stack, "task", new NullResource(stack, "database").id);
    }
    expect(complaints(app.node.findChild("two") as TerraformStack)).toBe("");
  });

  test("are no error where Terraform repeats both over ids of their own", () => {
    const stack = newStack();
    for (const name of ["one", "two"]) {
      const ids = new TerraformVariable(stack, `${name}-ids`, { type: "set(string)" });
      const iterator = TerraformIterator.fromList(ids.listValue);
      task(stack, name, iterator.value, { forEach: iterator });
    }
    const count = TerraformCount.of(2);
    const ids = new TerraformVariable(stack, "ids", { type: "list(string)" });
    task(stack, "counted", Fn.element(ids.listValue, count.index), { count });
    expect(complaints(stack)).toBe("");
  });
});

/** Every kill task of a stack by the last part of its construct's path. */
function byName(stack: TerraformStack): Record<string, Record<string, unknown>> {
  const tasks = stack.node.findAll().filter((construct) => construct instanceof KillTask);
  const { resource } = JSON.parse(Testing.synth(stack));
  return Object.fromEntries(
    tasks.map((task) => [task.node.id, resource[TYPE][task.resource.friendlyUniqueId]]),
  );
}
