import { collect, type Terraform } from "../../../scripts/terraform";
import { descendants } from "../../support/processes";
import { flat } from "../../support/text";
import { codes, killTask, Workspace } from "../../support/workspace";

const REPORTS = { instance_id: '"cdb-1"', match: '{ users = ["report"] }' };
const ADDRESS = "dbkill_tencent_dbbrain_kill_task.reports";
const REPLACE = { ...REPORTS, on_conflict: '"replace"' };

describe("a Tencent kill task, when luck is bad", () => {
  let it_: Workspace;

  beforeAll(async () => {
    it_ = await Workspace.create({ rateLimit: false });
  });
  afterAll(() => it_.dispose());
  beforeEach(async () => {
    await it_.reset();
    await it_.sessions("cdb-1", []);
  });

  const fault = (
    action: string,
    kind: "reset_before" | "reset_after" | "malformed" | "http_500" | "throttle",
    times?: number,
  ) => it_.emulator.setFaults([{ service: "dbbrain", action, kind, times }]);

  test.each(["reset_after", "malformed", "reset_before", "http_500"] as const)(
    "runs exactly once after CreateKillTask met with %s",
    async (kind) => {
      await fault("CreateKillTask", kind, 1);
      it_.write(killTask("reports", REPORTS));
      expect(await it_.terraform.apply()).toMatchObject({ code: 0 });
      const running = await it_.running();
      expect(running.map(({ match }) => match)).toEqual([{ users: ["report"] }]);
      expect(await it_.terraform.plan("-detailed-exitcode")).toMatchObject({ code: 0 });
    },
  );

  test("says that it may have stopped somebody else's task where the answer to CreateKillTask was lost", async () => {
    it_.write(killTask("reports", REPORTS));
    await it_.terraform.apply();
    await it_.terraform.must("state", "rm", ADDRESS);
    await fault("CreateKillTask", "reset_before", 1);
    const { code, output } = await it_.terraform.apply();
    expect(code).toBe(0);
    expect(codes(output, "Warning")).toContain("DBKILL_TASK_SLOT_CLEARED");
  });

  test("says which time limit is over, and how to wait longer", async () => {
    await fault("CreateKillTask", "throttle");
    it_.write(killTask("reports", { ...REPORTS, timeouts: '{ create = "1s" }' }));
    const { code, output } = await it_.terraform.apply();
    expect(code).toBe(1);
    expect(codes(output)).toEqual(["DBKILL_TIMED_OUT"]);
    expect(flat(output)).toContain("timeouts.create");
    expect(await it_.running()).toEqual([]);
  });

  test("is kept in the state, tainted, while nobody knows whether it runs, and the next apply settles it", async () => {
    await fault("CreateKillTask", "reset_after");
    it_.write(killTask("reports", REPORTS));
    const { code, output } = await it_.terraform.apply();
    expect(code).toBe(1);
    expect(codes(output)).toContain("DBKILL_TASK_UNSETTLED");
    expect((await it_.terraform.must("state", "list")).stdout).toContain(ADDRESS);
    await it_.emulator.setFaults([]);
    expect(await it_.terraform.apply()).toMatchObject({ code: 0 });
    expect(await it_.running()).toHaveLength(1);
  });

  test("says what to do when the vendor throttles for ever, and nothing runs", async () => {
    await fault("CreateKillTask", "throttle");
    it_.write(killTask("reports", REPORTS), 'provider "dbkill" {\n  max_retries = 1\n}');
    const { code, output } = await it_.terraform.apply();
    expect(code).toBe(1);
    expect(codes(output)).toEqual(["DBKILL_ERR_THROTTLED"]);
    expect(flat(output)).toContain("RequestLimitExceeded");
    expect(await it_.running()).toEqual([]);
    expect((await it_.terraform.must("state", "list")).stdout).toBe("");
  });

  test("says that the emulator is down, without waiting long when told not to", async () => {
    const env = { ...it_.terraform.env, DBKILL_ENDPOINT_URL: "http://127.0.0.1:9" };
    it_.write(killTask("reports", REPORTS), 'provider "dbkill" {\n  max_retries = 0\n}');
    const child = it_.terraform.spawn(["apply", "-no-color", "-auto-approve"], {
      env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const { code, output } = await collect(child);
    expect(code).toBe(1);
    expect(codes(output)).toContain("DBKILL_ERR_NETWORK");
    expect(flat(output)).toContain("ECONNREFUSED");
  });

  // FailedOperation is also what a taken slot is answered with.
  test.each(["InvalidParameterValue", "FailedOperation"])(
    "an edit that the vendor refuses with %s leaves the old task in force and says so",
    async (vendorCode) => {
      it_.write(killTask("reports", REPORTS));
      await it_.terraform.apply();
      await it_.emulator.setFaults([
        { service: "dbbrain", action: "CreateKillTask", kind: "code", code: vendorCode, times: 1 },
      ]);
      it_.write(killTask("reports", { ...REPORTS, match: '{ users = ["app"] }' }));
      const { code, output } = await it_.terraform.apply();
      expect(code).toBe(1);
      expect(codes(output)).toEqual(["DBKILL_ERR_REJECTED"]);
      expect(flat(output)).toContain(vendorCode);
      expect((await it_.running()).map(({ match }) => match)).toEqual([{ users: ["report"] }]);
      expect(await it_.attributes(ADDRESS)).toMatchObject({
        status: "running",
        match: { users: ["report"] },
      });
      await it_.terraform.apply();
      expect((await it_.running()).map(({ match }) => match)).toEqual([{ users: ["app"] }]);
    },
  );

  test("an edit that stops nothing, as the vendor refuses that, is planned again", async () => {
    it_.write(killTask("reports", REPORTS));
    await it_.terraform.apply();
    await it_.emulator.setFaults([
      { service: "dbbrain", action: "CancelKillTask", kind: "code", code: "UnauthorizedOperation" },
    ]);
    it_.write(killTask("reports", { ...REPORTS, match: '{ users = ["app"] }' }));
    const { code, output } = await it_.terraform.apply();
    expect(code).toBe(1);
    expect(codes(output)).toEqual(["DBKILL_ERR_PERMISSION"]);
    expect((await it_.running()).map(({ match }) => match)).toEqual([{ users: ["report"] }]);
    await it_.emulator.setFaults([]);
    expect(await it_.terraform.apply()).toMatchObject({ code: 0 });
    expect((await it_.running()).map(({ match }) => match)).toEqual([{ users: ["app"] }]);
  });

  test("an edit that could neither be done nor undone is planned again", async () => {
    it_.write(killTask("reports", REPORTS));
    await it_.terraform.apply();
    await it_.emulator.setFaults([
      { service: "dbbrain", action: "CreateKillTask", kind: "code", code: "InvalidParameterValue" },
    ]);
    it_.write(killTask("reports", { ...REPORTS, match: '{ users = ["app"] }' }));
    const { code, output } = await it_.terraform.apply();
    expect(code).toBe(1);
    expect(codes(output)).toEqual(["DBKILL_ERR_REJECTED", "DBKILL_ERR_REJECTED"]);
    expect(await it_.running()).toEqual([]);
    expect(await it_.attributes(ADDRESS)).toMatchObject({ status: "stopped" });
    await it_.emulator.setFaults([]);
    it_.write(killTask("reports", REPORTS));
    expect(await it_.terraform.apply()).toMatchObject({ code: 0 });
    expect((await it_.running()).map(({ match }) => match)).toEqual([{ users: ["report"] }]);
  });

  test("that meets a task of somebody else's says so, and replaces it when told to", async () => {
    it_.write(killTask("reports", REPORTS));
    await it_.terraform.apply();
    await it_.terraform.must("state", "rm", ADDRESS);
    const refused = await it_.terraform.apply();
    expect(refused.code).toBe(1);
    expect(codes(refused.output)).toEqual(["DBKILL_TASK_SLOT_TAKEN"]);
    expect(flat(refused.output)).toContain('on_conflict = "replace"');
    expect(flat(refused.output)).toContain("FailedOperation");
    expect(await it_.running()).toHaveLength(1);

    it_.write(killTask("reports", { ...REPLACE, match: '{ users = ["app"] }' }));
    const replaced = await it_.terraform.apply();
    expect(replaced.code).toBe(0);
    expect(codes(replaced.output, "Warning")).toContain("DBKILL_TASK_SLOT_REPLACED");
    expect((await it_.running()).map(({ match }) => match)).toEqual([{ users: ["app"] }]);
  });

  test("that was renamed without a moved block is refused with the block to write; with it nothing changes", async () => {
    it_.write(killTask("reports", REPORTS));
    await it_.terraform.apply();
    it_.write(killTask("renamed", REPORTS));
    const { code, output } = await it_.terraform.plan();
    expect(code).toBe(1);
    expect(new Set(codes(output))).toEqual(new Set(["DBKILL_TASK_SLOT_MOVED"]));
    expect(output).toContain("moved {");
    it_.write(`${killTask("renamed", REPORTS)}
moved {
  from = dbkill_tencent_dbbrain_kill_task.reports
  to   = dbkill_tencent_dbbrain_kill_task.renamed
}`);
    const moved = await it_.terraform.apply();
    expect(moved.output).toContain("0 added, 0 changed, 0 destroyed");
    expect(await it_.running()).toHaveLength(1);
  });

  test("can be destroyed although a change of it can't be planned, in the way that the error names", async () => {
    await it_.sessions("cdb-1", [{ user: "app" }]);
    it_.write(killTask("reports", REPORTS));
    await it_.terraform.apply();
    it_.write(killTask("reports", { ...REPORTS, match: '{ users = ["app"] }', max_kills: "0" }));
    const refused = await it_.terraform.destroy();
    expect(refused.code).toBe(1);
    expect(codes(refused.output)).toEqual(["DBKILL_MAX_KILLS_EXCEEDED"]);
    expect(flat(refused.output)).toContain("terraform destroy -refresh=false");
    expect(await it_.terraform.destroy("-refresh=false")).toMatchObject({ code: 0 });
    expect(await it_.running()).toEqual([]);
  });

  test.each([
    ["error", REPORTS, 1],
    ["replace", REPLACE, 0],
  ])(
    "tainted under create_before_destroy with on_conflict = %s still leaves one task",
    async (_what, attributes, code) => {
      const lifecycle = "  lifecycle {\n    create_before_destroy = true\n  }";
      it_.write(killTask("reports", attributes, lifecycle));
      await it_.terraform.apply();
      await it_.terraform.must("taint", ADDRESS);
      const applied = await it_.terraform.apply();
      expect(applied.code).toBe(code);
      if (code === 1) expect(codes(applied.output)).toEqual(["DBKILL_TASK_SLOT_TAKEN"]);
      else expect(codes(applied.output, "Warning")).toContain("DBKILL_TASK_SUPERSEDED");
      expect(await it_.running()).toHaveLength(1);
    },
  );

  test("runs on when what a broken-off create_before_destroy left over is destroyed", async () => {
    const lifecycle = "  lifecycle {\n    create_before_destroy = true\n  }";
    const dependent = (command: string) => `resource "terraform_data" "dependent" {
  triggers_replace = ${ADDRESS}.started_at
  provisioner "local-exec" {
    command = "${command}"
  }
}`;
    it_.write(killTask("reports", REPLACE, lifecycle) + dependent("true"));
    await it_.terraform.apply();
    it_.write(killTask("reports", REPLACE, lifecycle) + dependent("false"));
    expect(await it_.terraform.apply(`-replace=${ADDRESS}`)).toMatchObject({ code: 1 });
    it_.write(killTask("reports", REPLACE, lifecycle) + dependent("true"));
    const mended = await it_.terraform.apply();
    expect(mended.code).toBe(0);
    expect(mended.output).toContain("deposed object");
    expect(await it_.running()).toHaveLength(1);
    expect(await it_.terraform.plan("-detailed-exitcode")).toMatchObject({ code: 0 });
  });

  test("applied twice at once leaves one task", async () => {
    const other = await Workspace.create({}, { DBKILL_ENDPOINT_URL: it_.emulator.url });
    try {
      it_.write(killTask("reports", REPORTS));
      other.write(killTask("reports", REPORTS));
      const codes = (await Promise.all([it_.terraform.apply(), other.terraform.apply()])).map(
        ({ code }) => code,
      );
      expect(codes.sort()).toEqual([0, 1]);
      expect(await it_.running()).toHaveLength(1);
    } finally {
      await other.dispose();
    }
  });

  /** Starts an apply and waits until the first CreateKillTask has arrived. */
  async function applying(terraform: Terraform) {
    const child = terraform.spawn(["apply", "-no-color", "-auto-approve", "-input=false"], {
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    const result = collect(child);
    while ((await it_.tasks()).length === 0) {
      if (child.exitCode !== null) throw new Error(`the apply ended too early:\n${(await result).output}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return { child, result };
  }

  test("keeps in the state what was created when Ctrl-C comes in the middle", async () => {
    for (let index = 0; index < 20; index++) await it_.sessions(`cdb-many-${index}`, []);
    await it_.emulator.setFaults([
      { service: "dbbrain", action: "CreateKillTask", kind: "slow", delay_ms: 400 },
    ]);
    it_.write(killTask("many", { ...REPORTS, instance_id: '"cdb-many-${count.index}"', count: "20" }));
    const { child, result } = await applying(it_.terraform);
    process.kill(-child.pid!, "SIGINT");
    const { code, output } = await result;
    expect(code).not.toBe(0);
    expect(output).toMatch(/[Ii]nterrupt/);
    const inState = (await it_.terraform.must("state", "list")).stdout.trim().split("\n");
    const running = await it_.running();
    expect(running.length).toBeGreaterThan(0);
    expect(running.length).toBeLessThan(20);
    expect(inState).toHaveLength(running.length);
    await it_.emulator.setFaults([]);
    expect(await it_.terraform.apply()).toMatchObject({ code: 0 });
    expect(await it_.running()).toHaveLength(20);
  });

  test("converges after the provider was killed in the middle, and leaves nothing after a destroy", async () => {
    for (let index = 0; index < 20; index++) await it_.sessions(`cdb-many-${index}`, []);
    await it_.emulator.setFaults([
      { service: "dbbrain", action: "CreateKillTask", kind: "slow", delay_ms: 400 },
    ]);
    it_.write(killTask("many", { ...REPLACE, instance_id: '"cdb-many-${count.index}"', count: "20" }));
    const { child, result } = await applying(it_.terraform);
    for (const pid of descendants(child.pid!)) process.kill(pid, "SIGKILL");
    expect((await result).code).toBe(1);
    await it_.emulator.setFaults([]);
    expect(await it_.terraform.apply()).toMatchObject({ code: 0 });
    const running = await it_.running();
    expect(running.map(({ instance_id }) => instance_id).sort()).toEqual(
      Array.from({ length: 20 }, (_, index) => `cdb-many-${index}`).sort(),
    );
    expect(await it_.terraform.destroy()).toMatchObject({ code: 0 });
    expect(await it_.running()).toEqual([]);
  });
});
