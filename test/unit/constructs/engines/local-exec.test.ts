import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { NullProvider } from "@cdktf/provider-null/lib/provider";
import { App, LocalBackend, TerraformHclModule, TerraformStack, TerraformVariable, Testing } from "cdktf";
import {
  AutoKillPolicy,
  DbkillProvider,
  Duration,
  KillEngine,
  KillSwitch,
  KillTarget,
  KillTask,
  SessionDrain,
  SessionFilter,
  SessionKill,
} from "../../../../src";
import { loadNullProvider, requireSameCdktf } from "../../../../src/constructs/engines/null-provider";
import { codes, failure, readStack, refusals, someTask } from "../support";

const ENGINES = [KillEngine.TERRAFORM_DATA, KillEngine.NULL_RESOURCE] as const;
const DAS = "bcfa975193f1402fa11a6d4fd6baf5fbin01";

function stackOn(engine: KillEngine, app = Testing.app()): TerraformStack {
  const stack = new TerraformStack(app, "stack");
  KillEngine.use(stack, engine);
  return stack;
}
// biome-ignore lint/suspicious/noExplicitAny: the document's shape is Terraform's
const synthesized = (stack: TerraformStack): any => JSON.parse(Testing.synth(stack));
// biome-ignore lint/suspicious/noExplicitAny: the same
const resources = (stack: TerraformStack, type: string): any[] =>
  Object.values(synthesized(stack).resource[type] ?? {});
const warnings = (scope: { node: TerraformStack["node"] }) =>
  scope.node.metadata.filter(({ type }) => type === "@cdktf/warn").map(({ data }) => String(data));

describe("The engine of a construct", () => {
  test("is that of its property, else of the nearest scope, else of the context, else the provider", () => {
    const app = Testing.stubVersion(new App({ context: { "dbkill:engine": "terraform_data" } }));
    const byContext = new TerraformStack(app, "context");
    const byScope = new TerraformStack(app, "scope");
    KillEngine.use(byScope, KillEngine.PROVIDER);
    const type = (stack: TerraformStack, id: string, engine?: KillEngine) =>
      new KillTask(stack, id, {
        ...someTask(),
        target: KillTarget.tencentMysql(`cdb-${stack.node.id}${id}`),
        engine,
      }).resource.terraformResourceType;
    expect(type(byContext, "a")).toBe("terraform_data");
    expect(type(byScope, "b")).toBe("dbkill_tencent_dbbrain_kill_task");
    expect(type(byScope, "c", KillEngine.NULL_RESOURCE)).toBe("null_resource");
    expect(type(new TerraformStack(Testing.app(), "plain"), "d")).toBe("dbkill_tencent_dbbrain_kill_task");
  });

  test("can't be chosen once it was asked for, nor be none of the three", () => {
    const stack = new TerraformStack(Testing.app(), "stack");
    new DbkillProvider(stack, "dbkill");
    KillEngine.use(stack, KillEngine.TERRAFORM_DATA);
    new KillTask(stack, "task", someTask());
    expect(refusals(() => KillEngine.use(stack, KillEngine.PROVIDER))).toEqual([
      "DBKILL_ENGINE_CHOSEN_LATE engine",
    ]);
    const other = new TerraformStack(Testing.app(), "other");
    expect(refusals(() => KillEngine.use(other, "null" as never))).toEqual([
      "DBKILL_PROPERTY_INVALID engine",
    ]);
    expect(refusals(() => new KillTask(other, "task", { ...someTask(), engine: "null" as never }))).toEqual([
      "DBKILL_PROPERTY_INVALID engine",
    ]);
    const app = Testing.stubVersion(new App({ context: { "dbkill:engine": "shell" } }));
    const wrong = new TerraformStack(app, "wrong");
    expect(refusals(() => new KillTask(wrong, "task", someTask()))).toEqual([
      "DBKILL_PROPERTY_INVALID engine",
    ]);
  });
});

