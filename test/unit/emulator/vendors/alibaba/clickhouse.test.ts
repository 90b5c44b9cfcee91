import { Emulator, type SessionInput } from "../../../../../src/emulator";
import { type Instance, World } from "../../../../../src/emulator/core/world";
import type { SessionEngine } from "../../../../../src/emulator/engines/engine";
import { CLICKHOUSE } from "../../../../../src/emulator/vendors/alibaba/clickhouse-clusters";
import { listQueries } from "../../../../../src/emulator/vendors/alibaba/clickhouse-process-list";
import { type Fields, send, signByHeader, signByParameters } from "../../../../support/alibaba-calls";

const COMMUNITY = "2019-11-11";
const ENTERPRISE = "2023-05-22";

describe("ClickHouse in the emulator", () => {
  let emulator: Emulator;

  beforeAll(async () => {
    emulator = await Emulator.start({ rateLimit: false });
  });
  afterAll(() => emulator.close());
  afterEach(() => emulator.reset());

  const host = () => new URL(emulator.url).host;
  const call = (version: string, action: string, query: Fields) =>
    send(emulator.url, signByHeader({ version, action, query, host: host() }));
  const community = (action: string, query: Fields = {}) =>
    call(COMMUNITY, action, { DBClusterId: "cc-1", ...query });
  const enterprise = (action: string, query: Fields = {}) =>
    call(ENTERPRISE, action, { DBInstanceId: "cc-2", RegionId: "cn-hangzhou", ...query });

  const post = (sessions: SessionInput[], more: { instance_id?: string; edition?: string } = {}) =>
    emulator.addSessions({ service: "clickhouse", instance_id: "cc-1", ...more, sessions });
  const postEnterprise = (sessions: SessionInput[]) =>
    post(sessions, { instance_id: "cc-2", edition: "enterprise" });

  async function statuses(): Promise<Record<string, string>> {
    const { sessions } = await emulator.state({ service: "clickhouse" });
    return Object.fromEntries(sessions.map(({ query_id, status }) => [query_id, status]));
  }

  const rowsOf = ({ body }: { body: object }) =>
    (body as { ProcessList: { Data: { ResultSet: Record<string, unknown>[] } } }).ProcessList.Data.ResultSet;
  const listed = async (query: Fields = {}) =>
    rowsOf(await community("DescribeProcessList", query)).map(({ InitialQueryId }) => InitialQueryId);

  describe("sessions", () => {
    test("are queries: one without an id gets a UUID, which is its query id too", async () => {
      const { session_ids } = await post([
        {},
        { query_id: "q-1" },
        { id: "7" },
        { id: "8", query_id: "q-8" },
      ]);
      expect(session_ids).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/), "q-1", "7", "8"]);
      const { sessions, instances } = await emulator.state();
      expect(sessions.map(({ id, query_id }) => [id, query_id])).toEqual([
        [session_ids[0], session_ids[0]],
        ["q-1", "q-1"],
        ["7", "7"],
        ["8", "q-8"],
      ]);
      expect(instances).toEqual([{ service: "clickhouse", instance_id: "cc-1", edition: "community" }]);
    });

    test("with one query id twice are refused", async () => {
      const twice = post([{ query_id: "q-1" }, { query_id: "q-1" }]);
      await expect(twice).rejects.toMatchObject({ status: 409, code: "SessionExists" });
    });

    test("with the query id of one that runs replace it", async () => {
      await post([{ query_id: "q-1", user: "etl", duration_seconds: 900 }]);
      await post([{ query_id: "q-1", user: "billing" }]);
      const { sessions } = await emulator.state();
      expect(sessions.map(({ user, status }) => [user, status])).toEqual([
        ["etl", "finished"],
        ["billing", "running"],
      ]);
    });

    test("may be added to a cluster without naming its edition, but not with another one", async () => {
      await postEnterprise([]);
      await post([{ query_id: "q-1" }], { instance_id: "cc-2" });
      await expect(post([], { instance_id: "cc-2", edition: "community" })).rejects.toMatchObject({
        status: 409,
        code: "EditionDiffers",
      });
      const { instances, sessions } = await emulator.state();
      expect(instances).toEqual([{ service: "clickhouse", instance_id: "cc-2", edition: "enterprise" }]);
      expect(sessions).toHaveLength(1);
    });

    test("of an edition that there is not, or of a tenant, are refused", async () => {
      await expect(post([], { edition: "deluxe" })).rejects.toThrow(
        "edition: must be one of community, enterprise",
      );
      const tenant = { service: "clickhouse" as const, instance_id: "cc-1", tenant_id: "t1", sessions: [] };
      await expect(emulator.addSessions(tenant)).rejects.toThrow("tenant_id: service clickhouse has none");
    });
  });

  describe("KillProcess", () => {
    const three = [{ query_id: "q-1" }, { query_id: "q-2" }, { query_id: "q-3" }];

    test("kills the listed queries and no other, and passes over those that don't run", async () => {
      await post(three);
      const { status, body } = await community("KillProcess", { InitialQueryId: "q-1, q-3,gone" });
      expect([status, body]).toEqual([200, { RequestId: expect.stringMatching(/^[0-9a-f-]{36}$/) }]);
      expect(await statuses()).toEqual({ "q-1": "killed", "q-2": "running", "q-3": "killed" });
      const { kills } = await emulator.state();
      expect(kills).toMatchObject([
        { by: "api", session: { id: "q-1" } },
        { by: "api", session: { id: "q-3" } },
      ]);
    });

    test.each<[string, Fields]>([
      ["left out", {}],
      ["empty", { InitialQueryId: "" }],
      ["nothing but commas", { InitialQueryId: " , ," }],
      ["nothing but quotes", { InitialQueryId: '""' }],
    ])("kills every query of the cluster where InitialQueryId is %s", async (_, query) => {
      await post(three);
      await post([{ query_id: "elsewhere" }], { instance_id: "cc-9" });
      expect((await community("KillProcess", query)).status).toBe(200);
      expect(await statuses()).toEqual({
        "q-1": "killed",
        "q-2": "killed",
        "q-3": "killed",
        elsewhere: "running",
      });
    });

    test("strips quotes, escaped ones too, and takes an id with its case", async () => {
      await post(three);
      await community("KillProcess", { InitialQueryId: `"q-1",'q-2',\\"q-3\\"`, RegionId: "" });
      expect(await statuses()).toEqual({ "q-1": "killed", "q-2": "killed", "q-3": "killed" });
      await post([{ query_id: "q-4" }]);
      await community("KillProcess", { InitialQueryId: "Q-4" });
      expect(await statuses()).toMatchObject({ "q-4": "running" });
    });

    test("takes an id with a comma for two: a query with such an id is out of its reach", async () => {
      await post([{ query_id: "a,b" }, { query_id: "a" }]);
      await community("KillProcess", { InitialQueryId: "a,b" });
      expect(await statuses()).toEqual({ "a,b": "running", a: "killed" });
    });

    test("is an error for a query whose kill is refused, after the others were killed", async () => {
      await post([{ query_id: "q-1", refuse: "Access denied" }, { query_id: "q-2" }]);
      const { status, body } = await community("KillProcess", { InitialQueryId: "q-1,q-2" });
      expect([status, body]).toMatchObject([400, { Code: "OperationDenied", Message: "q-1: Access denied" }]);
      expect(await statuses()).toEqual({ "q-1": "running", "q-2": "killed" });
    });

    test("of the enterprise edition counts what it killed, with those that live on", async () => {
      await postEnterprise([{ query_id: "q-1" }, { query_id: "q-2", unkillable: true }, { query_id: "q-3" }]);
      const first = await enterprise("KillProcess", {
        InitialQueryId: "q-1,q-2",
        ComputingGroupId: "cc-x-clickhouse",
      });
      expect(first.body).toEqual({
        RequestId: expect.any(String),
        Data: { DBInstanceID: expect.any(Number), DBInstanceName: "cc-2", Count: 2 },
      });
      expect(await statuses()).toEqual({ "q-1": "killed", "q-2": "running", "q-3": "running" });
      expect((await enterprise("KillProcess")).body).toMatchObject({ Data: { Count: 2 } });
      expect(await statuses()).toEqual({ "q-1": "killed", "q-2": "running", "q-3": "killed" });
    });

    test("takes its parameters from a form as well as from the query, however it is signed", async () => {
      await post(three);
      const form = { DBClusterId: "cc-1", InitialQueryId: "q-1" };
      await send(emulator.url, signByHeader({ form, host: host() }));
      await send(emulator.url, signByParameters({ form: { ...form, InitialQueryId: "q-2" } }));
      await send(
        emulator.url,
        signByParameters({ method: "GET", query: { ...form, InitialQueryId: "q-3" } }),
      );
      expect(await statuses()).toEqual({ "q-1": "killed", "q-2": "killed", "q-3": "killed" });
      const { requests } = await emulator.requests({ service: "clickhouse", action: "KillProcess" });
      expect(requests).toHaveLength(3);
      for (const request of requests) {
        expect(request).toMatchObject({ instance_id: "cc-1", access_key_id: "dbkill-emulator" });
      }
    });
  });

  describe("DescribeProcessList", () => {
    const query = {
      query_id: "q-1",
      user: "report",
      host: "10.0.0.7:51234",
      duration_seconds: 90,
      info: "SELECT 1 FROM a",
    };

    test("of the community edition has texts for numbers, a schema and statistics", async () => {
      await post([query]);
      const { body } = await community("DescribeProcessList");
      expect(body).toEqual({
        RequestId: expect.any(String),
        ProcessList: {
          Data: {
            ResultSet: [
              {
                InitialUser: "report",
                InitialQueryId: "q-1",
                InitialAddress: "10.0.0.7",
                Query: "SELECT 1 FROM a",
                QueryDurationMs: expect.stringMatching(/^9\d000$/),
                QueryStartTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
              },
            ],
          },
          Rows: "1",
          RowsBeforeLimitAtLeast: "1",
          Statistics: { BytesRead: 0, ElapsedTime: 0, RowsRead: 1 },
          TableSchema: { ResultSet: expect.arrayContaining([{ Name: "initial_user", Type: "String" }]) },
        },
      });
    });

    test("of the enterprise edition has numbers, a total and the cluster", async () => {
      await postEnterprise([query]);
      const { body } = await enterprise("DescribeProcessList");
      const killed = await enterprise("KillProcess", { InitialQueryId: "q-1" });
      expect(body).toEqual({
        RequestId: expect.any(String),
        Data: {
          DBInstanceID: (killed.body as { Data: { DBInstanceID: number } }).Data.DBInstanceID,
          DBInstanceName: "cc-2",
          ResultSet: [
            {
              InitialUser: "report",
              InitialQueryId: "q-1",
              InitialAddress: "10.0.0.7",
              Query: "SELECT 1 FROM a",
              QueryDurationMs: expect.any(Number),
              QueryStartTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
            },
          ],
          TotalCount: 1,
        },
      });
    });

    test("with a duration shows no query that is younger than that", async () => {
      await post([
        { query_id: "old", duration_seconds: 3600 },
        { query_id: "minute", duration_seconds: 60 },
        { query_id: "new" },
      ]);
      expect(await listed({ QueryDurationMs: "600000" })).toEqual(["old"]);
      expect(await listed({ QueryDurationMs: "60000" })).toEqual(["old", "minute"]);
      await emulator.advanceClock(2);
      expect(await listed()).toEqual(["old", "minute", "new"]);
    });

    test("never shows a query younger than a second", async () => {
      const cluster = { service: CLICKHOUSE, id: "cc-1" } as Instance;
      const aged = (id: string, duration_seconds: number) => ({ id, duration_seconds, host: "", info: "" });
      const engine = { list: async () => [aged("new", 0), aged("old", 1)] } as unknown as SessionEngine;
      const { page } = await listQueries(cluster, { engine, world: new World() }, {});
      expect(page.map(({ row }) => row.InitialQueryId)).toEqual(["old"]);
    });

    test("chooses by id, user and keyword, all of them", async () => {
      const duration_seconds = 5;
      await post([
        { query_id: "q-1", user: "report", info: "SELECT a JOIN b", duration_seconds },
        { query_id: "q-2", user: "report", info: "SELECT a", duration_seconds },
        { query_id: "q-3", user: "app", info: "SELECT a JOIN b", duration_seconds },
      ]);
      expect(await listed({ InitialUser: "report", Keyword: "JOIN" })).toEqual(["q-1"]);
      expect(await listed({ Keyword: "join" })).toEqual([]);
      expect(await listed({ InitialQueryId: '"q-2"' })).toEqual(["q-2"]);
      expect(await listed({ InitialUser: "", Keyword: "" })).toHaveLength(3);
    });

    test("comes in pages of 30, 50 or 100, and tells how many there are on all", async () => {
      await post(Array.from({ length: 65 }, (_, n) => ({ query_id: `q-${n}`, duration_seconds: 5 })));
      const first = await community("DescribeProcessList");
      expect(rowsOf(first)).toHaveLength(30);
      expect(first.body).toMatchObject({ ProcessList: { Rows: "30", RowsBeforeLimitAtLeast: "65" } });
      expect(await listed({ PageNumber: "3" })).toEqual(["q-60", "q-61", "q-62", "q-63", "q-64"]);
      expect(await listed({ PageNumber: "2", PageSize: "50" })).toHaveLength(15);
      expect(await listed({ PageNumber: "2", PageSize: "100" })).toEqual([]);
    });

    test("is sorted where that is asked for, the longest first", async () => {
      const sessions = [
        { query_id: "short", duration_seconds: 5, user: "b" },
        { query_id: "long a", duration_seconds: 50, user: "a" },
        { query_id: "long b", duration_seconds: 50, user: "b" },
      ];
      await post(sessions);
      expect(await listed()).toEqual(["short", "long a", "long b"]);
      expect(await listed({ Order: "elapsed" })).toEqual(["long a", "long b", "short"]);
      await postEnterprise(sessions);
      const { body } = await enterprise("DescribeProcessList", { QueryOrder: "2" });
      const rows = (body as { Data: { ResultSet: { InitialQueryId: string }[] } }).Data.ResultSet;
      expect(rows.map(({ InitialQueryId }) => InitialQueryId)).toEqual(["long b", "long a", "short"]);
    });
  });

  test("each edition's API finds the clusters of its own edition alone", async () => {
    await post([], { instance_id: "cc-1", edition: "community" });
    await postEnterprise([]);
    for (const action of ["KillProcess", "DescribeProcessList"]) {
      expect(await community(action, { DBClusterId: "cc-2" })).toMatchObject({
        status: 404,
        body: { Code: "InvalidDBClusterId.NotFound" },
      });
      expect(await enterprise(action, { DBInstanceId: "cc-1" })).toMatchObject({
        status: 404,
        body: { Code: "InvalidDBInstanceId.NotFound" },
      });
    }
  });

  test.each<[number, string, string, string, Fields]>([
    [404, "InvalidDBClusterId.NotFound", COMMUNITY, "KillProcess", { DBClusterId: "cc-none" }],
    [400, "MissingDBClusterId", COMMUNITY, "KillProcess", { DBClusterId: "" }],
    [400, "MissingDBClusterId", COMMUNITY, "DescribeProcessList", { DBClusterId: "" }],
    [404, "InvalidRegionId.NotFound", COMMUNITY, "KillProcess", { RegionId: "Mars" }],
    [404, "InvalidRegionId.NotFound", ENTERPRISE, "KillProcess", { RegionId: "hangzhou" }],
    [404, "InvalidRegionId.NotFound", ENTERPRISE, "KillProcess", { RegionId: "cn-hangzou" }],
    [400, "MissingRegionId", ENTERPRISE, "KillProcess", { RegionId: "" }],
    [400, "MissingRegionId", ENTERPRISE, "DescribeProcessList", { RegionId: "" }],
    [400, "MissingDBInstanceId", ENTERPRISE, "KillProcess", { DBInstanceId: "" }],
    [400, "InvalidParameter", ENTERPRISE, "KillProcess", { ComputingGroupId: "a b" }],
    [400, "InvalidParameter", COMMUNITY, "DescribeProcessList", { PageSize: "31" }],
    [400, "InvalidParameter", COMMUNITY, "DescribeProcessList", { PageNumber: "0" }],
    [400, "InvalidParameter", COMMUNITY, "DescribeProcessList", { QueryDurationMs: "999" }],
    [400, "InvalidParameter", COMMUNITY, "DescribeProcessList", { QueryDurationMs: "1s" }],
    [400, "InvalidParameter", COMMUNITY, "DescribeProcessList", { Order: "user" }],
    [400, "InvalidParameter", ENTERPRISE, "DescribeProcessList", { QueryOrder: "3" }],
    [404, "InvalidApi.NotFound", COMMUNITY, "DropEverything", {}],
    [404, "InvalidApi.NotFound", COMMUNITY, "KillProcessList", {}],
    [400, "NoSuchVersion", "2022-01-01", "KillProcess", {}],
  ])("answers %d %s to version %s %s %j and kills nothing", async (status, code, version, action, query) => {
    await post([{ query_id: "q-1" }]);
    await postEnterprise([{ query_id: "q-2" }]);
    const given = { DBClusterId: "cc-1", DBInstanceId: "cc-2", RegionId: "cn-hangzhou", ...query };
    const answer = await call(version, action, given);
    expect(answer.status).toBe(status);
    expect(answer.body).toEqual({
      RequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      HostId: expect.any(String),
      Code: code,
      Message: expect.any(String),
      Recommend: expect.stringContaining(code),
    });
    expect(await statuses()).toEqual({ "q-1": "running", "q-2": "running" });
  });
});
