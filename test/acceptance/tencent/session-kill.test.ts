import { flat } from "../../support/text";
import { codes, resource, Workspace } from "../../support/workspace";

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
    it_.write(sessionKill({ session_ids: '["11", "12", "99"]' }));
    const planned = await it_.terraform.plan();
    expect(flat(planned.output)).toContain(
      "2 of 3 chosen sessions on cdb-1 are there now and would be killed",
    );
    const applied = await it_.terraform.apply();
    expect(applied.code).toBe(0);
    expect(flat(applied.output)).toContain("1 of 2 sessions on cdb-1 survived the kill");
    expect((await it_.attributes(ADDRESS)).results).toEqual([
      { session_id: "11", outcome: "killed" },
      { session_id: "12", outcome: "survived" },
      { session_id: "99", outcome: "gone" },
    ]);
    expect(await killed()).toEqual(["11"]);
    expect(await it_.terraform.plan("-detailed-exitcode")).toMatchObject({ code: 0 });

    const destroyed = await it_.terraform.destroy();
    expect(flat(destroyed.output)).toContain("Destroying a session kill does nothing");
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
      expect((await it_.attributes(ADDRESS)).results).toEqual([{ session_id: "13", outcome: "killed" }]);
      expect(await killed()).toEqual(["13"]);
    },
  );

  test("never kills the server's own sessions", async () => {
    it_.write(sessionKill({ session_ids: '["13", "15"]' }));
    const { code, output } = await it_.terraform.apply();
    expect(code).toBe(1);
    expect(flat(output)).toContain("The server's own sessions are never killed");
    expect(await killed()).toEqual([]);
  });

  test.each([
    ["none", "[]", "session_ids must have between 1 and 100 elements"],
    ["a name", '["abc"]', "is no session id"],
    ["one twice", '["11", "11"]', "repeats the value"],
    ["too many", "[for n in range(1, 102) : tostring(n)]", "between 1 and 100"],
  ])("refuses %s", async (_what, ids, message) => {
    it_.write(sessionKill({ session_ids: ids }));
    const { code, output } = await it_.terraform.run("validate", "-no-color");
    expect(code).toBe(1);
    expect(flat(output)).toContain(message);
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
  target = { service = "dbbrain", instance_id = "cdb-1" }
  match  = { states = ["Sending data"], info_regex = "(?i)^select", min_duration_seconds = 60 }
  limit  = 1
}
data "dbkill_sessions" "all" {
  target = { service = "dbbrain", instance_id = "cdb-1", region = "ap-guangzhou" }
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

      it_.write('data "dbkill_sessions" "bad" {\n  target = { service = "db2", instance_id = "x" }\n}');
      const refused = await it_.terraform.run("validate", "-no-color");
      expect(flat(refused.output)).toContain("target.service must be one of");
    } finally {
      await it_.dispose();
    }
  });
});