describe.each(ENGINES)("On the engine %s", (engine) => {
  test("a task is two resources, whose provisioners call the handler without a shell", () => {
    const stack = stackOn(engine);
    new KillTask(stack, "task", { ...someTask(), maxKills: 3 });
    const found = resources(stack, engine);
    expect(found).toHaveLength(2);
    const provisioners = found.map(({ provisioner: [first] }) => first["local-exec"]);
    expect(provisioners.map(({ command, when }) => [command, when]).sort()).toEqual([
      ["create", undefined],
      ["destroy", "destroy"],
    ]);
    for (const { interpreter, command, environment } of provisioners) {
      expect(interpreter).toEqual(["node", "${path.module}/dbkill-handler/handler.cjs"]);
      expect(["create", "destroy"]).toContain(command);
      expect(Object.keys(environment)).toContain("DBKILL_DECLARATION");
    }
    // A destroy provisioner may read nothing but its own object.
    const destroy = provisioners.find(({ when }) => when === "destroy");
    for (const value of Object.values<string>(destroy.environment)) {
      expect(value.replace(/\$\{(self|path|terraform)\.[\w.]+\}/g, "")).not.toContain("${");
    }
    expect(synthesized(stack).terraform?.required_providers ?? {}).toEqual(
      engine === "terraform_data" ? {} : { null: { source: "null", version: "3.2.4" } },
    );
    expect(warnings(stack).join()).toContain("DBKILL_ENGINE_LIMITS");
  });

  test("the provider is left out where nothing needs it, and its settings go to the handler", () => {
    const outdir = mkdtempSync(join(tmpdir(), "dbkill-engines-"));
    try {
      const app = Testing.stubVersion(new App({ outdir, stackTraces: false }));
      const stack = stackOn(engine, app);
      new LocalBackend(stack, { path: join(outdir, "terraform.tfstate") });
      new DbkillProvider(stack, "dbkill", { maxRetries: 2, tencent: { region: "ap-guangzhou" } });
      new KillTask(stack, "task", someTask());
      app.synth();
      // biome-ignore lint/suspicious/noExplicitAny: the document's shape is Terraform's
      const document = readStack(outdir) as any;
      expect(document.provider?.dbkill).toBeUndefined();
      expect(document.terraform.required_providers?.dbkill).toBeUndefined();
      const folder = join(outdir, "stacks", "stack");
      expect(existsSync(join(folder, "terraform.d"))).toBe(false);
      expect(existsSync(join(folder, "dbkill-handler", "handler.cjs"))).toBe(true);
      for (const { provisioner } of Object.values(document.resource[engine]) as (typeof document)[]) {
        const { environment } = provisioner[0]["local-exec"];
        expect(JSON.parse(environment.DBKILL_PROVIDER)).toEqual({
          max_retries: 2,
          tencent: { region: "ap-guangzhou" },
        });
        expect(environment.DBKILL_JOURNAL_FOLDER).toBe("${path.module}/../../.dbkill");
      }
    } finally {
      rmSync(outdir, { recursive: true });
    }
  });

  test("the provider stays where a construct needs it", () => {
    const stack = stackOn(engine);
    new DbkillProvider(stack, "dbkill");
    const target = KillTarget.huaweiDas(DAS);
    new KillSwitch(stack, "switch", { target, enabled: true });
    new KillTask(stack, "task", { ...someTask(), target });
    expect(synthesized(stack).provider.dbkill).toHaveLength(1);
    const other = stackOn(engine);
    new DbkillProvider(other, "dbkill");
    new KillTask(other, "task", someTask());
    expect(synthesized(other).provider?.dbkill).toBeUndefined();
    new TerraformHclModule(other, "module", { source: "team/guards/mysql" });
    expect(synthesized(other).provider.dbkill).toHaveLength(1);
  });

  test.each([
    ["an id", (task: KillTask) => task.id],
    ["a status", (task: KillTask) => task.status],
    ["a start", (task: KillTask) => task.startedAt],
    ["an end", (task: KillTask) => task.endsAt],
  ])("%s can't be read", (_, read) => {
    const stack = stackOn(engine);
    const task = new KillTask(stack, "task", someTask());
    expect(failure(() => read(task)).code).toBe("DBKILL_ENGINE_NO_OUTPUT");
  });

  test("nor can results, and what a policy says", () => {
    const stack = stackOn(engine);
    const target = KillTarget.huaweiDas(DAS);
    const filter = SessionFilter.of({ users: ["report"] });
    const kill = new SessionKill(stack, "kill", { target, filter });
    const policy = new AutoKillPolicy(stack, "policy", { name: "it", target, filter });
    for (const read of [() => kill.results, () => kill.killed, () => policy.status, () => policy.document]) {
      expect(failure(read).code).toBe("DBKILL_ENGINE_NO_OUTPUT");
    }
  });

  test("what a provisioner can't carry out fails at synth", () => {
    const stack = stackOn(engine);
    new KillTask(stack, "renewed", { ...someTask(), duration: Duration.hours(1), renewOnExpiry: true });
    const other = (id: string) => ({ ...someTask(), target: KillTarget.tencentMysql(id) });
    new KillTask(stack, "before", { ...other("cdb-2"), lifecycle: { createBeforeDestroy: true } });
    new KillTask(stack, "ignored", { ...other("cdb-3"), lifecycle: { ignoreChanges: ["max_kills"] } });
    new KillTask(stack, "fine", {
      ...other("cdb-4"),
      lifecycle: { ignoreChanges: "all", preventDestroy: true },
    });
    expect(codes(stack)).toEqual([
      "stack/renewed DBKILL_ENGINE_UNSUPPORTED",
      "stack/before DBKILL_ENGINE_UNSUPPORTED",
      "stack/ignored DBKILL_ENGINE_UNSUPPORTED",
    ]);
  });

  test("what is ignored never keeps a task from being started again", () => {
    const stack = stackOn(engine);
    new KillTask(stack, "task", { ...someTask(), lifecycle: { ignoreChanges: "all", preventDestroy: true } });
    const lifecycles = Object.entries<{ lifecycle: object }>(synthesized(stack).resource[engine]).map(
      ([name, { lifecycle }]) => [name.includes("_Stop_"), lifecycle],
    );
    expect(lifecycles.sort()).toEqual([
      [false, {}],
      [true, { ignore_changes: "all", prevent_destroy: true }],
    ]);
  });

  test("a policy for the runner says who must be given it, one for the vendor does not", () => {
    const stack = stackOn(engine);
    const filter = SessionFilter.of({ users: ["report"] });
    const policy = (name: string, more: object) =>
      new AutoKillPolicy(stack, name, { name, target: KillTarget.huaweiDas(DAS), filter, ...more });
    const runner = policy("runner", { maxKills: 3 });
    const vendor = policy("vendor", {});
    const told = (construct: AutoKillPolicy) =>
      construct.node.metadata
        .map(({ data }) => String(data))
        .filter((text) => text.includes("dbkill enforce"));
    expect(told(runner)).toHaveLength(1);
    expect(told(vendor)).toEqual([]);
  });

  test("two states that share a journal are told apart, and a moved one is not", () => {
    const stateOf = (path: string) => {
      const stack = stackOn(engine);
      new LocalBackend(stack, { path });
      new KillTask(stack, "task", someTask());
      const [{ provisioner }] = resources(stack, engine);
      return provisioner[0]["local-exec"].environment.DBKILL_STATE;
    };
    expect(stateOf("dev.tfstate")).toBe(stateOf("dev.tfstate"));
    expect(stateOf("dev.tfstate")).not.toBe(stateOf("prod.tfstate"));
  });

  test("credentials in code, and settings of the provider that only Terraform knows, fail at synth", () => {
    const stack = stackOn(engine);
    const variable = new TerraformVariable(stack, "region", { type: "string" });
    new DbkillProvider(stack, "dbkill", {
      endpointUrl: variable.stringValue,
      tencent: { region: variable.stringValue, secretId: "AKID", secretKey: "never" },
    });
    new KillTask(stack, "task", someTask());
    expect(codes(stack).sort()).toEqual([
      "stack/task DBKILL_ENGINE_SECRET",
      "stack/task DBKILL_ENGINE_SECRET",
      "stack/task DBKILL_ENGINE_UNSUPPORTED",
      "stack/task DBKILL_ENGINE_UNSUPPORTED",
    ]);
    expect(JSON.stringify(synthesized(stack))).not.toContain("never");
  });

  test("a drain is changed without being destroyed, which would drain", () => {
    const stack = stackOn(engine);
    const variable = new TerraformVariable(stack, "user", { type: "string" });
    const target = KillTarget.tencentMysql("cdb-1");
    new SessionDrain(stack, "known", { target, filter: SessionFilter.of({ users: ["report"] }) });
    new SessionDrain(stack, "open", { target, filter: SessionFilter.of({ users: [variable.stringValue] }) });
    expect(codes(stack)).toEqual(engine === "null_resource" ? ["stack/open DBKILL_ENGINE_UNSUPPORTED"] : []);
    for (const resource of resources(stack, engine)) {
      expect(resource.triggers).toBeUndefined();
      expect(resource.triggers_replace).toBeUndefined();
    }
  });

  test("a long declaration is handed over in parts that the system takes", () => {
    const stack = stackOn(engine);
    new SessionKill(stack, "kill", {
      target: KillTarget.huaweiDas(DAS),
      filter: SessionFilter.of({ users: ["report"] }),
      triggers: { long: "\u{1f600}".repeat(40_000) },
    });
    const [{ provisioner }] = resources(stack, engine);
    const { environment } = provisioner[0]["local-exec"];
    const parts = Object.entries<string>(environment).filter(([name]) =>
      /^DBKILL_DECLARATION(_\d+)?$/.test(name),
    );
    expect(parts.length).toBeGreaterThan(2);
    for (const [, part] of parts) expect(Buffer.byteLength(part)).toBeLessThanOrEqual(60_000);
    expect(JSON.parse(parts.map(([, part]) => part).join("")).config.triggers.long).toHaveLength(80_000);
  });

  test("what a construct depends on comes before both of its resources", () => {
    const stack = stackOn(engine);
    const first = new KillTask(stack, "first", someTask());
    new KillTask(stack, "second", {
      ...someTask(),
      target: KillTarget.tencentMysql("cdb-2"),
      dependsOn: [first],
    });
    const [name] = Object.keys(synthesized(stack).resource[engine]).filter((each) =>
      /^first_(?!Stop)/.test(each),
    );
    const dependent = resources(stack, engine).filter(({ depends_on }) => depends_on?.length > 0);
    expect(dependent.map(({ depends_on }) => depends_on)).toEqual([
      [`${engine}.${name}`],
      [`${engine}.${name}`],
    ]);
  });
});

