import type { SessionInput } from "../../../src/emulator";
import { flat } from "../../support/text";
import { codes, resource, Workspace } from "../../support/workspace";

const TYPE = "dbkill_alibaba_oceanbase_session_kill";
const ADDRESS = `${TYPE}.now`;
const SERVER = "192.168.13.119";

const kill = (attributes: Record<string, string>) =>
  resource(TYPE, "now", { instance_id: '"ob-1"', tenant_id: '"t-1"', ...attributes });

const named = (...ids: string[]) =>
  `[${ids.map((id) => `{ server = "${SERVER}", id = "${id}" }`).join(", ")}]`;

describe("an OceanBase kill", () => {
  let it_: Workspace;

  beforeAll(async () => {
    it_ = await Workspace.create({ rateLimit: false });
  });
  afterAll(() => it_.dispose());
  beforeEach(() => it_.reset());

  const runs = (sessions: SessionInput[], tenant = "t-1") =>
    it_.emulator.addSessions({
      service: "oceanbasepro",
      instance_id: "ob-1",
      tenant_id: tenant,
      sessions: sessions.map((session) => ({ server: SERVER, user: "report", ...session })),
    });
  const alive = async () =>
    (await it_.emulator.state()).sessions
      .filter(({ status }) => status === "running")
      .map(({ id, server }) => `${id} on ${server}`);
  const results = async (): Promise<Record<string, string | null>[]> =>
    (await it_.attributes(ADDRESS)).results;
  const outcomes = async () => (await results()).map(({ id, outcome }) => `${id} ${outcome}`);
  const apply = async (attributes: Record<string, string>) => {
    it_.write(kill(attributes));
    const { code, output } = await it_.terraform.apply();
    return { code, text: flat(output), codes: codes(output), warnings: codes(output, "Warning") };
  };

  test("kills the named sessions, one server's and not the other's, and loses no digit of an id", async () => {
    await runs([
      { id: "9007199254740993" },
      { id: "9007199254740992" },
      { id: "18446744073709551615" },
      { id: "18446744073709551615", server: "192.168.13.120" },
    ]);
    const ids = named("9007199254740993", "18446744073709551615", "7");
    it_.write(kill({ sessions: ids }));
    const planned = await it_.terraform.plan();
    expect(codes(planned.output, "Warning")).toContain("DBKILL_KILL_PREVIEW");
    expect(flat(planned.output)).toContain("2 sessions on tenant t-1 of ob-1");
    expect(await apply({ sessions: ids })).toMatchObject({ code: 0 });
    expect(await alive()).toEqual([
      `9007199254740992 on ${SERVER}`,
      "18446744073709551615 on 192.168.13.120",
    ]);
    expect(await results()).toEqual([
      { server: SERVER, id: "9007199254740993", user: "report", outcome: "killed", message: null },
      {
        server: SERVER,
        id: "18446744073709551615",
        user: "report",
        outcome: "killed",
        message: null,
      },
      { server: SERVER, id: "7", user: null, outcome: "gone", message: null },
    ]);
    expect(it_.written()).toContain("9007199254740993");
    expect(await it_.terraform.plan("-detailed-exitcode")).toMatchObject({ code: 0 });

    const destroyed = await it_.terraform.destroy();
    expect(codes(destroyed.output, "Warning")).toEqual(["DBKILL_KILL_DESTROY_DOES_NOTHING"]);
    expect(await it_.calls("KillProcessList")).toBe(1);
  });

  test("kills what matches in one tenant alone, and spares the protected and the vendor's own", async () => {
    await runs([
      { id: "1", command: "Sleep", duration_seconds: 900 },
      { id: "2", command: "Sleep", duration_seconds: 900, user: "app" },
      { id: "3", command: "Sleep", duration_seconds: 900, user: "root" },
      { id: "4", command: "Query", duration_seconds: 900 },
    ]);
    await runs([{ id: "1", command: "Sleep", duration_seconds: 900 }], "t-2");
    const { code } = await apply({
      match: '{ commands = ["sleep"], states = ["SLEEP"], min_duration_seconds = 600 }',
      protected_users: '["app"]',
      max_kills: "1",
    });
    expect(code).toBe(0);
    expect(await alive()).toHaveLength(4);
    expect(await outcomes()).toEqual(["1 killed"]);
  });

  test("takes sessions that the same run looks up", async () => {
    await runs([{ id: "9007199254740993" }, { id: "2", user: "app" }]);
    const body = (user: string) => `
data "dbkill_sessions" "theirs" {
  target {
    service = "oceanbasepro"
    instance_id = "ob-1"
    tenant_id = "t-1"
  }
  match { users = ["${user}"] }
}
${kill({ sessions: "[for s in data.dbkill_sessions.theirs.sessions : { server = s.server, id = s.id }]" })}`;
    it_.write(body("report"));
    expect(await it_.terraform.apply()).toMatchObject({ code: 0 });
    expect(await alive()).toEqual([`2 on ${SERVER}`]);
    expect(await outcomes()).toEqual(["9007199254740993 killed"]);
    expect((await apply({ sessions: "[]" })).warnings).toContain("DBKILL_NOTHING_TO_KILL");
    expect(await it_.terraform.destroy()).toMatchObject({ code: 0 });
    it_.write(body("nobody"));
    const created = await it_.terraform.apply();
    expect(created).toMatchObject({ code: 0 });
    expect(codes(created.output, "Warning")).toContain("DBKILL_NOTHING_TO_KILL");
    expect(await it_.attributes(ADDRESS)).toMatchObject({ results: [], killed: 0 });
    expect(await it_.terraform.destroy()).toMatchObject({ code: 0 });
    expect(await it_.calls("KillProcessList")).toBe(1);
    expect(await alive()).toEqual([`2 on ${SERVER}`]);
  });

  describe("that is refused for one session", () => {
    const both = { sessions: named("1", "2") };

    beforeEach(() => runs([{ id: "1" }, { id: "2", refuse: "the session rolls back" }]));

    test("names it with the vendor's message, keeps the others, and the next apply tries what is left", async () => {
      const first = await apply(both);
      expect(first.code).toBe(1);
      expect(first.codes).toEqual(["DBKILL_SESSION_REFUSED"]);
      expect(first.text).toContain(`2 on ${SERVER}`);
      expect(first.text).toContain("the session rolls back");
      expect(await outcomes()).toEqual(["1 killed", "2 refused"]);
      expect(await alive()).toEqual([`2 on ${SERVER}`]);

      // A create that failed is tainted: the next one lists, and sends nothing for what is over.
      await it_.emulator.reset();
      await runs([{ id: "2" }]);
      expect((await apply(both)).text).toContain("1 added, 0 changed, 1 destroyed");
      expect(await outcomes()).toEqual(["1 gone", "2 killed"]);
    });

    test("in an update goes on in the next apply, and remembers whom it killed", async () => {
      await apply({ sessions: "[]" });
      expect(await apply(both)).toMatchObject({ code: 1 });
      await it_.emulator.reset();
      await runs([{ id: "2" }, { id: "1" }]);
      it_.write(kill(both));
      expect(flat((await it_.terraform.plan()).output)).toContain("1 session on tenant t-1 of ob-1");
      expect(await apply(both)).toMatchObject({ code: 0 });
      expect(await alive()).toEqual([`1 on ${SERVER}`]);
      expect(await outcomes()).toEqual(["1 killed", "2 killed"]);
      expect(await it_.terraform.plan("-detailed-exitcode")).toMatchObject({ code: 0 });
    });

    test("is an error without verify, too", async () => {
      expect(await apply({ ...both, verify: "false", fail_on_survivors: "false" })).toMatchObject({
        code: 1,
      });
      expect(await outcomes()).toEqual(["1 killed", "2 refused"]);
    });
  });

  test("does not look where it need not and is told not to", async () => {
    await runs([{ id: "1" }]);
    expect(await apply({ sessions: named("1"), verify: "false" })).toMatchObject({ code: 0 });
    expect(await outcomes()).toEqual(["1 unknown"]);
    expect(await alive()).toEqual([]);
  });

  test("that a session survives is an error, or a warning", async () => {
    await runs([{ id: "1", unkillable: true }]);
    const short = { sessions: named("1"), timeouts: '{ create = "4s", update = "4s" }' };
    const failed = await apply(short);
    expect(failed).toMatchObject({ code: 1, codes: ["DBKILL_SESSION_SURVIVED"] });
    expect(failed.text).toContain(`1 on ${SERVER}`);
    expect(await apply({ ...short, fail_on_survivors: "false" })).toMatchObject({ code: 0 });
    expect(await outcomes()).toEqual(["1 survived"]);
  });

  test.each(["reset_after", "reset_before", "malformed", "http_500", "http_503"] as const)(
    "finds out what happened after %s",
    async (kind) => {
      await runs([{ id: "1" }, { id: "2", user: "app" }]);
      await it_.emulator.setFaults([{ service: "oceanbasepro", action: "KillProcessList", kind, times: 1 }]);
      expect(await apply({ match: '{ users = ["report"] }' })).toMatchObject({ code: 0 });
      expect(await outcomes()).toEqual(["1 killed"]);
      expect(await alive()).toEqual([`2 on ${SERVER}`]);
    },
  );

  test("is held back by max_kills, protected users and the vendor's own sessions", async () => {
    await runs([{ id: "1" }, { id: "2", user: "app" }, { id: "3", user: "proxyro" }]);
    const refused = [
      await apply({ sessions: named("1", "2"), max_kills: "1" }),
      await apply({ sessions: named("1", "2"), protected_users: '["app"]' }),
      await apply({ sessions: named("1", "3") }),
    ];
    expect(refused.map(({ code }) => code)).toEqual([1, 1, 1]);
    expect(refused.map((each) => each.codes)).toEqual([
      ["DBKILL_MAX_KILLS_EXCEEDED"],
      ["DBKILL_PROTECTED_SESSION_CHOSEN"],
      ["DBKILL_PROTECTED_SESSION_CHOSEN"],
    ]);
    expect(await it_.calls("KillProcessList")).toBe(0);
  });

  describe("that can't be right is refused:", () => {
    test.each([
      ["no choice", {}, "DBKILL_SELECTION_MISSING"],
      ["two choices", { sessions: named("1"), match: '{ users = ["a"] }' }, "DBKILL_SELECTION_AMBIGUOUS"],
      ["an empty filter", { match: "{}" }, "DBKILL_FILTER_EMPTY"],
      [
        "a command of MySQL's alone",
        { match: '{ commands = ["Long Data"] }' },
        "DBKILL_FILTER_VALUE_INVALID",
      ],
      ["a name for an id", { sessions: named("abc") }, "DBKILL_SELECTION_ID_INVALID"],
      ["a leading zero", { sessions: named("01") }, "DBKILL_SELECTION_ID_INVALID"],
      ["an id beyond 64 bits", { sessions: named("18446744073709551616") }, "DBKILL_SELECTION_ID_INVALID"],
      ["a session twice", { sessions: named("1", "1") }, "DBKILL_SELECTION_ID_INVALID"],
      ["a session without a server", { sessions: '[{ id = "1" }]' }, "server"],
      ["a blank server", { sessions: '[{ server = " ", id = "1" }]' }, "DBKILL_SELECTION_ID_INVALID"],
      ["a blank tenant", { sessions: named("1"), tenant_id: '""' }, "DBKILL_VALUE_INVALID"],
    ] as [string, Record<string, string>, string][])("%s", async (_what, attributes, message) => {
      it_.write(kill(attributes));
      const { code, output } = await it_.terraform.run("validate", "-no-color");
      expect(code).toBe(1);
      expect(flat(output)).toContain(message);
    });

    test("a tenant that is not there, and an import", async () => {
      await runs([{ id: "1" }]);
      expect((await apply({ sessions: named("1"), tenant_id: '"t-9"' })).text).toContain(
        "InvalidTenantId.NotFound",
      );
      const { code, output } = await it_.terraform.run("import", "-no-color", ADDRESS, "x");
      expect(code).toBe(1);
      expect(codes(output)).toEqual(["DBKILL_UNSUPPORTED"]);
    });
  });
});
