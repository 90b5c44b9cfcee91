import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { DAS_INSTANCE, dasKillTask, elsewhere } from "../../support/das";
import { flat } from "../../support/text";
import { codes, killTask, Workspace } from "../../support/workspace";

const ADDRESS = "dbkill_huawei_das_kill_task.reports";
const MINUTE = '{ users = ["report"], min_duration_seconds = 60 }';
const HOUR = { match: MINUTE, duration_seconds: "3600" };
const FOREVER = { user: "report", time: 60, task_duration: 0, task_type: "manual" } as const;

describe("a Huawei DAS kill task", () => {
  let it_: Workspace;

  beforeAll(async () => {
    it_ = await Workspace.create();
  });
  afterAll(() => it_.dispose());
  beforeEach(async () => {
    await it_.reset();
    await it_.emulator.addSessions({
      service: "das",
      instance_id: DAS_INSTANCE,
      sessions: [
        { id: "11", user: "report", host: "10.0.0.7:51234", duration_seconds: 75, info: "select sum(total)" },
        { id: "12", user: "report", host: "10.0.0.7:51235", duration_seconds: 5, info: "select 1" },
        { id: "13", user: "app", host: "10.0.0.8:40000", duration_seconds: 300, command: "Sleep" },
        { id: "14", user: "rdsAdmin", host: "10.0.0.9:1", duration_seconds: 90_000, command: "Sleep" },
      ],
    });
  });

  /** The numbers of the tasks that run. */
  const running = async () => (await it_.running(DAS_INSTANCE)).map(({ id }) => id);
  const killed = async () => (await it_.emulator.state()).kills.map(({ session }) => session.id);
  const isPlannedEmpty = async () => {
    const { code, output } = await it_.terraform.plan("-detailed-exitcode");
    return code === 0 || output;
  };

  test("kills what matches and nothing else, is planned empty, edited in place, and terminated", async () => {
    it_.write(dasKillTask("reports", { match: MINUTE }));
    const planned = await it_.terraform.plan();
    expect(codes(planned.output, "Warning")).toEqual(["DBKILL_KILL_PREVIEW"]);
    expect(planned.output).toMatch(/11 report@10\.0\.0\.7 Query \d+ s/);
    expect(planned.output).not.toMatch(/1[234] \w+@/);
    expect(await it_.calls("preview-session-for-kill-process-task")).toBe(1);

    expect(await it_.terraform.apply()).toMatchObject({ code: 0 });
    await it_.emulator.advanceClock(1);
    expect(await killed()).toEqual(["11"]);
    expect(await it_.attributes(ADDRESS)).toMatchObject({
      id: `${DAS_INSTANCE}/1`,
      task_id: "1",
      status: "running",
      region: "cn-north-4",
      ends_at: null,
      pending_start: null,
    });
    expect(await isPlannedEmpty()).toBe(true);

    it_.write(dasKillTask("reports", { match: '{ users = ["app"], commands = ["sleep"] }' }));
    const edit = await it_.terraform.plan("-detailed-exitcode");
    expect(edit.code).toBe(2);
    expect(edit.output).toContain("will be updated in-place");
    await it_.terraform.apply();
    await it_.emulator.advanceClock(1);
    expect((await it_.running()).map(({ match }) => match)).toEqual([
      { users: ["app"], commands: ["Sleep"] },
    ]);
    expect(await killed()).toEqual(["11", "13"]);
    expect(await it_.attributes(ADDRESS)).toMatchObject({ id: `${DAS_INSTANCE}/2`, task_id: "2" });

    expect(await it_.terraform.destroy()).toMatchObject({ code: 0 });
    expect(await running()).toEqual([]);
  });

  test("is started again by the next apply after somebody stopped it in the console", async () => {
    it_.write(dasKillTask("reports", { match: MINUTE }));
    await it_.terraform.apply();
    await elsewhere(it_.emulator.url).terminateKillTask(DAS_INSTANCE, "1");
    const { code, output } = await it_.terraform.plan("-detailed-exitcode");
    expect(code).toBe(2);
    expect(output).toMatch(/status\s+= "stopped" -> "running"/);
    expect(await it_.terraform.apply()).toMatchObject({ code: 0 });
    expect(await running()).toEqual(["2"]);
    expect(await isPlannedEmpty()).toBe(true);
  });

  test("reads expired once its time is over, by the vendor's clock, and is started again only where that is asked for", async () => {
    it_.write(dasKillTask("reports", HOUR));
    await it_.terraform.apply();
    await it_.emulator.advanceClock(3601);
    expect(await isPlannedEmpty()).toBe(true);
    await it_.terraform.apply();
    expect(await it_.attributes(ADDRESS)).toMatchObject({ status: "expired" });

    it_.write(dasKillTask("reports", { ...HOUR, renew_on_expiry: "true" }));
    expect(await it_.terraform.apply()).toMatchObject({ code: 0 });
    expect(await running()).toEqual(["2"]);
    expect(await it_.attributes(ADDRESS)).toMatchObject({ status: "running", task_id: "2" });
    expect(await it_.terraform.destroy()).toMatchObject({ code: 0 });
    expect(await running()).toEqual([]);
  });

  test.each([
    [
      "every field",
      `{ users = ["report"], hosts = ["10.%"], databases = ["shop"], commands = ["Query"], info_keywords = ["select", "from"], min_duration_seconds = 60 }`,
      "3600",
    ],
    ["no end", MINUTE, "null"],
    ["everything", "null", "60"],
  ])("is imported with %s, and the next plan is empty", async (_what, match, duration_seconds) => {
    const all: Record<string, string> = match === "null" ? { match_all: "true" } : {};
    it_.write(dasKillTask("reports", { match, duration_seconds, ...all }));
    await it_.terraform.apply();
    const before = await it_.attributes(ADDRESS);
    await it_.terraform.must("state", "rm", ADDRESS);
    await it_.terraform.must("import", "-input=false", "-no-color", ADDRESS, before.id);
    expect(await it_.attributes(ADDRESS)).toEqual({ ...before, timeouts: null });
    expect(await isPlannedEmpty()).toBe(true);
    expect(await running()).toEqual(["1"]);
  });

  test.each([
    [`${DAS_INSTANCE}/seven`, "DBKILL_IMPORT_ID_INVALID"],
    [DAS_INSTANCE, "DBKILL_IMPORT_ID_INVALID"],
    [`${DAS_INSTANCE}/7`, "DBKILL_IMPORT_NOT_FOUND"],
  ])("is not imported by %s", async (id, problem) => {
    it_.write(dasKillTask("reports"));
    const { code, output } = await it_.terraform.run("import", "-input=false", "-no-color", ADDRESS, id);
    expect(code).toBe(1);
    expect(codes(output)).toEqual([problem]);
  });

  test("converges after an apply that was killed: the task is adopted, not doubled", async () => {
    it_.write(dasKillTask("reports", { match: MINUTE }));
    await it_.terraform.apply();
    await it_.terraform.must("state", "rm", ADDRESS);
    const { code, output } = await it_.terraform.apply();
    expect(code).toBe(0);
    expect(codes(output, "Warning")).toEqual(expect.arrayContaining(["DBKILL_TASK_ADOPTED"]));
    expect(await running()).toEqual(["1"]);
    expect(await isPlannedEmpty()).toBe(true);
  });

  test("stays where its resource is renamed without a moved block", async () => {
    it_.write(dasKillTask("reports", { match: MINUTE }));
    await it_.terraform.apply();
    it_.write(dasKillTask("renamed", { match: MINUTE }));
    expect(await it_.terraform.apply()).toMatchObject({ code: 0 });
    expect(await it_.running()).toHaveLength(1);
    it_.write(dasKillTask("renamed", { match: MINUTE }));
    expect(await isPlannedEmpty()).toBe(true);
  });

  test("stays where a rename is broken off between its two halves and finished later", async () => {
    it_.write(dasKillTask("reports", { match: MINUTE }));
    await it_.terraform.apply();
    it_.write(dasKillTask("renamed", { match: MINUTE }));
    const half = ["apply", "-auto-approve", "-input=false", "-target=dbkill_huawei_das_kill_task.renamed"];
    await it_.terraform.must(...half);
    expect(await it_.terraform.apply()).toMatchObject({ code: 0 });
    const ids = await running();
    expect(ids).toHaveLength(1);
    expect((await it_.attributes("dbkill_huawei_das_kill_task.renamed")).task_id).toBe(ids[0]);
    expect(await isPlannedEmpty()).toBe(true);
  });

  test("takes the place of a Tencent one by the change of its target alone", async () => {
    await it_.sessions("cdb-1", []);
    it_.write(killTask("reports", { instance_id: '"cdb-1"', match: MINUTE }));
    await it_.terraform.apply();
    it_.write(dasKillTask("reports", { match: MINUTE }));
    expect(await it_.terraform.apply()).toMatchObject({ code: 0 });
    expect((await it_.running()).map(({ service }) => service)).toEqual(["das"]);
  });

  test("is declared five times, and a sixth is an error at plan that names the five", async () => {
    const six = { count: "6", match: `{ users = ["u\${count.index}"] }` };
    it_.write(dasKillTask("reports", six));
    const { code, output } = await it_.terraform.plan();
    expect(code).toBe(1);
    expect(new Set(codes(output))).toEqual(new Set(["DBKILL_TASK_NO_ROOM"]));
    it_.write(dasKillTask("reports", { ...six, count: "5" }));
    expect(await it_.terraform.apply()).toMatchObject({ code: 0 });
    it_.write(dasKillTask("reports", six));
    const sixth = await it_.terraform.plan();
    expect(sixth.code).toBe(1);
    expect(codes(sixth.output)).toEqual(["DBKILL_TASK_NO_ROOM"]);
    for (const index of [0, 1, 2, 3, 4]) expect(sixth.output).toContain(`user u${index}`);
    it_.write(dasKillTask("reports", { ...six, count: "5" }));
    expect(await it_.terraform.destroy()).toMatchObject({ code: 0 });
  });

  test("finds no room that another one makes in the same run, and its own when it is replaced", async () => {
    const five = (names: string[]) =>
      names.map((name) => dasKillTask(name, { match: `{ users = ["${name}"] }` })).join("");
    it_.write(five(["a", "b", "c", "d", "e"]));
    await it_.terraform.apply();
    it_.write(five(["a", "b", "c", "d", "f"]));
    const swap = await it_.terraform.apply();
    expect(swap.code).toBe(1);
    expect(codes(swap.output)).toEqual(["DBKILL_TASK_NO_ROOM"]);
    expect(await running()).toHaveLength(5);
    const moved = (from: string, to: string) =>
      `moved {\n  from = dbkill_huawei_das_kill_task.${from}\n  to = dbkill_huawei_das_kill_task.${to}\n}\n`;
    it_.write(five(["a", "b", "c", "d", "f"]) + moved("e", "f"));
    expect(await it_.terraform.apply()).toMatchObject({ code: 0 });

    it_.write(
      ["a", "b", "c", "d", "f"]
        .map((name) => dasKillTask(name, { match: `{ users = ["new_${name}"] }`, adopt_existing: "false" }))
        .join(""),
    );
    const replace = ["a", "b"].map((name) => `-replace=dbkill_huawei_das_kill_task.${name}`);
    await it_.terraform.must("apply", "-auto-approve", "-input=false", ...replace);
    const users = (await it_.running()).map(({ match }) => match.users?.[0]).sort();
    expect(users).toEqual(["new_a", "new_b", "new_c", "new_d", "new_f"]);
  });

  test("of which ten are created at once on one instance runs five times, and five say why not", async () => {
    // An id that is known only after apply, so that no plan can tell.
    it_.write(
      `resource "terraform_data" "database" {\n  input = "${DAS_INSTANCE}"\n}\n${dasKillTask("reports", {
        count: "10",
        instance_id: "terraform_data.database.output",
        match: `{ users = ["u\${count.index}"] }`,
      })}`,
    );
    const { code, output } = await it_.terraform.apply();
    expect(code).toBe(1);
    expect(codes(output)).toEqual(Array(5).fill("DBKILL_TASK_NO_ROOM"));
    const ids = await running();
    expect(ids).toHaveLength(5);
    const state = await it_.terraform.show();
    const known = state.values.root_module.resources
      .filter(({ type }: { type: string }) => type.startsWith("dbkill"))
      .map(({ values }: { values: { task_id: string } }) => values.task_id);
    expect(new Set(known)).toEqual(new Set(ids));
  });

  test("is refused where the same is declared twice for one instance", async () => {
    it_.write(dasKillTask("reports") + dasKillTask("again"));
    const { code, output } = await it_.terraform.plan();
    expect(code).toBe(1);
    expect(codes(output)).toEqual(["DBKILL_TASK_DECLARED_TWICE"]);
    expect(await it_.calls("add-kill-process-task")).toBe(0);
  });

  test("warns at plan and fails at apply while the instance's kill switch is OFF", async () => {
    const console_ = elsewhere(it_.emulator.url);
    await console_.setKillSwitch(DAS_INSTANCE, "OFF");
    it_.write(dasKillTask("reports"));
    const planned = await it_.terraform.plan();
    expect(planned.code).toBe(0);
    expect(codes(planned.output, "Warning")).toContain("DBKILL_TASK_SWITCH_OFF");
    const { code, output } = await it_.terraform.apply();
    expect(code).toBe(1);
    expect(codes(output)).toEqual(["DBKILL_TASK_SWITCH_OFF"]);
    expect(await running()).toEqual([]);

    await console_.setKillSwitch(DAS_INSTANCE, "ON");
    await it_.terraform.apply();
    await console_.setKillSwitch(DAS_INSTANCE, "OFF");
    const later = await it_.terraform.plan("-detailed-exitcode");
    expect(later.code).toBe(0);
    expect(codes(later.output, "Warning")).toEqual(["DBKILL_TASK_SWITCH_OFF"]);
  });

  test("holds the plan to max_kills by what the vendor itself would kill", async () => {
    it_.write(dasKillTask("reports", { max_kills: "1" }));
    const { code, output } = await it_.terraform.plan();
    expect(code).toBe(1);
    expect(codes(output)).toEqual(["DBKILL_MAX_KILLS_EXCEEDED"]);
    expect(await it_.calls("preview-session-for-kill-process-task")).toBe(1);
    it_.write(dasKillTask("reports", { max_kills: "2" }));
    expect(await it_.terraform.plan()).toMatchObject({ code: 0 });
  });

  test("on an instance that was deleted says how to destroy, and is destroyed so", async () => {
    it_.write(dasKillTask("reports", { match: MINUTE }));
    await it_.terraform.apply();
    await it_.emulator.reset();
    const refused = await it_.terraform.destroy();
    expect(refused.code).toBe(1);
    expect(codes(refused.output)).toEqual(["DBKILL_ERR_NOT_FOUND"]);
    expect(flat(refused.output)).toContain("terraform destroy -refresh=false");
    expect(await it_.terraform.destroy("-refresh=false")).toMatchObject({ code: 0 });
  });

  test("with a wrong secret key is one error, which names a call of DAS", async () => {
    it_.write(
      `${dasKillTask("reports")}
       resource "dbkill_huawei_mrs_sql_cancel" "other" {
         cluster_id = "5a7d2c18-6f0e-4b53-9d3f-1c2b7e40a961"
         sql_ids    = ["one"]
       }`,
    );
    const env = { HW_SECRET_KEY: "wrong", TMPDIR: mkdtempSync(join(it_.directory, "t")) };
    const before = { ...it_.terraform.env };
    Object.assign(it_.terraform.env, env);
    try {
      const { code, output } = await it_.terraform.plan();
      expect(code).toBe(1);
      expect(codes(output)).toEqual(["DBKILL_ERR_AUTHENTICATION", "DBKILL_ERR_AUTHENTICATION"]);
      const [, ofDas] =
        /Error: (\S+) (?:(?!Error: ).)*with dbkill_huawei_das_kill_task/.exec(flat(output)) ?? [];
      expect(ofDas).toBe("das");
    } finally {
      Object.assign(it_.terraform.env, before);
      for (const name of Object.keys(env)) if (!(name in before)) delete it_.terraform.env[name];
    }
  });

  test("shares an instance with tasks of others, which it neither counts as its own nor stops", async () => {
    const console_ = elsewhere(it_.emulator.url);
    await console_.addKillTask(DAS_INSTANCE, { ...FOREVER, user: "somebody" });
    it_.write(dasKillTask("reports", { match: MINUTE }));
    await it_.terraform.apply();
    expect(await running()).toEqual(["1", "2"]);
    await it_.terraform.destroy();
    expect(await running()).toEqual(["1"]);
  });
});
