import type { HuaweiQuirk } from "../../../../../src/emulator/core/types";
import { huaweiSettings } from "../../../../../src/emulator/vendors/huawei/settings";
import { Huawei } from "./support";

const NOW = Date.parse("2026-11-22T10:00:00.250Z");

describe("contradictions of Huawei's documents", () => {
  beforeEach(() => {
    jest.useFakeTimers({ now: NOW });
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  function quirky(...quirks: HuaweiQuirk[]): Huawei {
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

  test("options that are none are refused by name", () => {
    expect(() => huaweiSettings({ quirks: ["late" as HuaweiQuirk] })).toThrow(
      '"late" is unknown; known are success-false, numbers-as-strings, times-in-seconds, ended-tasks-vanish, no-end-time, older-process-fields, older-sql-id',
    );
    expect(() => huaweiSettings({ projectIds: ["a-b"] })).toThrow('"a-b" is not 1 to 64 letters and digits');
  });
});
