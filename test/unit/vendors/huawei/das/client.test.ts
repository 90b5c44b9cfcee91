import type { DasClient, DasKillTaskInput } from "../../../../../src/vendors/huawei";
import { signSdkHmac } from "../../../../../src/vendors/huawei/signer";
import { eagerHttp, failure, SECRET_KEY, TOKEN } from "../../support/dbbrain";
import { done, huaweiAt, INSTANCE_ID, PROJECT } from "../../support/huawei";
import { RawServer, type Reaction } from "../../support/raw-server";

const INPUT: DasKillTaskInput = { user: "root", time: 5, task_duration: 30, task_type: "auto" };
const BASE = `/v3/${PROJECT}/instances/${INSTANCE_ID}`;
const AUTO = `${BASE}/auto-flow`;

/** The vendor's own example of a preview. */
const PREVIEW = {
  success: false,
  data_sync_time: 1766655104,
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
      state_duration: 7,
    },
  ],
};
const PROCESS = {
  id: "34850917",
  user: "root",
  host: "100.79.0.247:59474",
  db: "cds",
  state: "User sleep",
  command: "Query",
  sqlInfo: "SELECT sleep(49599)\nLIMIT 0, 50",
  stateDuration: 7,
};
const TASK = {
  task_id: 5,
  user: "root",
  host: "100.%",
  db: "cds",
  info: "select~from",
  command: "Query",
  time: 5,
  task_type: "auto",
  task_duration: 30,
  task_state: 1,
  start_time: 1766655104000,
  end_time: 1766655134000,
};

let server: RawServer;
const http = eagerHttp({ maxRetries: 0 });
afterEach(() => server.close());
afterAll(() => http.close());

async function serve(...reactions: Reaction[]): Promise<DasClient> {
  server = await RawServer.start(...reactions);
  return huaweiAt(server.url, http).das;
}

describe("a call of DAS", () => {
  test("is signed, scoped to the project, and carries the temporary credentials' token", async () => {
    const client = await serve(done());
    await client.addKillTask(INSTANCE_ID, { ...INPUT, host: undefined, info: "select~é中" });
    const { head, headers, body } = server.requests[0]!;
    expect(head).toBe(`PUT ${AUTO}/add-kill-process-task HTTP/1.1`);
    expect(JSON.parse(body)).toEqual({ ...INPUT, info: "select~é中" });
    expect(headers).toMatchObject({
      host: server.url.host,
      "content-type": "application/json",
      "user-agent": "dbkill/0.0.0-test",
      "x-language": "en-us",
      "x-project-id": PROJECT,
      "x-security-token": TOKEN,
    });
    const date = headers["x-sdk-date"]!;
    expect(date).toMatch(/^\d{8}T\d{6}Z$/);
    const signed = {
      "content-type": "application/json",
      host: server.url.host,
      "x-project-id": PROJECT,
      "x-sdk-date": date,
      "x-security-token": TOKEN,
    };
    const request = { method: "PUT", path: `${AUTO}/add-kill-process-task`, headers: signed, body };
    const credentials = { accessKey: "AKtest", secretKey: SECRET_KEY };
    expect(headers.authorization).toBe(signSdkHmac(request, credentials));
  });

  test("knows its region and project", async () => {
    const client = await serve(done());
    expect([client.region, client.projectId]).toEqual(["cn-north-4", PROJECT]);
  });

  test.each(["", ".", ".."])("with %j as an id is never made", async (id) => {
    const client = await serve(done());
    const error = await failure(client.listKillTasks(id));
    expect(error).toBeInstanceOf(RangeError);
    expect(server.requests).toEqual([]);
  });

  test("names an id of any characters and nothing else", async () => {
    const client = await serve(done());
    await client.terminateKillTask("a/b?c=d#é", "5");
    const id = "a%2Fb%3Fc%3Dd%23%C3%A9";
    expect(server.requests[0]!.head).toBe(
      `POST /v3/${PROJECT}/instances/${id}/auto-flow/terminate-kill-process-task HTTP/1.1`,
    );
  });
});

