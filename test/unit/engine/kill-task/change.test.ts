import {
  replaceTask,
  startTask,
  stopTask,
  type TaskDeclaration,
  type TaskRecord,
  TaskRegistry,
} from "../../../../src/engine/kill-task";
import { Journal } from "../../../../src/engine/kill-task/journal";
import { ListedStrategy } from "../../../../src/engine/kill-task/listed";
import { noTask, type PendingStart } from "../../../../src/engine/kill-task/record";
import type { KillTaskService } from "../../../../src/engine/ports";
import { type SlotLock, type SlotMemory, SlotRegistry } from "../../../../src/engine/slots";
import { MemorySlotLock } from "../../../../src/resources/slot-lock";
import { codesOf, FakeClock, FakeListedService, FakeSlotService, forUser, provider } from "./fakes";

const REPORT = forUser("report");
const declared = (service: KillTaskService, request = REPORT): TaskDeclaration => ({
  service,
  request,
  matchAll: false,
});

function recordOf(service: KillTaskService, clock: FakeClock, more: Partial<TaskRecord> = {}): TaskRecord {
  return { ...noTask(service), status: "running", startedAt: clock.date().toISOString(), ...more };
}

const pendingOf = (clock: FakeClock, more: Partial<PendingStart> = {}): PendingStart => ({
  before: [],
  request: REPORT,
  sentAt: clock.date().toISOString(),
  confirmed: false,
  open: 1,
  ...more,
});

describe("what the state says while a task is stopped", () => {
  const saving = async (service: KillTaskService, clock: FakeClock, record: TaskRecord) => {
    const saved: TaskRecord[] = [];
    const { options, ctx } = provider(clock);
    await stopTask(declared(service), record, options({ save: (kept) => void saved.push(kept) }), ctx);
    return saved[0]!;
  };

  test("is that the one task of a slot is pending, for the time that it had", async () => {
    const clock = new FakeClock();
    const service = new FakeSlotService(clock);
    for (const seconds of [null, 60]) {
      const endsAt = seconds === null ? null : new Date(clock.ms + seconds * 1_000).toISOString();
      const record = recordOf(service, clock, { endsAt });
      expect(await saving(service, clock, record)).toEqual({
        ...record,
        status: "stopped",
        pending: pendingOf(clock, { request: { ...REPORT, durationSeconds: seconds }, confirmed: true }),
      });
    }
  });

  test("is no more than that it is stopped where it has an id, did not run, or was never started", async () => {
    const clock = new FakeClock();
    const listed = new FakeListedService(clock);
    const slot = new FakeSlotService(clock);
    for (const [service, more] of [
      [listed, { taskId: "1" }],
      [slot, { status: "expired" }],
      [slot, { status: "stopped", pending: pendingOf(clock) }],
      [slot, { startedAt: null }],
    ] as const) {
      const record = recordOf(service, clock, more);
      expect(await saving(service, clock, record)).toEqual({ ...record, status: "stopped" });
    }
  });
});

describe("the stop of a listed task", () => {
  const world = () => {
    const clock = new FakeClock();
    const service = new FakeListedService(clock);
    const { options, ctx } = provider(clock);
    const memory: SlotMemory = { get: () => undefined, set: () => undefined };
    const strategy = new ListedStrategy({
      service,
      options: options(),
      journal: new Journal(null),
      memory,
      ctx,
    });
    service.add(REPORT, false);
    const record = recordOf(service, clock, { taskId: "1", pending: pendingOf(clock, { before: ["1"] }) });
    return { clock, service, options, ctx, strategy, record };
  };

  test("that fails at what is pending keeps that the task itself was stopped", async () => {
    const { service, record, options, ctx } = world();
    service.add(REPORT, false);
    service.luck.stop = ["done", "refused"];
    const outcome = await stopTask(declared(service), record, options(), ctx);
    expect(outcome).toMatchObject({
      failed: true,
      record: { taskId: "1", status: "stopped", pending: record.pending },
    });
    expect(service.running().map(({ taskId }) => taskId)).toEqual(["2"]);
  });

  test("has stopped something where either was", async () => {
    const one = world();
    expect(await one.strategy.stop(one.record, "too")).toBe(true);
    const late = world();
    late.service.tasks[0]!.stoppedAt = 0;
    late.service.add(REPORT, false);
    expect(await late.strategy.stop(late.record, "too")).toBe(true);
    const none = world();
    none.service.tasks[0]!.stoppedAt = 0;
    expect(await none.strategy.stop(none.record, "too")).toBe(false);
  });

  test("leaves what is pending to the start that follows, if told so", async () => {
    const { service, strategy, record } = world();
    service.add(REPORT, false);
    expect(await strategy.stop(record, "later")).toBe(true);
    expect(service.running().map(({ taskId }) => taskId)).toEqual(["2"]);
  });

  test("is not sent for one that has expired, and is for one that reads stopped", async () => {
    const { service, strategy, record } = world();
    expect(await strategy.stop({ ...record, status: "expired", pending: null }, "too")).toBe(false);
    expect(service.calls).toEqual([]);
    expect(await strategy.stop({ ...record, status: "stopped", pending: null }, "too")).toBe(true);
  });
});

