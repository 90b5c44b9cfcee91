import { readTask, type TaskOptions, type TaskRecord } from "../../../../src/engine/kill-task";
import { noTask, type PendingStart } from "../../../../src/engine/kill-task/record";
import type { KillTaskRequest } from "../../../../src/engine/ports";
import { codesOf, FakeClock, FakeListedService, FakeSlotService, forUser, provider } from "./fakes";

const REPORT = forUser("report");

describe("the look at a slot's task", () => {
  const clock = new FakeClock();
  const inMs = (ms: number) => new Date(clock.ms + ms).toISOString();
  const service = new FakeSlotService(clock);
  const running: TaskRecord = {
    ...noTask(service),
    status: "running",
    startedAt: inMs(-60_000),
    endsAt: null,
  };

  /** @param others when other tasks that the state has were started */
  const look = async (changes: Partial<TaskRecord>, others: readonly string[] = []) => {
    const { ctx, options, registry } = provider(clock);
    for (const startedAt of others) registry.slots.saw(service.slot, startedAt);
    const record = { ...running, ...changes };
    const outcome = await readTask({ service, request: REPORT, matchAll: false }, record, options(), ctx);
    expect([outcome.events, outcome.failed]).toEqual([[], false]);
    return { record, seen: outcome.record!, registry };
  };

  test.each<[string, Partial<TaskRecord>]>([
    ["running, until it is stopped", {}],
    ["running, its time not over", { endsAt: inMs(1) }],
    ["stopped", { status: "stopped", endsAt: inMs(-1) }],
    ["never started", { startedAt: null, endsAt: inMs(-1) }],
    ["expired, whenever that was", { status: "expired" }],
    ["expired", { status: "expired", endsAt: inMs(0) }],
  ])("leaves it as it is: %s", async (_what, changes) => {
    const { record, seen } = await look(changes);
    expect(seen).toEqual(record);
  });

  test("finds it expired by our clock, and running where an earlier one was wrong", async () => {
    expect((await look({ endsAt: inMs(0) })).seen.status).toBe("expired");
    expect((await look({ status: "expired", endsAt: inMs(1) })).seen.status).toBe("running");
  });

  test("finds it stopped where a later one was seen", async () => {
    const { record, seen } = await look({}, [inMs(-1)]);
    expect(seen).toEqual({ ...record, status: "stopped" });
  });

  test("finds it pending where an earlier one was seen, whose destroy may stop it", async () => {
    const { record, seen } = await look({}, [inMs(-90_000)]);
    const pending = { before: [], request: REPORT, sentAt: record.startedAt, confirmed: true, open: 1 };
    expect(seen).toEqual({ ...record, status: "stopped", pending });
  });

  test("lets others know of it, if it was started", async () => {
    const { registry } = await look({});
    expect(registry.slots.holdsNewer(service.slot, inMs(-90_000))).toBe(true);
    const stopped = await look({ status: "stopped" });
    expect(stopped.registry.slots.holdsNewer(service.slot, inMs(-90_000))).toBe(false);
  });
});