describe("every action of DAS", () => {
  const ids = [{ id: "9007199254740993", user: "root" }];
  const at = "Sun, 22 Nov 2026 10:00:00 GMT";

  test.each<[string, object, (client: DasClient) => Promise<unknown>, string, string, unknown]>([
    [
      "query-kill-process-task",
      { sql_killing_task_resp_list: [TASK] },
      (client) => client.listKillTasks(INSTANCE_ID),
      `GET ${AUTO}/query-kill-process-task`,
      "",
      {
        at: new Date(at),
        tasks: [
          {
            taskId: "5",
            user: "root",
            host: "100.%",
            db: "cds",
            command: "Query",
            info: "select~from",
            time: 5,
            taskType: "auto",
            taskDuration: 30,
            taskState: 1,
            startTime: new Date(1766655104000),
            endTime: new Date(1766655134000),
          },
        ],
      },
    ],
    [
      "add-kill-process-task",
      { success: true },
      (client) => client.addKillTask(INSTANCE_ID, INPUT),
      `PUT ${AUTO}/add-kill-process-task`,
      JSON.stringify(INPUT),
      { success: true, requestId: "req-ok" },
    ],
    [
      "terminate-kill-process-task",
      { success: false },
      (client) => client.terminateKillTask(INSTANCE_ID, "5"),
      `POST ${AUTO}/terminate-kill-process-task`,
      '{"task_id":"5"}',
      { success: false },
    ],
    [
      "preview-session-for-kill-process-task",
      PREVIEW,
      (client) => client.previewKillTask(INSTANCE_ID, INPUT),
      `POST ${AUTO}/preview-session-for-kill-process-task`,
      JSON.stringify(INPUT),
      { success: false, totalCount: 1, dataSyncTime: new Date(1766655104000), processes: [PROCESS] },
    ],
    [
      "query-kill-process-history",
      {
        total_count: 1,
        killed_sessions: [
          {
            instance_id: INSTANCE_ID,
            node_id: "node-1",
            task_id: 5,
            session_id: 12,
            user: "root",
            host: "10.0.0.1:1",
            db: "cds",
            command: "Query",
            time: 7,
            state: "User sleep",
            info: "select 1",
            kill_time: 1766655104000,
            killed_source: "AUTO",
          },
        ],
      },
      (client) =>
        client.listKillHistory(INSTANCE_ID, {
          startTime: 1700000000000,
          endTime: 1700000060000,
          pageNum: 1,
          pageSize: 10,
        }),
      `GET ${AUTO}/query-kill-process-history?start_time=1700000000000&end_time=1700000060000&page_num=1&page_size=10`,
      "",
      {
        totalCount: 1,
        killedSessions: [
          {
            nodeId: "node-1",
            taskId: "5",
            sessionId: "12",
            user: "root",
            host: "10.0.0.1:1",
            db: "cds",
            command: "Query",
            time: 7,
            state: "User sleep",
            info: "select 1",
            killTime: new Date(1766655104000),
            killedSource: "AUTO",
          },
        ],
      },
    ],
    [
      "get-kill-process-task-switch",
      { status: "OFF" },
      (client) => client.getKillSwitch(INSTANCE_ID),
      `GET ${AUTO}/get-kill-process-task-switch`,
      "",
      "OFF",
    ],
    [
      "set-kill-process-task-switch",
      { success: true },
      (client) => client.setKillSwitch(INSTANCE_ID, "ON"),
      `POST ${AUTO}/set-kill-process-task-switch`,
      '{"status":"ON"}',
      undefined,
    ],
    [
      "query-process-list",
      { total: 40, data: [PREVIEW.processes[0]], data_sync_time: 1 },
      (client) => client.listProcesses(INSTANCE_ID, { curPage: 2, perPage: 20 }),
      `GET ${BASE}/query-process-list?engine_type=MySQL&cur_page=2&per_page=20`,
      "",
      { total: 40, processes: [PROCESS] },
    ],
    [
      "kill-process",
      { count: 1 },
      (client) => client.killProcesses(INSTANCE_ID, ids),
      `POST ${BASE}/kill-process`,
      '{"engine_type":"MySQL","processes":[{"id":9007199254740993,"user":"root"}]}',
      { count: 1, requestId: "req-ok" },
    ],
  ])("%s, answered with %j", async (_name, content, call, request, body, expected) => {
    const client = await serve(done(content, { date: at }));
    expect(await call(client)).toEqual(expected);
    expect(server.requests[0]).toMatchObject({ head: `${request} HTTP/1.1`, body });
  });
});

