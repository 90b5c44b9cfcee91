import {
  readTask,
  replaceTask,
  startTask,
  stopTask,
  type TaskOptions,
  type TaskRecord,
} from "../../../../src/engine/kill-task";
import { MemorySlotLock } from "../../../../src/resources/slot-lock";
import { codesOf, FakeClock, FakeSlotService, forUser, type Luck, provider } from "./fakes";

const REPORT = forUser("report");

function world() {
  const clock = new FakeClock();
  const service = new FakeSlotService(clock);
  const declared = (request = REPORT) => ({ service, request, matchAll: false });
  const start = (changes: Partial<TaskOptions> = {}, request = REPORT, process = provider(clock)) =>
    startTask(declared(request), process.options(changes), process.ctx);
  const edit = (
    record: TaskRecord,
    next: string,
    changes: Partial<TaskOptions> = {},
    process = provider(clock),
  ) => replaceTask(declared(), declared(forUser(next)), record, process.options(changes), process.ctx);
  const stop = (record: TaskRecord, process = provider(clock)) =>
    stopTask(declared(), record, process.options(), process.ctx);
  const read = (record: TaskRecord, process = provider(clock)) =>
    readTask(declared(), record, process.options(), process.ctx);
  return { clock, service, declared, start, edit, stop, read };
}

const OVER = { status: "expired", endsAt: "2025-12-31T23:00:00.000Z" } as const;

describe("the destroy of a slot's task that fails", () => {
  test.each<Luck>(["failed", "throttled", "configuration"])(
    "with %s says which one, and keeps it",
    async (luck) => {
      const { service, start, stop } = world();
      const { record } = await start();
      service.luck = { start: [], stop: Array<Luck>(9).fill(luck) };
      const outcome = await stop(record!);
      expect(outcome).toMatchObject({ failed: true, record: { status: "running" } });
      // Terraform shows no address beside the errors of a destroy.
      const [failure] = outcome.events;
      expect(failure?.summary).toContain(service.name);
      expect(failure?.facts).toMatchObject({ slot: service.slot });
    },
  );
});

