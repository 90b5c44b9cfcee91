import { Emulator, type SessionInput } from "../../../../../src/emulator";
import { type Fields, send, signByHeader } from "../../../../support/alibaba-calls";

/** Beyond what a JavaScript number can hold. */
const LONG_ID = "9007199254740993";
const SERVER = "192.168.13.119";

describe("OceanBase in the emulator", () => {
  let emulator: Emulator;

  beforeAll(async () => {
    emulator = await Emulator.start({ rateLimit: false });
  });
  afterAll(() => emulator.close());
  afterEach(() => emulator.reset());

  function call(action: string, form: Fields) {
    const host = new URL(emulator.url).host;
    const given = { InstanceId: "ob1", ...form };
    return send(emulator.url, signByHeader({ version: "2019-09-01", action, form: given, host }));
  }
  const post = (sessions: SessionInput[], tenant_id = "t1", instance_id = "ob1") =>
    emulator.addSessions({ service: "oceanbasepro", instance_id, tenant_id, sessions });
  const kill = (list: unknown, form: Fields = {}) =>
    call("KillProcessList", {
      TenantId: "t1",
      SessionList: typeof list === "string" ? list : JSON.stringify(list),
      ...form,
    });
  const describeSessions = (form: Fields = {}) =>
    call("DescribeProcessStatsComposition", { TenantId: "t1", ...form });

  async function statuses(): Promise<Record<string, string>> {
    const { sessions } = await emulator.state({ service: "oceanbasepro" });
    return Object.fromEntries(sessions.map(({ id, status }) => [id, status]));
  }

  const rowsOf = ({ body }: { body: object }) =>
    (body as { Data: { AllProcessList: Record<string, unknown>[] } }).Data.AllProcessList;
  const listed = async (form: Fields = {}) =>
    rowsOf(await describeSessions(form)).map(({ SessionId }) => String(SessionId));

  describe("sessions", () => {
    test("are those of a tenant, and have a server", async () => {
      await post([{ id: "1" }, { id: "2", server: "10.1.1.1" }]);
      await post([{ id: "1" }], "t2");
      const { instances, sessions } = await emulator.state();
      expect(instances).toEqual([
        { service: "oceanbasepro", instance_id: "ob1", tenant_id: "t1" },
        { service: "oceanbasepro", instance_id: "ob1", tenant_id: "t2" },
      ]);
      expect(sessions.map(({ id, server }) => [id, server])).toEqual([
        ["1", SERVER],
        ["2", "10.1.1.1"],
        ["1", SERVER],
      ]);
    });

    test("must name their tenant", async () => {
      const body = { service: "oceanbasepro" as const, instance_id: "ob1", sessions: [] };
      await expect(emulator.addSessions(body)).rejects.toThrow("tenant_id: is required");
    });

    test("of one number may run on two servers, not twice on one", async () => {
      await post([
        { id: "1", server: "10.1.1.1" },
        { id: "1", server: "10.1.1.2" },
      ]);
      const twice = post([
        { id: "2", server: "10.1.1.2" },
        { id: "2", server: "10.1.1.2" },
      ]);
      await expect(twice).rejects.toMatchObject({ code: "SessionExists" });
    });

    test.each(["18446744073709551616", "-1", "01", "1.5", "x"])("may not have %s for an id", async (id) => {
      await expect(post([{ id }])).rejects.toThrow(
        "sessions[0].id: must be a whole number of at most 64 bits",
      );
    });
  });

  describe("KillProcessList", () => {
    test("kills the listed sessions and answers for each, ids with all their digits", async () => {
      await post([
        {
          id: LONG_ID,
          user: "report",
          host: "10.0.0.7:51234",
          database: "shop",
          command: "Sleep",
          duration_seconds: 142,
          info: "select 1",
        },
        { id: "18446744073709551615" },
        { id: "9007199254740992" },
      ]);
      const { status, text } = await kill(
        `[{"ServerIp":"${SERVER}","SessionId":"${LONG_ID}"},{"SessionId":18446744073709551615,"ServerIp":"${SERVER}"}]`,
      );
      expect(status).toBe(200);
      expect(text).toContain(`"SessionId":${LONG_ID},`);
      expect(text).toContain('"SessionId":18446744073709551615,');
      expect(JSON.parse(text).Data[0]).toEqual({
        SessionId: expect.any(Number),
        ServerIp: SERVER,
        Status: "SLEEP",
        ClientIp: "10.0.0.7",
        TenantId: "t1",
        User: "report",
        Database: "shop",
        SqlText: "select 1",
        Command: "Sleep",
        ExecuteTime: expect.stringMatching(/^14[2-9]$/),
      });
      expect(await statuses()).toEqual({
        [LONG_ID]: "killed",
        "18446744073709551615": "killed",
        "9007199254740992": "running",
      });
      const { kills } = await emulator.state();
      expect(kills[0]).toMatchObject({ by: "api", session: { id: LONG_ID, user: "report" } });
    });

    test("says no for one session within a status of 200, and kills the others", async () => {
      await post([
        { id: "1" },
        { id: "2", refuse: "Access denied" },
        { id: "3", unkillable: true },
        { id: "4", server: "10.1.1.1" },
      ]);
      const ids = ["1", "2", "3", "4", "5"];
      const { status, body } = await kill(ids.map((SessionId) => ({ ServerIp: SERVER, SessionId })));
      expect(status).toBe(200);
      const results = body.Data as { SessionId: number; ErrorMessage?: string }[];
      expect(results.map(({ SessionId, ErrorMessage }) => [SessionId, ErrorMessage])).toEqual([
        [1, undefined],
        [2, "Access denied"],
        [3, undefined],
        [4, "Unknown thread id: 4"],
        [5, "Unknown thread id: 5"],
      ]);
      expect(await statuses()).toEqual({ 1: "killed", 2: "running", 3: "running", 4: "running" });
    });

    test("reaches no session of another tenant, and spares no session of the system", async () => {
      await post([{ id: "1", user: "root" }]);
      await post([{ id: "2" }], "t2");
      await kill([
        { ServerIp: SERVER, SessionId: "1" },
        { ServerIp: SERVER, SessionId: "2" },
      ]);
      expect(await statuses()).toEqual({ 1: "killed", 2: "running" });
    });

    test("of a session killed before says that it is not there", async () => {
      await post([{ id: "1" }]);
      const list = [{ ServerIp: SERVER, SessionId: "1" }];
      await kill(list);
      expect((await kill(list)).body.Data).toEqual([
        { SessionId: 1, ServerIp: SERVER, TenantId: "t1", ErrorMessage: "Unknown thread id: 1" },
      ]);
    });
  });

  describe("DescribeProcessStatsComposition", () => {
    const report = {
      id: LONG_ID,
      user: "report",
      host: "10.0.0.7:51234",
      database: "shop",
      duration_seconds: 75,
      info: "SELECT a FROM b",
    };
    const app = { id: "2", user: "app", host: "10.0.0.8", server: "10.1.1.1", command: "Sleep" };

    test("lists sessions with long ids, and counts them", async () => {
      await post([report, app]);
      const { text } = await describeSessions();
      expect(text).toContain(`"SessionId":${LONG_ID},`);
      expect(JSON.parse(text)).toEqual({
        RequestId: expect.any(String),
        Data: {
          TotalSessionCount: 2,
          ActiveSessionCount: 1,
          IdleSessionCount: 1,
          ObVersion: expect.any(String),
          SessionStatistics: {
            UserStatistics: [
              { MetricValue: "report", ActiveCount: 1, TotalCount: 1, Type: "user" },
              { MetricValue: "app", ActiveCount: 0, TotalCount: 1, Type: "user" },
            ],
            SourceStatistics: [
              { MetricValue: "10.0.0.7", ActiveCount: 1, TotalCount: 1, Type: "client" },
              { MetricValue: "10.0.0.8", ActiveCount: 0, TotalCount: 1, Type: "client" },
            ],
            DataBaseStatistics: [
              { MetricValue: "shop", ActiveCount: 1, TotalCount: 1, Type: "database" },
              { MetricValue: "", ActiveCount: 0, TotalCount: 1, Type: "database" },
            ],
          },
          AllProcessList: [
            {
              SessionId: expect.any(Number),
              ProxySessId: LONG_ID,
              ServerIp: SERVER,
              ServerSn: "",
              ClientIp: "10.0.0.7",
              User: "report",
              Database: "shop",
              TenantId: "t1",
              Command: "Query",
              Status: "ACTIVE",
              ExecuteTime: expect.any(Number),
              CpuTime: 0,
              SqlId: expect.stringMatching(/^[0-9A-F]{32}$/),
              SqlText: "SELECT a FROM b",
              PlanId: 0,
              TraceId: "",
              DynamicSql: false,
            },
            expect.objectContaining({ SessionId: 2, ServerIp: "10.1.1.1", Status: "SLEEP", SqlId: "" }),
          ],
        },
      });
    });

    test.each<[Fields, string[]]>([
      [{}, ["1", "2"]],
      [{ Users: '["report","nobody"]' }, ["1"]],
      [{ Users: "app" }, ["2"]],
      [{ ServerIp: "10.1.1.1" }, ["2"]],
      [{ ClientIp: "10.0.0.7" }, ["1"]],
      [{ Status: "active" }, ["1"]],
      [{ SqlText: "a FROM" }, ["1"]],
      [{ SqlText: "%SELECT%b%" }, ["1"]],
      [{ SqlText: "b%SELECT" }, []],
      [{ UId: "139", MergeDynamicSql: "true" }, ["1", "2"]],
      [{ Users: '["report"]', Status: "SLEEP" }, []],
    ])("with %j it lists %j", async (form, ids) => {
      await post([{ ...report, id: "1" }, app]);
      expect(await listed(form)).toEqual(ids);
    });

    test("lists every tenant of the cluster where it names none", async () => {
      await post([{ id: "1" }]);
      await post([{ id: "2" }], "t2");
      await post([{ id: "3" }], "t1", "ob2");
      const rows = rowsOf(await describeSessions({ TenantId: "" }));
      expect(rows.map(({ SessionId, TenantId }) => [SessionId, TenantId])).toEqual([
        [1, "t1"],
        [2, "t2"],
      ]);
    });
  });

  const ONE = `[{"ServerIp":"${SERVER}","SessionId":"1"}]`;
  test.each<[number, string, string, Fields]>([
    [404, "InvalidInstanceId.NotFound", "KillProcessList", { InstanceId: "ob9", SessionList: ONE }],
    [404, "InvalidTenantId.NotFound", "KillProcessList", { TenantId: "t9", SessionList: ONE }],
    [404, "InvalidInstanceId.NotFound", "DescribeProcessStatsComposition", { InstanceId: "ob9" }],
    [404, "InvalidTenantId.NotFound", "DescribeProcessStatsComposition", { TenantId: "t9" }],
    [400, "MissingInstanceId", "KillProcessList", { InstanceId: "", SessionList: ONE }],
    [400, "MissingTenantId", "KillProcessList", { TenantId: "", SessionList: ONE }],
    [400, "MissingSessionList", "KillProcessList", {}],
    [400, "InvalidParameter", "KillProcessList", { SessionList: "1,2" }],
    [400, "InvalidParameter", "KillProcessList", { SessionList: "{}" }],
    [400, "InvalidParameter", "KillProcessList", { SessionList: "[]" }],
    [400, "InvalidParameter", "KillProcessList", { SessionList: "[null]" }],
    [400, "InvalidParameter", "KillProcessList", { SessionList: '[{"SessionId":"1"}]' }],
    [400, "InvalidParameter", "KillProcessList", { SessionList: `[{"ServerIp":"${SERVER}"}]` }],
    [
      400,
      "InvalidParameter",
      "KillProcessList",
      { SessionList: ONE.replace("]", `,{"ServerIp":"x","SessionId":"y"}]`) },
    ],
    [400, "InvalidParameter", "DescribeProcessStatsComposition", { Users: "[1]" }],
    [400, "InvalidParameter", "DescribeProcessStatsComposition", { Users: "[" }],
    [400, "InvalidParameter", "DescribeProcessStatsComposition", { MergeDynamicSql: "maybe" }],
    [404, "InvalidApi.NotFound", "KillProcess", {}],
  ])("answers %d %s to %s %j and kills nothing", async (status, code, action, form) => {
    await post([{ id: "1" }]);
    const answer = await call(action, { TenantId: "t1", ...form });
    expect([answer.status, answer.body.Code]).toEqual([status, code]);
    expect(await statuses()).toEqual({ 1: "running" });
  });
});
