import { NullProvider } from "@cdktf/provider-null/lib/provider";
import { Resource as NullResource } from "@cdktf/provider-null/lib/resource";
import {
  Aspects,
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
import { codes, complaints, newStack, onlyResource, refusals, someTask } from "./support";

const TYPE = "dbkill_tencent_dbbrain_kill_task";

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
    for (const name of ["id", "status", "startedAt", "endsAt"] as const) {
      new TerraformOutput(stack, name, { value: task[name] });
    }
    const { output } = JSON.parse(Testing.synth(stack));
    const address = `${TYPE}.${task.resource.friendlyUniqueId}`;
    expect(output).toEqual({
      id: { value: `\${${address}.id}` },
      status: { value: `\${${address}.status}` },
      startedAt: { value: `\${${address}.started_at}` },
      endsAt: { value: `\${${address}.ends_at}` },
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
    expect(codes(stack)).toEqual(Array(3).fill("stack/billing/reports DBKILL_FILTER_NOT_EXPRESSIBLE"));
  });

  test.each([-1, 1.5, Number.NaN])("maxKills = %p is an error", (maxKills) => {
    expect(refusals(() => new KillTask(newStack(), "task", { ...someTask(), maxKills }))).toEqual([
      "DBKILL_PROPERTY_INVALID maxKills",
    ]);
  });

  test("it shows what an Aspect asks for", () => {
    const stack = newStack();
    const tasks = [
      new KillTask(stack, "limited", {
        ...someTask(),
        target: KillTarget.tencentMysql("cdb-1"),
        maxKills: 5,
      }),
      new KillTask(stack, "free", { ...someTask(), target: KillTarget.huaweiDas("in01") }),
    ];
    const unlimited: string[] = [];
    Aspects.of(stack).add({
      visit: (node) => {
        if (KillTask.isKillTask(node) && node.maxKills === undefined) unlimited.push(node.target.service);
      },
    });
    Testing.synth(stack);
    expect(unlimited).toEqual(["das"]);
    expect(tasks[0]!.filter.props).toEqual({ users: ["report"] });
    expect(KillTask.isKillTask(stack)).toBe(false);
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
    expect(codes(stack)).toEqual(["stack/task DBKILL_RENEWAL_WITHOUT_DURATION"]);
  });

  test("a stack without a provider is an error that names the first who needs it", () => {
    const stack = new TerraformStack(Testing.app(), "bare");
    new KillTask(stack, "one", { ...someTask(), target: KillTarget.tencentMysql("cdb-1") });
    new KillTask(stack, "two", { ...someTask(), target: KillTarget.tencentMysql("cdb-2") });
    expect(codes(stack)).toEqual(["bare DBKILL_PROVIDER_MISSING"]);
    expect(complaints(stack)).toContain('"bare/one"');
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
    expect(codes(stack)).toEqual(["stack/nested/two DBKILL_SLOT_SHARED"]);
    expect(complaints(stack)).toContain('"stack/nested/two" and "stack/one"');
  });

  test("are an error across the stacks of an app", () => {
    const app = Testing.app();
    task(newStack("one", app), "task", "cdb-1");
    const two = newStack("two", app);
    task(two, "task", "cdb-1");
    expect(codes(two)).toEqual(["two/task DBKILL_SLOT_SHARED"]);
    expect(complaints(two)).toContain('"two/task" and "one/task"');
  });

  test("are an error where both get the same token", () => {
    const stack = newStack();
    new NullProvider(stack, "null");
    const database = new NullResource(stack, "database");
    task(stack, "one", database.id);
    task(stack, "two", database.id);
    expect(codes(stack)).toEqual(["stack/two DBKILL_SLOT_SHARED"]);
    expect(complaints(stack)).toContain("whose id only Terraform knows");
  });

  test("are found where one was added after a first look", () => {
    const stack = newStack();
    task(stack, "one", "cdb-1");
    expect(complaints(stack)).toBe("");
    task(stack, "two", "cdb-1");
    expect(codes(stack)).toEqual(["stack/two DBKILL_SLOT_SHARED"]);
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
