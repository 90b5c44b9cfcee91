import { DAS_INSTANCE, dasKillTask, elsewhere } from "../../support/das";
import { codes, Workspace } from "../../support/workspace";

const WIDE = 'start_time = "2020-01-01T00:00:00Z"\n  end_time = "2099-01-01T00:00:00+08:00"';

function history(name: string, lines: string): string {
  return `data "dbkill_huawei_das_kill_history" "${name}" {\n  instance_id = "${DAS_INSTANCE}"\n  ${lines}\n}
output "${name}" {\n  value = data.dbkill_huawei_das_kill_history.${name}\n}\n`;
}

function preview(name: string, lines: string): string {
  return `data "dbkill_huawei_das_kill_preview" "${name}" {\n  instance_id = "${DAS_INSTANCE}"\n  ${lines}\n}
output "${name}" {\n  value = data.dbkill_huawei_das_kill_preview.${name}\n}\n`;
}

// biome-ignore lint/suspicious/noExplicitAny: outputs are JSON of any shape
async function outputs(workspace: Workspace): Promise<Record<string, any>> {
  expect(await workspace.terraform.apply()).toMatchObject({ code: 0 });
  const { values } = await workspace.terraform.show();
  // biome-ignore lint/suspicious/noExplicitAny: as above
  const entries = Object.entries(values.outputs as Record<string, any>);
  return Object.fromEntries(entries.map(([name, { value }]) => [name, value]));
}

describe("the preview of a Huawei DAS kill task", () => {
  test.each([
    ["as documented", []] as const,
    ["in the documents' contradictions", ["success-false", "numbers-as-strings"]] as const,
  ])("has every field of the vendor's answer, %s", async (_how, quirks) => {
    const it_ = await Workspace.create({ quirks: [...quirks] });
    try {
      await it_.emulator.addSessions({
        service: "das",
        instance_id: DAS_INSTANCE,
        sessions: [
          {
            id: "34850917",
            user: "root",
            host: "100.79.0.247:59474",
            database: "cds",
            state: "User sleep",
            duration_seconds: 7,
            info: "select sleep(49599) from das",
          },
          { id: "12", user: "root", host: "100.79.0.247:1", database: "cds", duration_seconds: 1 },
          { id: "13", user: "app", duration_seconds: 900 },
          { id: "14", user: "rdsAdmin", duration_seconds: 900 },
        ],
      });
      it_.write(
        preview(
          "seed",
          'match {\n    users = ["root"]\n    hosts = ["100.%"]\n    databases = ["cds"]\n    commands = ["Query"]\n    info_keywords = ["select", "from", "das"]\n    min_duration_seconds = 5\n  }',
        ) + preview("all", "match_all = true"),
      );
      const { seed, all } = await outputs(it_);
      expect(seed).toMatchObject({
        total_count: 1,
        success: quirks.length === 0,
        processes: [
          {
            id: "34850917",
            user: "root",
            host: "100.79.0.247:59474",
            db: "cds",
            command: "Query",
            sql_info: "select sleep(49599) from das",
            state: "User sleep",
          },
        ],
      });
      expect(seed.processes[0].state_duration).toBeGreaterThanOrEqual(7);
      expect(Date.parse(seed.data_sync_time)).toBeGreaterThan(Date.now() - 600_000);
      expect(all.processes.map(({ id }: { id: string }) => id).sort()).toEqual(["12", "13", "34850917"]);
      expect((await it_.emulator.state()).kills).toEqual([]);
    } finally {
      await it_.dispose();
    }
  });
});

