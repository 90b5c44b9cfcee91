import { RateLimit } from "../../../../../src/emulator/core/rate-limit";
import { Huawei, INSTANCE } from "./support";

const NOW = Date.parse("2026-11-22T10:00:00.250Z");
const LARGEST_ID = "9223372036854775807";

describe("DAS sessions", () => {
  let huawei: Huawei;
  beforeEach(() => {
    jest.useFakeTimers({ now: NOW });
    huawei = new Huawei();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  const kill = (...processes: object[]) =>
    huawei.das("POST", "kill-process", { engine_type: "mysql", processes });
  const list = async (query: string) => (await huawei.das("GET", `query-process-list?${query}`)).body;
  const ids = async (query: string) => (await list(query)).data.map(({ id }: { id: number }) => id);

  test("a kill needs the id and its user, and counts what was accepted", async () => {
    huawei.post(
      { id: "1", user: "app" },
      { id: "2", user: "app" },
      { id: "3", user: "app", unkillable: true },
      { id: "4", user: "app", refuse: "no" },
      { id: "5", user: "rdsAdmin" },
    );
    const { body } = await kill(
      { id: 1, user: "app" },
      { id: "2", user: "other" },
      { id: 3, user: "app" },
      { id: 4, user: "app" },
      { id: 5, user: "rdsAdmin" },
      { id: 6, user: "app" },
    );
    expect(body).toEqual({ count: 3 });
    expect(await huawei.alive()).toEqual(["2", "3", "4"]);
  });

  test("ids of 63 bits keep every digit, in and out", async () => {
    huawei.post({ id: LARGEST_ID, user: "app" });
    const { text } = await huawei.preview({ time: 0 });
    expect(text).toContain(`"id":${LARGEST_ID},`);
    const body = `{"engine_type":"MySQL","processes":[{"id":${LARGEST_ID},"user":"app"}]}`;
    expect((await huawei.das("POST", "kill-process", body)).body).toEqual({ count: 1 });
  });

  test.each([
    [{}, "engine_type: is required"],
    [{ engine_type: "postgresql", processes: [] }, "engine_type must be MySQL"],
    [{ engine_type: "mysql" }, "processes: must be a list"],
    [{ engine_type: "mysql", processes: [{ id: 1 }] }, "processes[0].user: is required"],
    [{ engine_type: "mysql", processes: [{ user: "a" }] }, "processes[0].id must be a whole number"],
    [{ engine_type: "mysql", processes: [{ id: "x", user: "a" }] }, "processes[0].id must be a whole number"],
  ])("refuses the kill %j", async (body, words) => {
    const answer = await huawei.das("POST", "kill-process", body);
    expect([answer.status, answer.body.error_msg]).toEqual([400, `Invalid parameter: ${words}.`]);
  });

  test("the process list is filtered, ordered and cut into pages", async () => {
    huawei.post(
      {
        id: "3",
        user: "b",
        host: "10.0.0.1:1",
        database: "x",
        command: "Query",
        state: "s",
        info: "select 1",
      },
      { id: "1", user: "a", host: "10.0.0.2:1", database: "y", command: "Sleep", duration_seconds: 9 },
      { id: "2", user: "b", host: "10.0.1.1:1", database: "x", command: "Query", info: "update t" },
    );
    expect(await ids("")).toEqual([3, 1, 2]);
    expect(await ids("order_by=id&order=desc")).toEqual([3, 2, 1]);
    expect(await ids("order_by=user&cur_page=2&per_page=2")).toEqual([2]);
    expect(await ids("user=b&keywords=select")).toEqual([3]);
    expect(await ids("host=10.0.0.%25")).toEqual([3, 1]);
    expect(await ids("db=x&command=query&state=s")).toEqual([3]);
    expect(await list("user=a")).toEqual({
      data_sync_time: Math.floor(NOW / 1000),
      total: 1,
      data: [
        {
          id: 1,
          user: "a",
          host: "10.0.0.2:1",
          db: "y",
          state: "",
          command: "Sleep",
          sql_info: "",
          state_duration: 9,
        },
      ],
      user_info_list: ["a", "b"],
      db_info_list: ["x", "y"],
      host_info_list: ["10.0.0.1:1", "10.0.0.2:1", "10.0.1.1:1"],
      state_info_list: ["s"],
      command_info_list: ["Query", "Sleep"],
    });
  });

  test.each(["per_page=101", "per_page=0", "cur_page=x", "order_by=age", "order=up", "engine_type=mongodb"])(
    "refuses a process list with %s",
    async (query) => {
      expect((await list(query)).error_code).toBe("DAS.200100");
    },
  );

  test("the history has every kill within a time, the latest first, by pages", async () => {
    huawei.post(
      ...Array.from({ length: 7 }, (_, n) => ({ id: String(n + 1), user: "app", duration_seconds: 60 - n })),
    );
    huawei.post({ id: "8", user: "hand" });
    await huawei.add({ user: "app", time: 61 });
    huawei.world.clock.advance(20);
    await kill({ id: 8, user: "hand" });
    const window = `start_time=${NOW}&end_time=${NOW + 20_000}`;
    const page = async (number: number, query = window) => {
      const { body } = await huawei.history(`${query}&page_num=${number}&page_size=5`);
      return [
        body.total_count,
        body.killed_sessions.map(({ session_id }: { session_id: number }) => session_id),
      ];
    };
    expect(await page(1)).toEqual([8, [8, 7, 6, 5, 4]]);
    expect(await page(2)).toEqual([8, [3, 2, 1]]);
    expect(await page(3)).toEqual([8, []]);
    expect(await page(1, `start_time=${NOW + 2_000}&end_time=${NOW + 4_000}`)).toEqual([2, [3, 2]]);
    expect(await page(1, `${window}&node_id=other`)).toEqual([0, []]);
    const { body } = await huawei.history(`${window}&page_num=1&page_size=50`);
    expect([body.killed_sessions[0], body.killed_sessions[7]]).toMatchObject([
      { session_id: 8, task_id: null, killed_source: "api", kill_time: NOW + 20_000 },
      {
        session_id: 1,
        task_id: 1,
        killed_source: "task",
        kill_time: NOW - 250 + 2_000,
        time: 61,
        instance_id: INSTANCE,
      },
    ]);
  });

  test.each([
    ["end_time=1&page_num=1&page_size=5", "start_time is required"],
    ["start_time=0&page_num=1&page_size=5", "end_time is required"],
    ["start_time=0&end_time=1&page_size=5", "page_num is required"],
    ["start_time=0&end_time=1&page_num=1", "page_size is required"],
    ["start_time=0&end_time=1&page_num=0&page_size=5", "page_num must be a whole number, at least 1"],
    ["start_time=0&end_time=1&page_num=1&page_size=7", "page_size must be one of 5, 10, 20, 50"],
    ["start_time=2&end_time=1&page_num=1&page_size=5", "start_time must not be after end_time"],
    ["start_time=-1&end_time=1&page_num=1&page_size=5", "start_time must be a whole number, at least 0"],
  ])("refuses the history %s", async (query, words) => {
    expect((await huawei.history(query)).body.error_msg).toBe(`Invalid parameter: ${words}.`);
  });

  test("each API takes 200 calls a second", async () => {
    huawei = new Huawei({ rateLimit: new RateLimit(() => 0) });
    const statuses = new Map<number, number>();
    for (let n = 0; n < 205; n++) {
      const { status } = await huawei.das("GET", "auto-flow/query-kill-process-task");
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
    expect(Object.fromEntries(statuses)).toEqual({ 200: 200, 429: 5 });
    expect((await huawei.das("GET", "auto-flow/get-kill-process-task-switch")).status).toBe(200);
  });
});
