import type { SessionInput } from "../../../../../src/emulator/core/types";
import { MRS, newSqlId } from "../../../../../src/emulator/vendors/huawei/mrs";
import { POST_FIRST } from "../../../../../src/emulator/vendors/wire";
import { Huawei } from "./support";

const NOW = Date.parse("2026-11-22T10:00:00.250Z");
const SQL_ID = "20190909_011820_00151_xxxxx";

describe("MRS statements", () => {
  let huawei: Huawei;
  beforeEach(() => {
    jest.useFakeTimers({ now: NOW });
    huawei = new Huawei();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  /** Posts a statement as the control interface does. */
  function post(statement: SessionInput): string {
    return huawei.engine.add(huawei.cluster, [MRS.complete!(statement)])[0]!;
  }

  const submit = (sql_content: string) =>
    huawei.mrs("POST", "sql-execution", { sql_type: "presto", sql_content });
  const show = async (id: string) => (await huawei.mrs("GET", `sql-execution/${id}`)).body;
  const cancel = (id: string) => huawei.mrs("POST", `sql-execution/${id}/cancel`);
  const statuses = async () =>
    (await huawei.engine.history(huawei.cluster)).map(({ id, status }) => [id, status]);

  test("an id is made as Presto makes it", () => {
    expect(newSqlId(new Date("2019-09-09T01:18:20.500Z"))).toMatch(/^20190909_011820_\d{5}_[0-9a-z]{5}$/);
  });

  test("a posted statement is known by its sql_id, else by its id, else by one that it is given", async () => {
    expect(post({ sql_id: SQL_ID })).toBe(SQL_ID);
    expect(post({ id: "q-2" })).toBe("q-2");
    const given = post({});
    expect(given).toMatch(/^\d{8}_\d{6}_\d{5}_[0-9a-z]{5}$/);
    for (const id of [SQL_ID, "q-2", given]) expect(await show(id)).toMatchObject({ id, status: "RUNNING" });
  });

  test.each([
    ["QUEUED", "QUEUED"],
    ["PLANNING", "PLANNING"],
    ["", "RUNNING"],
    ["Sending data", "RUNNING"],
    ["FINISHED", "FINISHED"],
    ["FAILED", "FAILED"],
  ])("one that is posted in state %j has status %s", async (state, status) => {
    post({ sql_id: SQL_ID, state, info: "select 1" });
    expect(await show(SQL_ID)).toMatchObject({ statement: "select 1", status });
  });

  test("a cancelled statement is killed, and FAILED from then on", async () => {
    post({ sql_id: SQL_ID });
    const { status, body } = await cancel(SQL_ID);
    expect([status, body]).toEqual([200, { status: "SUCCEED" }]);
    expect(await show(SQL_ID)).toMatchObject({ status: "FAILED", message: "Query was canceled" });
    expect(huawei.world.kills()).toMatchObject([{ by: "api", session: { id: SQL_ID } }]);
  });

  test("cancelling one that is over succeeds and changes nothing", async () => {
    post({ sql_id: "done", state: "FINISHED" });
    post({ sql_id: "dead" });
    await cancel("dead");
    for (const id of ["done", "dead"]) expect((await cancel(id)).body).toEqual({ status: "SUCCEED" });
    expect(await show("done")).toMatchObject({ status: "FINISHED" });
    expect(huawei.world.kills()).toHaveLength(1);
  });

  test("one that can't be cancelled is FAILED with HTTP 400 and runs on", async () => {
    post({ sql_id: SQL_ID, refuse: "Cancel sql error" });
    const { status, body, errorCode } = await cancel(SQL_ID);
    expect([status, body, errorCode]).toEqual([
      400,
      { status: "FAILED", message: "Cancel sql error" },
      "FAILED",
    ]);
    expect(await show(SQL_ID)).toMatchObject({ status: "RUNNING" });
  });

  test("one that survives its cancelling is answered SUCCEED and runs on", async () => {
    post({ sql_id: SQL_ID, unkillable: true });
    expect((await cancel(SQL_ID)).body).toEqual({ status: "SUCCEED" });
    expect(await show(SQL_ID)).toMatchObject({ status: "RUNNING" });
  });

  test("a submitted statement runs as long as it sleeps, then is FINISHED", async () => {
    const { id, status } = (await submit("select sleep(30)")).body;
    expect(status).toBe("RUNNING");
    huawei.world.clock.advance(29);
    expect(await show(id)).toMatchObject({ status: "RUNNING" });
    huawei.world.clock.advance(1);
    expect(await show(id)).toMatchObject({ status: "FINISHED" });
    expect(await statuses()).toEqual([[id, "finished"]]);
    expect((await cancel(id)).body).toEqual({ status: "SUCCEED" });
    expect(huawei.world.kills()).toEqual([]);
  });

  test("a statement without sleep is over at once", async () => {
    expect((await submit("show tables")).body).toMatchObject({
      status: "FINISHED",
      statement: "show tables",
    });
  });

  test.each([
    ["select 1", true],
    ["SHOW tables", true],
    ["desc t", true],
    ["create table t (a int)", false],
    ["insert into t select 1", false],
  ])("the id of %j is told: %s", async (sql, isTold) => {
    const { body } = await submit(sql);
    expect(body.id !== "").toBe(isTold);
  });

  test.each<[object | string, string]>([
    [{}, "sql_type: is required"],
    [{ sql_type: "hive", sql_content: "select 1" }, "sql_type must be presto"],
    [{ sql_type: "presto" }, "sql_content: is required"],
    [
      { sql_type: "presto", sql_content: "select 1;" },
      "sql_content must be one statement without a semicolon",
    ],
    ["{", "the body must be a JSON object"],
  ])("refuses to submit %j", async (body, words) => {
    const answer = await huawei.mrs("POST", "sql-execution", body);
    expect([answer.status, answer.body]).toEqual([
      400,
      { error_code: "MRS.0011", error_msg: `Invalid parameter: ${words}.` },
    ]);
    expect(await statuses()).toEqual([]);
  });

  test("an unknown statement and an unknown cluster are errors in the vendor's two shapes", async () => {
    const unknown = { error_code: "MRS.0011", message: "The SQL execution nobody does not exist." };
    expect(await cancel("nobody")).toMatchObject({ status: 400, body: unknown });
    expect(await show("nobody")).toEqual(unknown);
    for (const cluster of ["c2", "", "c.1"]) {
      const { status, body } = await huawei.mrs("GET", "sql-execution/x", undefined, cluster);
      expect([status, body]).toEqual([
        400,
        { error_code: "12000003", error_msg: `The cluster ${cluster} does not exist. ${POST_FIRST}` },
      ]);
    }
  });
});
