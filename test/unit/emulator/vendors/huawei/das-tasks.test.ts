import { POST_FIRST } from "../../../../../src/emulator/vendors/wire";
import { Huawei, INSTANCE } from "./support";

const NOW = Date.parse("2026-11-22T10:00:00.250Z");

describe("DAS kill tasks", () => {
  let huawei: Huawei;
  beforeEach(() => {
    jest.useFakeTimers({ now: NOW });
    huawei = new Huawei();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  const pass = (seconds: number) => huawei.world.clock.advance(seconds);

  test("creating answers no id, and each call adds a task, an equal one too", async () => {
    for (let n = 0; n < 2; n++) {
      const { status, body } = await huawei.add({ user: "report" });
      expect([status, body]).toEqual([200, { success: true }]);
    }
    expect((await huawei.tasks()).map(({ task_id }: { task_id: number }) => task_id)).toEqual([1, 2]);
  });

  test("an auto task ends by its time, a manual one when it is terminated, and both stay listed", async () => {
    await huawei.add({ task_type: "auto", task_duration: 60 });
    await huawei.add();
    expect(await huawei.tasks()).toMatchObject([
      { task_id: 1, task_state: 1, start_time: NOW, end_time: NOW + 60_000 },
      { task_id: 2, task_state: 1, start_time: NOW, end_time: 0 },
    ]);
    pass(60);
    expect((await huawei.terminate("2")).body).toEqual({ success: true });
    pass(60);
    expect(await huawei.tasks()).toMatchObject([
      { task_id: 1, task_state: 2, end_time: NOW + 60_000 },
      { task_id: 2, task_state: 3, end_time: NOW + 60_000 },
    ]);
  });

  test("the answer's Date is the emulator's time", async () => {
    pass(3600);
    const { headers } = await huawei.das("GET", "auto-flow/query-kill-process-task");
    expect(headers).toMatchObject({
      Date: "Sun, 22 Nov 2026 11:00:00 GMT",
      "X-Request-Id": "request-1",
    });
  });

  test("a sixth running task is refused, whichever five run", async () => {
    await huawei.add({ task_type: "auto", task_duration: 10 });
    for (let n = 0; n < 4; n++) await huawei.add();
    const { status, body, errorCode } = await huawei.add();
    expect([status, errorCode]).toEqual([400, "DAS.200100"]);
    expect(body).toEqual({
      error_code: "DAS.200100",
      error_msg: `Invalid parameter: at most 5 kill tasks can run on an instance at the same time, and 5 run on ${INSTANCE}.`,
    });
    pass(10);
    expect((await huawei.add()).status).toBe(200);
    expect((await huawei.add()).status).toBe(400);
    await huawei.terminate(3);
    expect((await huawei.add()).status).toBe(200);
  });

  test.each([
    ["one that never was", 9],
    ["one that was terminated", 1],
    ["one that ended by its time", 2],
  ])("terminating %s is an error", async (_, id) => {
    await huawei.add();
    await huawei.terminate(1);
    await huawei.add({ task_type: "auto", task_duration: 1 });
    pass(1);
    const { status, body } = await huawei.terminate(id);
    expect(status).toBe(400);
    expect(body.error_msg).toContain(`the kill task ${id} does not exist`);
  });

  test("a task kills by every one of its filters together", async () => {
    const victim = {
      user: "report",
      host: "10.0.0.7:5000",
      database: "shop",
      command: "Query",
      info: "SELECT a FROM b",
      duration_seconds: 60,
    };
    huawei.post(
      { id: "1", ...victim },
      { id: "2", ...victim, user: "reports" },
      { id: "3", ...victim, host: "10.0.1.7:5000" },
      { id: "4", ...victim, database: "Shop" },
      { id: "5", ...victim, command: "Sleep" },
      { id: "6", ...victim, info: "FROM b SELECT a" },
      { id: "7", ...victim, duration_seconds: 0 },
    );
    const filter = { user: "report", host: "10.0.0.%", db: "shop", command: "QUERY", info: "SELECT~FROM" };
    const { body } = await huawei.preview({ ...filter, time: 60 });
    expect(body.processes.map(({ id }: { id: number }) => id)).toEqual([1]);
    await huawei.add({ ...filter, time: 60 });
    pass(30);
    expect(await huawei.alive()).toEqual(["2", "3", "4", "5", "6", "7"]);
    pass(31);
    expect(await huawei.alive()).toEqual(["2", "3", "4", "5", "6"]);
  });

  test("sessions of the server and of Huawei itself are neither previewed nor killed", async () => {
    const users = ["rdsAdmin", "rdsBackup", "rdsMetric", "rdsRepl", "rdsProxy", "event_scheduler", "app"];
    huawei.post(...users.map((user) => ({ user })), { user: "replica", command: "Binlog Dump" });
    const { body } = await huawei.preview({ time: 0 });
    expect(body).toMatchObject({ total_count: 1, processes: [{ user: "app" }] });
    await huawei.add({ time: 0 });
    pass(1);
    expect(await huawei.alive()).toHaveLength(7);
  });

  test("with the switch off tasks run and kill nothing; what they missed is not made up for", async () => {
    huawei.post({ id: "1", user: "report" }, { id: "2", user: "app" });
    const turn = (status: string) => huawei.das("POST", "auto-flow/set-kill-process-task-switch", { status });
    const shown = async () => (await huawei.das("GET", "auto-flow/get-kill-process-task-switch")).body;
    expect(await shown()).toEqual({ status: "ON" });
    expect((await turn("OFF")).body).toEqual({ success: true });
    expect(await shown()).toEqual({ status: "OFF" });
    await huawei.add({ user: "report", time: 0, task_type: "auto", task_duration: 60 });
    await huawei.add({ user: "app", time: 0 });
    pass(120);
    expect(await huawei.alive()).toEqual(["1", "2"]);
    await turn("ON");
    pass(1);
    expect(await huawei.alive()).toEqual(["1"]);
    expect(huawei.world.kills()).toMatchObject([{ by: "task:2", at: NOW - 250 + 121_000 }]);
  });

  test("a preview lists 200 sessions and counts all", async () => {
    huawei.post(...Array.from({ length: 230 }, () => ({ user: "app" })));
    const { body } = await huawei.preview({ user: "app", time: 0 });
    expect([body.processes.length, body.total_count]).toEqual([200, 230]);
  });

  test("a list of tasks has 200: what runs, and of the ended ones the latest", async () => {
    await huawei.add({ user: "first" });
    for (let id = 2; id <= 250; id++) {
      await huawei.add();
      await huawei.terminate(id);
    }
    const ids = (await huawei.tasks()).map(({ task_id }: { task_id: number }) => task_id);
    expect([ids.length, ids[0], ids[1], ids.at(-1)]).toEqual([200, 1, 52, 250]);
  });

  test.each([
    ["task_type: is required", { task_type: undefined }],
    ["task_type: must be one of auto, manual", { task_type: "hourly" }],
    ["time is required", { time: null }],
    ["time: must be a whole number, at least 0", { time: -1 }],
    ["time: must be a whole number, at least 0", { time: "5" }],
    ["time must be at most 2147483647 seconds", { time: 2 ** 31 }],
    ["task_duration is required", { task_duration: undefined }],
    ["task_duration: must be a whole number, at least 1", { task_type: "auto", task_duration: 0 }],
    ["command must be one of Change user, ", { command: "Select" }],
    ["user: must be a text", { user: 7 }],
    ["users: unknown field", { users: ["report"] }],
  ])("refuses what is no task: %s", async (words, task) => {
    const { status, body } = await huawei.add(task);
    expect([status, body.error_code]).toEqual([400, "DAS.200100"]);
    expect(body.error_msg).toContain(words);
    expect(huawei.world.tasks()).toEqual([]);
  });

  test.each(["", "[]", "{", '"x"'])("refuses the body %j", async (body) => {
    const answer = await huawei.das("PUT", "auto-flow/add-kill-process-task", body);
    expect(answer.body.error_msg).toBe("Invalid parameter: the body must be a JSON object.");
  });

  test("a preview needs no more than the documents' example sends", async () => {
    expect((await huawei.preview({})).status).toBe(200);
    expect((await huawei.preview({ time: 5 })).status).toBe(200);
    expect((await huawei.preview({ time: 5, task_type: "x" })).status).toBe(400);
  });

  test.each([
    ["bcfa975193f1402fa11a6d4fd6baf5fb", "The instance bcfa975193f1402fa11a6d4fd6baf5fb does not exist."],
    ["", 'Invalid parameter: instance_id "" must be 32 or 36 letters and digits.'],
    ["cdb-1", 'Invalid parameter: instance_id "cdb-1" must be 32 or 36 letters and digits.'],
  ])("an instance %j is DAS.200114", async (id, message) => {
    const { status, body } = await huawei.das("GET", "auto-flow/query-kill-process-task", undefined, id);
    expect([status, body]).toEqual([
      400,
      { error_code: "DAS.200114", error_msg: `${message} ${POST_FIRST}` },
    ]);
  });

  test.each([
    ["POST", "auto-flow/add-kill-process-task"],
    ["POST", "auto-flow/kill-all-session"],
    ["GET", "auto-flow"],
    ["GET", ""],
  ])("there is no API %s %s", async (method, path) => {
    const { status, body } = await huawei.das(method, path);
    expect([status, body]).toEqual([
      404,
      { error_code: "APIGW.0101", error_msg: expect.any(String), request_id: "request-1" },
    ]);
  });

  test("a reset forgets every task", async () => {
    await huawei.add();
    huawei.cloud.reset();
    expect(await huawei.tasks()).toEqual([]);
  });
});
