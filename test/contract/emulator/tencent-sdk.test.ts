import { Emulator } from "../../../src/emulator";
import { dbbrainSdk } from "../../support/dbbrain";

interface SdkError {
  code: string;
  requestId: string;
  message: string;
}

describe("Tencent's own SDK against the emulator", () => {
  let emulator: Emulator;

  beforeEach(async () => {
    emulator = await Emulator.start({
      accessKeys: [{ id: "AKIDtemporary", secret: "temporary-secret", token: "sts-token" }],
    });
    await emulator.addSessions({
      service: "dbbrain",
      instance_id: "cdb-1",
      sessions: [
        {
          id: "11",
          user: "report",
          host: "10.0.0.7:51234",
          database: "shop",
          duration_seconds: 75,
          info: "select 1",
        },
        { id: "12", user: "app", host: "10.0.0.8:40000", command: "Sleep", duration_seconds: 5 },
      ],
    });
  });
  afterEach(() => emulator.close());

  function client(...options: Parameters<typeof dbbrainSdk> extends [number, ...infer Rest] ? Rest : never) {
    return dbbrainSdk(emulator.port, ...options);
  }

  async function codeOf(call: Promise<unknown>): Promise<string> {
    const error = await call.then(
      () => undefined,
      (reason: SdkError) => reason,
    );
    expect(error?.requestId).toMatch(/^[0-9a-f-]{36}$/);
    return error!.code;
  }

  test("creates a kill task that kills what matches and spares the rest, then cancels it", async () => {
    const sdk = client();
    const created = await sdk.request("CreateKillTask", {
      InstanceId: "cdb-1",
      Duration: -1,
      User: "report",
      Host: "10.0.0.%",
      DB: "shop,stock",
      Command: "query",
      Infos: ["select", "1"],
      Time: 60,
    });
    expect(created).toEqual({ Status: 1, RequestId: expect.any(String) });
    await emulator.advanceClock(2);
    const { ProcessList } = await sdk.request("DescribeMySqlProcessList", { InstanceId: "cdb-1" });
    expect(ProcessList.map(({ ID }: { ID: string }) => ID)).toEqual(["12"]);
    expect(await sdk.request("CancelKillTask", { InstanceId: "cdb-1" })).toMatchObject({ Status: 1 });

    const { tasks, kills } = await emulator.state();
    expect(tasks).toEqual([
      {
        service: "dbbrain",
        instance_id: "cdb-1",
        product: "mysql",
        id: "1",
        status: "cancelled",
        match: {
          users: ["report"],
          hosts: ["10.0.0.%"],
          databases: ["shop", "stock"],
          commands: ["query"],
          info_keywords: ["select", "1"],
          min_duration_seconds: 60,
        },
        created_at: expect.stringMatching(/Z$/),
        expires_at: null,
        kills: 1,
      },
    ]);
    expect(kills).toMatchObject([{ by: "task:1", session: { id: "11", user: "report" } }]);
  });

  test("a busy slot is FailedOperation, an empty one ResourceNotFound", async () => {
    const sdk = client();
    expect(await codeOf(sdk.request("CancelKillTask", { InstanceId: "cdb-1" }))).toBe("ResourceNotFound");
    await sdk.request("CreateKillTask", { InstanceId: "cdb-1", Duration: 60, User: "x" });
    expect(await codeOf(sdk.request("CreateKillTask", { InstanceId: "cdb-1", Duration: 60 }))).toBe(
      "FailedOperation",
    );
    await emulator.advanceClock(60);
    await sdk.request("CreateKillTask", { InstanceId: "cdb-1", Duration: 60, User: "y" });
    expect((await emulator.state()).tasks.map(({ status }) => status)).toEqual(["expired", "running"]);
  });

  test("of two creates at once for one slot, one is carried out", async () => {
    const create = () => client().request("CreateKillTask", { InstanceId: "cdb-1", Duration: -1, User: "x" });
    const results = await Promise.allSettled([create(), create()]);
    expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect((await emulator.state()).tasks).toHaveLength(1);
  });

  test("each product of an instance id has a slot of its own", async () => {
    await emulator.addSessions({
      service: "dbbrain",
      instance_id: "cdb-1",
      product: "cynosdb",
      sessions: [{ user: "report" }],
    });
    const sdk = client();
    await sdk.request("CreateKillTask", { InstanceId: "cdb-1", Duration: -1 });
    await sdk.request("CreateKillTask", {
      InstanceId: "cdb-1",
      Duration: -1,
      Product: "cynosdb",
      User: "app",
    });
    await emulator.advanceClock(1);
    await sdk.request("CancelKillTask", { InstanceId: "cdb-1", Product: "cynosdb" });
    const { tasks } = await emulator.state();
    expect(tasks.map(({ product, status, kills }) => [product, status, kills])).toEqual([
      ["mysql", "running", 2],
      ["cynosdb", "cancelled", 0],
    ]);
  });

  test("a cancelled task spares the sessions that come after it", async () => {
    const sdk = client();
    await sdk.request("CreateKillTask", { InstanceId: "cdb-1", Duration: -1, Time: 100 });
    await sdk.request("CancelKillTask", { InstanceId: "cdb-1" });
    await emulator.advanceClock(3600);
    const { kills, sessions } = await emulator.state();
    expect([kills.length, sessions.length]).toEqual([0, 2]);
  });

  test("kills chosen threads in two stages", async () => {
    const sdk = client();
    const { SqlExecId } = await sdk.request("KillMySqlThreads", {
      InstanceId: "cdb-1",
      Stage: "Prepare",
      Threads: [12],
    });
    const done = await sdk.request("KillMySqlThreads", { InstanceId: "cdb-1", Stage: "Commit", SqlExecId });
    expect(done).toMatchObject({ Threads: [12], SqlExecId });
    expect((await emulator.state()).kills).toMatchObject([{ by: "api", session: { id: "12", user: "app" } }]);
  });

  test("lists sessions as texts, by filter and limit", async () => {
    const sdk = client();
    const { ProcessList } = await sdk.request("DescribeMySqlProcessList", { InstanceId: "cdb-1", Time: 60 });
    expect(ProcessList).toEqual([
      {
        ID: "11",
        User: "report",
        Host: "10.0.0.7:51234",
        DB: "shop",
        State: "",
        Command: "Query",
        Time: expect.stringMatching(/^7[5-9]$/),
        Info: "select 1",
        SqlType: "SELECT",
      },
    ]);
    const first = await sdk.request("DescribeMySqlProcessList", { InstanceId: "cdb-1", Limit: 1 });
    expect(first.ProcessList).toHaveLength(1);
  });

  test("GET calls are understood as well as POST ones", async () => {
    const sdk = client({}, { reqMethod: "GET" });
    const { SqlExecId } = await sdk.request("KillMySqlThreads", {
      InstanceId: "cdb-1",
      Stage: "Prepare",
      Threads: [11, 99],
      RecordHistory: false,
    });
    const done = await sdk.request("KillMySqlThreads", { InstanceId: "cdb-1", Stage: "Commit", SqlExecId });
    expect(done.Threads).toEqual([11]);
  });

  test("a wrong key, a wrong secret and a wrong token are told apart", async () => {
    const body = { InstanceId: "cdb-1" };
    const list = "DescribeMySqlProcessList";
    expect(await codeOf(client({ secretId: "AKIDnobody" }).request(list, body))).toBe(
      "AuthFailure.SecretIdNotFound",
    );
    expect(await codeOf(client({ secretKey: "wrong" }).request(list, body))).toBe(
      "AuthFailure.SignatureFailure",
    );
    const temporary = { secretId: "AKIDtemporary", secretKey: "temporary-secret" };
    expect(await codeOf(client(temporary).request(list, body))).toBe("AuthFailure.TokenFailure");
    await expect(client({ ...temporary, token: "sts-token" }).request(list, body)).resolves.toHaveProperty(
      "ProcessList",
    );
  });

  test.each([
    ["ResourceNotFound", "CreateKillTask", { InstanceId: "cdb-none", Duration: 1 }],
    ["ResourceNotFound", "CreateKillTask", { InstanceId: "cdb-1", Duration: 1, Product: "cynosdb" }],
    ["ResourceNotFound", "CancelKillTask", { InstanceId: "cdb-none" }],
    ["ResourceNotFound", "KillMySqlThreads", { InstanceId: "cdb-none", Stage: "Prepare", Threads: [1] }],
    ["ResourceNotFound", "DescribeMySqlProcessList", { InstanceId: "cdb-none" }],
    ["MissingParameter", "CreateKillTask", { Duration: 1 }],
    ["MissingParameter", "CreateKillTask", { InstanceId: "cdb-1" }],
    ["MissingParameter", "KillMySqlThreads", { InstanceId: "cdb-1" }],
    ["MissingParameter", "KillMySqlThreads", { InstanceId: "cdb-1", Stage: "Prepare" }],
    ["MissingParameter", "KillMySqlThreads", { InstanceId: "cdb-1", Stage: "Commit" }],
    ["UnknownParameter", "CreateKillTask", { InstanceId: "cdb-1", Duration: 1, Users: "x" }],
    ["UnknownParameter", "CancelKillTask", { InstanceId: "cdb-1", TaskId: 1 }],
    ["InvalidParameter", "CreateKillTask", { InstanceId: "cdb-1", Duration: "60" }],
    ["InvalidParameter", "CreateKillTask", { InstanceId: "cdb-1", Duration: 1.5 }],
    ["InvalidParameter", "CreateKillTask", { InstanceId: "cdb-1", Duration: 1, Info: "a", Infos: ["b"] }],
    ["InvalidParameter", "KillMySqlThreads", { InstanceId: "cdb-1", Stage: "Prepare", Threads: ["11"] }],
    ["InvalidParameterValue", "CreateKillTask", { InstanceId: "cdb-1", Duration: 0 }],
    ["InvalidParameterValue", "CreateKillTask", { InstanceId: "cdb-1", Duration: -2 }],
    ["InvalidParameterValue", "CreateKillTask", { InstanceId: "cdb-1", Duration: 2 ** 31 }],
    ["InvalidParameterValue", "CreateKillTask", { InstanceId: "cdb-1", Duration: 1, Time: -1 }],
    ["InvalidParameterValue", "CreateKillTask", { InstanceId: "cdb-1", Duration: 1, Product: "redis" }],
    [
      "InvalidParameterValue",
      "KillMySqlThreads",
      { InstanceId: "cdb-1", Stage: "Prepare", Threads: [11, 99] },
    ],
    ["InvalidParameterValue", "KillMySqlThreads", { InstanceId: "cdb-1", Stage: "Run", Threads: [11] }],
    ["InvalidParameterValue", "KillMySqlThreads", { InstanceId: "cdb-1", Stage: "Commit", SqlExecId: "x" }],
    [
      "LimitExceeded",
      "KillMySqlThreads",
      { InstanceId: "cdb-1", Stage: "Prepare", Threads: Array(101).fill(11) },
    ],
    ["InvalidParameterValue", "DescribeMySqlProcessList", { InstanceId: "cdb-1", Limit: 0 }],
    ["UnsupportedOperation", "DescribeMySqlProcessList", { InstanceId: "cdb-1", StatDimensions: [{}] }],
    ["InvalidAction", "DropEverything", { InstanceId: "cdb-1" }],
  ])("answers %s to %s %j and does nothing", async (code, action, parameters) => {
    expect(await codeOf(client().request(action, parameters))).toBe(code);
    const { tasks, kills } = await emulator.state();
    expect({ tasks, kills }).toEqual({ tasks: [], kills: [] });
  });

  test("a region that does not exist is an error, whichever action is called", async () => {
    const inRegion = (region: string) =>
      client({}, { region }).request("DescribeMySqlProcessList", {
        InstanceId: "cdb-1",
      });
    expect(await codeOf(inRegion("ap-gaungzhou"))).toBe("UnsupportedRegion");
    expect(await codeOf(inRegion("cn-hangzhou"))).toBe("UnsupportedRegion");
    await inRegion("eu-frankfurt");
  });

  test("a missing region and an unknown version are errors", async () => {
    const body = { InstanceId: "cdb-1" };
    expect(await codeOf(client({}, { region: "" }).request("CancelKillTask", body))).toBe("MissingParameter");
    expect(await codeOf(client({}, { version: "2019-10-16" }).request("CancelKillTask", body))).toBe(
      "NoSuchVersion",
    );
  });

  test("more than 20 calls of an action within a second are throttled, another action's are not", async () => {
    const sdk = client();
    const calls = Array.from({ length: 80 }, () =>
      sdk.request("DescribeMySqlProcessList", { InstanceId: "cdb-1" }),
    );
    const results = await Promise.allSettled(calls);
    const failed = results.filter((result) => result.status === "rejected");
    expect(results.length - failed.length).toBeGreaterThanOrEqual(20);
    expect(new Set(failed.map(({ reason }) => (reason as SdkError).code))).toEqual(
      new Set(["RequestLimitExceeded"]),
    );
    await sdk.request("CreateKillTask", { InstanceId: "cdb-1", Duration: 1, User: "x" });
  });

  test("without rate limit nothing is throttled", async () => {
    const unlimited = await Emulator.start({ rateLimit: false });
    try {
      await unlimited.addSessions({ service: "dbbrain", instance_id: "cdb-1", sessions: [] });
      const sdk = dbbrainSdk(unlimited.port);
      const calls = Array.from({ length: 60 }, () =>
        sdk.request("DescribeMySqlProcessList", { InstanceId: "cdb-1" }),
      );
      await expect(Promise.all(calls)).resolves.toHaveLength(60);
    } finally {
      await unlimited.close();
    }
  });

  test("the request log names the call, its key and its error, and holds no secret", async () => {
    await codeOf(client({ secretKey: "wrong" }).request("CancelKillTask", { InstanceId: "cdb-1" }));
    const { requests } = await emulator.requests();
    expect(requests).toEqual([
      {
        at: expect.stringMatching(/Z$/),
        service: "dbbrain",
        action: "CancelKillTask",
        instance_id: "cdb-1",
        http_status: 200,
        error_code: "AuthFailure.SignatureFailure",
        request_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        access_key_id: "dbkill-emulator",
        fault: null,
      },
    ]);
  });
});
