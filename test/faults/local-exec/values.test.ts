import { appendFileSync, cpSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Fn, TerraformIterator, TerraformVariable } from "cdktf";
import {
  AutoKillPolicy,
  DbkillProvider,
  Duration,
  KillTarget,
  KillTask,
  SessionDrain,
  SessionFilter,
  SessionKill,
} from "../../../src";
import { FileSource } from "../../../src/cli/policies/files";
import { DAS_INSTANCE } from "../../support/das";
import { handlerCodes, LOCAL_ENGINES, Stage } from "../../support/local-exec";

const KEY = "SK-7f3a9c-never-to-be-seen";
const TOKEN = "STS-51b2e8-never-to-be-seen";
/** What a shell, a format, JSON or a template would change. */
const HOSTILE = 'select "it\'s" \\ $(touch /tmp/pwned) `id` %s %d $HOME <>& \u00fc\u4e2d\u{1f600} \r\n\tend';
/** Terraform evaluates `${`, as everywhere in a configuration: a doubled sign is a literal one. */
const TEMPLATE = { written: "$${a} %%{b}", meant: "${a} %{b}" };

describe.each(LOCAL_ENGINES)("on the engine %s", (engine) => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await Stage.create(engine, {
      rateLimit: false,
      accessKeys: [
        { id: "AKIDsecretive", secret: KEY, token: TOKEN },
        { id: "dbkill-emulator", secret: "dbkill-emulator-secret" },
      ],
    });
  });
  afterAll(() => stage.dispose());
  beforeEach(() => stage.reset());

  test("every value arrives as it is: quotes, lines, commands, formats, templates, other scripts", async () => {
    const info = `${HOSTILE} ${TEMPLATE.meant}`;
    await stage.sessions("dbbrain", "cdb-1", [
      { id: "11", user: "u", info },
      { id: "12", user: "u", info: HOSTILE },
    ]);
    await stage.synth((stack) => {
      const filter = SessionFilter.of({ infoPrefix: `${HOSTILE} ${TEMPLATE.written}` });
      new SessionKill(stack, "kill", { target: KillTarget.tencentMysql("cdb-1"), filter });
    });
    await stage.applied();
    expect(await stage.killed()).toEqual(["11"]);
  });

  test("so does what only Terraform knows: text, number, list, map and flag", async () => {
    await stage.sessions("dbbrain", "cdb-1", [
      { id: "11", user: "a", info: HOSTILE, duration_seconds: 70 },
      { id: "12", user: "a", info: HOSTILE, duration_seconds: 5 },
      { id: "13", user: "b", info: "select 1", duration_seconds: 70 },
    ]);
    await stage.synth((stack) => {
      const variable = (id: string, type: string, value: unknown) =>
        new TerraformVariable(stack, id, { type, default: value });
      new SessionKill(stack, "kill", {
        target: KillTarget.tencentMysql(variable("instance", "string", "cdb-1").stringValue),
        filter: SessionFilter.of({
          users: variable("users", "list(string)", ["a", "b"]).listValue,
          minDuration: Duration.seconds(variable("seconds", "number", 60).numberValue),
          infoPrefix: variable("info", "string", HOSTILE).stringValue,
        }),
        verify: variable("verify", "bool", true).value,
        triggers: { run: variable("run", "string", 'a "b"').stringValue },
      });
    });
    await stage.applied();
    expect(await stage.killed()).toEqual(["11"]);
    await stage.sessions("dbbrain", "cdb-1", [{ id: "14", user: "b", info: HOSTILE, duration_seconds: 70 }]);
    await stage.applied();
    expect(await stage.killed()).toEqual(["11"]);
    await stage.applied("-var=run=2");
    expect(await stage.killed()).toEqual(["11", "14"]);
  });

  test("100 kB arrive, and are told apart", async () => {
    await stage.sessions("das", DAS_INSTANCE, [{ id: "11", user: "u", info: "select 1" }]);
    const kill = (run: string) =>
      stage.synth((stack) => {
        new SessionKill(stack, "kill", {
          target: KillTarget.huaweiDas(DAS_INSTANCE),
          filter: SessionFilter.of({ users: ["u"] }),
          triggers: { run: `${'\u00fc"'.repeat(50_000)}${run}` },
        });
      });
    await kill("1");
    await stage.applied();
    expect(await stage.killed()).toEqual(["11"]);
    await stage.sessions("das", DAS_INSTANCE, [{ id: "12", user: "u", info: "select 1" }]);
    await stage.applied();
    expect(await stage.killed()).toEqual(["11"]);
    await kill("2");
    await stage.applied();
    expect(await stage.killed()).toEqual(["11", "12"]);
  });

  test("a limit, a check or a time limit that changes kills nobody again; a trigger does", async () => {
    const kill = (more: object) =>
      stage.synth((stack) => {
        new SessionKill(stack, "kill", {
          target: KillTarget.tencentMysql("cdb-1"),
          filter: SessionFilter.of({ users: ["u"] }),
          ...more,
        });
      });
    await stage.sessions("dbbrain", "cdb-1", [{ id: "11", user: "u" }]);
    await kill({});
    await stage.applied();
    await stage.sessions("dbbrain", "cdb-1", [{ id: "12", user: "u" }]);
    await kill({ maxKills: 5, verify: false, timeouts: { create: Duration.minutes(2) } });
    expect(await stage.terraform.plan("-detailed-exitcode")).toMatchObject({ code: 0 });
    await kill({ maxKills: 0, triggers: { run: "2" } });
    const refused = await stage.terraform.apply();
    expect(handlerCodes(refused.output)).toContain("DBKILL_MAX_KILLS_EXCEEDED");
    expect(await stage.killed()).toEqual(["11"]);
    await kill({ maxKills: 1, triggers: { run: "2" } });
    await stage.applied();
    expect(await stage.killed()).toEqual(["11", "12"]);
    await stage.destroyed();
    expect(await stage.killed()).toEqual(["11", "12"]);
  });

  test("a task whose max_kills is exceeded is not started", async () => {
    await stage.sessions("dbbrain", "cdb-1", [
      { id: "11", user: "u" },
      { id: "12", user: "u" },
    ]);
    await stage.synth((stack) => {
      const filter = SessionFilter.of({ users: ["u"] });
      new KillTask(stack, "task", { target: KillTarget.tencentMysql("cdb-1"), filter, maxKills: 1 });
    });
    const { code, output } = await stage.terraform.apply();
    expect(code).toBe(1);
    expect(handlerCodes(output)).toContain("DBKILL_MAX_KILLS_EXCEEDED");
    expect(await stage.calls("CreateKillTask")).toBe(0);
  });

  test("an edit of a drain drains nobody; its end does", async () => {
    const drain = (more: object) =>
      stage.synth((stack) => {
        new SessionDrain(stack, "drain", {
          target: KillTarget.tencentMysql("cdb-1"),
          filter: SessionFilter.of({ users: ["u"] }),
          ...more,
        });
      });
    await stage.sessions("dbbrain", "cdb-1", [
      { id: "11", user: "u" },
      { id: "12", user: "v" },
    ]);
    await drain({});
    await stage.applied();
    await drain({ filter: SessionFilter.of({ users: ["v"] }), deadline: Duration.seconds(20) });
    await stage.applied();
    expect(await stage.killed()).toEqual([]);
    await stage.destroyed();
    expect(await stage.killed()).toEqual(["12"]);
  });

  test("fifty tasks share one journal at -parallelism=50, each copy with an entry of its own", async () => {
    const instances = Array.from({ length: 50 }, (_, at) => `cdb-${at}`);
    for (const instance of instances) await stage.sessions("dbbrain", instance, []);
    const declare = (count: number) =>
      stage.synth((stack) => {
        new KillTask(stack, "tasks", {
          target: KillTarget.tencentMysql("${each.value}"),
          filter: SessionFilter.of({ users: ["report"] }),
          forEach: TerraformIterator.fromList(Fn.toset(instances.slice(0, count)) as never),
        });
      });
    await declare(50);
    await stage.applied("-parallelism=50");
    expect((await stage.running()).map(({ instance_id }) => instance_id).sort()).toEqual(
      [...instances].sort(),
    );
    expect(stage.entries()).toHaveLength(50);
    await declare(20);
    await stage.applied("-parallelism=50");
    expect(await stage.running()).toHaveLength(20);
    expect(stage.entries()).toHaveLength(20);
    await stage.destroyed("-parallelism=50");
    expect(await stage.running()).toEqual([]);
    expect(stage.entries()).toEqual([]);
  });

  test("a task ends with count = 0", async () => {
    await stage.sessions("dbbrain", "cdb-1", []);
    const declare = (count: number) =>
      stage.synth((stack) => {
        const filter = SessionFilter.of({ users: ["u"] });
        new KillTask(stack, "task", { target: KillTarget.tencentMysql("cdb-1"), filter, count });
      });
    await declare(1);
    await stage.applied();
    expect(await stage.running()).toHaveLength(1);
    await declare(0);
    await stage.applied();
    expect(await stage.running()).toEqual([]);
  });

  test("another handler, as after an upgrade, changes no plan, and ends what the first one started", async () => {
    await stage.sessions("das", DAS_INSTANCE, []);
    const declare = () =>
      stage.synth((stack) => {
        const filter = SessionFilter.of({ users: ["u"] });
        new KillTask(stack, "task", { target: KillTarget.huaweiDas(DAS_INSTANCE), filter });
      });
    await declare();
    await stage.applied();
    const handler = join(stage.terraform.directory, "dbkill-handler");
    const moved = `${handler}-2`;
    cpSync(handler, moved, { recursive: true });
    rmSync(handler, { recursive: true });
    renameSync(moved, handler);
    for (const name of readdirSync(handler)) appendFileSync(join(handler, name), "\n");
    expect(await stage.terraform.plan("-detailed-exitcode")).toMatchObject({ code: 0 });
    await stage.destroyed();
    expect(await stage.running()).toEqual([]);
    // The next synth puts the package's own back.
    await declare();
  });

  test("a policy for the runner leaves its document for it, and takes it back", async () => {
    await stage.sessions("dbbrain", "cdb-1", []);
    const folder = join(stage.journal, "policies");
    const documents = () => stage.entries(folder).filter((file) => !file.endsWith("none.json"));
    const enforced = () => new FileSource(folder, { stdin: () => "" } as never).changed(new Date());
    await stage.synth((stack) => {
      new AutoKillPolicy(stack, "policy", {
        name: "it",
        target: KillTarget.tencentMysql("cdb-1"),
        filter: SessionFilter.of({ users: ["u"] }),
        maxKills: 3,
      });
    });
    const { output } = await stage.applied();
    expect(handlerCodes(output, "warning")).toContain("DBKILL_POLICY_NEEDS_RUNNER");
    expect(output).toContain("dbkill enforce --policies");
    const [document] = documents().map((file) => JSON.parse(readFileSync(file, "utf8")));
    expect(document.policies).toEqual([expect.objectContaining({ name: "it", max_kills: 3 })]);
    expect((await enforced())?.policies).toEqual([expect.objectContaining({ name: "it" })]);
    await stage.destroyed();
    expect(documents()).toEqual([]);
    expect(await enforced()).toEqual({
      policies: [],
      warnings: [expect.stringContaining("(DBKILL_POLICIES_EMPTY)")],
    });
  });

  test("secrets are in no state, plan, journal, log or command line", async () => {
    const { env } = stage.terraform;
    const saved = { ...env };
    const log = join(stage.directory, "trace.log");
    Object.assign(env, {
      TENCENTCLOUD_SECRET_ID: "AKIDsecretive",
      TENCENTCLOUD_SECRET_KEY: KEY,
      TENCENTCLOUD_SECURITY_TOKEN: TOKEN,
      TF_LOG: "trace",
      TF_LOG_PATH: log,
    });
    const lines = new Set<string>();
    let watching = true;
    const watch = (async () => {
      for (; watching; await sleep(5)) for (const line of commandLines()) lines.add(line);
    })();
    try {
      await stage.sessions("dbbrain", "cdb-1", [{ id: "11", user: "u" }]);
      const seen: string[] = [];
      const declare = (user: string) =>
        stage.synth((stack) => {
          new DbkillProvider(stack, "dbkill", { maxRetries: 1 });
          const filter = SessionFilter.of({ users: [user] });
          new KillTask(stack, "task", { target: KillTarget.tencentMysql("cdb-1"), filter });
          new SessionKill(stack, "kill", { target: KillTarget.tencentMysql("cdb-1"), filter });
        });
      const run = async (...args: string[]) => {
        const { code, output } = await stage.terraform.run(...args);
        seen.push(output);
        return code;
      };
      await declare("u");
      expect(await run("plan", "-no-color", "-out=plan.bin")).toBe(0);
      seen.push(JSON.stringify(await stage.terraform.show("plan.bin")));
      expect(await run("apply", "-no-color", "plan.bin")).toBe(0);
      await declare("v");
      await stage.emulator.setFaults([{ service: "dbbrain", kind: "code", code: "InternalError" }]);
      expect(await run("apply", "-no-color", "-auto-approve")).toBe(1);
      env.TENCENTCLOUD_SECURITY_TOKEN = `${TOKEN}-expired`;
      expect(await run("destroy", "-no-color", "-auto-approve")).toBe(1);
      await stage.emulator.setFaults([]);
      watching = false;
      await watch;
      expect([...lines].some((line) => line.includes("handler.cjs"))).toBe(true);
      expect(seen.join()).toContain("Request id: ");
      for (const text of [...seen, ...lines, stage.written()]) {
        expect(text.includes(KEY)).toBe(false);
        expect(text.includes(TOKEN)).toBe(false);
      }
    } finally {
      watching = false;
      for (const name of Object.keys(env)) delete env[name];
      Object.assign(env, saved);
    }
  });
});

/** Those of all processes: what every user of the machine can read. */
function commandLines(): string[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        return [readFileSync(`/proc/${name}/cmdline`, "utf8").replaceAll("\0", " ")];
      } catch {
        return [];
      }
    });
}
