import type { Session } from "../../../../../src/model";
import type { DasClient, DasProcess, DasProcessListInput } from "../../../../../src/vendors/huawei";
import { DasKiller, DasSessions } from "../../../../../src/vendors/huawei/das/sessions";
import { failure } from "../../support/dbbrain";

const TARGET = { service: "das", instance_id: "i-1" } as const;
const { signal } = new AbortController();
const process = (id: string, stateDuration = 75): DasProcess => ({
  ...{ id, user: "report", host: "10.0.0.7:51234", db: "shop", command: "Query" },
  ...{ state: "executing", sqlInfo: "select 1", stateDuration },
});

/** @param total one for all pages, or one for each call */
function source(pages: DasProcess[][], total: number | number[]) {
  let now = 1_000;
  const asked: DasProcessListInput[] = [];
  const client = {
    async listProcesses(instance: string, page: DasProcessListInput) {
      expect(instance).toBe("i-1");
      asked.push(page);
      now += 5;
      const all = typeof total === "number" ? total : total[asked.length - 1]!;
      return { total: all, processes: pages[page.curPage - 1] ?? [] };
    },
  } as unknown as DasClient;
  return { asked, sessions: new DasSessions(() => client, TARGET, { now: () => now }) };
}

describe("the sessions that DAS lists", () => {
  test("are those of all pages, by the time of the last answer", async () => {
    const { asked, sessions } = source([[process("1"), process("2")], [process("3")]], 3);
    const listing = await sessions.list(signal);
    expect(listing).toMatchObject({ complete: true, at: 1_010 });
    expect(listing.sessions.map(({ id }) => id)).toEqual(["1", "2", "3"]);
    expect(asked).toEqual([
      { curPage: 1, perPage: 100 },
      { curPage: 2, perPage: 100 },
    ]);
  });

  test("are not complete where one is on two pages: another one may be on none", async () => {
    const { asked, sessions } = source(
      [
        [process("1"), process("2")],
        [process("2", 76), process("3")],
      ],
      4,
    );
    const listing = await sessions.list(signal);
    expect(listing.complete).toBe(false);
    expect(listing.sessions.map(({ id, duration_seconds }) => [id, duration_seconds])).toEqual([
      ["1", 75],
      ["2", 76],
      ["3", 75],
    ]);
    expect(asked).toHaveLength(6);
  });

  test("are listed once more where their number changed between two pages, and then complete", async () => {
    // "1" ended after the first page, so that what was third is on no page.
    const { asked, sessions } = source([[process("1"), process("2")], [process("4")]], [4, 3, 3, 3]);
    expect(await sessions.list(signal)).toMatchObject({ complete: true });
    expect(asked.map(({ curPage }) => curPage)).toEqual([1, 2, 1, 2]);
    expect(
      await source([[process("1")], [process("3")]], [3, 2, 3, 2, 3, 2]).sessions.list(signal),
    ).toMatchObject({ complete: false });
  });

  test("are sessions in our words", async () => {
    expect((await source([[process("1")]], 1).sessions.list(signal)).sessions).toEqual([
      {
        ...{ id: "1", user: "report", host: "10.0.0.7:51234", database: "shop", command: "Query" },
        ...{ state: "executing", duration_seconds: 75, info: "select 1" },
      },
    ]);
  });

  test("are not complete where pages end before the total, or never", async () => {
    const short = source([[process("1")]], 2);
    expect(await short.sessions.list(signal)).toMatchObject({ complete: false });
    const endless = source(
      Array.from({ length: 200 }, (_, index) => [process(String(index))]),
      1_000,
    );
    expect(await endless.sessions.list(signal)).toMatchObject({ complete: false });
    expect(endless.asked).toHaveLength(100);
  });

  test("are previewed by DAS as a kill task would choose them, all counted", async () => {
    const asked: unknown[] = [];
    const client = {
      async previewKillTask(_instance: string, input: unknown) {
        asked.push(input);
        return { processes: [process("1")], totalCount: 300 };
      },
    } as unknown as DasClient;
    const sessions = new DasSessions(() => client, TARGET, { now: () => 0 });
    const preview = await sessions.preview({ users: ["report"], commands: ["query"] }, signal);
    expect(preview).toMatchObject({ count: 300, sessions: [{ id: "1" }] });
    await sessions.preview(null, signal);
    const manual = { task_duration: 0, task_type: "manual" };
    expect(asked).toEqual([
      { user: "report", command: "Query", time: 0, ...manual },
      { time: 0, ...manual },
    ]);
    for (const filter of [{}, { users: ["a"], info_regex: "x" }, { users: ["a", "b"] }]) {
      expect((await failure(sessions.preview(filter, signal))).constructor).toBe(Error);
    }
    expect(asked).toHaveLength(2);
  });
});

describe("a kill by DAS", () => {
  const killer = (count: number, sent: unknown[] = []) => {
    const client = {
      async killProcesses(instance: string, processes: unknown) {
        sent.push([instance, processes]);
        return { count, requestId: "r-1" };
      },
    } as unknown as DasClient;
    return new DasKiller(() => client, TARGET);
  };
  const sessions = [
    { id: "1", user: "report" },
    { id: "2", user: "" },
  ] as Session[];

  test("names the user beside each id", async () => {
    const sent: unknown[] = [];
    expect(await killer(2, sent).kill(sessions, signal)).toEqual({
      refused: new Map(),
      unanswered: [],
      requestIds: ["r-1"],
    });
    expect(sent).toEqual([
      [
        "i-1",
        [
          { id: "1", user: "report" },
          { id: "2", user: "" },
        ],
      ],
    ]);
  });

  test("leaves all unanswered where DAS counts fewer: it does not tell which", async () => {
    expect(await killer(1).kill(sessions, signal)).toMatchObject({ unanswered: ["1", "2"] });
    expect(await killer(0).kill(sessions, signal)).toMatchObject({ unanswered: ["1", "2"] });
  });
});
