import {
  endOfPending,
  isPast,
  lostTask,
  noTask,
  type PendingStart,
  remainder,
} from "../../../../src/engine/kill-task/record";
import { FakeClock, FakeListedService, FakeSlotService, forUser } from "./fakes";

const clock = new FakeClock();
const inMs = (ms: number) => new Date(clock.ms + ms).toISOString();

test("a time is past once it is reached, and no time never is", () => {
  expect([
    isPast(inMs(1), clock.date()),
    isPast(inMs(0), clock.date()),
    isPast(inMs(-1), clock.date()),
  ]).toEqual([false, true, true]);
  expect(isPast(null, clock.date())).toBe(false);
});

test("what was sent ends with its duration, if it has one", () => {
  const pending = (durationSeconds: number | null): PendingStart => ({
    before: [],
    request: forUser("report", durationSeconds),
    sentAt: inMs(0),
    confirmed: false,
    open: 1,
  });
  expect([endOfPending(pending(60)), endOfPending(pending(null))]).toEqual([inMs(60_000), null]);
});

describe("what is left of a task's time", () => {
  const request = forUser("report", 600);
  test("is what was asked for where it runs until it is stopped", () => {
    expect(remainder(request, null, clock)).toEqual(request);
  });

  test.each([
    [500_000, 500],
    [500_001, 501],
    [1, 1],
    [0, undefined],
    [-5_000, undefined],
  ])("in %d ms is %s s", (ms, seconds) => {
    const left = remainder(request, inMs(ms), clock);
    expect(left).toEqual(seconds && { ...request, durationSeconds: seconds });
  });
});

test("the record of a service for which no task runs names its region and its account", () => {
  const listed = new FakeListedService(clock, "r-2");
  expect(noTask(listed)).toEqual({
    taskId: null,
    status: "stopped",
    startedAt: null,
    endsAt: null,
    region: "r-2",
    account: "p-1",
    listedAs: null,
    rawState: null,
    pending: null,
  });
  expect(noTask(new FakeSlotService(clock))).toMatchObject({ region: "r-1", account: null });
});

describe("a record that is lost", () => {
  const request = forUser("report", 60);

  test("takes what equals the request for its own, and whatever it made is listed by now", () => {
    expect(lostTask(new FakeListedService(clock), request, clock.date())).toMatchObject({
      taskId: null,
      status: "stopped",
      account: "p-1",
      pending: { before: [], request, sentAt: inMs(-60_000), confirmed: false, open: 1 },
    });
  });

  test("takes whatever holds a slot for its own, and for how long nobody knows", () => {
    expect(lostTask(new FakeSlotService(clock), request, clock.date())).toMatchObject({
      status: "stopped",
      pending: { request: { ...request, durationSeconds: null }, sentAt: inMs(0) },
    });
  });
});
