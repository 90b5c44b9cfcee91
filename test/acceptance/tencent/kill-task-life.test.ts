import { join } from "node:path";
import { collect } from "../../../scripts/terraform";
import { testWithPreload } from "../../support/preload";
import { codes, killTask, Workspace } from "../../support/workspace";

const HOUR_AHEAD = join(__dirname, "../../fixtures/hour-ahead.js");

const REPORTS = { instance_id: '"cdb-1"', match: '{ users = ["report"], min_duration_seconds = 60 }' };
const ADDRESS = "dbkill_tencent_dbbrain_kill_task.reports";

describe("a Tencent kill task", () => {
  let it_: Workspace;

  beforeAll(async () => {
    it_ = await Workspace.create();
  });
  afterAll(() => it_.dispose());
  beforeEach(async () => {
    await it_.reset();
    await it_.sessions("cdb-1", [
      {
        id: "11",
        user: "report",
        host: "10.0.0.7:51234",
        duration_seconds: 75,
        info: "select sum(total) from orders",
      },
      { id: "12", user: "report", host: "10.0.0.7:51235", duration_seconds: 5, info: "select 1" },
      { id: "13", user: "app", host: "10.0.0.8:40000", duration_seconds: 300, command: "Sleep" },
      { id: "14", user: "system user", command: "Connect", duration_seconds: 90_000 },
    ]);
  });

  test("kills what matches and nothing else, is planned empty, edited in place, and stopped", async () => {
    it_.write(killTask("reports", REPORTS));
    const planned = await it_.terraform.plan();
    expect(codes(planned.output, "Warning")).toEqual(["DBKILL_KILL_PREVIEW"]);
    expect(planned.output).toContain("1 of 4 sessions");
    expect(planned.output).toContain("11 report@10.0.0.7 Query 7");
    expect(planned.output).not.toContain("app@");

    expect(await it_.terraform.apply()).toMatchObject({ code: 0 });
    await it_.emulator.advanceClock(1);
    const state = await it_.emulator.state();
    expect(state.sessions.filter(({ status }) => status === "killed").map(({ id }) => id)).toEqual(["11"]);
    expect(await it_.attributes(ADDRESS)).toMatchObject({
      id: "cdb-1/mysql",
      product: "mysql",
      status: "running",
      region: "ap-guangzhou",
      ends_at: null,
      pending_start: null,
    });
    expect(await it_.terraform.plan("-detailed-exitcode")).toMatchObject({ code: 0 });

    it_.write(killTask("reports", { ...REPORTS, match: '{ users = ["app"], commands = ["sleep"] }' }));
    const edit = await it_.terraform.plan("-detailed-exitcode");
    expect(edit.code).toBe(2);
    expect(edit.output).toContain("will be updated in-place");
    await it_.terraform.apply();
    await it_.emulator.advanceClock(1);
    const running = await it_.running("cdb-1");
    expect(running.map(({ match }) => match)).toEqual([{ users: ["app"], commands: ["Sleep"] }]);
    expect((await it_.emulator.state()).kills.map(({ session }) => session.id)).toEqual(["11", "13"]);

    expect(await it_.terraform.destroy()).toMatchObject({ code: 0 });
    expect(await it_.running()).toEqual([]);
  });

  test("takes every field that DBbrain has, and everything only when told so", async () => {
    it_.write(
      killTask("reports", {
        instance_id: '"cdb-1"',
        match: `{ users = ["report"], hosts = ["10.0.%"], databases = ["shop", "crm"], commands = ["query"], info_keywords = ["select", "from"], min_duration_seconds = 60 }`,
        duration_seconds: "3600",
      }),
    );
    await it_.terraform.apply();
    expect((await it_.running())[0]!.match).toEqual({
      users: ["report"],
      hosts: ["10.0.%"],
      databases: ["crm", "shop"],
      commands: ["Query"],
      info_keywords: ["select", "from"],
      min_duration_seconds: 60,
    });
    it_.write(killTask("reports", { instance_id: '"cdb-1"', match_all: "true" }));
    await it_.terraform.apply();
    const [all] = await it_.running();
    expect(all).toMatchObject({ match: {}, expires_at: null });
  });

  test("calls nothing for an edit that only concerns dbkill", async () => {
    it_.write(killTask("reports", REPORTS));
    await it_.terraform.apply();
    const before = await it_.calls("CreateKillTask");
    it_.write(
      killTask("reports", {
        ...REPORTS,
        max_kills: "10",
        renew_on_expiry: "true",
        timeouts: '{ create = "1m" }',
      }),
    );
    const { output } = await it_.terraform.apply();
    expect(output).toContain("1 changed");
    expect(codes(output, "Warning")).toContain("DBKILL_RENEWAL_WITHOUT_DURATION");
    expect(await it_.calls("CreateKillTask")).toBe(before);
    expect(await it_.attributes(ADDRESS)).toMatchObject({ status: "running", max_kills: 10 });
  });

  test("is replaced when tainted, when asked for, and when its instance changes", async () => {
    await it_.sessions("cdb-2", []);
    it_.write(killTask("reports", REPORTS));
    await it_.terraform.apply();
    await it_.terraform.must("taint", ADDRESS);
    expect((await it_.terraform.apply()).output).toContain("1 added, 0 changed, 1 destroyed");
    expect((await it_.terraform.apply(`-replace=${ADDRESS}`)).output).toContain(
      "1 added, 0 changed, 1 destroyed",
    );
    expect(await it_.running()).toHaveLength(1);
    it_.write(killTask("reports", { ...REPORTS, instance_id: '"cdb-2"' }));
    expect((await it_.terraform.plan()).output).toContain("must be replaced");
    await it_.terraform.apply();
    expect((await it_.running()).map(({ instance_id }) => instance_id)).toEqual(["cdb-2"]);
  });

  test("comes in fifties, one by one with -target, and without a refresh", async () => {
    const ids = Array.from({ length: 50 }, (_, index) => `cdb-many-${index}`);
    for (const id of ids) await it_.sessions(id, []);
    it_.write(killTask("many", { ...REPORTS, instance_id: '"cdb-many-${count.index}"', count: "50" }));
    expect((await it_.terraform.apply("-target=dbkill_tencent_dbbrain_kill_task.many[7]")).output).toContain(
      "1 added",
    );
    expect((await it_.terraform.apply()).output).toContain("49 added");
    expect(await it_.running()).toHaveLength(50);
    expect(await it_.terraform.plan("-refresh=false", "-detailed-exitcode")).toMatchObject({ code: 0 });
    it_.write("");
    expect((await it_.terraform.apply("-refresh=false")).output).toContain("50 destroyed");
    expect(await it_.running()).toEqual([]);
  });

  test("reads as expired once its time is over, and is renewed only when asked for", async () => {
    it_.write(killTask("reports", { ...REPORTS, duration_seconds: "1" }));
    await it_.terraform.apply();
    const { ends_at: endsAt } = await it_.attributes(ADDRESS);
    await new Promise((resolve) => setTimeout(resolve, Date.parse(endsAt) - Date.now() + 5));
    expect(await it_.terraform.plan("-detailed-exitcode")).toMatchObject({ code: 0 });
    await it_.terraform.apply("-refresh-only");
    expect(await it_.attributes(ADDRESS)).toMatchObject({ status: "expired" });

    it_.write(killTask("reports", { ...REPORTS, duration_seconds: "1", renew_on_expiry: "true" }));
    const renewal = await it_.terraform.plan("-detailed-exitcode");
    expect(renewal.code).toBe(2);
    expect(renewal.output).toContain("will be updated in-place");
    await it_.terraform.apply();
    expect((await it_.tasks()).map(({ status }) => status)).toContain("running");
  });

  test("that has ended stays ended where what was unknown turns out as it was", async () => {
    const body = (trigger: string) => `resource "terraform_data" "user" {
  input            = "report"
  triggers_replace = "${trigger}"
}
${killTask("reports", {
  ...REPORTS,
  match: "{ users = [terraform_data.user.output] }",
  duration_seconds: "1",
})}`;
    it_.write(body("1"));
    await it_.terraform.apply();
    const { ends_at: endsAt } = await it_.attributes(ADDRESS);
    await new Promise((resolve) => setTimeout(resolve, Date.parse(endsAt) - Date.now() + 5));
    it_.write(body("2"));
    expect(await it_.terraform.apply()).toMatchObject({ code: 0 });
    expect(await it_.attributes(ADDRESS)).toMatchObject({ status: "expired", ends_at: endsAt });
  });

  test("that the vendor has ended already can be edited and destroyed", async () => {
    it_.write(killTask("reports", { ...REPORTS, duration_seconds: "60" }));
    await it_.terraform.apply();
    await it_.emulator.advanceClock(120);
    expect(await it_.running()).toEqual([]);
    it_.write(killTask("reports", { ...REPORTS, duration_seconds: "90" }));
    expect(await it_.terraform.apply()).toMatchObject({ code: 0 });
    await it_.emulator.advanceClock(120);
    expect(await it_.terraform.destroy()).toMatchObject({ code: 0 });
  });

  testWithPreload("is not given up by a machine whose clock is wrong", async () => {
    it_.write(killTask("reports", { ...REPORTS, duration_seconds: "1800" }));
    await it_.terraform.apply();
    const env = { ...it_.terraform.env, NODE_OPTIONS: `--require=${HOUR_AHEAD}` };
    const args = ["destroy", "-no-color", "-auto-approve"];
    const { code, output } = await collect(
      it_.terraform.spawn(args, { env, stdio: ["ignore", "pipe", "pipe"] }),
    );
    expect(code).toBe(1);
    expect(output).toContain("AuthFailure.SignatureExpire");
    expect(await it_.terraform.destroy()).toMatchObject({ code: 0 });
    expect(await it_.running()).toEqual([]);
  });

  test("can't be imported, and says why", async () => {
    it_.write(killTask("reports", REPORTS));
    const imported = await it_.terraform.run("import", "-no-color", ADDRESS, "cdb-1/mysql");
    expect(imported.code).toBe(1);
    expect(imported.output).toContain("no call that reads a kill task");
  });

  test("waits for the id of a database that is made in the same apply", async () => {
    it_.write(`resource "terraform_data" "db" {\n  input = "cdb-1"\n}
${killTask("reports", { ...REPORTS, instance_id: "terraform_data.db.output", max_kills: "5" })}`);
    const planned = await it_.terraform.plan();
    expect(planned.code).toBe(0);
    expect(await it_.calls("DescribeMySqlProcessList")).toBe(0);
    expect(await it_.terraform.apply()).toMatchObject({ code: 0 });
    expect(await it_.running("cdb-1")).toHaveLength(1);
  });
});