describe("the start of a slot's task", () => {
  test("says what runs: region, start and end by our clock", async () => {
    const { start, clock } = world();
    const { record, failed } = await start({}, forUser("report", 60));
    expect(failed).toBe(false);
    expect(record).toMatchObject({ taskId: null, status: "running", region: "r-1", pending: null });
    expect(record!.startedAt).toBe(new Date(clock.ms).toISOString());
    expect(record!.endsAt).toBe(new Date(clock.ms + 60_000).toISOString());
  });

  test.each<[Luck[], Luck[]]>([
    [["lost after"], []],
    [["lost before"], []],
    [["unconfirmed after"], []],
    [["unconfirmed before"], []],
    [["lost after", "lost after"], []],
    [["lost before", "lost before", "lost before"], []],
    [["lost after"], ["lost after"]],
    [["lost after"], ["lost before", "lost before"]],
    [["lost before"], ["unconfirmed before", "done"]],
    [["throttled", "throttled", "done"], []],
    [["lost after"], ["throttled", "done"]],
  ])("leaves exactly one task where it goes %j and its stops %j", async (starts, stops) => {
    const { service, start } = world();
    service.luck = { start: [...starts], stop: [...stops] };
    const { record, failed } = await start();
    expect(failed).toBe(false);
    expect(service.users()).toEqual(["report"]);
    expect(record).toMatchObject({ status: "running", pending: null });
  });

  test("that arrives late is cleared away before the next attempt", async () => {
    const { service, start } = world();
    service.luck.start = ["lost, late"];
    const stop = service.stop.bind(service);
    service.stop = async (taskId) => {
      const answer = await stop(taskId);
      if (service.calls.length === 2) service.arrive();
      return answer;
    };
    const { record } = await start();
    expect(service.users()).toEqual(["report"]);
    expect(record!.status).toBe("running");
    expect(service.calls.filter((call) => call.startsWith("start"))).toHaveLength(3);
  });

  test("that stays unsettled is pending, and a destroy clears the slot", async () => {
    const { service, start, stop } = world();
    service.luck = { start: ["lost after", "lost after", "lost after", "lost after"], stop: [] };
    const outcome = await start();
    expect(codesOf(outcome)).toContain("DBKILL_TASK_UNSETTLED");
    expect(outcome.record).toMatchObject({ status: "stopped", pending: { request: REPORT } });
    expect(service.users()).toEqual(["report"]);
    const end = await stop(outcome.record!);
    expect(end).toMatchObject({ failed: false, record: null });
    expect(codesOf(end)).toEqual(["DBKILL_TASK_SLOT_CLEARED"]);
    expect(service.users()).toEqual([]);
  });

  test("that stays unsettled is cleared and started again by the next apply", async () => {
    const { service, start, edit } = world();
    service.luck = { start: ["lost after"], stop: ["lost before", "lost before", "lost before"] };
    const { record } = await start();
    expect(record!.pending).not.toBeNull();
    const next = await edit(record!, "report");
    expect(next.failed).toBe(false);
    expect(next.record).toMatchObject({ status: "running", pending: null });
    expect(service.users()).toEqual(["report"]);
  });

  test.each<Luck>(["refused", "configuration", "gone"])("that is %s leaves nothing behind", async (luck) => {
    const { service, start } = world();
    service.luck.start = [luck];
    const saved: TaskRecord[] = [];
    const outcome = await start({ save: (record) => void saved.push(record) });
    expect(outcome).toMatchObject({ record: null, failed: true });
    expect(codesOf(outcome)).toEqual([`DBKILL_ERR_${luck.toUpperCase()}`]);
    expect(saved[0]).toMatchObject({ status: "stopped", pending: { request: REPORT } });
    expect(service.calls).toEqual([`start (${luck})`]);
  });

  test("meets a foreign task by on_conflict = error", async () => {
    const { service, start } = world();
    service.add(forUser("somebody"), true);
    const outcome = await start();
    expect(outcome).toMatchObject({ record: null, failed: true });
    expect(codesOf(outcome)).toEqual(["DBKILL_TASK_SLOT_TAKEN"]);
    expect(outcome.events[0]!.path).toEqual(["on_conflict"]);
    expect(service.users()).toEqual(["somebody (foreign)"]);
  });

  test("meets a foreign task by on_conflict = replace", async () => {
    const { service, start } = world();
    service.add(forUser("somebody"), true);
    const outcome = await start({ onConflict: "replace" });
    expect(codesOf(outcome)).toEqual(["DBKILL_TASK_SLOT_REPLACED"]);
    expect(service.users()).toEqual(["report"]);
  });

  test.each([
    ["null", null],
    ["{}", {}],
    ["all fields null", { users: null, min_duration_seconds: null } as never],
    ["a filter that matches all", { hosts: ["%"] }],
    ["what the vendor can't express", { states: ["init"] }],
    ["two fields that exclude each other", { info_prefix: "select", info_keywords: ["a"] }],
  ])("is never sent with %s, nor is the old task stopped for it", async (_what, filter) => {
    const { service, start } = world();
    const request = { filter, durationSeconds: null };
    expect(codesOf(await start({}, request))).toEqual(["DBKILL_TASK_FILTER_REFUSED"]);
    expect(service.calls).toEqual([]);
    const { record } = await start();
    const { options, ctx } = provider(service.clock);
    const outcome = await replaceTask(
      { service, request: REPORT, matchAll: false },
      { service, request, matchAll: false },
      record!,
      options(),
      ctx,
    );
    expect(codesOf(outcome)).toEqual(["DBKILL_TASK_FILTER_REFUSED"]);
    expect(outcome.record).toEqual(record);
    expect(service.users()).toEqual(["report"]);
  });

  test("is never sent without a filter, whenever that is lost, the second time neither", async () => {
    for (const [luck, calls] of [
      [[], []],
      [["lost before"], ["start (lost before)", "stop (done)"]],
    ] as const) {
      const { service, start } = world();
      const filter: { users?: string[] } = { users: ["report"] };
      service.luck.start = [...luck];
      const stop = service.stop.bind(service);
      service.stop = (taskId) => {
        delete filter.users;
        return stop(taskId);
      };
      // Told before each request that changes something.
      const save = () => void (luck.length === 0 && delete filter.users);
      const outcome = await start({ save }, { filter, durationSeconds: null });
      expect(outcome.failed).toBe(true);
      expect([service.calls, service.running()]).toEqual([calls, []]);
    }
  });

  test("chooses every session only where match_all says so, and no filter says otherwise", async () => {
    const { service, clock } = world();
    const { options, ctx } = provider(clock);
    const all = { filter: null, durationSeconds: null };
    const both = await startTask({ service, request: REPORT, matchAll: true }, options(), ctx);
    expect(codesOf(both)).toEqual(["DBKILL_TASK_FILTER_REFUSED"]);
    const outcome = await startTask({ service, request: all, matchAll: true }, options(), ctx);
    expect(outcome.failed).toBe(false);
    expect(service.running()).toMatchObject([{ request: all }]);
  });
});