describe("an edit", () => {
  /** Edits a task; says what is told last. */
  const editing = async (
    old: TaskDeclaration,
    next: TaskDeclaration,
    record: TaskRecord,
    clock: FakeClock,
    adopt = true,
  ) => {
    const { options, ctx } = provider(clock);
    const outcome = await replaceTask(old, next, record, options({ adoptExisting: adopt }), ctx);
    return { ...outcome, codes: codesOf(outcome), last: outcome.events.at(-1) };
  };

  test("stops nothing for what can't be started", async () => {
    const clock = new FakeClock();
    const service = new FakeSlotService(clock);
    service.add(REPORT, false);
    const next = declared(service, { filter: {}, durationSeconds: null });
    const { codes } = await editing(declared(service), next, recordOf(service, clock), clock);
    expect([codes, service.calls]).toEqual([["DBKILL_TASK_FILTER_REFUSED"], []]);
  });

  test("to another slot, which somebody else has, is told so, and the old task is started again", async () => {
    const clock = new FakeClock();
    const [one, two] = [new FakeSlotService(clock), new FakeSlotService(clock, "r-1", "i-2")];
    one.add(REPORT, false);
    two.add(forUser("somebody"), true);
    const { last, record } = await editing(declared(one), declared(two), recordOf(one, clock), clock);
    expect(last).toMatchObject({ code: "DBKILL_TASK_SLOT_TAKEN", facts: { restored: true } });
    expect([record!.status, one.users(), two.users()]).toEqual([
      "running",
      ["report"],
      ["somebody (foreign)"],
    ]);
  });

  test("on its own slot, which somebody takes in between, says what the service says", async () => {
    const clock = new FakeClock();
    const service = new FakeSlotService(clock);
    service.add(REPORT, false);
    const stop = service.stop.bind(service);
    service.stop = async (taskId) => {
      const answer = await stop(taskId);
      service.add(forUser("somebody"), true);
      return answer;
    };
    const { codes, last, record } = await editing(
      declared(service),
      declared(service, forUser("app")),
      recordOf(service, clock),
      clock,
    );
    expect(codes).toEqual(["DBKILL_ERR_BUSY", "DBKILL_ERR_BUSY"]);
    expect([last!.facts, record]).toMatchObject([{ restored: false }, { status: "stopped" }]);
  });

  test("to another target settles there what was pending here", async () => {
    const clock = new FakeClock();
    const [one, two] = [new FakeListedService(clock), new FakeListedService(clock, "r-1", "i-2")];
    for (let count = 0; count < 2; count++) one.add(REPORT, false);
    const record = recordOf(one, clock, { taskId: "1", pending: pendingOf(clock, { before: ["1"] }) });
    const outcome = await editing(declared(one), declared(two), record, clock);
    expect(outcome).toMatchObject({
      failed: false,
      record: { taskId: "1", status: "running", pending: null },
    });
    expect([one.running(), two.users()]).toEqual([[], ["report"]]);
  });

  test("that is refused starts nothing again which did not run, or whose time is over", async () => {
    const clock = new FakeClock();
    const service = new FakeSlotService(clock);
    service.add(REPORT, false);
    service.luck.start = ["refused"];
    const stopped = recordOf(service, clock, { status: "stopped", pending: pendingOf(clock) });
    const { last, codes } = await editing(
      declared(service),
      declared(service, forUser("app")),
      stopped,
      clock,
    );
    expect(codes).toEqual(["DBKILL_TASK_SLOT_CLEARED", "DBKILL_ERR_REFUSED"]);
    expect([last!.facts, service.users()]).not.toMatchObject([{ restored: expect.anything() }, ["report"]]);
    expect(service.users()).toEqual([]);
  });

  test("of a listed task whose time is over starts it not again where it is refused", async () => {
    const clock = new FakeClock();
    const service = new FakeListedService(clock);
    service.add(REPORT, false);
    service.luck.start = ["refused"];
    const record = recordOf(service, clock, { taskId: "1", endsAt: new Date(clock.ms).toISOString() });
    const { last } = await editing(declared(service), declared(service, forUser("app")), record, clock);
    expect(last!.facts).not.toHaveProperty("restored");
    expect(service.users()).toEqual([]);
  });

  test("that is refused after the old task's time is over says that none runs", async () => {
    const clock = new FakeClock();
    const service = new FakeSlotService(clock);
    const request = forUser("report", 60);
    service.add(request, false);
    const stop = service.stop.bind(service);
    service.stop = async (taskId) => {
      const answer = await stop(taskId);
      clock.ms += 60_000;
      return answer;
    };
    service.luck.start = ["refused"];
    const record = recordOf(service, clock, { endsAt: new Date(clock.ms + 60_000).toISOString() });
    const outcome = await editing(
      declared(service, request),
      declared(service, forUser("app")),
      record,
      clock,
    );
    expect([outcome.codes, outcome.last!.facts]).toMatchObject([["DBKILL_ERR_REFUSED"], { restored: false }]);
    expect(outcome).toMatchObject({ isOld: true, record: { status: "stopped" } });
    expect(service.calls).toEqual(["stop (done)", "start (refused)"]);
  });

  test("that is refused starts its own task again, and takes over no equal one", async () => {
    const clock = new FakeClock();
    const service = new FakeListedService(clock);
    service.add(REPORT, false);
    service.add(REPORT, true);
    service.luck.start = ["refused"];
    const record = recordOf(service, clock, { taskId: "1" });
    const outcome = await editing(declared(service), declared(service, forUser("app")), record, clock);
    expect(outcome.last!.facts).toMatchObject({ restored: true });
    expect([outcome.record!.taskId, service.users()]).toEqual(["3", ["report", "report (foreign)"]]);
  });
});

