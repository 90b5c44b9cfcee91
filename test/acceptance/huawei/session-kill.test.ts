import { DAS_INSTANCE } from "../../support/das";
import { flat } from "../../support/text";
import { resource, Workspace } from "../../support/workspace";

const TYPE = "dbkill_huawei_das_session_kill";
const ADDRESS = `${TYPE}.now`;
/** One more than a JavaScript number holds. */
const LARGE = "9007199254740993";

function sessionKill(attributes: Record<string, string>): string {
  return resource(TYPE, "now", { instance_id: `"${DAS_INSTANCE}"`, ...attributes });
}

describe("a Huawei session kill", () => {
  let it_: Workspace;

  beforeAll(async () => {
    it_ = await Workspace.create({ rateLimit: false });
  });
  afterAll(() => it_.dispose());
  beforeEach(async () => {
    await it_.reset();
    await it_.emulator.addSessions({
      service: "das",
      instance_id: DAS_INSTANCE,
      sessions: [
        { id: "11", user: "report", duration_seconds: 75, info: "select 1" },
        { id: "12", user: "report", unkillable: true },
        { id: "13", user: "app" },
        { id: "14", user: "app", refuse: "not this one" },
        { id: "15", user: "rdsAdmin" },
        { id: LARGE, user: "app" },
        { id: "9007199254740992", user: "app" },
      ],
    });
  });

  const killed = async () => (await it_.emulator.state()).kills.map(({ session }) => session.id);

  test("kills the chosen sessions once and records what it saw", async () => {
    it_.write(sessionKill({ session_ids: '["11", "12", "14", "99"]' }));
    const planned = await it_.terraform.plan();
    expect(flat(planned.output)).toContain(
      `3 of 4 chosen sessions on ${DAS_INSTANCE} are there now and would be killed`,
    );
    const applied = await it_.terraform.apply();
    expect(applied.code).toBe(0);
    expect(flat(applied.output)).toContain(`2 of 3 sessions on ${DAS_INSTANCE} survived the kill`);
    expect((await it_.attributes(ADDRESS)).results).toEqual([
      { session_id: "11", outcome: "killed" },
      { session_id: "12", outcome: "survived" },
      { session_id: "14", outcome: "survived" },
      { session_id: "99", outcome: "gone" },
    ]);
    expect(await killed()).toEqual(["11"]);
    expect(await it_.terraform.plan("-detailed-exitcode")).toMatchObject({ code: 0 });

    const destroyed = await it_.terraform.destroy();
    expect(flat(destroyed.output)).toContain("Destroying a session kill does nothing");
    expect(await killed()).toEqual(["11"]);
  });

  test("loses no digit of an id", async () => {
    it_.write(sessionKill({ session_ids: `["${LARGE}"]` }));
    expect(await it_.terraform.apply()).toMatchObject({ code: 0 });
    expect(await killed()).toEqual([LARGE]);
    expect((await it_.attributes(ADDRESS)).results).toEqual([{ session_id: LARGE, outcome: "killed" }]);
  });

  test("runs again when a trigger changes", async () => {
    it_.write(sessionKill({ session_ids: '["13"]', triggers: '{ run = "1" }' }));
    await it_.terraform.apply();
    it_.write(sessionKill({ session_ids: '["11"]', triggers: '{ run = "2" }' }));
    expect((await it_.terraform.apply()).output).toContain("1 changed");
    expect(await killed()).toEqual(["13", "11"]);
  });

  test.each(["reset_after", "reset_before", "malformed", "http_500"] as const)(
    "finds out what happened after %s",
    async (kind) => {
      await it_.emulator.setFaults([{ service: "das", action: "kill-process", kind, times: 1 }]);
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

  test("is fed by the sessions that a filter matches", async () => {
    it_.write(`
data "dbkill_sessions" "reports" {
  target {
    service = "das"
    instance_id = "${DAS_INSTANCE}"
  }
  match {
    users = ["report"]
    info_regex = "(?i)^SELECT"
  }
}
${sessionKill({ session_ids: "data.dbkill_sessions.reports.sessions[*].id" })}`);
    expect(await it_.terraform.apply()).toMatchObject({ code: 0 });
    expect(await killed()).toEqual(["11"]);
  });

  test("can't be imported, and says so", async () => {
    it_.write(sessionKill({ session_ids: '["11"]' }));
    const { code, output } = await it_.terraform.run("import", "-no-color", ADDRESS, "x");
    expect(code).toBe(1);
    expect(flat(output)).toContain("A kill that has happened can't be read back from DAS");
  });

  test.each([
    ["none", "[]", "session_ids must have between 1 and 100 elements"],
    ["a name", '["abc"]', "is no session id"],
    ["more than 64 bits", '["18446744073709551616"]', "is no session id"],
    ["one twice", '["11", "11"]', "repeats the value"],
    ["too many", "[for n in range(1, 102) : tostring(n)]", "between 1 and 100"],
  ])("refuses %s", async (_what, ids, message) => {
    it_.write(sessionKill({ session_ids: ids }));
    const { code, output } = await it_.terraform.run("validate", "-no-color");
    expect(code).toBe(1);
    expect(flat(output)).toContain(message);
  });
});
