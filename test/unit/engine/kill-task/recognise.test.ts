import {
  asListed,
  describeTask,
  first,
  isAlike,
  isListed,
  isListedBy,
  ofPending,
  sortByRequest,
} from "../../../../src/engine/kill-task/recognise";
import type { PendingStart } from "../../../../src/engine/kill-task/record";
import type { KillTaskRequest, KillTaskService, ListedTask } from "../../../../src/engine/ports";
import type { SessionFilter } from "../../../../src/model";
import { FakeClock, FakeListedService, FakeSlotService, forUser } from "./fakes";

const SERVICE = new FakeListedService(new FakeClock());
const SENT_AT = "2026-01-01T00:00:00.000Z";

const task = (taskId: string, request: KillTaskRequest, startedAt: Date | null = null): ListedTask => ({
  ...asListed(request),
  taskId,
  startedAt,
});
const idsOf = (tasks: readonly ListedTask[]) => tasks.map(({ taskId }) => taskId);
const upper = forUser(" REPORT ");

test("a service lists its tasks where it can list and compare them", () => {
  const service = (more: Partial<KillTaskService>) =>
    isListed({ list: SERVICE.list, isSame: SERVICE.isSame, ...more } as KillTaskService);
  expect([service({}), service({ list: undefined }), service({ isSame: undefined })]).toEqual([
    true,
    false,
    false,
  ]);
  expect(isListed(new FakeSlotService(new FakeClock()))).toBe(false);
});

test("what a request made is listed a minute after it was sent", () => {
  const by = (ms: number) =>
    isListedBy(new Date(Date.parse(SENT_AT) + ms), { sentAt: SENT_AT } as PendingStart);
  expect([by(59_999), by(60_000), by(60_001)]).toEqual([false, true, true]);
});

describe("a listed request can be what was sent", () => {
  const filter = (more: SessionFilter | null, durationSeconds: number | null = null): KillTaskRequest => ({
    filter: more,
    durationSeconds,
  });

  test.each<[string, SessionFilter | null, SessionFilter | null, boolean]>([
    ["no filter", null, null, true],
    ["a filter, for none", { users: ["a"] }, null, false],
    ["none, for a filter", null, { users: ["a"] }, false],
    ["other case", { users: ["REPORT"] }, { users: ["report"] }, true],
    ["blanks", { users: [" re port\t"] }, { users: ["report"] }, true],
    ["another Unicode form", { users: ["jose\u0301"] }, { users: ["jos\u00e9"] }, true],
    ["another order", { users: ["b", "a"] }, { users: ["a", "b"] }, true],
    ["letters that only upper case makes equal", { users: ["stra\u00dfe"] }, { users: ["strasse"] }, false],
    ["another user", { users: ["b"] }, { users: ["a"] }, false],
    ["one more user", { users: ["a", "b"] }, { users: ["a"] }, false],
    ["one more field", { users: ["a"], hosts: ["10.%"] }, { users: ["a"] }, false],
    ["one field less", { users: ["a"] }, { users: ["a"], info_prefix: "select" }, false],
    ["a text in other case", { info_prefix: "SELECT" }, { info_prefix: "select" }, true],
    ["numbers that are names", { users: ["60"] }, { users: ["61"] }, false],
    ["no seconds", { users: ["a"] }, { users: ["a"], min_duration_seconds: 60 }, false],
    ["seconds, for none", { users: ["a"], min_duration_seconds: 60 }, { users: ["a"] }, false],
  ])("with %s: %j, %j", (_what, listed, sent, alike) => {
    expect(isAlike(filter(listed), filter(sent))).toBe(alike);
  });

  test.each<[number | null, number | null, boolean]>([
    [null, null, true],
    [60, null, false],
    [0, null, false],
    [null, 0, false],
    [null, 30, false],
    [null, 60, false],
    [100, 100, true],
    [100, 100.5, true],
    [101, 100, false],
    [99, 100, false],
    [120, 100, true],
    [60, 100, true],
    [60, 119, true],
    [60, 120, false],
    [120, 60, false],
    [180, 100, false],
  ])("where it lists %s s and %s were sent: %s", (listed, sent, alike) => {
    expect(isAlike(filter(null, listed), filter(null, sent))).toBe(alike);
    if (listed === null || sent === null) return;
    for (const field of ["min_duration_seconds", "min_transaction_seconds"])
      expect(isAlike(filter({ [field]: listed }), filter({ [field]: sent }))).toBe(alike);
  });

  test("if both its filter and its duration are", () => {
    expect(isAlike(forUser("a", 60), forUser("b", 60))).toBe(false);
    expect(isAlike(forUser("a", 60), forUser("a", 600))).toBe(false);
  });
});

test("tasks are sorted by how sure it is that a request made them", () => {
  const all = [task("1", forUser("report")), task("2", upper), task("3", forUser("app"))];
  const { same, alike, other } = sortByRequest(all, forUser("report"), SERVICE);
  expect([same, alike, other].map(idsOf)).toEqual([["1"], ["2"], ["3"]]);
});

describe("what may come from a pending start", () => {
  const pending: PendingStart = {
    before: ["0"],
    request: forUser("report"),
    sentAt: SENT_AT,
    confirmed: false,
    open: 1,
  };
  const at = (ms: number) => new Date(Date.parse(SENT_AT) + ms);
  const sorted = (listedAs: KillTaskRequest | null, ...all: ListedTask[]) => {
    const { same, alike, other } = ofPending(pending, all, SERVICE, listedAs);
    return [same, alike, other].map(idsOf);
  };

  test("was not there before, and started a quarter of an hour after it at the latest", () => {
    const report = forUser("report");
    const found = sorted(
      null,
      task("0", report),
      task("1", report),
      task("2", report, at(-5_000)),
      task("3", report, at(900_000)),
      task("4", report, at(900_001)),
      task("5", forUser("app"), at(900_001)),
      task("6", forUser("app")),
    );
    expect(found).toEqual([["1", "2", "3"], [], ["6"]]);
  });

  test("may be spelled as the service spelled another task from the same request", () => {
    const listedAs = forUser("by service");
    const all = [
      task("1", forUser("report")),
      task("2", upper),
      task("3", listedAs),
      task("4", forUser("BY SERVICE")),
      task("5", forUser("app")),
    ];
    expect(sorted(listedAs, ...all)).toEqual([["1", "3"], ["2"], ["4", "5"]]);
    expect(sorted(null, ...all)).toEqual([["1"], ["2"], ["3", "4", "5"]]);
  });
});

test.each([
  [["10", "9"], "9"],
  [["9", "10"], "9"],
  [["9007199254740993", "9007199254740992"], "9007199254740992"],
  [["b", "a"], "a"],
  [["10", "9a"], "10"],
  [["9a", "10"], "10"],
  [["1a", "9"], "1a"],
  [["a1", "9"], "9"],
  [["9", "a1"], "9"],
  [["100", "9-"], "100"],
])("the first of %j is %s", (all, expected) => {
  const [one, ...rest] = all.map((taskId) => task(taskId, forUser("a")));
  expect(first([one!, ...rest]).taskId).toBe(expected);
});

test.each(["7", "a"])("the first of two with the id %s is the first of the list", (taskId) => {
  const [one, two] = [task(taskId, forUser("a")), task(taskId, forUser("b"))];
  expect(first([one, two])).toBe(one);
});

test("a task is named by its id and what it does", () => {
  const text = describeTask(SERVICE, task("7", forUser("report")));
  expect(text).toContain("7");
  expect(text).toContain(SERVICE.describe(forUser("report")));
});
