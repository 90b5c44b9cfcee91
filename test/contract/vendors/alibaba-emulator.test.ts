import { BUILT_IN_ACCESS_KEY, Emulator, type Fault } from "../../../src/emulator";
import {
  type AlibabaClientOptions,
  type AlibabaCredentials,
  ClickhouseClient,
  type ClickhouseCluster,
  OceanbaseClient,
} from "../../../src/vendors/alibaba";
import { createHttp, type HttpOptions } from "../../../src/vendors/http";
import type { VendorError } from "../../../src/vendors/shared/errors";

const COMMUNITY: ClickhouseCluster = { edition: "community", clusterId: "cc-1" };
const ENTERPRISE: ClickhouseCluster = { edition: "enterprise", clusterId: "cc-2" };
const TENANT = { instanceId: "ob-1", tenantId: "t-1" };
const BIG = "9007199254740993";

describe("our clients against the emulator", () => {
  let emulator: Emulator;
  const pipelines: { close(): Promise<void> }[] = [];

  beforeAll(async () => {
    emulator = await Emulator.start({
      accessKeys: [{ id: "temporary", secret: "temporary-secret", token: "temporary-token" }],
    });
  });
  beforeEach(async () => {
    await emulator.reset();
    for (const { edition, clusterId } of [COMMUNITY, ENTERPRISE]) {
      await emulator.addSessions({
        service: "clickhouse",
        instance_id: clusterId,
        edition,
        sessions: [
          { query_id: "q1", user: "report", host: "10.0.0.7:51234", duration_seconds: 75, info: "select 1" },
          { query_id: "q2 & more=100%", user: "app", duration_seconds: 5, info: "select 2" },
          { query_id: "too young", user: "app", duration_seconds: 0 },
        ],
      });
    }
    await emulator.addSessions({
      service: "oceanbasepro",
      instance_id: TENANT.instanceId,
      tenant_id: TENANT.tenantId,
      sessions: [
        { id: BIG, server: "10.1.0.1", user: "report", duration_seconds: 75, info: "select 1" },
        { id: "9007199254740992", server: "10.1.0.1", user: "app", command: "Sleep" },
        { id: "42", server: "10.1.0.2", user: "dba", refuse: "You are not allowed to." },
      ],
    });
  });
  afterEach(async () => {
    await Promise.all(pipelines.splice(0).map((pipeline) => pipeline.close()));
  });
  afterAll(() => emulator.close());

  function options(
    keys: Partial<AlibabaCredentials> = {},
    http: Partial<HttpOptions> = {},
  ): AlibabaClientOptions {
    const pipeline = createHttp({ userAgent: "dbkill/0.0.0-test", env: {}, random: () => 0, ...http });
    pipelines.push(pipeline);
    const { id: accessKey, secret: secretKey } = BUILT_IN_ACCESS_KEY;
    const credentials = { accessKey, secretKey, source: "a test", ...keys };
    return { http: pipeline, credentials, region: "cn-hangzhou", endpoint: new URL(emulator.url) };
  }
  const clickhouse = (...args: Parameters<typeof options>) => new ClickhouseClient(options(...args));
  const oceanbase = (...args: Parameters<typeof options>) => new OceanbaseClient(options(...args));

  const failed = async (promise: Promise<unknown>): Promise<VendorError> => {
    const outcome = await promise.catch((error: VendorError) => error);
    expect(outcome).toBeInstanceOf(Error);
    return outcome as VendorError;
  };
  const running = async (service: "clickhouse" | "oceanbasepro", instance_id: string) =>
    (await emulator.state({ service, instance_id })).sessions
      .filter(({ status }) => status === "running")
      .map(({ id, query_id }) => query_id ?? id)
      .sort();
  const calls = async (action: string) => (await emulator.requests({ action })).requests;
  const fault = (...faults: Fault[]) => emulator.setFaults(faults);

  describe.each([COMMUNITY, ENTERPRISE])("of ClickHouse, $edition edition,", (cluster) => {
    test("lists the queries that have run for a second", async () => {
      const { processes, complete } = await clickhouse().listProcesses(cluster);
      expect(complete).toBe(true);
      expect(processes).toEqual([
        expect.objectContaining({ queryId: "q1", user: "report", address: "10.0.0.7", query: "select 1" }),
        expect.objectContaining({ queryId: "q2 & more=100%", user: "app" }),
      ]);
      expect(processes[0]!.durationMs).toBeGreaterThanOrEqual(75_000);
      expect(processes[0]!.startTime).toMatch(/^\d{4}-\d\d-\d\dT/);
    });

    test("lists all pages", async () => {
      const sessions = Array.from({ length: 250 }, (_none, index) => ({
        query_id: `paged-${index}`,
        duration_seconds: 100 + index,
      }));
      const { edition, clusterId: instance_id } = cluster;
      await emulator.addSessions({ service: "clickhouse", instance_id, edition, sessions });
      const { processes, complete } = await clickhouse().listProcesses(cluster);
      expect([processes.length, complete]).toEqual([252, true]);
      expect(new Set(processes.map(({ queryId }) => queryId)).size).toBe(252);
    });

    test("kills the queries it names and no others", async () => {
      const { requestId, count } = await clickhouse().killQueries(cluster, ["q2 & more=100%", "long gone"]);
      expect(await running("clickhouse", cluster.clusterId)).toEqual(["q1", "too young"]);
      expect(count).toBe(cluster.edition === "enterprise" ? 1 : null);
      expect((await calls("KillProcess")).map(({ request_id }) => request_id)).toEqual([requestId]);
    });

    test("kills every query where it is told so in as many words", async () => {
      const { count } = await clickhouse().killEveryQuery(cluster);
      expect(await running("clickhouse", cluster.clusterId)).toEqual([]);
      expect(count).toBe(cluster.edition === "enterprise" ? 3 : null);
    });

    test("a lost answer to a kill is not repeated: another query may have the id by then", async () => {
      await fault({ service: "clickhouse", action: "KillProcess", kind: "reset_after", times: 1 });
      expect(await failed(clickhouse().killQueries(cluster, ["q1"]))).toMatchObject({ ambiguous: true });
      expect(await calls("KillProcess")).toHaveLength(1);
      expect(await running("clickhouse", cluster.clusterId)).toEqual(["q2 & more=100%", "too young"]);
    });

    test("a lost answer to a kill of all is not repeated", async () => {
      await fault({ service: "clickhouse", action: "KillProcess", kind: "reset_after", times: 1 });
      expect(await failed(clickhouse().killEveryQuery(cluster))).toMatchObject({ ambiguous: true });
      expect(await calls("KillProcess")).toHaveLength(1);
    });
  });

  describe("of OceanBase", () => {
    test("lists the sessions of a tenant with all digits of their ids", async () => {
      const sessions = await oceanbase().listSessions(TENANT);
      expect(sessions.map(({ id, server, user, status }) => ({ id, server, user, status }))).toEqual([
        { id: BIG, server: "10.1.0.1", user: "report", status: "ACTIVE" },
        { id: "9007199254740992", server: "10.1.0.1", user: "app", status: "SLEEP" },
        { id: "42", server: "10.1.0.2", user: "dba", status: "ACTIVE" },
      ]);
      expect(sessions[0]!.executeSeconds).toBeGreaterThanOrEqual(75);
    });

    test("kills what it may, and says of each session what became of it", async () => {
      const sessions = [
        { server: "10.1.0.1", id: BIG },
        { server: "10.1.0.2", id: "42" },
        { server: "10.1.0.2", id: "7" },
      ];
      const { results } = await oceanbase().killSessions({ ...TENANT, sessions });
      expect(results).toEqual([
        { ...sessions[0], status: "ACTIVE", errorMessage: null, answered: true },
        { ...sessions[1], status: "ACTIVE", errorMessage: "You are not allowed to.", answered: true },
        { ...sessions[2], status: null, errorMessage: "Unknown thread id: 7", answered: true },
      ]);
      expect(await running("oceanbasepro", "ob-1")).toEqual(["42", "9007199254740992"]);
    });

    test.each(["instanceId", "tenantId"])("an unknown %s is told", async (which) => {
      expect(await failed(oceanbase().listSessions({ ...TENANT, [which]: "none" }))).toMatchObject({
        code: "DBKILL_ERR_NOT_FOUND",
      });
    });
  });

  test("signs with temporary credentials, too", async () => {
    const temporary = { accessKey: "temporary", secretKey: "temporary-secret" };
    const good = { ...temporary, securityToken: "temporary-token" };
    await expect(clickhouse(good).listProcesses(COMMUNITY)).resolves.toMatchObject({ complete: true });
    await expect(oceanbase(good).listSessions(TENANT)).resolves.toHaveLength(3);
    for (const keys of [temporary, { ...temporary, securityToken: "old" }]) {
      expect(await failed(oceanbase(keys).listSessions(TENANT))).toMatchObject({
        code: "DBKILL_ERR_AUTHENTICATION",
      });
    }
  });

  test("a wrong secret, an unknown key and a clock that is off are told apart, and tried once", async () => {
    const clock = {
      now: () => performance.now(),
      after: () => () => {},
      date: () => new Date(Date.now() - 3_600_000),
    };
    const errors = [
      await failed(clickhouse({ secretKey: "wrong" }).listProcesses(COMMUNITY)),
      await failed(clickhouse({ accessKey: "nobody" }).listProcesses(COMMUNITY)),
      await failed(clickhouse({}, { clock }).listProcesses(COMMUNITY)),
    ].map(({ code, vendorCode }) => `${code} ${vendorCode}`);
    expect(errors).toEqual([
      "DBKILL_ERR_AUTHENTICATION SignatureDoesNotMatch",
      "DBKILL_ERR_AUTHENTICATION InvalidAccessKeyId.NotFound",
      "DBKILL_ERR_AUTHENTICATION InvalidTimeStamp.Expired",
    ]);
    expect(await calls("DescribeProcessList")).toHaveLength(3);
  });

  test("a cluster is found with its own edition alone", async () => {
    const other = { ...COMMUNITY, edition: "enterprise" } as const;
    expect(await failed(clickhouse().listProcesses(other))).toMatchObject({
      code: "DBKILL_ERR_NOT_FOUND",
      vendorCode: "InvalidDBInstanceId.NotFound",
    });
  });

  test.each<Fault["kind"]>(["reset_before", "reset_after", "http_500", "http_503", "malformed", "refuse"])(
    "listings survive %s, with no nonce twice",
    async (kind) => {
      await fault({ service: "clickhouse", kind, times: 2 }, { service: "oceanbasepro", kind, times: 2 });
      await expect(clickhouse().listProcesses(COMMUNITY)).resolves.toMatchObject({ complete: true });
      await expect(oceanbase().listSessions(TENANT)).resolves.toHaveLength(3);
      const replays = (await emulator.requests()).requests.filter(
        ({ error_code }) => error_code === "SignatureNonceUsed",
      );
      expect(replays).toEqual([]);
    },
  );

  test("throttling is waited out for as long as the vendor asks", async () => {
    await fault({ service: "clickhouse", kind: "throttle", times: 1 });
    const error = await failed(clickhouse({}, { maxRetries: 0 }).listProcesses(COMMUNITY));
    expect(error).toMatchObject({ code: "DBKILL_ERR_THROTTLED", retryAfterMs: 1000, ambiguous: false });
  });
});
