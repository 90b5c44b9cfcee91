import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import type { Fault } from "../../../src/emulator";
import { DAS_INSTANCE, dasKillTask } from "../../support/das";
import { flat } from "../../support/text";
import { codes, SECRETS, Workspace } from "../../support/workspace";

const ADDRESS = "dbkill_huawei_das_kill_task.reports";
/** Another instance. */
const OTHER = "bcfa975193f1402fa11a6d4fd6baf5fbin09";
/** Time enough to start, and not to look for a minute. */
const SOON = { timeouts: '{ create = "8s" }' };
const ADD = "add-kill-process-task";
const LIST = "query-kill-process-task";

describe("a Huawei DAS kill task, when luck is bad", () => {
  let it_: Workspace;

  beforeAll(async () => {
    it_ = await Workspace.create({ rateLimit: false });
  });
  afterAll(() => it_.dispose());
  beforeEach(async () => {
    await it_.reset();
    await it_.emulator.addSessions({ service: "das", instance_id: DAS_INSTANCE, sessions: [] });
    it_.write(dasKillTask("reports"));
  });

  const fault = (...faults: Omit<Fault, "service">[]) =>
    it_.emulator.setFaults(faults.map((each) => ({ service: "das", ...each })));
  const running = async () => (await it_.running(DAS_INSTANCE)).map(({ id }) => id);

  test.each(["reset_after", "malformed", "reset_before", "http_500", "http_503"] as const)(
    "runs exactly once, as the state says, after its start met with %s",
    async (kind) => {
      await fault({ action: ADD, kind, times: 1 });
      expect(await it_.terraform.apply()).toMatchObject({ code: 0 });
      expect(await running()).toEqual([(await it_.attributes(ADDRESS)).task_id]);
      expect(await it_.terraform.plan("-detailed-exitcode")).toMatchObject({ code: 0 });
    },
  );

  test("runs exactly once where the listing after the start fails five times", async () => {
    // One listing for the plan; of the apply, one for its own plan and one before the start.
    await fault({ action: LIST, kind: "http_500", after: 3, times: 5 });
    expect(await it_.terraform.apply()).toMatchObject({ code: 0 });
    expect(await running()).toEqual(["1"]);
    expect((await it_.attributes(ADDRESS)).task_id).toBe("1");
  });

  test("is kept in the state while nobody knows whether it runs, and the next apply leaves exactly one", async () => {
    await fault({ action: LIST, kind: "http_500", after: 3 });
    it_.write(dasKillTask("reports", SOON), 'provider "dbkill" {\n  max_retries = 1\n}');
    const { code, output } = await it_.terraform.apply();
    expect(code).toBe(1);
    expect(codes(output)).toEqual(["DBKILL_TASK_UNSETTLED"]);
    expect((await it_.terraform.must("state", "list")).stdout).toContain(ADDRESS);
    expect(await running()).toEqual(["1"]);
    await fault();
    expect(await it_.terraform.apply()).toMatchObject({ code: 0 });
    expect(await running()).toEqual([(await it_.attributes(ADDRESS)).task_id]);
    expect(await it_.terraform.destroy()).toMatchObject({ code: 0 });
    expect(await running()).toEqual([]);
  });

  test("is given up for good where the start is refused: nothing runs, and the vendor's words are shown", async () => {
    await fault({ action: ADD, kind: "code", code: "DAS.200100" });
    const { code, output } = await it_.terraform.apply();
    expect(code).toBe(1);
    expect(flat(output)).toMatch(/Vendor code: DAS\.200100.*Request id: [0-9a-f-]{36}/);
    expect(await running()).toEqual([]);
    expect((await it_.terraform.must("state", "list")).stdout).toBe("");
  });

  test("waits where DAS says that requests are too frequent", async () => {
    await fault(
      { action: ADD, kind: "code", code: "DAS.200002", times: 1 },
      { action: "get-kill-process-task-switch", kind: "throttle", times: 1 },
    );
    expect(await it_.terraform.apply()).toMatchObject({ code: 0 });
    expect(await running()).toEqual(["1"]);
  });

  test.each([
    ["start", ADD],
    ["stop", "terminate-kill-process-task"],
  ])("keeps the old task in force where its change is refused at the %s", async (_what, action) => {
    await it_.terraform.apply();
    it_.write(dasKillTask("reports", { match: '{ users = ["app"] }' }));
    await fault({ action, kind: "code", code: "DAS.200100", times: 1 });
    const { code, output } = await it_.terraform.apply();
    expect(code).toBe(1);
    expect(codes(output)).toEqual(["DBKILL_ERR_REJECTED"]);
    expect((await it_.running()).map(({ match }) => match.users)).toEqual([["report"]]);
    expect(await it_.attributes(ADDRESS)).toMatchObject({ status: "running", match: { users: ["report"] } });
    expect(await it_.terraform.apply()).toMatchObject({ code: 0 });
    expect((await it_.running()).map(({ match }) => match.users)).toEqual([["app"]]);
    expect(await it_.terraform.plan("-detailed-exitcode")).toMatchObject({ code: 0 });
  });

  // Terraform hands the destroy of a tainted object that is replaced the new object's private data: the state has to know the start.
  test.each([
    ["its filter is edited", { match: '{ users = ["app"] }' }],
    [
      "its filter is edited and nothing is adopted",
      { match: '{ users = ["app"] }', adopt_existing: "false" },
    ],
    ["nothing is adopted", { adopt_existing: "false" }],
    ["its instance changes", { instance_id: `"${OTHER}"` }],
  ])("whose start could not be settled runs once after %s, and a destroy ends it", async (_what, change) => {
    await it_.emulator.addSessions({ service: "das", instance_id: OTHER, sessions: [] });
    await fault({ action: LIST, kind: "http_500", after: 3 });
    it_.write(dasKillTask("reports", SOON), 'provider "dbkill" {\n  max_retries = 0\n}');
    const unsettled = await it_.terraform.apply();
    expect(codes(unsettled.output)).toEqual(["DBKILL_TASK_UNSETTLED"]);
    expect((await it_.running()).map(({ match }) => match.users)).toEqual([["report"]]);
    await fault();

    it_.write(dasKillTask("reports", change));
    expect(await it_.terraform.apply()).toMatchObject({ code: 0 });
    const [task, ...more] = await it_.running();
    expect(more).toEqual([]);
    const wanted = "match" in change ? ["app"] : ["report"];
    expect(task).toMatchObject({
      id: (await it_.attributes(ADDRESS)).task_id,
      instance_id: "instance_id" in change ? OTHER : DAS_INSTANCE,
      match: { users: wanted },
    });
    expect(await it_.attributes(ADDRESS)).toMatchObject({ status: "running", pending_start: null });
    expect(await it_.terraform.plan("-detailed-exitcode")).toMatchObject({ code: 0 });
    expect(await it_.terraform.destroy()).toMatchObject({ code: 0 });
    expect(await it_.running()).toEqual([]);
  });

  test("lets a plan go on where nothing can be listed, unless max_kills is to be held", async () => {
    await fault({ kind: "http_500" });
    const once = 'provider "dbkill" {\n  max_retries = 0\n}';
    it_.write(dasKillTask("reports"), once);
    const free = await it_.terraform.plan();
    expect(free.code).toBe(0);
    expect(codes(free.output, "Warning")).toContain("DBKILL_TASK_PLAN_UNKNOWN");
    it_.write(dasKillTask("reports", { max_kills: "3" }), once);
    const bound = await it_.terraform.plan();
    expect(bound.code).toBe(1);
    expect(codes(bound.output)).toEqual(["DBKILL_KILL_LIST_FAILED"]);
  });

  test.each([
    ["", "DBKILL_VALUE_INVALID"],
    ["0".repeat(32), "DBKILL_ERR_NOT_FOUND"],
    ["bcfa975193f1402fa11a6d4fd6baf5fbin02", "DBKILL_ERR_NOT_FOUND"],
  ])("says what is wrong with the instance id %p", async (id, problem) => {
    it_.write(dasKillTask("reports", { instance_id: JSON.stringify(id) }));
    const { code, output } = await it_.terraform.apply();
    expect(code).toBe(1);
    expect(codes(output)).toEqual([problem]);
  });
});