describe("the look at a listed task", () => {
  function world() {
    const clock = new FakeClock();
    const service = new FakeListedService(clock);
    const process = provider(clock);
    let lists = 0;
    service.onList = () => void lists++;
    const task = service.add(REPORT, false);
    const record: TaskRecord = {
      ...noTask(service),
      taskId: "1",
      status: "running",
      startedAt: new Date(clock.ms).toISOString(),
      rawState: "0",
    };
    const read = (changes: Partial<TaskRecord> = {}, options: Partial<TaskOptions> = {}, request = REPORT) =>
      readTask(
        { service, request, matchAll: false },
        { ...record, ...changes },
        process.options(options),
        process.ctx,
      );
    const pending: PendingStart = {
      before: ["1"],
      request: REPORT,
      sentAt: new Date(clock.ms).toISOString(),
      confirmed: false,
      open: 1,
    };
    return { clock, service, task, record, read, pending, registry: process.registry, lists: () => lists };
  }

  test("is not made where there is none", async () => {
    const { read, lists, record } = world();
    expect((await read({ taskId: null })).record).toEqual({ ...record, taskId: null });
    expect(lists()).toBe(0);
  });

  test("asks the service once for all of its tasks, and once for its switch", async () => {
    const { read, service, lists } = world();
    let switches = 0;
    service.isSwitchOn = async () => ++switches > 0;
    await read();
    await read();
    expect([lists(), switches]).toEqual([1, 1]);
  });

  test("keeps what the record knows and takes what is listed by now", async () => {
    const { read, record, service, clock } = world();
    const listedAs = forUser("REPORT");
    service.account = undefined as never;
    const outcome = await read(
      { region: "r-0", account: "p-0", listedAs, startedAt: null, status: "stopped" },
      {},
      listedAs,
    );
    expect(outcome.record).toEqual({
      ...record,
      region: "r-0",
      account: "p-0",
      listedAs,
      startedAt: new Date(clock.ms).toISOString(),
    });
    service.account = "p-2";
    expect((await read({ account: "p-0" })).record!.account).toBe("p-2");
  });

  test("has no states of a service that tells none at the start", async () => {
    const { read, service } = world();
    const list = service.list.bind(service);
    service.list = async () => {
      const { tasks, at } = await list();
      return { tasks: tasks.map((task) => ({ ...task, startedAt: null, endsAt: null, rawState: "5" })), at };
    };
    const outcome = await read({ rawState: null });
    expect(outcome).toMatchObject({ events: [], record: { rawState: null, startedAt: null, endsAt: null } });
  });

  test.each<[string, Partial<TaskRecord>, string]>([
    ["its time is not over", { endsAt: "2026-01-01T00:00:00.001Z" }, "stopped"],
    ["its time is over", { endsAt: "2026-01-01T00:00:00.000Z" }, "expired"],
    ["it had no time", {}, "stopped"],
    ["it read expired before", { status: "expired" }, "expired"],
  ])(
    "of one that is not listed any more tells by the service's clock where %s",
    async (_what, changes, status) => {
      const { read, service } = world();
      service.tasks.length = 0;
      expect((await read(changes)).record).toMatchObject({ taskId: "1", status });
    },
  );

  test("of one that is listed as ended takes the service's word, and nothing else of it", async () => {
    const { read, task, record, service } = world();
    Object.assign(task, { stoppedAt: 0, request: forUser("boss") });
    service.switchOn = false;
    const changes = { endsAt: "2020-01-01T00:00:00.000Z", startedAt: null, rawState: "7" };
    const outcome = await read(changes);
    expect(outcome.record).toEqual({ ...record, ...changes, status: "stopped" });
    expect(outcome.events).toEqual([]);
  });

  test("of one that this process has stopped does not read it as listed", async () => {
    const { read, registry, service } = world();
    registry.stopped(service.slot, "1");
    expect((await read()).record!.taskId).toBe("1");
  });

  test("of one that another object has leaves it to that", async () => {
    const { read, registry, service } = world();
    registry.own(service.slot, "1", "another");
    const outcome = await read({ endsAt: "2026-02-01T00:00:00.000Z" });
    expect(codesOf(outcome)).toEqual(["DBKILL_TASK_SHARED"]);
    expect(outcome.events[0]!.facts).toEqual({ slot: service.slot, taskId: "1" });
    expect(outcome.record).toMatchObject({ taskId: null, status: "stopped", startedAt: null, endsAt: null });
  });

  describe("tells of another filter", () => {
    const read = async (
      listed: KillTaskRequest,
      request: KillTaskRequest,
      listedAs: KillTaskRequest | null = null,
      isSame?: FakeListedService["isSame"],
    ) => {
      const { read: look, task, service } = world();
      Object.assign(task, { request: listed });
      if (isSame) service.isSame = isSame;
      const outcome = await look({ listedAs }, {}, request);
      for (const { facts, path } of outcome.events)
        expect([facts, path]).toEqual([{ slot: service.slot, taskId: "1" }, ["match"]]);
      return codesOf(outcome);
    };
    const CHANGED = ["DBKILL_TASK_FILTER_CHANGED"];

    test("than the declared one, or that which was listed at the start", async () => {
      expect(await read(forUser("boss"), REPORT)).toEqual(CHANGED);
      expect(await read(REPORT, REPORT, forUser("boss"))).toEqual(CHANGED);
      expect(await read(forUser("boss"), REPORT, forUser("boss"))).toEqual([]);
    });

    test("but not of another spelling, nor of less time", async () => {
      expect(await read(forUser("REPORT"), REPORT)).toEqual([]);
      expect(await read(forUser("report", 100), forUser("report", 600))).toEqual([]);
      expect(await read(forUser("boss", 100), forUser("report", 600))).toEqual(CHANGED);
    });

    test("by how the service compares, either way", async () => {
      const boss = forUser("boss");
      expect(
        await read(boss, REPORT, null, (task, request) => task.request === boss && request === REPORT),
      ).toEqual([]);
      expect(
        await read(boss, REPORT, null, (task, request) => task.request === REPORT && request === boss),
      ).toEqual([]);
      expect(await read(boss, REPORT, null, () => false)).toEqual(CHANGED);
    });
  });

  test("tells of another state than at the start, if there was one", async () => {
    const { read, service } = world();
    expect(codesOf(await read({ rawState: "0" }))).toEqual([]);
    expect(codesOf(await read({ rawState: null }))).toEqual([]);
    const outcome = await read({ rawState: "7" });
    expect(outcome).toMatchObject({
      events: [
        {
          code: "DBKILL_TASK_STATE_CHANGED",
          severity: "warning",
          facts: { slot: service.slot, taskId: "1" },
        },
      ],
      record: { rawState: "7" },
    });
  });

  test("tells that the switch is off, where it is needed and there is one", async () => {
    const { read, service } = world();
    service.switchOn = false;
    expect(codesOf(await read({}, { requireSwitch: false }))).toEqual([]);
    service.isSwitchOn = undefined as never;
    expect(codesOf(await read())).toEqual([]);
    const off = world();
    off.service.switchOn = false;
    expect(await off.read()).toMatchObject({
      failed: false,
      events: [{ code: "DBKILL_TASK_SWITCH_OFF", severity: "warning" }],
    });
  });

  describe("that was sent more than once", () => {
    test("forgets the others once they would be listed, and not before", async () => {
      const { read, pending, clock } = world();
      expect((await read({ pending })).record!.pending).toEqual(pending);
      clock.ms += 60_000;
      const later = world();
      const sentAt = new Date(later.clock.ms - 60_000).toISOString();
      expect((await later.read({ pending: { ...pending, sentAt } })).record!.pending).toBeNull();
    });

    test("tells of a second one, and keeps it in mind", async () => {
      for (const request of [REPORT, forUser("REPORT")]) {
        const { read, pending, service, clock } = world();
        clock.ms += 60_000;
        service.add(request, false);
        const outcome = await read({ pending });
        expect(outcome.record!.pending).toEqual(pending);
        expect(outcome.events).toMatchObject([
          { code: "DBKILL_TASK_SECOND_RUNNING", severity: "warning", facts: { seen: ["2"] } },
        ]);
      }
    });

    test("takes neither its own task nor that of another resource for a second one", async () => {
      const { read, pending, service, registry } = world();
      service.add(REPORT, true);
      registry.own(service.slot, "2", "another");
      expect((await read({ pending: { ...pending, before: [] } })).events).toEqual([]);
    });

    test("keeps that in mind although its task has ended", async () => {
      const { read, pending, task } = world();
      task.stoppedAt = 0;
      expect((await read({ pending })).record).toMatchObject({ status: "stopped", pending });
    });
  });

  test("of a target that is gone keeps nothing", async () => {
    const { read, service } = world();
    service.isGone = true;
    expect(await read()).toMatchObject({
      record: null,
      failed: false,
      events: [{ code: "DBKILL_TASK_TARGET_GONE", severity: "warning", fault: { kind: "gone" } }],
    });
  });
});
