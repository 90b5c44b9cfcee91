import { flat } from "../../support/text";
import { block, codes, resource, Workspace } from "../../support/workspace";

const ADDRESS = "dbkill_tencent_dbbrain_session_kill.now";

function sessionKill(attributes: Record<string, string>): string {
  return resource("dbkill_tencent_dbbrain_session_kill", "now", { instance_id: '"cdb-1"', ...attributes });
}

describe("a Tencent session kill", () => {
  let it_: Workspace;

  beforeAll(async () => {
    it_ = await Workspace.create({ rateLimit: false });
  });
  afterAll(() => it_.dispose());
  beforeEach(async () => {
    await it_.reset();
    await it_.sessions("cdb-1", [
      { id: "11", user: "report", duration_seconds: 75, info: "select 1" },
      { id: "12", user: "report", unkillable: true },
      { id: "13", user: "app" },
      { id: "15", user: "event_scheduler", command: "Daemon" },
    ]);
  });

  const killed = async () => (await it_.emulator.state()).kills.map(({ session }) => session.id);

  test("kills the chosen sessions once and records what it saw", async () => {
    it_.write(
      sessionKill({
        session_ids: '["11", "12", "99"]',
        fail_on_survivors: "false",
        timeouts: '{ create = "8s" }',
      }),
    );
    const planned = await it_.terraform.plan();
    expect(codes(planned.output, "Warning")).toEqual(["DBKILL_KILL_PREVIEW"]);
    expect(flat(planned.output)).toContain("2 sessions on cdb-1 would be killed");
    const applied = await it_.terraform.apply();
    expect(applied.code).toBe(0);
    expect(codes(applied.output, "Warning")).toEqual(
      expect.arrayContaining(["DBKILL_SESSION_SURVIVED", "DBKILL_SESSION_NOT_FOUND"]),
    );
    expect(await it_.attributes(ADDRESS)).toMatchObject({
      results: [
        { id: "11", user: "report", outcome: "killed", message: null },
        { id: "12", user: "report", outcome: "survived" },
        { id: "99", user: null, outcome: "gone" },
      ],
      killed: 1,
    });
    expect(await killed()).toEqual(["11"]);
    expect(await it_.terraform.plan("-detailed-exitcode")).toMatchObject({ code: 0 });

    const destroyed = await it_.terraform.destroy();
    expect(codes(destroyed.output, "Warning")).toContain("DBKILL_KILL_DESTROY_DOES_NOTHING");
    expect(await killed()).toEqual(["11"]);
  });

  test("runs again when a trigger changes", async () => {
    it_.write(sessionKill({ session_ids: '["13"]', triggers: '{ run = "1" }', record_history: "false" }));
    await it_.terraform.apply();
    await it_.sessions("cdb-1", [{ id: "21", user: "app" }]);
    it_.write(sessionKill({ session_ids: '["21"]', triggers: '{ run = "2" }' }));
    expect((await it_.terraform.apply()).output).toContain("1 changed");
    expect(await killed()).toEqual(["13", "21"]);
  });

  test("runs again for triggers that are known only during the apply", async () => {
    it_.write(sessionKill({ session_ids: '["13"]' }));
    await it_.terraform.apply();
    await it_.sessions("cdb-1", [{ id: "13", user: "app" }]);
    const later = 'resource "terraform_data" "run" {\n  input = { run = "2" }\n}\n';
    it_.write(later + sessionKill({ session_ids: '["13"]', triggers: "tomap(terraform_data.run.output)" }));
    expect(await it_.terraform.apply()).toMatchObject({ code: 0 });
    expect(await killed()).toEqual(["13", "13"]);
  });

  test("calls nothing when only record_history changes", async () => {
    it_.write(sessionKill({ session_ids: '["13"]' }));
    await it_.terraform.apply();
    const calls = await it_.calls("KillMySqlThreads");
    it_.write(sessionKill({ session_ids: '["13"]', record_history: "false" }));
    await it_.terraform.apply();
    expect(await it_.calls("KillMySqlThreads")).toBe(calls);
  });

  test.each(["reset_after", "reset_before", "malformed"] as const)(
    "finds out what happened after %s",
    async (kind) => {
      await it_.emulator.setFaults([
        { service: "dbbrain", action: "KillMySqlThreads", kind, after: 1, times: 1 },
      ]);
      it_.write(sessionKill({ session_ids: '["13"]' }));
      expect(await it_.terraform.apply()).toMatchObject({ code: 0 });
      expect((await it_.attributes(ADDRESS)).results).toEqual([
        { id: "13", user: "app", outcome: "killed", message: null },
      ]);
      expect(await killed()).toEqual(["13"]);
    },
  );

  test("never kills the server's own sessions", async () => {
    it_.write(sessionKill({ session_ids: '["13", "15"]' }));
    const { code, output } = await it_.terraform.apply();
    expect(code).toBe(1);
    expect(codes(output)).toEqual(["DBKILL_PROTECTED_SESSION_CHOSEN"]);
    expect(flat(output)).toContain("15 event_scheduler");
    expect(await killed()).toEqual([]);
  });

  test.each([
    ["a name", '["abc"]'],
    ["a leading zero", '["011"]'],
    ["one twice", '["11", "11"]'],
  ])("refuses %s", async (_what, ids) => {
    it_.write(sessionKill({ session_ids: ids }));
    const { code, output } = await it_.terraform.run("validate", "-no-color");
    expect(code).toBe(1);
    expect(codes(output)).toEqual(["DBKILL_SELECTION_ID_INVALID"]);
  });

  test("of an empty list kills nobody, says so, and can be destroyed", async () => {
    it_.write(sessionKill({ session_ids: "[]" }));
    const applied = await it_.terraform.apply();
    expect(applied.code).toBe(0);
    expect(codes(applied.output, "Warning")).toContain("DBKILL_NOTHING_TO_KILL");
    expect(await it_.calls("KillMySqlThreads")).toBe(0);
    expect(await it_.attributes(ADDRESS)).toMatchObject({ results: [], killed: 0 });
    expect(await it_.terraform.destroy()).toMatchObject({ code: 0 });
  });

  test("of more ids than one request takes sends them in pieces", async () => {
    const ids = Array.from({ length: 101 }, (_, index) => `${1000 + index}`);
    await it_.sessions(
      "cdb-1",
      ids.map((id) => ({ id, user: "many" })),
    );
    it_.write(sessionKill({ session_ids: JSON.stringify(ids) }));
    expect(await it_.terraform.apply()).toMatchObject({ code: 0 });
    expect((await killed()).sort()).toEqual(ids);
    expect((await it_.attributes(ADDRESS)).killed).toBe(101);
  });
});

