import { DAS_INSTANCE, elsewhere } from "../support/das";
import { until } from "../support/runner";
import { flat } from "../support/text";
import { codes, resource, Workspace } from "../support/workspace";

const TYPE = "dbkill_auto_kill_policy";
const ADDRESS = `${TYPE}.it`;
const DBBRAIN = '{ service = "dbbrain", instance_id = "cdb-1" }';
const DAS = `{ service = "das", instance_id = "${DAS_INSTANCE}" }`;
const REPORT = '{ users = ["report"] }';

const policy = (attributes: Record<string, string> = {}, meta = "", label = "it") =>
  resource(TYPE, label, { name: `"${label}"`, target: DBBRAIN, match: REPORT, ...attributes }, meta);

describe("an auto-kill policy", () => {
  let it_: Workspace;

  beforeAll(async () => {
    it_ = await Workspace.create({ rateLimit: false });
  });
  afterAll(() => it_.dispose());
  beforeEach(async () => {
    await it_.reset();
    const sessions = [
      { id: "11", user: "report", duration_seconds: 75, info: "select 1" },
      { id: "12", user: "report", command: "Sleep", host: "10.0.0.8:1" },
      { id: "13", user: "app" },
      { id: "15", user: "event_scheduler", command: "Daemon" },
    ];
    await it_.sessions("cdb-1", sessions);
    await it_.emulator.addSessions({
      service: "das",
      instance_id: DAS_INSTANCE,
      sessions,
    });
  });

  const applied = async (body: string) => {
    it_.write(body);
    const { code, output } = await it_.terraform.apply();
    return { code, errors: codes(output), warnings: codes(output, "Warning"), text: flat(output) };
  };
  const planned = async (body: string, ...flags: string[]) => {
    it_.write(body);
    const { code, output } = await it_.terraform.plan(...flags);
    return { code, errors: codes(output), warnings: codes(output, "Warning"), text: flat(output) };
  };
  const kills = async () => (await it_.emulator.state()).kills.length;

  test("that the vendor's task can express lives as that task, and ends with the policy", async () => {
    const plan = await planned(policy());
    expect(plan).toMatchObject({ code: 0, errors: [], warnings: ["DBKILL_POLICY_PREVIEW"] });
    expect(plan.text).toContain('enforced_by = "vendor"');
    expect(plan.text).toContain('Policy "it" would kill 2 sessions on cdb-1');

    expect(await applied(policy())).toMatchObject({ code: 0, errors: [] });
    expect(await it_.attributes(ADDRESS)).toMatchObject({
      id: "dbbrain/cdb-1/it",
      region: "ap-guangzhou",
      enforced_by: "vendor",
      enforced_by_reason: null,
      status: "enforced",
    });
    expect(await it_.running("cdb-1")).toHaveLength(1);
    expect(await planned(policy(), "-detailed-exitcode")).toMatchObject({ code: 0, warnings: [] });

    it_.write("");
    expect(await it_.terraform.apply()).toMatchObject({ code: 0 });
    expect(await it_.running("cdb-1")).toEqual([]);
  });

  test("that it can't express is a document for the runner, says why, and kills nothing by itself", async () => {
    const body = policy({ exclude: '{ commands = ["Sleep"] }', max_kills: "5" });
    const result = await applied(body);
    expect(result).toMatchObject({
      code: 0,
      errors: [],
      warnings: ["DBKILL_POLICY_PREVIEW", "DBKILL_POLICY_NEEDS_RUNNER"],
    });
    expect(result.text).toContain('Policy "it" would kill 1 session on cdb-1');
    const attributes = await it_.attributes(ADDRESS);
    expect(attributes).toMatchObject({
      enforced_by: "runner",
      status: "pending",
      task_id: null,
      started_at: null,
    });
    expect(attributes.enforced_by_reason).toContain("exclude");
    expect(attributes.enforced_by_reason).toContain("max_kills");
    expect(JSON.parse(attributes.document)).toEqual({
      version: 1,
      policies: [
        {
          name: "it",
          target: { service: "dbbrain", instance_id: "cdb-1", region: "ap-guangzhou" },
          match: { users: ["report"] },
          exclude: { commands: ["Sleep"] },
          action: "connection",
          max_kills: 5,
          mode: "enforce",
          enforced_by: "runner",
        },
      ],
    });
    expect(await it_.tasks()).toEqual([]);
    expect(await kills()).toBe(0);
    expect(await planned(body, "-detailed-exitcode")).toMatchObject({ code: 0 });
    expect(await it_.terraform.destroy()).toMatchObject({ code: 0 });
  });

  test("moves from the vendor's task to the runner and back, and never has both", async () => {
    await applied(policy());
    const away = await applied(policy({ max_kills: "5" }));
    expect(away).toMatchObject({ code: 0, errors: [] });
    expect(away.warnings).toContain("DBKILL_POLICY_MOVES");
    expect(await it_.running("cdb-1")).toEqual([]);
    expect(await it_.attributes(ADDRESS)).toMatchObject({
      status: "pending",
      started_at: null,
      ends_at: null,
    });

    const back = await applied(policy());
    expect(back.warnings).toContain("DBKILL_POLICY_MOVES");
    expect(await it_.running("cdb-1")).toHaveLength(1);
    expect(await it_.attributes(ADDRESS)).toMatchObject({ status: "enforced", enforced_by: "vendor" });
  });

  test("that is edited has one task all the time", async () => {
    await applied(policy());
    const [before] = await it_.running("cdb-1");
    expect(
      await applied(policy({ match: '{ users = ["report"], min_duration_seconds = 60 }' })),
    ).toMatchObject({
      code: 0,
    });
    const [after, ...more] = await it_.running("cdb-1");
    expect(more).toEqual([]);
    expect(after?.id).not.toBe(before?.id);
    // What the task does not know changes the document alone.
    expect(
      await applied(policy({ match: '{ users = ["report"], min_duration_seconds = 60 }', reason: '"slow"' })),
    ).toMatchObject({ code: 0 });
    expect((await it_.running("cdb-1"))[0]?.id).toBe(after?.id);
  });

  test("that is disabled or expired has no task", async () => {
    await applied(policy());
    expect(await applied(policy({ enabled: "false" }))).toMatchObject({ code: 0, errors: [], warnings: [] });
    expect(await it_.running("cdb-1")).toEqual([]);
    expect(await it_.attributes(ADDRESS)).toMatchObject({ status: "disabled", enforced_by: "vendor" });
    const expired = await applied(policy({ expires_at: '"2020-01-01T00:00:00Z"' }));
    expect(expired.warnings).toContain("DBKILL_POLICY_EXPIRED");
    expect(await it_.attributes(ADDRESS)).toMatchObject({ status: "expired" });
    expect(await it_.running("cdb-1")).toEqual([]);
  });

  test("that expires later gives its task that time", async () => {
    const at = new Date(Date.now() + 3_600_000).toISOString().replace(/\.\d+Z/, "Z");
    await applied(policy({ expires_at: `"${at}"` }));
    const { ends_at } = await it_.attributes(ADDRESS);
    expect(Math.abs(Date.parse(ends_at) - Date.parse(at))).toBeLessThan(60_000);
    expect(await planned(policy({ expires_at: `"${at}"` }), "-detailed-exitcode")).toMatchObject({ code: 0 });
  });

  test.each([
    ["for the vendor", {}],
    ["for the runner", { enforcement: '"runner"' }],
  ])(
    "%s that expires between plan and apply is created all the same",
    async (_, attributes: Record<string, string>) => {
      const expiry = new Date(Date.now() + 8_000);
      const body = policy({ ...attributes, expires_at: `"${expiry.toISOString()}"` });
      expect(await planned(body, "-out=plan.bin")).toMatchObject({ code: 0 });
      await until(() => Date.now() > expiry.getTime());
      expect(await it_.terraform.run("apply", "-no-color", "plan.bin")).toMatchObject({ code: 0 });
      expect(await it_.attributes(ADDRESS)).toMatchObject({ status: "expired" });
      expect(await it_.running("cdb-1")).toEqual([]);
    },
  );

  test("whose task was stopped in the console is planned again", async () => {
    await applied(policy({ target: DAS }));
    const [task] = await it_.running();
    expect(await it_.attributes(ADDRESS)).toMatchObject({ task_id: task?.id, status: "enforced" });
    await elsewhere(it_.emulator.url).terminateKillTask(DAS_INSTANCE, task!.id!);
    expect((await planned(policy({ target: DAS }), "-detailed-exitcode")).code).toBe(2);
    expect(await applied(policy({ target: DAS }))).toMatchObject({ code: 0, errors: [] });
    expect(await it_.running()).toHaveLength(1);
    expect(await it_.terraform.destroy()).toMatchObject({ code: 0 });
    expect(await it_.running()).toEqual([]);
  });

  test.each([
    {
      target: '{ service = "dbbrain", instance_id = "cynosdbmysql-ins-1", product = "cynosdb" }',
      database: { service: "dbbrain", instance_id: "cynosdbmysql-ins-1", product: "cynosdb" },
      by: "vendor",
      action: "connection",
    },
    {
      target: DAS,
      database: { service: "das", instance_id: DAS_INSTANCE },
      by: "vendor",
      action: "connection",
    },
    {
      target: '{ service = "clickhouse", instance_id = "cc-bp1" }',
      database: { service: "clickhouse", instance_id: "cc-bp1", edition: "community" },
      by: "runner",
      action: "query",
    },
    {
      target: '{ service = "clickhouse", instance_id = "cc-bp2", edition = "enterprise" }',
      database: { service: "clickhouse", instance_id: "cc-bp2", edition: "enterprise" },
      by: "runner",
      action: "query",
    },
    {
      target: '{ service = "oceanbasepro", instance_id = "ob-1", tenant_id = "t-1" }',
      database: { service: "oceanbasepro", instance_id: "ob-1", tenant_id: "t-1" },
      by: "runner",
      action: "connection",
    },
  ] as const)(
    "of $database.service is previewed, and enforced by the $by",
    async ({ target, database, by, action }) => {
      const row = {
        id: "51",
        query_id: "q-51",
        server: "10.0.0.5:2882",
        user: "report",
        duration_seconds: 90,
      };
      const sessions = [row, { ...row, id: "52", query_id: "q-52", user: "app" }].map(
        ({ id, query_id, server, ...rest }) => {
          if (database.service === "clickhouse") return { ...rest, query_id, info: "SELECT 1" };
          return database.service === "oceanbasepro" ? { ...rest, id, server } : { ...rest, id };
        },
      );
      await it_.emulator.reset();
      await it_.emulator.addSessions({ ...database, sessions } as never);
      const result = await applied(policy({ target }));
      expect([result.code, result.errors]).toEqual([0, []]);
      expect(result.text).toMatch(/would kill 1 (session|query)/);
      const { enforced_by, document } = await it_.attributes(ADDRESS);
      expect([enforced_by, JSON.parse(document).policies[0].action]).toEqual([by, action]);
      expect(await it_.running()).toHaveLength(by === "vendor" ? 1 : 0);
      await it_.emulator.advanceClock(2);
      const { kills: dead } = await it_.emulator.state();
      expect(dead.map(({ session }) => session.id)).toEqual(by === "vendor" ? ["51"] : []);
      expect(await planned(policy({ target }), "-detailed-exitcode")).toMatchObject({ code: 0 });
      expect(await it_.terraform.destroy()).toMatchObject({ code: 0 });
      expect(await it_.running()).toEqual([]);
    },
  );

  test("that observes needs the runner, and makes no kill request", async () => {
    const result = await applied(policy({ mode: '"observe"', max_kills: "0" }));
    expect(result).toMatchObject({ code: 0, errors: [] });
    expect(result.text).toContain("would report 2 sessions");
    expect(await it_.attributes(ADDRESS)).toMatchObject({ enforced_by: "runner", status: "pending" });
    const { requests } = await it_.emulator.requests({});
    expect(new Set(requests.map(({ action }) => action))).toEqual(new Set(["DescribeMySqlProcessList"]));
  });

  test("with a cap that more sessions exceed is refused at plan", async () => {
    const { code, errors, text } = await planned(policy({ max_kills: "1" }));
    expect([code, errors]).toEqual([1, ["DBKILL_MAX_KILLS_EXCEEDED"]]);
    expect(text).toContain("11 report Query");
    // A window that is closed now kills nobody, so its cap is not exceeded either.
    const day = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"][(new Date().getUTCDay() + 3) % 7];
    const closed = `{ days = ["${day}"], start = "00:00", end = "24:00", time_zone = "UTC" }`;
    expect(await planned(policy({ max_kills: "1", window: closed }))).toMatchObject({ code: 0 });
  });

  test("shares the vendor's one slot with kill tasks and other policies; a clash names both, and the way out", async () => {
    const task = resource("dbkill_tencent_dbbrain_kill_task", "it", {
      instance_id: '"cdb-1"',
      match: REPORT,
    });
    const clash = await planned(policy() + task);
    expect([clash.code, clash.errors]).toEqual([1, ["DBKILL_TASK_SLOT_CLAIMED"]]);
    expect(clash.text).toContain('policy "it"');
    expect(clash.text).toContain("a kill task");
    expect(clash.text).toContain('enforcement = "runner"');
    const policies = await planned(policy() + policy({ match: '{ users = ["etl"] }' }, "", "other"));
    expect(policies.errors).toEqual(["DBKILL_TASK_SLOT_CLAIMED"]);
    expect(policies.text).toMatch(/policy "it".*policy "other"|policy "other".*policy "it"/);
    expect(await planned(policy({ enforcement: '"runner"' }) + task)).toMatchObject({ code: 0 });
  });

  test("tells of a task that it finds in the settings that a policy has", async () => {
    await it_.emulator.addTask({ service: "das", instance_id: DAS_INSTANCE, match: { users: ["report"] } });
    const adopted = await applied(policy({ target: DAS }));
    expect(adopted.warnings).toEqual(
      expect.arrayContaining(["DBKILL_TASK_WOULD_ADOPT", "DBKILL_TASK_ADOPTED"]),
    );
    expect(adopted.text).not.toContain("adopt_existing");
    expect(adopted.text).toContain('enforcement = "runner"');
    expect(await it_.terraform.destroy()).toMatchObject({ code: 0 });

    await it_.emulator.addTask({ service: "dbbrain", instance_id: "cdb-1", match: { users: ["batch"] } });
    const taken = await applied(policy());
    expect(taken.errors).toEqual(["DBKILL_TASK_SLOT_TAKEN"]);
    expect(taken.text).toContain('enforcement = "runner"');
    expect(await it_.running("cdb-1")).toHaveLength(1);
  });

  test("that demands the vendor's task for what it can't express is refused, with the setting", async () => {
    const { code, errors, text } = await planned(
      policy({ enforcement: '"vendor"', exclude: '{ commands = ["Sleep"] }' }),
    );
    expect([code, errors]).toEqual([1, ["DBKILL_POLICY_NOT_EXPRESSIBLE"]]);
    expect(text).toContain("exclude");
  });

  test("warns of another one that may choose the same session and ends something else, and of a name that is taken", async () => {
    const runner = { enforcement: '"runner"' };
    const twins = await planned(policy(runner) + policy({ ...runner, name: '"it"' }, "", "other"));
    expect(twins.errors).toEqual(["DBKILL_POLICY_NAME_TAKEN"]);
    const mysql = { ...runner, target: '{ service = "mysql", instance_id = "127.0.0.1:1" }' };
    const conflict = await planned(
      policy({ ...mysql, action: '"query"', priority: "1" }) + policy(mysql, "", "other"),
    );
    expect(conflict.warnings).toContain("DBKILL_POLICY_CONFLICT");
    expect(conflict.text).toContain('"it" acts');
  });

  test("tells of a tool that the vendor's task would kill", async () => {
    await it_.sessions("cdb-1", [
      { id: "31", user: "report", info: "SELECT /*!40001 SQL_NO_CACHE */ * FROM `orders`" },
    ]);
    expect((await planned(policy())).warnings).toContain("DBKILL_POLICY_TOOL_AT_RISK");
    const byRunner = await planned(policy({ enforcement: '"runner"' }));
    expect(byRunner.warnings).not.toContain("DBKILL_POLICY_TOOL_AT_RISK");
    expect(byRunner.text).toContain("1 of a tool");
  });

  test("can't be planned with a guard while the sessions can't be listed", async () => {
    await it_.emulator.setFaults([
      { service: "dbbrain", action: "DescribeMySqlProcessList", kind: "code", code: "InternalError" },
    ]);
    expect((await planned(policy({ max_kills: "5" }))).errors).toEqual(["DBKILL_KILL_LIST_FAILED"]);
    expect((await planned(policy())).warnings).toEqual(["DBKILL_KILL_LIST_FAILED"]);
    const observing = await planned(policy({ max_kills: "5", mode: '"observe"' }));
    expect([observing.code, observing.errors]).toEqual([0, []]);
  });

  test.each([
    ["an empty match", { match: "{}" }, "DBKILL_FILTER_EMPTY"],
    [
      "a transaction age that the list does not tell",
      { match: "{ min_transaction_seconds = 5 }" },
      "DBKILL_FILTER_NOT_LISTED",
    ],
    ["an empty when", { when: "{}" }, "DBKILL_POLICY_CONDITION_EMPTY"],
    [
      "an unknown time zone",
      { window: '{ start = "09:00", end = "17:00", time_zone = "Mars" }' },
      "DBKILL_POLICY_WINDOW_INVALID",
    ],
    ["a kill of queries on DBbrain", { action: '"query"' }, "DBKILL_POLICY_ACTION_UNSUPPORTED"],
  ])("with %s is refused", async (_, attributes, code) => {
    it_.write(policy(attributes as Record<string, string>));
    const { code: exit, output } = await it_.terraform.plan();
    expect([exit, codes(output)]).toEqual([1, [code]]);
  });
});
