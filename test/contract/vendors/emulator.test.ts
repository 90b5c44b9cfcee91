import { BUILT_IN_ACCESS_KEY, Emulator, type Fault } from "../../../src/emulator";
import { createHttp, type HttpOptions } from "../../../src/vendors/http";
import type { VendorError } from "../../../src/vendors/shared/errors";
import { DbbrainClient, type TencentCredentials } from "../../../src/vendors/tencent";

const INSTANCE = { InstanceId: "cdb-1", Product: "mysql" };
const CREATE = { ...INSTANCE, Duration: -1, User: "report" };
const SESSIONS = [
  {
    id: "11",
    user: "report",
    host: "10.0.0.7:51234",
    database: "shop",
    duration_seconds: 75,
    info: "select 1",
  },
  { id: "12", user: "app", host: "10.0.0.8:51235", command: "Sleep" },
];

describe("our client against the emulator", () => {
  let emulator: Emulator;
  const pipelines: { close(): Promise<void> }[] = [];

  beforeAll(async () => {
    emulator = await Emulator.start({
      accessKeys: [{ id: "temporary", secret: "temporary-secret", token: "temporary-token" }],
    });
  });
  beforeEach(async () => {
    await emulator.reset();
    await emulator.addSessions({
      service: "dbbrain",
      instance_id: "cdb-1",
      product: "mysql",
      sessions: SESSIONS,
    });
  });
  afterEach(async () => {
    await Promise.all(pipelines.splice(0).map((pipeline) => pipeline.close()));
  });
  afterAll(() => emulator.close());

  /** A client whose back-off is zero and that has no rate limit of its own, so that the emulator's faults are met at once. */
  function client(keys: Partial<TencentCredentials> = {}, options: Partial<HttpOptions> = {}): DbbrainClient {
    const http = createHttp({
      userAgent: "dbkill/0.0.0-test",
      env: {},
      random: () => 0,
      rateLimit: false,
      ...options,
    });
    pipelines.push(http);
    const { id: secretId, secret: secretKey } = BUILT_IN_ACCESS_KEY;
    const credentials = { secretId, secretKey, source: "a test", ...keys };
    return new DbbrainClient({ http, credentials, region: "ap-guangzhou", endpoint: new URL(emulator.url) });
  }

  const failed = async (promise: Promise<unknown>): Promise<VendorError> => {
    const outcome = await promise.catch((error: VendorError) => error);
    expect(outcome).toBeInstanceOf(Error);
    return outcome as VendorError;
  };
  const tasks = async () => (await emulator.state()).tasks.map(({ status, match }) => ({ status, match }));
  const calls = async (action: string) => (await emulator.requests({ action })).requests;
  const faults = (...list: Omit<Fault, "service">[]) =>
    emulator.setFaults(list.map((fault) => ({ service: "dbbrain" as const, ...fault })) as Fault[]);

  test("lists the sessions, every field as text", async () => {
    const rows = await client().describeMySqlProcessList({ ...INSTANCE, Limit: 100 });
    expect(rows).toEqual([
      expect.objectContaining({
        ID: "11",
        User: "report",
        Host: "10.0.0.7:51234",
        DB: "shop",
        Command: "Query",
        Info: "select 1",
      }),
      expect.objectContaining({ ID: "12", User: "app", Command: "Sleep", DB: "" }),
    ]);
    expect(Number(rows[0]!.Time)).toBeGreaterThanOrEqual(75);
  });

  test("creates a task that kills, and cancels it", async () => {
    const { requestId } = await client().createKillTask(CREATE);
    expect((await calls("CreateKillTask")).at(-1)).toMatchObject({ request_id: requestId, error_code: null });
    await emulator.advanceClock(2);
    expect((await emulator.state()).kills).toEqual([
      expect.objectContaining({ session: expect.objectContaining({ id: "11" }) }),
    ]);
    await client().cancelKillTask(INSTANCE);
    expect(await tasks()).toEqual([{ status: "cancelled", match: { users: ["report"] } }]);
  });

  test("kills chosen sessions in two steps", async () => {
    const { sqlExecId } = await client().prepareKill({
      ...INSTANCE,
      Threads: ["12"],
      RecordHistory: true,
    });
    expect(await client().commitKill({ ...INSTANCE, SqlExecId: sqlExecId })).toMatchObject({
      threads: ["12"],
    });
    const rows = await client().describeMySqlProcessList(INSTANCE);
    expect(rows.map(({ ID }) => ID)).toEqual(["11"]);
  });

  test("signs with temporary credentials, too", async () => {
    const temporary = { secretId: "temporary", secretKey: "temporary-secret" };
    await expect(
      client({ ...temporary, token: "temporary-token" }).createKillTask(CREATE),
    ).resolves.toBeDefined();
    expect(await failed(client({ ...temporary, token: "old" }).createKillTask(CREATE))).toMatchObject({
      code: "DBKILL_ERR_AUTHENTICATION",
      vendorCode: "AuthFailure.TokenFailure",
    });
  });

  test("a wrong secret, an unknown key and a clock that is off are told apart, and tried once", async () => {
    const clock = {
      now: () => performance.now(),
      after: () => () => {},
      date: () => new Date(Date.now() - 3_600_000),
    };
    const codes = [
      await failed(client({ secretKey: "wrong" }).createKillTask(CREATE)),
      await failed(client({ secretId: "nobody" }).createKillTask(CREATE)),
      await failed(client({}, { clock }).createKillTask(CREATE)),
    ].map(({ code, vendorCode }) => `${code} ${vendorCode}`);
    expect(codes).toEqual([
      "DBKILL_ERR_AUTHENTICATION AuthFailure.SignatureFailure",
      "DBKILL_ERR_AUTHENTICATION AuthFailure.SecretIdNotFound",
      "DBKILL_ERR_AUTHENTICATION AuthFailure.SignatureExpire",
    ]);
    expect(await calls("CreateKillTask")).toHaveLength(3);
  });

  test("a busy slot and an empty one are refusals with the vendor's code", async () => {
    expect(await failed(client().cancelKillTask(INSTANCE))).toMatchObject({
      code: "DBKILL_ERR_NOT_FOUND",
      vendorCode: "ResourceNotFound",
    });
    await client().createKillTask(CREATE);
    const busy = await failed(client().createKillTask(CREATE));
    expect(busy).toMatchObject({
      code: "DBKILL_ERR_REJECTED",
      vendorCode: "FailedOperation",
      ambiguous: false,
    });
  });

  test.each<[Fault["kind"], string]>([
    ["reset_after", "DBKILL_ERR_NETWORK"],
    ["malformed", "DBKILL_ERR_(MALFORMED_RESPONSE|NETWORK)"],
    ["slow", "DBKILL_ERR_TIMEOUT"],
  ])("after %s a create is ambiguous, made once, and one task runs", async (kind, code) => {
    await faults({ kind, action: "CreateKillTask", times: 1, delay_ms: kind === "slow" ? 1000 : undefined });
    const error = await failed(
      client({}, kind === "slow" ? { requestTimeoutMs: 200 } : {}).createKillTask(CREATE),
    );
    expect(error.code).toMatch(new RegExp(`^${code}$`));
    expect(error.ambiguous).toBe(true);
    expect(await calls("CreateKillTask")).toHaveLength(1);
    expect(await tasks()).toEqual([{ status: "running", match: { users: ["report"] } }]);
  });

  test.each<Fault["kind"]>([
    "reset_before",
    "reset_after",
    "http_500",
    "http_503",
    "malformed",
    "throttle",
    "refuse",
  ])("a listing survives %s", async (kind) => {
    await faults({ kind, action: "DescribeMySqlProcessList", times: 2 });
    await expect(client().describeMySqlProcessList(INSTANCE)).resolves.toHaveLength(2);
  });

  test("twenty throttled answers in a row end in a clear error, and nothing was done", async () => {
    await faults({ kind: "throttle", action: "CreateKillTask", times: 20 });
    const error = await failed(client().createKillTask(CREATE));
    expect(error).toMatchObject({
      code: "DBKILL_ERR_THROTTLED",
      vendorCode: "RequestLimitExceeded",
      ambiguous: false,
    });
    expect(await tasks()).toEqual([]);
  });

  test("fifty calls at once meet no throttling: the client keeps within the vendor's rate by itself", async () => {
    const polite = client({}, { rateLimit: true });
    await Promise.all(Array.from({ length: 50 }, () => polite.describeMySqlProcessList(INSTANCE)));
    const requests = await calls("DescribeMySqlProcessList");
    expect(requests).toHaveLength(50);
    expect(requests.filter(({ error_code }) => error_code !== null)).toEqual([]);
  });
});
