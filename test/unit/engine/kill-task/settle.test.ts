import { Journal } from "../../../../src/engine/kill-task/journal";
import type { PendingStart, TaskRecord } from "../../../../src/engine/kill-task/record";
import { noTask } from "../../../../src/engine/kill-task/record";
import { settlePending, stopPending } from "../../../../src/engine/kill-task/settle";
import type { KillTaskRequest } from "../../../../src/engine/ports";
import { FakeClock, FakeListedService, forUser, provider } from "./fakes";

const REPORT = forUser("report");
const upper = forUser("REPORT");
const otherSeconds: KillTaskRequest = {
  filter: { users: ["report"], min_duration_seconds: 90 },
  durationSeconds: null,
};

function world(changes: Partial<PendingStart> = {}, record: Partial<TaskRecord> | null = {}) {
  const clock = new FakeClock();
  const service = new FakeListedService(clock);
  const { ctx, options, registry } = provider(clock);
  const notes = new Map<string, string>();
  const memory = {
    get: (key: string) => notes.get(key),
    set: (key: string, value: string) => void notes.set(key, value),
  };
  const pending = (): PendingStart => ({
    before: [],
    request: REPORT,
    sentAt: new Date(clock.ms).toISOString(),
    confirmed: false,
    open: 1,
    ...changes,
  });
  const journal = new Journal(record && { ...noTask(service), pending: pending(), ...record });
  const parts = { service, options: options(), journal, memory, ctx };
  const slept: number[] = [];
  clock.onSleep = (ms) => slept.push(ms);
  return {
    clock,
    service,
    registry,
    memory,
    journal,
    slept,
    settle: (request = REPORT, signal?: AbortSignal) =>
      settlePending(parts, { service, request, matchAll: false }, pending(), signal),
    stop: (listedAs: KillTaskRequest | null = null, signal?: AbortSignal) =>
      stopPending(parts, pending(), listedAs, signal),
    ids: () => service.running().map(({ taskId }) => taskId),
  };
}

describe("the settling of an earlier start", () => {
  test("takes its task over, without a pause", async () => {
    const { service, settle, journal, slept, registry } = world();
    service.add(REPORT, false);
    expect(await settle()).toBe(true);
    expect(journal.record).toMatchObject({ taskId: "1", status: "running", pending: null });
    expect([slept, registry.isOwned(service.slot, "1")]).toEqual([[], true]);
  });

  test("waits until its task would be listed, and then there is none", async () => {
    const { service, settle, journal, slept, clock } = world();
    const start = clock.ms;
    expect(await settle()).toBe(false);
    expect(journal.record!.pending).toBeNull();
    expect([slept.every((ms) => ms === 1_000), service.calls]).toEqual([true, []]);
    expect(clock.ms - start).toBe(60_000);
  });

  test("waits for as many as it was sent times", async () => {
    const { service, settle, slept, ids } = world({ open: 2 });
    service.add(REPORT, false);
    expect(await settle()).toBe(true);
    expect([slept.length, ids()]).toEqual([60, ["1"]]);
    const both = world({ open: 2 });
    both.service.add(REPORT, false);
    both.service.add(upper, false);
    expect(await both.settle()).toBe(true);
    expect([both.slept, both.ids()]).toEqual([[], ["1"]]);
  });

  test("ends with an abort: nothing is known then", async () => {
    const { settle, journal, slept } = world();
    const before = journal.record;
    await expect(settle(REPORT, AbortSignal.abort())).rejects.toMatchObject({
      event: { code: "DBKILL_TASK_UNSETTLED", fault: undefined },
    });
    expect([slept, journal.record]).toEqual([[], before]);
  });

  test("that an abort meets after its task would be listed is settled", async () => {
    const { settle } = world({ sentAt: "2025-12-31T23:00:00.000Z" });
    expect(await settle(REPORT, AbortSignal.abort())).toBe(false);
  });

  test("keeps the first that the service takes for the same, and stops the others", async () => {
    const { service, settle, ids, journal } = world({ open: 3 });
    service.add(upper, false);
    service.add(REPORT, false);
    service.add(REPORT, false);
    expect(await settle()).toBe(true);
    expect([ids(), journal.record!.taskId]).toEqual([["2"], "2"]);
  });

  test("keeps one in another spelling where that is what was sent", async () => {
    const { service, settle, ids } = world();
    service.add(upper, false);
    expect([await settle(), ids()]).toEqual([true, ["1"]]);
  });

  test("stops what is not declared any more, in another spelling too", async () => {
    for (const request of [REPORT, upper]) {
      const { service, settle, ids, journal } = world();
      service.add(request, false);
      expect([await settle(forUser("app")), ids(), journal.record!.pending]).toEqual([false, [], null]);
    }
  });

  test("keeps what equals the declared one by now, and nothing that is only like it", async () => {
    const { service, settle, ids } = world({ open: 2 });
    service.add(REPORT, false);
    service.add(upper, false);
    expect([await settle(upper), ids()]).toEqual([true, ["2"]]);
    const other = world();
    other.service.add(REPORT, false);
    expect([await other.settle(otherSeconds), other.ids()]).toEqual([false, []]);
  });

  test("does not start a second one beside a task that may come from it", async () => {
    const { service, settle, journal, ids } = world();
    const before = journal.record;
    service.add(forUser("somebody"), true);
    await expect(settle()).rejects.toMatchObject({
      event: { code: "DBKILL_TASK_UNRECOGNISED", severity: "error", facts: { seen: ["1"] } },
    });
    expect([journal.record, ids()]).toEqual([before, ["1"]]);
  });

  test("takes no other for its own where its own is found", async () => {
    const { service, settle, ids } = world();
    service.add(REPORT, false);
    service.add(forUser("somebody"), true);
    expect([await settle(forUser("app")), ids()]).toEqual([false, ["2"]]);
  });

  test("knows how the service spelled the task of its record", async () => {
    const listedAs = forUser("by service");
    const { service, settle, ids } = world({}, { listedAs });
    service.add(listedAs, false);
    expect([await settle(), ids()]).toEqual([true, ["1"]]);
  });

  test("without a record has none to forget it", async () => {
    const { settle, journal } = world({}, null);
    expect([await settle(), journal.record]).toEqual([false, null]);
  });

  test("leaves alone what was there before, what another resource has, has stopped or has adopted", async () => {
    const { service, settle, registry, memory, ids } = world({ before: ["1"] });
    for (let count = 0; count < 4; count++) service.add(REPORT, true);
    registry.own(service.slot, "2", "another");
    registry.stopped(service.slot, "3");
    memory.set("adopted/4", "another");
    expect([await settle(), ids()]).toEqual([false, ["1", "2", "3", "4"]]);
  });
});

