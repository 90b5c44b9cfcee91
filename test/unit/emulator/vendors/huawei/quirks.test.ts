import type { Quirk } from "../../../../../src/emulator/core/quirks";
import { Huawei } from "./support";

const NOW = Date.parse("2026-11-22T10:00:00.250Z");

describe("contradictions of Huawei's documents", () => {
  beforeEach(() => {
    jest.useFakeTimers({ now: NOW });
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  function quirky(...quirks: Quirk[]): Huawei {
    const huawei = new Huawei({ quirks });
    huawei.post({ id: "7", user: "app", database: "shop", duration_seconds: 3, info: "select 1" });
    return huawei;
  }

  test("success-false: what is done is answered with false", async () => {
    const huawei = quirky("success-false");
    expect((await huawei.preview({ time: 0 })).body).toMatchObject({ success: false, total_count: 1 });
    expect((await huawei.add()).body).toEqual({ success: false });
    expect(await huawei.tasks()).toHaveLength(1);
    expect((await huawei.terminate(1)).body).toEqual({ success: false });
    expect(await huawei.tasks()).toMatchObject([{ task_state: 3 }]);
  });

  test("numbers-as-strings: no number is a number", async () => {
    const huawei = quirky("numbers-as-strings");
    await huawei.add({ task_type: "auto", task_duration: 60 });
    expect(await huawei.tasks()).toMatchObject([
      {
        task_id: "1",
        time: "1000000",
        task_state: "1",
        start_time: String(NOW),
        end_time: String(NOW + 60_000),
      },
    ]);
    expect((await huawei.preview({ time: 0 })).body).toMatchObject({
      success: true,
      total_count: "1",
      processes: [{ id: "7", state_duration: "3" }],
    });
  });

  test("times-in-seconds: moments are told in seconds", async () => {
    const huawei = quirky("times-in-seconds");
    await huawei.add({ task_type: "auto", task_duration: 60, time: 0 });
    const start_time = Math.floor(NOW / 1000);
    expect(await huawei.tasks()).toMatchObject([{ start_time, end_time: start_time + 60 }]);
    huawei.world.clock.advance(1);
    const { body } = await huawei.history(`start_time=${NOW}&end_time=${NOW + 2_000}&page_num=1&page_size=5`);
    expect(body.killed_sessions).toMatchObject([{ kill_time: start_time + 1 }]);
  });

  test("ended-tasks-vanish: only what runs is listed", async () => {
    const huawei = quirky("ended-tasks-vanish");
    await huawei.add();
    await huawei.add();
    await huawei.terminate(1);
    expect(await huawei.tasks()).toMatchObject([{ task_id: 2 }]);
  });

  test("no-end-time: tasks are listed without it", async () => {
    const huawei = quirky("no-end-time");
    await huawei.add({ task_type: "auto", task_duration: 60 });
    expect((await huawei.tasks())[0]).not.toHaveProperty("end_time");
  });

  test("older-process-fields: the process list has its older sibling's names, and texts", async () => {
    const { body } = await quirky("older-process-fields").das("GET", "query-process-list");
    expect(body.data).toEqual([
      {
        id: "7",
        user: "app",
        host: "",
        database: "shop",
        command: "Query",
        time: "3",
        state: "",
        sql: "select 1",
        trx_executed_time: "0",
      },
    ]);
  });

  test("older-sql-id: MRS has sql_id for id", async () => {
    const huawei = quirky("older-sql-id");
    const submitted = await huawei.mrs("POST", "sql-execution", {
      sql_type: "presto",
      sql_content: "select 1",
    });
    const { sql_id } = submitted.body;
    expect(submitted.body).not.toHaveProperty("id");
    expect((await huawei.mrs("GET", `sql-execution/${sql_id}`)).body).toMatchObject({
      sql_id,
      status: "FINISHED",
    });
  });

  test("filter-*: tasks are listed otherwise than they were sent, and kill what they would kill", async () => {
    const sent = { user: "App", db: "Shop", info: "select", time: 3, host: "", command: "" };
    const huawei = quirky(
      "filter-user-other-case",
      "filter-database-lower-case",
      "filter-trailing-blank",
      "filter-time-rounded",
    );
    await huawei.add(sent);
    expect(await huawei.tasks()).toMatchObject([
      { user: "APP ", db: "shop ", info: "select ", time: 10, host: "", command: "" },
    ]);
    expect(huawei.world.tasks()[0]!.match).toEqual({
      users: ["App"],
      databases: ["Shop"],
      info_keywords: ["select"],
      min_duration_seconds: 3,
    });
  });

  test("filter-user-other-case: a name in capitals is listed in small letters", async () => {
    const huawei = quirky("filter-user-other-case");
    await huawei.add({ user: "APP" });
    expect(await huawei.tasks()).toMatchObject([{ user: "app" }]);
  });

  test("new-tasks-listed-late: a task runs at once and is listed two seconds after", async () => {
    const huawei = quirky("new-tasks-listed-late");
    await huawei.add({ time: 0 });
    huawei.world.clock.advance(1.999);
    expect(await huawei.tasks()).toEqual([]);
    expect(await huawei.alive()).toEqual([]);
    huawei.world.clock.advance(0.001);
    expect(await huawei.tasks()).toMatchObject([{ task_id: 1 }]);
  });

  test("switch-lower-case: the switch is answered as on and off, and set in any case", async () => {
    const huawei = quirky("switch-lower-case");
    const status = async () => (await huawei.das("GET", "auto-flow/get-kill-process-task-switch")).body;
    expect(await status()).toEqual({ status: "on" });
    await huawei.das("POST", "auto-flow/set-kill-process-task-switch", { status: "off" });
    expect(await status()).toEqual({ status: "off" });
    await huawei.das("POST", "auto-flow/set-kill-process-task-switch", { status: "On" });
    expect(await status()).toEqual({ status: "on" });
    const unknown = await huawei.das("POST", "auto-flow/set-kill-process-task-switch", { status: "enabled" });
    expect(unknown).toMatchObject({ status: 400, errorCode: "DAS.200100" });
  });

  test("no-date: the response has no Date", async () => {
    expect((await quirky("no-date").das("GET", "query-process-list")).headers).not.toHaveProperty("Date");
    expect((await quirky().das("GET", "query-process-list")).headers).toHaveProperty("Date");
  });
});
