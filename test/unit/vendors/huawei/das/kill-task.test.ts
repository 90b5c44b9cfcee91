import type { KillTaskRequest, ListedTask } from "../../../../../src/engine/ports";
import type { SessionFilter } from "../../../../../src/model";
import { DasKillTasks } from "../../../../../src/vendors/huawei/das/kill-task";
import { eagerHttp, failure } from "../../support/dbbrain";
import { done, huaweiAt, INSTANCE_ID, PROJECT } from "../../support/huawei";
import { answer, RawServer, type Reaction, reset } from "../../support/raw-server";

const http = eagerHttp({ maxRetries: 0 });
let server: RawServer;
afterEach(() => server?.close());
afterAll(() => http.close());

async function serve(...reactions: Reaction[]): Promise<DasKillTasks> {
  server = await RawServer.start(...reactions);
  const { das } = huaweiAt(server.url, http);
  return new DasKillTasks(() => das, { service: "das", instance_id: INSTANCE_ID });
}
const sent = () => server.requests.map(({ body }) => (body === "" ? null : JSON.parse(body)));
const refusal = answer(400, { error_code: "DAS.200999", error_msg: "the task can't be stopped" });

const NOW = Date.parse("2026-11-22T10:00:00Z");
const date = new Date(NOW).toUTCString();
/** A listing with one task. */
const listing = (...tasks: Record<string, unknown>[]) =>
  done(
    { sql_killing_task_resp_list: tasks.map((task) => ({ task_id: 5, task_type: "manual", ...task })) },
    { date },
  );

describe("a kill task of DAS", () => {
  test("is one of those of its instance, in a region and project", async () => {
    const tasks = await serve(done());
    expect([tasks.name, tasks.slot, tasks.region, tasks.account]).toEqual([
      INSTANCE_ID,
      `das/cn-north-4/${INSTANCE_ID}`,
      "cn-north-4",
      PROJECT,
    ]);
  });

  test("is started with its filter and its time, or until it is stopped", async () => {
    const tasks = await serve(done());
    const filter = {
      users: ["report"],
      commands: ["query"],
      info_keywords: ["a", "b"],
      min_duration_seconds: 60,
    };
    expect(await tasks.start({ filter, durationSeconds: 300 })).toEqual({
      confirmed: true,
      requestId: "req-ok",
    });
    await tasks.start({ filter: null, durationSeconds: null });
    expect(sent()).toEqual([
      { user: "report", command: "Query", info: "a~b", time: 60, task_duration: 300, task_type: "auto" },
      { time: 0, task_duration: 0, task_type: "manual" },
    ]);
  });

  test("is not confirmed where DAS says false", async () => {
    const tasks = await serve(done({ success: false }));
    const request = { filter: { users: ["report"] }, durationSeconds: null };
    expect(await tasks.start(request)).toMatchObject({ confirmed: false });
  });

  test.each<SessionFilter>([
    {},
    { users: undefined },
    { hosts: ["%"] },
    { users: ["a", "b"] },
    { users: ["a"], info_prefix: "x" },
    { users: ["a"], info_regex: "x" },
    { info_keywords: ["a~b"] },
  ])("is not started for a filter like %j", async (filter) => {
    const tasks = await serve(done());
    expect((await failure(tasks.start({ filter, durationSeconds: null }))).constructor).toBe(Error);
    expect(server.requests).toEqual([]);
  });

  test("is not started twice where the answer is lost", async () => {
    const tasks = await serve(reset);
    const request = { filter: { users: ["report"] }, durationSeconds: null };
    expect(await failure(tasks.start(request))).toMatchObject({ ambiguous: true });
    expect(server.requests).toHaveLength(1);
  });

  test.each<[string, Reaction[], string]>([
    ["said so", [done()], "stopped"],
    ["false, and it is gone", [done({ success: false }), listing()], "stopped"],
    ["false, and it runs", [done({ success: false }), listing({})], "unconfirmed"],
    ["false, and the list is lost", [done({ success: false }), reset], "unconfirmed"],
    ["refused, and it is gone", [refusal, listing({ task_id: 6 })], "none"],
    [
      "refused, and it has ended",
      [refusal, listing({ start_time: NOW - 9_000, end_time: NOW - 5_000 })],
      "none",
    ],
  ])("that is to stop, where DAS answered: %s", async (_what, reactions, expected) => {
    const tasks = await serve(...reactions);
    expect(await tasks.stop("5")).toBe(expected);
    expect(sent()[0]).toEqual({ task_id: "5" });
  });

  test.each<[string, Reaction[]]>([
    ["it runs", [refusal, listing({})]],
    ["the list is lost too", [refusal, reset]],
  ])("that DAS refuses to stop is an error where %s", async (_what, reactions) => {
    const tasks = await serve(...reactions);
    expect(await failure(tasks.stop("5"))).toMatchObject({ vendorCode: "DAS.200999" });
  });

  test("can't be stopped without its id", async () => {
    const tasks = await serve(done());
    expect((await failure(tasks.stop(null))).constructor).toBe(Error);
    expect(server.requests).toEqual([]);
  });

  test.each([
    ["ON", true],
    ["on", true],
    ["off", false],
  ])("kills where the switch is %s: %s", async (status, on) => {
    expect(await (await serve(done({ status }))).isSwitchOn()).toBe(on);
  });
});

