import { DAS_INSTANCE } from "../../support/das";
import { flat } from "../../support/text";
import { codes, resource, Workspace } from "../../support/workspace";

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
    it_.write(
      sessionKill({
        session_ids: '["11", "12", "14", "99"]',
        fail_on_survivors: "false",
        timeouts: '{ create = "8s" }',
      }),
    );
    const planned = await it_.terraform.plan();
    expect(codes(planned.output, "Warning")).toEqual(["DBKILL_KILL_PREVIEW"]);
    expect(flat(planned.output)).toContain(`3 sessions on ${DAS_INSTANCE} would be killed`);
    const applied = await it_.terraform.apply();
    expect(applied.code).toBe(0);
    expect(codes(applied.output, "Warning")).toEqual(
      // DAS tells how many it killed and not which: two of three leave all of them unconfirmed.
      expect.arrayContaining(["DBKILL_KILL_UNCONFIRMED", "DBKILL_SESSION_NOT_FOUND"]),
    );
    expect(await it_.attributes(ADDRESS)).toMatchObject({
      results: [
        { id: "11", user: "report", outcome: "killed", message: null },
        { id: "12", user: "report", outcome: "survived" },
        { id: "14", user: "app", outcome: "survived" },
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

  test("fails where a session lives on, and the next apply tries that one alone", async () => {
    it_.write(sessionKill({ session_ids: '["11", "12"]', timeouts: '{ create = "6s", update = "6s" }' }));
    const { code, output } = await it_.terraform.apply();
    expect(code).toBe(1);
    expect(codes(output)).toHaveLength(1);
    expect(await it_.attributes(ADDRESS)).toMatchObject({
      results: [
        { id: "11", outcome: "killed" },
        { id: "12", outcome: "survived" },
      ],
      killed: 1,
    });
    // The id of the killed session is somebody else's by now.
    await it_.terraform.must("untaint", ADDRESS);
    await it_.emulator.addSessions({
      service: "das",
      instance_id: DAS_INSTANCE,
      sessions: [{ id: "11", user: "boss" }],
    });
    expect(await it_.terraform.apply()).toMatchObject({ code: 1 });
    expect(await killed()).toEqual(["11"]);
    expect((await it_.emulator.state()).sessions.find(({ user }) => user === "boss")?.status).toBe("running");
  });

  test("of an empty list kills nobody, says so, and can be destroyed", async () => {
    it_.write(sessionKill({ session_ids: "[]" }));
    const applied = await it_.terraform.apply();
    expect(applied.code).toBe(0);
    expect(codes(applied.output, "Warning")).toContain("DBKILL_NOTHING_TO_KILL");
    expect(await it_.calls("kill-process")).toBe(0);
    expect(await it_.attributes(ADDRESS)).toMatchObject({ results: [], killed: 0 });
    expect(await it_.terraform.destroy()).toMatchObject({ code: 0 });
  });

  test("chooses by a filter, and spares protected and excluded users, within max_kills", async () => {
    const chosen = {
      match: '{ commands = ["Query"] }',
      exclude: '{ info_keywords = ["select"] }',
      protected_users: '["app"]',
    };
    it_.write(sessionKill({ ...chosen, max_kills: "0" }));
    const held = await it_.terraform.apply();
    expect(held.code).toBe(1);
    expect(codes(held.output)).toEqual(["DBKILL_MAX_KILLS_EXCEEDED"]);
    await it_.emulator.addSessions({
      service: "das",
      instance_id: DAS_INSTANCE,
      sessions: [{ id: "21", user: "batch" }],
    });
    it_.write(sessionKill({ ...chosen, fail_on_survivors: "false", timeouts: '{ create = "6s" }' }));
    expect(await it_.terraform.apply()).toMatchObject({ code: 0 });
    expect(await killed()).toEqual(["21"]);
    expect((await it_.attributes(ADDRESS)).results).toMatchObject([{ id: "12" }, { id: "21" }]);
  });

  test("loses no digit of an id", async () => {
    it_.write(sessionKill({ session_ids: `["${LARGE}"]` }));
    expect(await it_.terraform.apply()).toMatchObject({ code: 0 });
    expect(await killed()).toEqual([LARGE]);
    expect((await it_.attributes(ADDRESS)).results).toMatchObject([{ id: LARGE, outcome: "killed" }]);
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
    expect(flat(output)).toContain("15 rdsAdmin");
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
    expect(codes(output)).toEqual(["DBKILL_UNSUPPORTED"]);
  });

  test.each([
    ["a name", '["abc"]'],
    ["more than 64 bits", '["18446744073709551616"]'],
    ["one twice", '["11", "11"]'],
  ])("refuses %s", async (_what, ids) => {
    it_.write(sessionKill({ session_ids: ids }));
    const { code, output } = await it_.terraform.run("validate", "-no-color");
    expect(code).toBe(1);
    expect(codes(output)).toEqual(["DBKILL_SELECTION_ID_INVALID"]);
  });
});