describe("an answer of DAS", () => {
  test("may have every number as text", async () => {
    const texts = Object.fromEntries(Object.entries(TASK).map(([name, value]) => [name, String(value)]));
    const client = await serve(
      done({ sql_killing_task_resp_list: [TASK] }),
      done({ sql_killing_task_resp_list: [texts] }),
    );
    const { tasks } = await client.listKillTasks(INSTANCE_ID);
    expect((await client.listKillTasks(INSTANCE_ID)).tasks).toEqual(tasks);
  });

  test("tells no filter, no end and no time by null, nothing, empty text or 0", async () => {
    const empty = {
      task_id: 6,
      user: "",
      host: null,
      time: 0,
      task_type: "manual",
      task_duration: 0,
      end_time: 0,
    };
    const client = await serve(done({ sql_killing_task_resp_list: [empty] }));
    const { tasks } = await client.listKillTasks(INSTANCE_ID);
    expect(tasks[0]).toEqual({
      taskId: "6",
      user: null,
      host: null,
      db: null,
      command: null,
      info: null,
      time: 0,
      taskType: "manual",
      taskDuration: null,
      taskState: null,
      startTime: null,
      endTime: null,
    });
  });

  test("keeps every digit of an id", async () => {
    const row = '{"id": 9007199254740993, "user": "root", "command": "Query"}';
    const text = `{"processes": [${row}], "total_count": "1", "data_sync_time": 0}`;
    const client = await serve(done(text));
    const preview = await client.previewKillTask(INSTANCE_ID, INPUT);
    expect(preview).toMatchObject({ totalCount: 1, success: null, dataSyncTime: null });
    expect(preview.processes[0]).toMatchObject({ id: "9007199254740993", db: "", stateDuration: 0 });
  });

  test("may use the names of another action for a session", async () => {
    const row = {
      id: "7",
      user: "u",
      host: "h",
      database: "d",
      command: "Sleep",
      time: "9",
      state: "",
      sql: "s",
    };
    const client = await serve(done({ total: "1", data: [row] }));
    expect((await client.listProcesses(INSTANCE_ID, { curPage: 1, perPage: 100 })).processes).toEqual([
      { id: "7", user: "u", host: "h", db: "d", command: "Sleep", state: "", sqlInfo: "s", stateDuration: 9 },
    ]);
  });

  test("without a Date has our own time for the vendor's", async () => {
    const before = Date.now();
    const client = await serve(done({ sql_killing_task_resp_list: null }));
    const { tasks, at } = await client.listKillTasks(INSTANCE_ID);
    expect(tasks).toEqual([]);
    expect(at.getTime()).toBeGreaterThanOrEqual(before);
  });

  test.each<[string, unknown, (client: DasClient) => Promise<unknown>]>([
    ["no list of tasks", {}, (client) => client.listKillTasks(INSTANCE_ID)],
    [
      "a task that is no object",
      { sql_killing_task_resp_list: [5] },
      (client) => client.listKillTasks(INSTANCE_ID),
    ],
    [
      "a task without an id",
      { sql_killing_task_resp_list: [{ ...TASK, task_id: null }] },
      (client) => client.listKillTasks(INSTANCE_ID),
    ],
    [
      "a task whose id is no number",
      { sql_killing_task_resp_list: [{ ...TASK, task_id: "five" }] },
      (client) => client.listKillTasks(INSTANCE_ID),
    ],
    [
      "a duration that is no number",
      { sql_killing_task_resp_list: [{ ...TASK, time: "5s" }] },
      (client) => client.listKillTasks(INSTANCE_ID),
    ],
    [
      "a time out of all time",
      { sql_killing_task_resp_list: [{ ...TASK, end_time: 1e300 }] },
      (client) => client.listKillTasks(INSTANCE_ID),
    ],
    [
      "a user that is an object",
      { sql_killing_task_resp_list: [{ ...TASK, user: { name: "root" } }] },
      (client) => client.listKillTasks(INSTANCE_ID),
    ],
    ["no success", {}, (client) => client.addKillTask(INSTANCE_ID, INPUT)],
    ["a success that is a word", { success: "yes" }, (client) => client.terminateKillTask(INSTANCE_ID, "5")],
    ["no list of processes", { success: true }, (client) => client.previewKillTask(INSTANCE_ID, INPUT)],
    ["a switch of another kind", { status: "MAYBE" }, (client) => client.getKillSwitch(INSTANCE_ID)],
    ["no total", { data: [] }, (client) => client.listProcesses(INSTANCE_ID, { curPage: 1, perPage: 5 })],
    ["no count", {}, (client) => client.killProcesses(INSTANCE_ID, [{ id: "1", user: "u" }])],
    ["no object", [], (client) => client.getKillSwitch(INSTANCE_ID)],
    ["cut JSON", '{"status":', (client) => client.getKillSwitch(INSTANCE_ID)],
    ["a key twice", '{"success":true,"success":false}', (client) => client.addKillTask(INSTANCE_ID, INPUT)],
  ])("with %s is malformed, and the call may have been carried out", async (_what, content, call) => {
    const client = await serve(done(content));
    const error = await failure(call(client));
    expect(error).toMatchObject({ code: "DBKILL_ERR_MALFORMED_RESPONSE", ambiguous: true });
    expect(error).toMatchObject({ remedy: expect.stringContaining("Huawei Cloud") });
  });
});