describe("the sessions data source", () => {
  test("lists what a filter matches, feeds a kill, and leaves out the server's own", async () => {
    const it_ = await Workspace.create();
    try {
      await it_.sessions("cdb-1", [
        {
          id: "1",
          user: "report",
          duration_seconds: 100,
          state: "Sending data",
          info: "SELECT 1",
          database: "shop",
        },
        { id: "2", user: "report", duration_seconds: 500, state: "Sending data", info: "select 2" },
        { id: "3", user: "report", duration_seconds: 200, state: "init", info: "select 3" },
        { id: "4", user: "system user", duration_seconds: 9999, info: "select 4" },
      ]);
      it_.write(`
data "dbkill_sessions" "slow" {
  target {
    service     = "dbbrain"
    instance_id = "cdb-1"
  }
  match {
    states               = ["Sending data"]
    info_regex           = "(?i)^select"
    min_duration_seconds = 60
  }
  limit = 1
}
data "dbkill_sessions" "all" {
  target {
    service     = "dbbrain"
    instance_id = "cdb-1"
    region      = "ap-guangzhou"
  }
}
resource "dbkill_tencent_dbbrain_session_kill" "now" {
  instance_id = "cdb-1"
  session_ids = data.dbkill_sessions.slow.sessions[*].id
}
output "slow" {
  value = data.dbkill_sessions.slow
}
output "all" {
  value = data.dbkill_sessions.all
}`);
      expect(await it_.terraform.apply()).toMatchObject({ code: 0 });
      const { values } = await it_.terraform.show();
      const { slow, all } = values.outputs;
      expect(slow.value.total).toBe(2);
      expect(slow.value.sessions).toHaveLength(1);
      expect(slow.value.sessions[0]).toMatchObject({ id: "2", user: "report", state: "Sending data" });
      expect(all.value.sessions.map(({ id }: { id: string }) => id)).toEqual(["2", "3", "1"]);
      expect((await it_.emulator.state()).kills.map(({ session }) => session.id)).toEqual(["2"]);

      it_.write(
        `data "dbkill_sessions" "bad" {\n${block("target", '{ service = "db2", instance_id = "x" }')}\n}`,
      );
      const refused = await it_.terraform.run("validate", "-no-color");
      expect(codes(refused.output)).toEqual(["DBKILL_VALUE_INVALID"]);
      expect(flat(refused.output)).toContain("target.service");
    } finally {
      await it_.dispose();
    }
  });
});
