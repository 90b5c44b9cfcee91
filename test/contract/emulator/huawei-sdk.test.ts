import { Emulator } from "../../../src/emulator";
import { dasInstanceId, HuaweiSdk, sdkError } from "../../support/huawei-sdk";

const INSTANCE = dasInstanceId();
const LARGEST_ID = "9223372036854775807";

describe("Huawei's own SDK against the emulator", () => {
  let emulator: Emulator;
  let sdk: HuaweiSdk;

  beforeEach(async () => {
    emulator = await Emulator.start({
      accessKeys: [{ id: "AKtemporary", secret: "temporary-secret", token: "sts-token" }],
    });
    sdk = new HuaweiSdk(emulator.url);
    await emulator.addSessions({
      service: "das",
      instance_id: INSTANCE,
      sessions: [
        {
          id: "34850917",
          user: "root",
          host: "100.79.0.247:59474",
          database: "cds",
          state: "User sleep",
          duration_seconds: 75,
          info: "SELECT sleep(49599)\nLIMIT 0, 50",
        },
        { id: "12", user: "app", host: "10.0.0.8:40000", command: "Sleep", duration_seconds: 5 },
      ],
    });
  });
  afterEach(() => emulator.close());

  test("adds a kill task that kills what matches and spares the rest, lists it, and terminates it", async () => {
    const task = {
      user: "root",
      host: "100.%",
      db: "cds",
      command: "query",
      info: "SELECT~LIMIT",
      time: 60,
      task_duration: 0,
      task_type: "manual",
    };
    expect(await sdk.add(INSTANCE, task)).toEqual({ success: true });
    await emulator.advanceClock(2);
    expect(await sdk.tasks(INSTANCE)).toEqual([
      { task_id: 1, ...task, task_state: 1, start_time: expect.any(Number), end_time: 0 },
    ]);
    expect(await sdk.kill(INSTANCE, "POST", "terminate-kill-process-task", { task_id: "1" })).toEqual({
      success: true,
    });
    expect(await sdk.tasks(INSTANCE)).toMatchObject([{ task_id: 1, task_state: 3 }]);

    const { tasks, kills } = await emulator.state();
    expect(tasks).toEqual([
      {
        service: "das",
        instance_id: INSTANCE,
        id: "1",
        status: "cancelled",
        match: {
          users: ["root"],
          hosts: ["100.%"],
          databases: ["cds"],
          commands: ["query"],
          info_keywords: ["SELECT", "LIMIT"],
          min_duration_seconds: 60,
        },
        created_at: expect.stringMatching(/Z$/),
        expires_at: null,
        kills: 1,
      },
    ]);
    expect(kills).toMatchObject([{ by: "task:1", session: { id: "34850917", user: "root" } }]);
  });

  test("previews what would die, by the documents' own example", async () => {
    const preview = await sdk.kill(INSTANCE, "POST", "preview-session-for-kill-process-task", {
      user: "root",
      host: "100.%",
      db: "cds",
      command: "Query",
      info: "SELECT~sleep",
      time: 5,
    });
    expect(preview).toEqual({
      success: true,
      data_sync_time: expect.any(Number),
      total_count: 1,
      processes: [
        {
          id: 34850917,
          user: "root",
          host: "100.79.0.247:59474",
          db: "cds",
          state: "User sleep",
          command: "Query",
          sql_info: "SELECT sleep(49599)\nLIMIT 0, 50",
          state_duration: expect.any(Number),
        },
      ],
    });
    expect(Math.abs(preview.data_sync_time - Date.now() / 1000)).toBeLessThan(3600);
    expect((await emulator.state()).kills).toEqual([]);
  });

  test("turns the kill switch, and tells the history of kills", async () => {
    expect(await sdk.kill(INSTANCE, "GET", "get-kill-process-task-switch")).toEqual({ status: "ON" });
    await sdk.kill(INSTANCE, "POST", "set-kill-process-task-switch", { status: "OFF" });
    expect(await sdk.kill(INSTANCE, "GET", "get-kill-process-task-switch")).toEqual({ status: "OFF" });
    await sdk.kill(INSTANCE, "POST", "set-kill-process-task-switch", { status: "ON" });
    await sdk.add(INSTANCE, { user: "app", time: 0 });
    await emulator.advanceClock(1);
    const history = await sdk.kill(INSTANCE, "GET", "query-kill-process-history", undefined, {
      start_time: Date.now() - 60_000,
      end_time: Date.now() + 60_000,
      page_num: 1,
      page_size: 10,
    });
    expect(history).toEqual({
      total_count: 1,
      killed_sessions: [
        {
          instance_id: INSTANCE,
          node_id: "00000000000000000000000000000001no01",
          task_id: 1,
          session_id: 12,
          user: "app",
          host: "10.0.0.8:40000",
          db: "",
          command: "Sleep",
          time: expect.any(Number),
          state: "",
          info: "",
          kill_time: expect.any(Number),
          killed_source: "task",
        },
      ],
    });
  });

  test("lists the process list and kills chosen sessions, by id and user", async () => {
    const listed = await sdk.das(INSTANCE, "GET", "query-process-list", undefined, {
      engine_type: "MySQL",
      order_by: "state_duration",
      order: "desc",
      per_page: 1,
    });
    expect(listed).toMatchObject({
      total: 2,
      data: [{ id: 34850917, db: "cds" }],
      user_info_list: ["app", "root"],
      db_info_list: ["cds"],
      command_info_list: ["Query", "Sleep"],
    });
    const killed = await sdk.das(INSTANCE, "POST", "kill-process", {
      engine_type: "MySQL",
      processes: [
        { id: 12, user: "root" },
        { id: 34850917, user: "root" },
        { id: 99, user: "root" },
      ],
    });
    expect(killed).toEqual({ count: 1 });
    expect((await emulator.state()).kills).toMatchObject([{ by: "api", session: { id: "34850917" } }]);
  });

  test("an MRS statement is submitted, shown and cancelled", async () => {
    await emulator.addSessions({ service: "mrs", instance_id: "cluster_1-a", sessions: [] });
    const submitted = await sdk.mrs("cluster_1-a", "POST", "sql-execution", {
      sql_type: "presto",
      sql_content: "select sleep(30)",
    });
    expect(submitted).toEqual({
      id: expect.stringMatching(/^\d{8}_\d{6}_\d{5}_[0-9a-z]{5}$/),
      statement: "select sleep(30)",
      status: "RUNNING",
      result_location: "",
      content: [],
    });
    const path = `sql-execution/${submitted.id}`;
    expect(await sdk.mrs("cluster_1-a", "GET", path)).toEqual(submitted);
    expect(await sdk.mrs("cluster_1-a", "POST", `${path}/cancel`)).toEqual({ status: "SUCCEED" });
    expect(await sdk.mrs("cluster_1-a", "GET", path)).toMatchObject({
      status: "FAILED",
      message: "Query was canceled",
    });
  });

  test("a wrong key, a wrong secret and a wrong token are told apart", async () => {
    const codes = async (key: { id: string; secret: string; token?: string }) => {
      const { httpStatusCode, errorCode, errorMsg } = await sdkError(
        new HuaweiSdk(emulator.url, { key }).tasks(INSTANCE),
      );
      return [httpStatusCode, errorCode, errorMsg];
    };
    const temporary = { id: "AKtemporary", secret: "temporary-secret" };
    const words = "Incorrect IAM authentication information";
    expect(await codes({ id: "AKnobody", secret: "x" })).toEqual([
      401,
      "APIGW.0301",
      `${words}: Get secretKey failed,ak:AKnobody,err:ak not exist`,
    ]);
    expect(await codes({ id: "dbkill-emulator", secret: "wrong" })).toEqual([
      401,
      "APIGW.0301",
      `${words}: verify aksk signature fail`,
    ]);
    expect(await codes(temporary)).toEqual([401, "APIGW.0301", `${words}: decrypt token fail`]);
    const good = new HuaweiSdk(emulator.url, { key: { ...temporary, token: "sts-token" } });
    expect(await good.tasks(INSTANCE)).toEqual([]);
  });

  test.each([
    ["/v3/p/instances/i/auto-flow/add-kill-process-task", {}, "das", "add-kill-process-task"],
    ["/v2/p/clusters/c/sql-execution/x", {}, "mrs", "ShowSqlResult"],
    ["/v1/somewhere/else", { "X-Sdk-Date": "20231114T221320Z" }, "das", ""],
  ])(
    "an unsigned call of %s is the gateway's authentication error",
    async (path, headers, service, action) => {
      const answer = await fetch(emulator.url + path, { headers });
      expect([answer.status, await answer.json()]).toEqual([
        401,
        {
          error_code: "APIGW.0301",
          error_msg: expect.stringMatching(
            /^Incorrect IAM authentication information: the Authorization header/,
          ),
          request_id: answer.headers.get("x-request-id"),
        },
      ]);
      expect((await emulator.requests()).requests).toMatchObject([
        { service, action, access_key_id: null, http_status: 401 },
      ]);
    },
  );

  test("five wrong signatures in a row lock the key for five minutes, for right ones too", async () => {
    const wrong = new HuaweiSdk(emulator.url, { key: { id: "dbkill-emulator", secret: "wrong" } });
    for (let n = 0; n < 4; n++) await sdkError(wrong.tasks(INSTANCE));
    expect(await sdk.tasks(INSTANCE)).toEqual([]);
    for (let n = 0; n < 5; n++) await sdkError(wrong.tasks(INSTANCE));
    expect((await sdkError(sdk.tasks(INSTANCE))).errorMsg).toMatch(
      /AK access failed to reach the limit,forbidden$/,
    );
    await emulator.advanceClock(300);
    expect(await sdk.tasks(INSTANCE)).toEqual([]);
  });

  test("a project that the key pairs do not belong to is refused by each service", async () => {
    const closed = await Emulator.start({ projectIds: ["f".repeat(32)] });
    try {
      await closed.addSessions({ service: "das", instance_id: INSTANCE, sessions: [] });
      await closed.addSessions({ service: "mrs", instance_id: "c1", sessions: [] });
      expect(await new HuaweiSdk(closed.url, { projectId: "f".repeat(32) }).tasks(INSTANCE)).toEqual([]);
      const other = new HuaweiSdk(closed.url);
      expect(await sdkError(other.tasks(INSTANCE))).toMatchObject({
        httpStatusCode: 400,
        errorCode: "DAS.200113",
      });
      expect(await sdkError(other.mrs("c1", "GET", "sql-execution/x"))).toMatchObject({
        httpStatusCode: 401,
        errorCode: "APIGW.0301",
      });
    } finally {
      await closed.close();
    }
  });

  test("any project serves where none was named, if it looks like one", async () => {
    expect(await new HuaweiSdk(emulator.url, { projectId: "a".repeat(32) }).tasks(INSTANCE)).toEqual([]);
    expect(await sdkError(new HuaweiSdk(emulator.url, { projectId: "wrong" }).tasks(INSTANCE))).toMatchObject(
      {
        errorCode: "DAS.200113",
      },
    );
  });

  test("the request log names the call, its key and its error", async () => {
    const { requestId } = await sdkError(sdk.tasks(dasInstanceId(2)));
    expect((await emulator.requests({ service: "das", action: "query-kill-process-task" })).requests).toEqual(
      [
        {
          at: expect.stringMatching(/Z$/),
          service: "das",
          action: "query-kill-process-task",
          instance_id: dasInstanceId(2),
          http_status: 400,
          error_code: "DAS.200114",
          request_id: requestId,
          access_key_id: "dbkill-emulator",
          fault: null,
        },
      ],
    );
  });

  test.each([
    ["http_500", { httpStatusCode: 500, errorCode: "APIGW.0605" }],
    ["http_503", { httpStatusCode: 503, errorCode: "ServiceUnavailable" }],
    ["throttle", { httpStatusCode: 429, errorCode: "APIGW.0308" }],
  ] as const)("the fault %s is the vendor's own error, and nothing is done", async (kind, error) => {
    await emulator.setFaults([{ service: "das", action: "add-kill-process-task", kind, times: 1 }]);
    expect(await sdkError(sdk.add(INSTANCE))).toMatchObject(error);
    expect((await emulator.state()).tasks).toEqual([]);
    await sdk.add(INSTANCE);
  });

  test.each([
    ["DAS.200002", 400],
    ["APIGW.0301", 401],
    ["APIGW.0308", 429],
    ["APIGW.0101", 404],
  ])("the fault code %s has HTTP status %d", async (code, status) => {
    await emulator.setFaults([{ service: "das", kind: "code", code }]);
    expect(await sdkError(sdk.add(INSTANCE))).toMatchObject({ httpStatusCode: status, errorCode: code });
  });

  test("a session id of 63 bits keeps its digits", async () => {
    await emulator.addSessions({
      service: "das",
      instance_id: INSTANCE,
      sessions: [{ id: LARGEST_ID, user: "big" }],
    });
    // The SDK reads and writes numbers of 53 bits alone; as a text the id is taken too.
    expect(
      await sdk.das(INSTANCE, "POST", "kill-process", {
        engine_type: "mysql",
        processes: [{ id: LARGEST_ID, user: "big" }],
      }),
    ).toEqual({ count: 1 });
    expect((await emulator.state()).kills).toMatchObject([{ session: { id: LARGEST_ID } }]);
  });
});