describe("a listed kill task of DAS", () => {
  test("is read back into the request that made it", async () => {
    const tasks = await serve(
      listing({
        ...{ user: "report", host: "10.0.0.%", db: "shop", command: "Query", info: "select~1", time: "60" },
        ...{ task_type: "AUTO", task_duration: "300", task_state: 2, start_time: NOW - 60_000, end_time: 0 },
      }),
    );
    expect(await tasks.list()).toEqual({
      at: new Date(NOW),
      tasks: [
        {
          taskId: "5",
          request: {
            filter: {
              ...{ users: ["report"], hosts: ["10.0.0.%"], databases: ["shop"], commands: ["Query"] },
              ...{ info_keywords: ["select", "1"], min_duration_seconds: 60 },
            },
            durationSeconds: 300,
          },
          status: "running",
          startedAt: new Date(NOW - 60_000),
          endsAt: new Date(NOW + 240_000),
          rawState: "2",
        },
      ],
    });
  });

  test.each<[string, Record<string, unknown>, Partial<ListedTask>, number | null]>([
    ["for all, until it is stopped", {}, { status: "running", endsAt: null, rawState: null }, null],
    [
      "that ended before its time",
      { task_type: "auto", task_duration: 300, start_time: NOW - 60_000, end_time: NOW - 10_000 },
      { status: "stopped" },
      300,
    ],
    [
      "that ended by its time",
      { task_type: "auto", task_duration: 60, start_time: NOW - 60_000, end_time: NOW },
      { status: "expired" },
      60,
    ],
    [
      "whose end is noted a moment early",
      { task_type: "auto", task_duration: 60, start_time: NOW - 61_000, end_time: NOW - 4_000 },
      { status: "expired" },
      60,
    ],
    [
      "whose end lies within the same second",
      { task_type: "auto", task_duration: 60, start_time: NOW - 59_500 },
      { status: "expired" },
      60,
    ],
    [
      "whose end is a second and more ahead",
      { task_type: "auto", task_duration: 60, start_time: NOW - 58_900 },
      { status: "running" },
      60,
    ],
    [
      "whose end is not listed",
      { task_type: "auto", task_duration: 60, start_time: NOW - 90_000 },
      { status: "expired", endsAt: new Date(NOW - 30_000) },
      60,
    ],
    [
      "that was stopped by hand",
      { start_time: NOW - 90_000, end_time: NOW - 1_000 },
      { status: "stopped" },
      null,
    ],
    [
      "whose time is not told",
      { task_type: "auto", start_time: NOW },
      { status: "running", endsAt: null },
      0,
    ],
  ])("%s", async (_what, row, expected, durationSeconds) => {
    const { tasks } = await (await serve(listing(row))).list();
    expect(tasks[0]).toMatchObject({ ...expected, request: { filter: null, durationSeconds } });
  });

  test("is dated by our clock where DAS sends no date", async () => {
    const tasks = await serve(done({ sql_killing_task_resp_list: [] }));
    expect(Math.abs((await tasks.list()).at.getTime() - Date.now())).toBeLessThan(10_000);
  });

  const tasks = new DasKillTasks(() => undefined as never, { service: "das", instance_id: "i" });
  const isSame = (listed: KillTaskRequest, wanted: KillTaskRequest) =>
    tasks.isSame(
      { taskId: "1", request: listed, status: "running", startedAt: null, endsAt: null, rawState: null },
      wanted,
    );
  const forever = (filter: SessionFilter | null): KillTaskRequest => ({ filter, durationSeconds: null });

  test.each<[SessionFilter | null, SessionFilter | null]>([
    [null, null],
    [{ users: ["report "] }, { users: ["report"] }],
    [{ users: ["re\u0301port"] }, { users: ["r\u00e9port"] }],
    [{ databases: ["shop  "] }, { databases: ["shop"] }],
    [{ hosts: ["DB.example"] }, { hosts: ["db.example"] }],
    [{ commands: ["query"] }, { commands: ["Query"] }],
    [{ min_duration_seconds: 60.4 }, { min_duration_seconds: 60 }],
    [{ info_keywords: ["a", "b"] }, { info_keywords: ["a", "b"] }],
  ])("%j is %j", (listed, wanted) => {
    expect(isSame(forever(listed), forever(wanted))).toBe(true);
    expect(isSame(forever(wanted), forever(listed))).toBe(true);
  });

  test.each<[SessionFilter | null, SessionFilter | null]>([
    [null, { users: ["report"] }],
    [{ users: ["report"], hosts: ["10.0.0.7"] }, { users: ["report"] }],
    [{ users: ["Report"] }, { users: ["report"] }],
    [{ users: [" report"] }, { users: ["report"] }],
    [{ databases: ["Shop"] }, { databases: ["shop"] }],
    [{ commands: ["Sleep"] }, { commands: ["Query"] }],
    [{ info_keywords: ["Select"] }, { info_keywords: ["select"] }],
    [{ info_keywords: ["b", "a"] }, { info_keywords: ["a", "b"] }],
    [{ info_keywords: ["a", "b", "c"] }, { info_keywords: ["a", "b"] }],
    [
      { users: ["a"], min_duration_seconds: 61 },
      { users: ["a"], min_duration_seconds: 60 },
    ],
    [{ users: ["a"], min_duration_seconds: 1 }, { users: ["a"] }],
  ])("%j is not %j", (listed, wanted) => {
    expect(isSame(forever(listed), forever(wanted))).toBe(false);
    expect(isSame(forever(wanted), forever(listed))).toBe(false);
  });

  test("is the same only with the same time", () => {
    const during = (durationSeconds: number | null) => ({ filter: { users: ["a"] }, durationSeconds });
    expect(isSame(during(300), during(300))).toBe(true);
    expect(isSame(during(300), during(301))).toBe(false);
    expect(isSame(during(null), during(300))).toBe(false);
    // A task that ends by itself is never taken for one that does not.
    expect(isSame(during(0), during(null))).toBe(false);
  });
});