describe("a slot's task that is over", () => {
  test.each([
    ["expired", OVER],
    ["expired, whenever that was", { status: "expired", endsAt: null } as const],
    ["running, with its time over by our clock", { status: "running", endsAt: OVER.endsAt } as const],
  ])("is not stopped by a destroy, as somebody else may have the slot: %s", async (_how, changes) => {
    const { service, start, stop } = world();
    const { record } = await start({}, forUser("report", 60));
    service.running()[0]!.stoppedAt = 0;
    service.add(forUser("somebody"), true);
    const outcome = await stop({ ...record!, ...changes });
    expect(outcome).toMatchObject({ failed: false, record: null });
    expect(service.users()).toEqual(["somebody (foreign)"]);
    expect(service.calls).toContain("prove clock");
  });

  test("is stopped where only a clock that was wrong took it for over, and reads as running again", async () => {
    const { service, start, stop, read } = world();
    const { record } = await start({}, forUser("report", 60));
    const wrong = { ...record!, status: "expired" } as const;
    expect((await read(wrong)).record).toMatchObject({ status: "running" });
    expect(await stop(wrong)).toMatchObject({ failed: false, record: null });
    expect(service.users()).toEqual([]);
  });

  test("is not taken for over by a clock that can't be proven right", async () => {
    const { service, start, stop } = world();
    const { record } = await start({}, forUser("report", 60));
    service.clockIsRight = false;
    const outcome = await stop({ ...record!, ...OVER });
    expect(outcome).toMatchObject({ failed: true, record: { status: "expired" } });
  });

  test("is not stopped by a destroy where it reads stopped", async () => {
    const { service, start, stop } = world();
    const { record } = await start();
    service.running()[0]!.stoppedAt = 0;
    service.add(forUser("somebody"), true);
    await stop({ ...record!, status: "stopped" });
    expect(service.users()).toEqual(["somebody (foreign)"]);
  });

  test.each(["expired", "stopped"] as const)(
    "meets the slot by on_conflict at its next start: %s",
    async (status) => {
      const { service, start, edit } = world();
      const { record } = await start({}, forUser("report", 60));
      service.running()[0]!.stoppedAt = 0;
      service.add(forUser("somebody"), true);
      const prior = { ...record!, ...OVER, status };
      const kept = await edit(prior, "report");
      expect(codesOf(kept)).toEqual(["DBKILL_TASK_SLOT_TAKEN"]);
      expect(service.users()).toEqual(["somebody (foreign)"]);
      const replaced = await edit(prior, "report", { onConflict: "replace" });
      expect(codesOf(replaced)).toEqual(["DBKILL_TASK_SLOT_REPLACED"]);
      expect(service.users()).toEqual(["report"]);
    },
  );

  test("reads expired by our clock", async () => {
    const { clock, start, read } = world();
    const { record } = await start({}, forUser("report", 60));
    expect((await read(record!)).record!.status).toBe("running");
    clock.ms += 60_000;
    expect((await read(record!)).record!.status).toBe("expired");
  });
});