describe("the history of kills on a Huawei DAS instance", () => {
  let it_: Workspace;
  const SESSIONS = 120;

  beforeAll(async () => {
    it_ = await Workspace.create({ rateLimit: false });
    await it_.emulator.addSessions({
      service: "das",
      instance_id: DAS_INSTANCE,
      sessions: [
        ...Array.from({ length: SESSIONS }, (_, index) => ({
          id: `${index + 100}`,
          user: "report",
          host: "10.0.0.7:51234",
          database: "shop",
          state: "Sending data",
          duration_seconds: 75,
          info: "select sum(total)",
        })),
        { id: "7", user: "app" },
      ],
    });
    it_.write(dasKillTask("reports"));
    expect(await it_.terraform.apply()).toMatchObject({ code: 0 });
    await it_.emulator.advanceClock(2);
    await elsewhere(it_.emulator.url).killProcesses(DAS_INSTANCE, [{ id: "7", user: "app" }]);
  });
  afterAll(() => it_.dispose());

  test("is read page after page, to its end or to the limit", async () => {
    const before = await it_.calls("query-kill-process-history");
    it_.write(history("all", WIDE) + history("some", `${WIDE}\n  limit = 60`));
    const { all, some } = await outputs(it_);
    expect(all.total_count).toBe(SESSIONS + 1);
    expect(new Set(all.killed_sessions.map((row: { session_id: string }) => row.session_id)).size).toBe(
      SESSIONS + 1,
    );
    expect(some.total_count).toBe(SESSIONS + 1);
    expect(some.killed_sessions).toEqual(all.killed_sessions.slice(0, 60));
    // Terraform reads once in the plan; three pages of 50, and two.
    expect((await it_.calls("query-kill-process-history")) - before).toBe(5);
  });

  test("has every field of the vendor's answer", async () => {
    it_.write(history("all", WIDE));
    const { killed_sessions: rows } = (await outputs(it_)).all;
    const byApi = rows.find((row: { session_id: string }) => row.session_id === "7");
    expect(byApi).toMatchObject({ user: "app", task_id: null, killed_source: "api" });
    const byTask = rows.find((row: { session_id: string }) => row.session_id === "100");
    expect(byTask).toMatchObject({
      user: "report",
      task_id: "1",
      host: "10.0.0.7:51234",
      db: "shop",
      command: "Query",
      state: "Sending data",
      info: "select sum(total)",
      killed_source: "task",
    });
    expect(byTask.time).toBeGreaterThanOrEqual(75);
    expect(byTask.kill_time).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/);
    expect(byTask.node_id).not.toBeNull();
  });

  test("is bounded by its window and its node", async () => {
    it_.write(
      history("before", 'start_time = "2020-01-01T00:00:00Z"\n  end_time = "2021-01-01T00:00:00Z"') +
        history("elsewhere", `${WIDE}\n  node_id = "another"`),
    );
    const { before, elsewhere: other } = await outputs(it_);
    for (const found of [before, other]) expect(found).toMatchObject({ total_count: 0, killed_sessions: [] });
  });

  test.each([
    [
      "an empty window",
      'start_time = "2026-01-02T00:00:00Z"\n  end_time = "2026-01-02T00:00:00Z"',
      "DBKILL_WINDOW_EMPTY",
    ],
    [
      "a window that ends before it begins",
      'start_time = "2026-01-02T00:00:00Z"\n  end_time = "2026-01-02T01:00:00+02:00"',
      "DBKILL_WINDOW_EMPTY",
    ],
    [
      "a time without an offset",
      'start_time = "2026-01-02T00:00:00"\n  end_time = "2026-02-02T00:00:00Z"',
      "DBKILL_VALUE_INVALID",
    ],
    [
      "a day that is in no calendar",
      'start_time = "2026-02-30T00:00:00Z"\n  end_time = "2026-03-30T00:00:00Z"',
      "DBKILL_VALUE_INVALID",
    ],
    ["a limit of nothing", `${WIDE}\n  limit = 0`, "DBKILL_VALUE_INVALID"],
  ])("refuses %s", async (_what, lines, problem) => {
    it_.write(history("bad", lines));
    const { code, output } = await it_.terraform.run("validate", "-no-color");
    expect(code).toBe(1);
    expect(codes(output)).toEqual([problem]);
  });

  test("needs a window", async () => {
    it_.write(history("bad", "limit = 1"));
    const { code, output } = await it_.terraform.run("validate", "-no-color");
    expect(code).toBe(1);
    // Core's own error: what is required is in the schema.
    for (const name of ["start_time", "end_time"]) expect(output).toContain(`"${name}" is required`);
  });
});