describe("the vendor's words", () => {
  test.each([
    ["on", "ON"],
    ["ON", "ON"],
    ["On", "ON"],
    ["off", "OFF"],
    ["Off ", "OFF"],
  ])("the switch %j is %s", async (status, expected) => {
    const client = await serve(done({ status }));
    expect(await client.getKillSwitch(INSTANCE_ID)).toBe(expected);
  });

  test("an unknown word is an error that is not tried again", async () => {
    const patient = eagerHttp({ maxRetries: 3 });
    server = await RawServer.start(done({ status: "PAUSED" }));
    const error = await failure(huaweiAt(server.url, patient).das.getKillSwitch(INSTANCE_ID));
    await patient.close();
    expect(error).toMatchObject({ code: "DBKILL_ERR_MALFORMED_RESPONSE", retryable: false });
    expect(server.requests).toHaveLength(1);
  });

  test.each(["AUTO", "Auto", "auto"])("the task type %j is read in any case", async (task_type) => {
    const client = await serve(done({ sql_killing_task_resp_list: [{ task_id: "1", task_type }] }));
    expect((await client.listKillTasks(INSTANCE_ID)).tasks).toMatchObject([{ taskType: "auto" }]);
  });

  test("an unknown task type is an error", async () => {
    const client = await serve(done({ sql_killing_task_resp_list: [{ task_id: "1", task_type: "weekly" }] }));
    expect(await failure(client.listKillTasks(INSTANCE_ID))).toMatchObject({
      code: "DBKILL_ERR_MALFORMED_RESPONSE",
      retryable: false,
    });
  });
});

describe("a task without a filter", () => {
  const all = { time: 0, task_duration: 0, task_type: "manual" } as const;

  test.each<[string, DasKillTaskInput]>([
    ["no field", all],
    ["blank fields", { ...all, user: "", host: undefined, info: "" }],
    ["every host", { ...all, host: "%" }],
  ])("is refused before anything is sent: %s", async (_what, input) => {
    const client = await serve(done());
    expect((await failure(client.addKillTask(INSTANCE_ID, input))).constructor).toBe(Error);
    expect(server.requests).toEqual([]);
  });

  test("is sent where matchAll says so, and then alone", async () => {
    const client = await serve(done());
    await client.addKillTask(INSTANCE_ID, all, { matchAll: true });
    expect(JSON.parse(server.requests[0]!.body)).toEqual(all);
    expect((await failure(client.addKillTask(INSTANCE_ID, INPUT, { matchAll: true }))).constructor).toBe(
      Error,
    );
    expect(server.requests).toHaveLength(1);
  });
});

describe("setting the kill switch", () => {
  test("is done where the vendor says false and the switch is as asked for", async () => {
    const client = await serve(done({ success: false }), done({ status: "OFF" }));
    await expect(client.setKillSwitch(INSTANCE_ID, "OFF")).resolves.toBeUndefined();
    expect(server.requests).toHaveLength(2);
  });

  test("is an error where the vendor says false and the switch is not as asked for", async () => {
    const client = await serve(done({ success: false }), done({ status: "ON" }));
    expect(await failure(client.setKillSwitch(INSTANCE_ID, "OFF"))).toMatchObject({
      code: "DBKILL_ERR_REJECTED",
      message:
        "das set-kill-process-task-switch was answered with success: false, and the switch is not OFF.",
    });
  });
});

describe("killing sessions", () => {
  test.each([[[]], [[{ id: "", user: "u" }]], [[{ id: "1 OR 1", user: "u" }]], [[{ id: "-1", user: "u" }]]])(
    "of %j is refused before anything is sent",
    async (processes) => {
      const client = await serve(done({ count: 1 }));
      expect(await failure(client.killProcesses(INSTANCE_ID, processes))).toBeInstanceOf(RangeError);
      expect(server.requests).toEqual([]);
    },
  );
});