describe("an edit of a slot's task", () => {
  test("says stopped before the stop is sent, and knows that the old one may run", async () => {
    const { service, start, edit } = world();
    const { record } = await start();
    const saved: [string, string[]][] = [];
    const save = (kept: TaskRecord) => {
      saved.push([`${kept.status}${kept.pending ? ", pending" : ""}`, service.users()]);
    };
    const outcome = await edit(record!, "app", { save });
    expect(outcome.record!.status).toBe("running");
    expect(saved).toEqual([
      ["stopped, pending", ["report"]],
      ["stopped", []],
      ["stopped, pending", []],
      ["running", ["app"]],
    ]);
  });

  test.each([0, 1, 2])("broken off after %s saves is repaired by the next apply", async (saves) => {
    const { service, start, edit } = world();
    const { record } = await start();
    const saved: TaskRecord[] = [];
    const save = (kept: TaskRecord) => {
      saved.push(kept);
      if (saved.length > saves) throw new Error("kill -9");
    };
    await edit(record!, "app", { save }).catch(() => undefined);
    // The edit is taken back: the state says what has to be started again.
    const next = await edit(saved.at(-1)!, "report");
    expect(next.failed).toBe(false);
    expect(service.users()).toEqual(["report"]);
  });

  test("that is refused starts the old one again, for the rest of its time", async () => {
    const { clock, service } = world();
    const { options, ctx } = provider(clock);
    const old = { service, request: forUser("report", 600), matchAll: false };
    const next = { service, request: forUser("app", 600), matchAll: false };
    const { record } = await startTask(old, options(), ctx);
    clock.ms += 100_000;
    service.luck.start = ["refused"];
    const outcome = await replaceTask(old, next, record!, options(), ctx);
    expect(outcome).toMatchObject({ failed: true, isOld: true });
    expect(outcome.events.at(-1)).toMatchObject({ code: "DBKILL_ERR_REFUSED", facts: { restored: true } });
    expect(outcome.record).toMatchObject({ status: "running", endsAt: record!.endsAt });
    expect(service.running()).toMatchObject([{ request: { durationSeconds: 500 } }]);
  });

  test("whose old task can't be started again says that none runs", async () => {
    const { service, start, edit } = world();
    const { record } = await start();
    service.luck.start = ["refused", "refused"];
    const outcome = await edit(record!, "app");
    expect(outcome.events.at(-1)).toMatchObject({ facts: { restored: false } });
    expect(outcome.record).toMatchObject({ status: "stopped", pending: null });
  });

  test.each<Luck>(["refused", "configuration"])("whose stop is %s changes nothing", async (luck) => {
    const { service, start, edit } = world();
    const { record } = await start();
    service.luck.stop = [luck];
    const outcome = await edit(record!, "app");
    expect(outcome).toMatchObject({ failed: true, record, isOld: true });
    expect(service.users()).toEqual(["report"]);
  });

  test("whose stop is lost for good keeps the old one pending, and the next apply clears it", async () => {
    const { service, start, edit } = world();
    const { record } = await start();
    service.luck.stop = ["lost before", "lost before", "lost before"];
    const outcome = await edit(record!, "app");
    expect(codesOf(outcome)).toEqual(["DBKILL_TASK_STOP_UNSETTLED"]);
    expect(outcome.record).toMatchObject({ status: "stopped", pending: { confirmed: true } });
    const next = await edit(outcome.record!, "app");
    expect(next.failed).toBe(false);
    expect(service.users()).toEqual(["app"]);
  });

  test("whose pending task's time is over does not stop what runs by now", async () => {
    const { clock, service, start, edit } = world();
    const { record } = await start({}, forUser("report", 60));
    service.luck.stop = ["lost before", "lost before", "lost before"];
    const { record: kept } = await edit(record!, "app");
    clock.ms += 61_000;
    service.add(forUser("somebody"), true);
    expect(codesOf(await edit(kept!, "app"))).toEqual(["DBKILL_TASK_SLOT_TAKEN"]);
    expect(service.users()).toEqual(["somebody (foreign)"]);
  });

  test("does not listen for an abort once the old task is stopped", async () => {
    const { service, start, declared, clock } = world();
    const { record } = await start();
    const abort = new AbortController();
    const stop = service.stop.bind(service);
    service.stop = async (taskId) => {
      const answer = await stop(taskId);
      abort.abort();
      return answer;
    };
    service.luck.start = ["throttled", "done"];
    const { options, ctx } = provider(clock);
    const next = declared(forUser("app"));
    const outcome = await replaceTask(declared(), next, record!, options(), { ...ctx, signal: abort.signal });
    expect(outcome.failed).toBe(false);
    expect(service.users()).toEqual(["app"]);
  });
});