describe("the stop of an earlier start", () => {
  test("stops what it has made, in another spelling too", async () => {
    const { service, stop, ids, journal } = world({ open: 2 });
    service.add(REPORT, false);
    service.add(upper, false);
    expect([await stop(), ids(), journal.events]).toEqual([true, [], []]);
  });

  test("stops nothing where it has made nothing", async () => {
    const { stop, journal } = world();
    expect([await stop(), journal.events]).toEqual([false, []]);
  });

  test("has stopped something although the last of them was gone already", async () => {
    const { service, stop } = world({ open: 2 });
    service.add(REPORT, false);
    service.add(REPORT, false);
    const send = service.stop.bind(service);
    service.stop = async (taskId) => {
      if (taskId === "2") service.tasks[1]!.stoppedAt = 0;
      return send(taskId);
    };
    expect(await stop()).toBe(true);
  });

  test("tells of a task that it can't recognise, and leaves it", async () => {
    const { service, stop, ids, journal } = world();
    service.add(forUser("somebody"), true);
    expect([await stop(), ids()]).toEqual([false, ["1"]]);
    expect(journal.events).toMatchObject([
      { code: "DBKILL_TASK_UNRECOGNISED", severity: "warning", facts: { seen: ["1"] } },
    ]);
  });

  test("knows how the service spelled the task of its record", async () => {
    const listedAs = forUser("by service");
    const { service, stop, ids } = world();
    service.add(listedAs, false);
    expect([await stop(listedAs), ids()]).toEqual([true, []]);
  });

  describe("that was confirmed", () => {
    const confirmed = { confirmed: true };

    test("fails where its task can only be one that it can't recognise", async () => {
      const { service, stop, ids } = world(confirmed);
      service.add(forUser("somebody"), true);
      await expect(stop()).rejects.toMatchObject({
        event: { code: "DBKILL_TASK_UNRECOGNISED", severity: "error" },
      });
      expect(ids()).toEqual(["1"]);
    });

    test.each<[string, Partial<PendingStart>, (service: FakeListedService) => void]>([
      ["several can't be recognised", confirmed, (service) => service.add(forUser("another"), true)],
      ["its task is found", { ...confirmed, open: 1 }, (service) => service.add(REPORT, false)],
      ["its task is found in another spelling", confirmed, (service) => service.add(upper, false)],
      [
        "one that is new has ended",
        confirmed,
        (service) => Object.assign(service.add(forUser("ended"), false), { stoppedAt: 0 }),
      ],
    ])("tells no more than that where %s", async (_what, changes, prepare) => {
      const { service, stop, journal } = world(changes);
      service.add(forUser("somebody"), true);
      prepare(service);
      await stop();
      expect(journal.events).toMatchObject([{ code: "DBKILL_TASK_UNRECOGNISED", severity: "warning" }]);
    });

    test("counts no ended task that was there before", async () => {
      const { service, stop } = world({ ...confirmed, before: ["2"] });
      service.add(forUser("somebody"), true);
      Object.assign(service.add(forUser("ended"), false), { stoppedAt: 0 });
      await expect(stop()).rejects.toMatchObject({ event: { severity: "error" } });
    });
  });
});