describe("an edit that moves a task to another slot", () => {
  /** A lock that tells which slots are held, and what is noted for each. */
  class TellingLock implements SlotLock {
    readonly held: string[] = [];
    readonly notes = new Map<string, Map<string, string>>();
    async hold<T>(slot: string, work: (memory: SlotMemory) => Promise<T>): Promise<T> {
      this.held.push(slot);
      const notes = new Map<string, string>();
      this.notes.set(slot, notes);
      return work({ get: (key) => notes.get(key), set: (key, value) => void notes.set(key, value) });
    }
  }

  test.each([
    ["i-1", "i-2"],
    ["i-2", "i-1"],
    ["i-1", "i-1"],
  ])("from %s to %s holds both in the same order, each with its own notes", async (from, to) => {
    const clock = new FakeClock();
    const old = new FakeSlotService(clock, "r-1", from);
    const next = from === to ? old : new FakeSlotService(clock, "r-1", to);
    old.add(REPORT, false);
    const lock = new TellingLock();
    const { options, ctx } = provider(clock);
    const registry = new TaskRegistry(new SlotRegistry(lock));
    const outcome = await replaceTask(
      declared(old),
      declared(next),
      recordOf(old, clock),
      options({ registry }),
      ctx,
    );
    expect(outcome.failed).toBe(false);
    expect(lock.held).toEqual([...new Set([old.slot, next.slot])].sort());
    expect(lock.notes.get(next.slot)!.size).toBe(1);
    if (from !== to) expect(lock.notes.get(old.slot)!.size).toBe(0);
  });
});

describe("a change that no lock keeps other processes from", () => {
  const unlocked = () => provider(new FakeClock(), new MemorySlotLock("EACCES: permission denied"));

  test("is made, with one warning", async () => {
    const clock = new FakeClock();
    const service = new FakeSlotService(clock);
    const moved = new FakeSlotService(clock, "r-1", "i-2");
    const { ctx, options } = unlocked();
    const started = await startTask(declared(service), options(), ctx);
    expect(codesOf(started)).toEqual(["DBKILL_TASK_SLOT_UNLOCKED"]);
    expect(started).toMatchObject({ failed: false, record: { status: "running" } });
    const replaced = await replaceTask(declared(service), declared(moved), started.record!, options(), ctx);
    expect(codesOf(replaced)).toEqual(["DBKILL_TASK_SLOT_UNLOCKED"]);
    const stopped = await stopTask(declared(moved), replaced.record!, options(), ctx);
    expect(codesOf(stopped)).toEqual(["DBKILL_TASK_SLOT_UNLOCKED"]);
    expect(moved.running()).toEqual([]);
  });
});