describe("the settings of Huawei Cloud", () => {
  let it_: Workspace;
  const ALIASES = ["a", "b", "c"];
  const configure = (settings: string) =>
    it_.write(
      Array.from({ length: 10 }, (_, index) =>
        dasKillTask(`t${index}`, { match: `{ users = ["u${index}"] }` }),
      ).join(""),
      `provider "dbkill" {\n${settings}\n}`,
    );

  beforeAll(async () => {
    it_ = await Workspace.create(
      { projectIds: ["f".repeat(32)] },
      { HW_PROJECT_ID: undefined, HW_SECRET_KEY: undefined, HW_ACCESS_KEY: undefined },
    );
    await it_.emulator.addSessions({ service: "das", instance_id: DAS_INSTANCE, sessions: [] });
  });
  afterAll(() => it_.dispose());
  const keys = (secret: string) => `access_key = "${SECRETS.id}"\n secret_key = "${secret}"`;
  const configureAliases = (secret: string) =>
    it_.write(
      ALIASES.map((alias) =>
        dasKillTask(alias, { provider: `dbkill.${alias}`, match: `{ users = ["${alias}"] }` }),
      ).join(""),
      ALIASES.map(
        (alias) =>
          `provider "dbkill" {\n alias = "${alias}"\n huawei {\n project_id = "${"f".repeat(32)}"\n ${keys(secret)}\n }\n}`,
      ).join("\n"),
    );

  test("that lack a project id are refused with where to find it", async () => {
    configure(`huawei {\n ${keys(SECRETS.key)}\n }`);
    const { code, output } = await it_.terraform.plan();
    expect(code).toBe(1);
    expect(flat(output)).toContain("HW_PROJECT_ID");
    expect((await it_.emulator.requests()).requests).toEqual([]);
  });

  test("that name a wrong project are refused in the vendor's words", async () => {
    configure(`huawei {\n project_id = "${"0".repeat(32)}"\n ${keys(SECRETS.key)}\n }`);
    const { code, output } = await it_.terraform.plan();
    expect(code).toBe(1);
    expect(flat(output)).toContain("DAS.200113");
  });

  test("with a wrong secret never lock the key: one call for each of three aliases, none by the apply after it", async () => {
    const refused = async () => {
      const { requests } = await it_.emulator.requests();
      return requests.filter(({ error_code }) => error_code === "APIGW.0301").length;
    };
    // Where refused keys are remembered: nothing of another run.
    it_.terraform.env.TMPDIR = mkdtempSync(join(it_.directory, "t"));
    configureAliases("not the secret");
    const planned = await it_.terraform.plan();
    expect(planned.code).toBe(1);
    expect(new Set(codes(planned.output))).toEqual(new Set(["DBKILL_ERR_AUTHENTICATION"]));
    expect(planned.output).toContain("APIGW.0301");
    const afterPlan = await refused();
    expect(afterPlan).toBeGreaterThan(0);
    expect(afterPlan).toBeLessThanOrEqual(ALIASES.length);

    const applied = await it_.terraform.apply();
    expect(applied.code).toBe(1);
    expect(new Set(codes(applied.output))).toEqual(new Set(["DBKILL_ERR_AUTHENTICATION"]));
    expect(await refused()).toBe(afterPlan);
    for (const { output } of [planned, applied]) expect(output).not.toContain("not the secret");

    // Another key pair is tried at once.
    configureAliases(SECRETS.key);
    expect(await it_.terraform.apply()).toMatchObject({ code: 0 });
    expect(await refused()).toBe(afterPlan);
    expect(await it_.running(DAS_INSTANCE)).toHaveLength(ALIASES.length);
  });
});