describe("The provider of null_resource", () => {
  test.each(["before", "after"])("is the stack's own, made %s the construct", (when) => {
    const stack = stackOn(KillEngine.NULL_RESOURCE);
    if (when === "before") new NullProvider(stack, "null");
    new KillTask(stack, "task", someTask());
    if (when === "after") new NullProvider(stack, "null");
    expect(synthesized(stack).provider.null).toHaveLength(1);
  });

  test("is asked for by its name where it is missing, and may be that of cdktn", () => {
    const missing = (name: string) => {
      throw Object.assign(new Error(`Cannot find module '${name}'`), { code: "MODULE_NOT_FOUND" });
    };
    expect(refusals(() => loadNullProvider(missing))).toEqual(["DBKILL_PEER_MISSING engine"]);
    const successor = {};
    expect(loadNullProvider((name) => (name.startsWith("@cdktn/") ? successor : missing(name)))).toBe(
      successor,
    );
    class Foreign {}
    const foreign = { provider: { NullProvider: Foreign } } as never;
    expect(refusals(() => requireSameCdktf(foreign))).toEqual(["DBKILL_PEER_MISSING engine"]);
    const broken = () => {
      throw Object.assign(new Error("Cannot find module 'cdktf'"), { code: "MODULE_NOT_FOUND" });
    };
    expect(() => loadNullProvider(broken)).toThrow("'cdktf'");
  });
});