describe("a slot shared by two objects of a state", () => {
  test("is not stopped for the older one after the newer one was started, in another process too", async () => {
    const { clock, service, start, stop } = world();
    const lock = new MemorySlotLock();
    const old = await start({}, REPORT, provider(clock, lock));
    // Renamed to another alias of the provider: another process creates before this one destroys.
    const next = await start({ onConflict: "replace" }, forUser("app"), provider(clock, lock));
    const end = await stop(old.record!, provider(clock, lock));
    expect(end).toMatchObject({ failed: false, record: null });
    expect(codesOf(end)).toEqual(["DBKILL_TASK_SUPERSEDED"]);
    expect(service.users()).toEqual(["app"]);
    expect(next.record!.startedAt! > old.record!.startedAt!).toBe(true);
    await stop(next.record!, provider(clock, lock));
    expect(service.users()).toEqual([]);
  });

  test("read with the newer first: the older one is over, and its destroy stops nothing", async () => {
    const { clock, service, start, read, stop } = world();
    const old = await start();
    const next = await start({ onConflict: "replace" }, forUser("app"), provider(clock));
    const plan = provider(clock);
    const lock = provider(clock);
    expect(old.record!.startedAt).toBe(next.record!.startedAt);
    const newer = { ...next.record!, startedAt: new Date(clock.ms + 5).toISOString() };
    expect((await read(newer, plan)).record).toEqual(newer);
    const older = (await read(old.record!, plan)).record!;
    expect(older).toMatchObject({ status: "stopped", pending: null });
    await stop(older, lock);
    expect(service.users()).toEqual(["app"]);
  });

  test.each(["destroy", "edit"])(
    "read with the older first: the newer one is started again, %s first",
    async (order) => {
      const { clock, service, start, read, edit, stop } = world();
      const old = await start();
      await start({ onConflict: "replace" }, forUser("app"), provider(clock));
      const newer = { ...old.record!, startedAt: new Date(clock.ms + 5).toISOString() };
      const plan = provider(clock);
      expect((await read(old.record!, plan)).record!.status).toBe("running");
      const again = (await read(newer, plan)).record!;
      expect(again).toMatchObject({ status: "stopped", pending: { sentAt: newer.startedAt } });
      const apply = provider(clock);
      clock.ms += 10;
      const steps = [() => stop(old.record!, apply), () => edit(again, "app", {}, apply)];
      for (const step of order === "destroy" ? steps : steps.reverse()) {
        expect((await step()).failed).toBe(false);
      }
      expect(service.users()).toEqual(["app"]);
    },
  );
});

describe("a slot's task in its own region", () => {
  test("is never changed in another one", async () => {
    const { clock, start, declared } = world();
    const { record } = await start();
    const elsewhere = new FakeSlotService(clock, "r-2");
    const { options, ctx } = provider(clock);
    const stop = await stopTask({ ...declared(), service: elsewhere }, record!, options(), ctx);
    const old = { ...declared(), service: elsewhere };
    const edit = await replaceTask(old, declared(), record!, options(), ctx);
    for (const outcome of [stop, edit]) {
      expect(codesOf(outcome)).toEqual(["DBKILL_TASK_OTHER_REGION"]);
      expect(outcome.record).toEqual(record);
    }
    expect(elsewhere.calls).toEqual([]);
  });

  test("is stopped there and started in the next one", async () => {
    const { clock, service, start, declared } = world();
    const { record } = await start();
    const there = new FakeSlotService(clock, "r-2");
    const { options, ctx } = provider(clock);
    const next = { ...declared(forUser("app")), service: there };
    const outcome = await replaceTask(declared(), next, record!, options(), ctx);
    expect(outcome.record).toMatchObject({ status: "running", region: "r-2" });
    expect([service.users(), there.users()]).toEqual([[], ["app"]]);
  });
});

test("the destroy of a task that somebody stopped is worth a warning", async () => {
  const { service, start, stop } = world();
  const { record } = await start();
  service.running()[0]!.stoppedAt = 0;
  const outcome = await stop(record!);
  expect(outcome).toMatchObject({ failed: false, record: null });
  expect(codesOf(outcome)).toEqual(["DBKILL_TASK_NOT_RUNNING"]);
});
