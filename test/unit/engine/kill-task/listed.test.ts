import {
  type PendingStart,
  readTask,
  replaceTask,
  startTask,
  stopTask,
  type TaskOptions,
  type TaskRecord,
} from "../../../../src/engine/kill-task";
import type { KillTaskRequest } from "../../../../src/engine/ports";
import { MemorySlotLock } from "../../../../src/resources/slot-lock";
import { codesOf, FakeClock, FakeListedService, forUser, type Luck, provider } from "./fakes";

const REPORT = forUser("report");
const NO_TASK: TaskRecord = {
  taskId: null,
  status: "stopped",
  startedAt: null,
  endsAt: null,
  region: "r-1",
  account: "p-1",
  listedAs: null,
  rawState: null,
  pending: null,
};

function world() {
  const clock = new FakeClock();
  const service = new FakeListedService(clock);
  const declared = (request = REPORT) => ({ service, request, matchAll: false });
  const start = (changes: Partial<TaskOptions> = {}, request = REPORT, process = provider(clock)) =>
    startTask(declared(request), process.options(changes), process.ctx);
  const edit = (
    record: TaskRecord,
    next: string,
    changes: Partial<TaskOptions> = {},
    process = provider(clock),
  ) => replaceTask(declared(), declared(forUser(next)), record, process.options(changes), process.ctx);
  const stop = (record: TaskRecord, changes: Partial<TaskOptions> = {}, process = provider(clock)) =>
    stopTask(declared(), record, process.options(changes), process.ctx);
  const read = (record: TaskRecord, changes: Partial<TaskOptions> = {}, process = provider(clock)) =>
    readTask(declared(), record, process.options(changes), process.ctx);
  const pending = (changes: Partial<PendingStart> = {}): TaskRecord => ({
    ...NO_TASK,
    pending: {
      before: service.tasks.map(({ taskId }) => taskId),
      request: REPORT,
      sentAt: clock.date().toISOString(),
      confirmed: false,
      open: 1,
      ...changes,
    },
  });
  return { clock, service, declared, start, edit, stop, read, pending };
}

const upperCase = ({ filter, ...rest }: KillTaskRequest): KillTaskRequest => ({
  ...rest,
  filter: filter && { ...filter, users: filter.users?.map((user) => ` ${user.toUpperCase()} `) },
});
const otherWords = ({ filter, ...rest }: KillTaskRequest): KillTaskRequest => ({
  ...rest,
  filter: filter && { ...filter, hosts: ["10.%"] },
});

describe("the start of a listed task", () => {
  test.each<[Luck[], number]>([
    [["done"], 1],
    [["lost after"], 1],
    [["unconfirmed after"], 1],
    [["lost before"], 2],
    [["unconfirmed before", "unconfirmed before"], 3],
    [["lost before", "lost after"], 2],
    [["throttled", "failed", "done"], 3],
  ])("leaves exactly one task, that of the record, when it goes %j", async (luck, starts) => {
    const { service, start } = world();
    service.add(forUser("somebody"), true);
    service.luck.start = [...luck];
    const { record, failed } = await start();
    expect(failed).toBe(false);
    expect(service.users()).toEqual(["report", "somebody (foreign)"]);
    expect(record).toMatchObject({ taskId: "2", status: "running", listedAs: null });
    expect(service.calls).toHaveLength(starts);
    // What was sent twice may be carried out twice.
    const once = luck.every((each) => !each.endsWith("before"));
    expect(record!.pending === null).toBe(once);
  });

  test.each([
    ["upper case and blanks", upperCase, 0],
    ["quite other words", otherWords, 60_000],
    ["quite other words, after a while", otherWords, 60_000],
  ])("is recognised by being new where it is listed in %s", async (_how, respell, waits) => {
    const { service, start, stop, read, clock } = world();
    service.respell = respell;
    service.listedAfterMs = 3_000;
    const before = clock.ms;
    const outcome = await start();
    expect(codesOf(outcome)).toEqual(["DBKILL_TASK_RESPELLED"]);
    expect(outcome).toMatchObject({ failed: false, record: { taskId: "1", status: "running" } });
    expect(outcome.record!.listedAs).toEqual(respell(REPORT));
    expect(clock.ms - before).toBeGreaterThanOrEqual(waits);
    // The next look compares with what was listed at the start.
    const seen = await read(outcome.record!);
    expect(seen).toMatchObject({ events: [], record: outcome.record });
    expect((await stop(seen.record!)).failed).toBe(false);
    expect(service.users()).toEqual([]);
  });

  test("takes its own late task and not a foreign one that is listed before it", async () => {
    const { service, start, clock } = world();
    service.listedAfterMs = 20_000;
    clock.onSleep = () => {
      clock.onSleep = () => undefined;
      service.add(forUser("somebody"), true);
    };
    const { record } = await start();
    expect(service.running().find(({ taskId }) => taskId === record!.taskId)).toMatchObject({
      foreign: false,
    });
  });

  test("is not taken for ours in quite other words before it had time to be listed", async () => {
    const { service, clock, declared } = world();
    service.respell = otherWords;
    const { options, ctx } = provider(clock);
    const outcome = await startTask(declared(), options(), { ...ctx, deadline: clock.ms + 10_000 });
    expect(codesOf(outcome)).toEqual(["DBKILL_TASK_UNSETTLED"]);
    expect(outcome.record).toMatchObject({ taskId: null, pending: { confirmed: true } });
  });

  test("is not sent a second time while a task is there that may be it", async () => {
    const { service, start, edit } = world();
    service.respell = otherWords;
    service.luck.start = ["lost after"];
    const outcome = await start();
    expect(codesOf(outcome)).toEqual(["DBKILL_TASK_UNSETTLED"]);
    expect(outcome.record).toMatchObject({ taskId: null, status: "stopped", pending: { before: [] } });
    expect(service.running()).toHaveLength(1);
    const again = await edit(outcome.record!, "report");
    expect(codesOf(again)).toEqual(["DBKILL_TASK_UNRECOGNISED"]);
    expect(again.record!.pending).toEqual(outcome.record!.pending);
    expect(service.running()).toHaveLength(1);
    // Somebody looks, and stops it.
    service.running()[0]!.stoppedAt = service.clock.ms;
    expect((await edit(again.record!, "report")).record!.status).toBe("running");
    expect(service.running()).toHaveLength(1);
  });

  test("that is listed in upper case after a lost answer is taken by the same apply", async () => {
    const { service, start } = world();
    service.respell = upperCase;
    service.luck.start = ["lost after"];
    const outcome = await start();
    expect(outcome).toMatchObject({ failed: false, record: { taskId: "1", status: "running" } });
    expect(service.running()).toHaveLength(1);
  });

  test("leaves an equal task alone that somebody starts at the same moment", async () => {
    const { service, start } = world();
    const send = service.start.bind(service);
    service.start = async (request) => {
      const answer = await send(request);
      service.add(request, true);
      return answer;
    };
    const outcome = await start();
    expect(codesOf(outcome)).toEqual(["DBKILL_TASK_EQUAL_APPEARED"]);
    expect(outcome.events[0]!.facts).toMatchObject({ taskId: "1", stopped: [], left: ["2"] });
    expect(service.users()).toEqual(["report", "report (foreign)"]);
  });

  test("that was repeated and came through twice keeps one", async () => {
    const { service, start } = world();
    service.luck.start = ["lost, late"];
    let lists = 0;
    service.onList = () => {
      if (++lists === 6) service.arrive();
    };
    const outcome = await start();
    expect(outcome.failed).toBe(false);
    expect(service.users()).toEqual(["report"]);
    expect(service.running()[0]!.taskId).toBe(outcome.record!.taskId);
  });

  test("beside whose task an equal one can't be stopped keeps what is left pending, and a destroy stops both", async () => {
    const { service, start, stop } = world();
    service.luck = { start: ["lost, late"], stop: ["refused"] };
    let lists = 0;
    service.onList = () => {
      if (++lists === 6) service.arrive();
    };
    const outcome = await start();
    expect(outcome).toMatchObject({ failed: false, record: { status: "running" } });
    expect(outcome.record!.pending).not.toBeNull();
    expect(service.running()).toHaveLength(2);
    await stop(outcome.record!);
    expect(service.running()).toEqual([]);
  });

  test("that comes through after a second one is told by the next look, and a destroy stops both", async () => {
    const { service, start, stop, read } = world();
    service.luck.start = ["lost, late"];
    const { record } = await start();
    service.arrive();
    expect(service.running()).toHaveLength(2);
    const seen = await read(record!);
    expect(codesOf(seen)).toEqual(["DBKILL_TASK_SECOND_RUNNING"]);
    await stop(seen.record!);
    expect(service.running()).toEqual([]);
  });

  test("that was repeated is forgotten once a look shows that one task runs", async () => {
    const { service, start, stop, read, clock } = world();
    service.luck.start = ["lost before"];
    const { record } = await start();
    expect((await read(record!)).record!.pending).toEqual(record!.pending);
    clock.ms += 60_000;
    const seen = await read(record!);
    expect(seen).toMatchObject({ events: [], record: { pending: null } });
    service.add(REPORT, true);
    await stop(seen.record!);
    expect(service.users()).toEqual(["report (foreign)"]);
  });

  test.each<Luck>(["refused", "configuration"])(
    "that is %s leaves nothing, neither running nor kept",
    async (luck) => {
      const { service, start } = world();
      service.luck.start = [luck];
      const outcome = await start();
      expect(outcome).toMatchObject({ record: null, failed: true });
      expect(codesOf(outcome)).toEqual([`DBKILL_ERR_${luck.toUpperCase()}`]);
      expect(service.tasks).toEqual([]);
    },
  );

  test("whose task can't be listed is remembered before it is sent: a destroy stops it, nothing else", async () => {
    const { service, start, stop } = world();
    service.add(forUser("somebody"), true);
    service.luck.start = ["lost after"];
    const saved: TaskRecord[] = [];
    let lists = 0;
    service.onList = () => {
      if (++lists > 1) service.failingLists = 1;
    };
    const outcome = await start({ save: (record) => void saved.push(record) });
    expect(codesOf(outcome)).toEqual(["DBKILL_TASK_UNSETTLED"]);
    expect(saved[0]).toEqual(outcome.record);
    expect(outcome.record).toMatchObject({ taskId: null, status: "stopped", pending: { before: ["1"] } });
    service.onList = () => undefined;
    service.failingLists = 0;
    expect((await stop(outcome.record!)).record).toBeNull();
    expect(service.users()).toEqual(["somebody (foreign)"]);
  });

  test("that was confirmed is found although the first looks fail", async () => {
    const { service, start } = world();
    let lists = 0;
    service.onList = () => {
      if (++lists === 2) service.failingLists = 3;
    };
    expect((await start()).record).toMatchObject({ taskId: "1", status: "running" });
  });

  test("adopts an equal task that nobody knows, with a warning", async () => {
    const { service, start } = world();
    service.add(REPORT, true);
    const outcome = await start();
    expect(codesOf(outcome)).toEqual(["DBKILL_TASK_ADOPTED"]);
    expect(outcome.record).toMatchObject({ taskId: "1", status: "running" });
    expect((await start({ adoptExisting: false })).record!.taskId).toBe("2");
  });

  test("never adopts the task of another resource", async () => {
    const { service, start, read, clock } = world();
    const process = provider(clock);
    const { record } = await start({ owner: "one" }, REPORT, process);
    const outcome = await start({ owner: "other" }, REPORT, process);
    expect(codesOf(outcome)).toEqual(["DBKILL_TASK_DECLARED_TWICE"]);
    expect(service.running()).toHaveLength(1);
    // Known from a look alone, too.
    const refreshed = provider(clock);
    await read(record!, { owner: "one" }, refreshed);
    expect(codesOf(await start({ owner: "other" }, REPORT, refreshed))).toEqual([
      "DBKILL_TASK_DECLARED_TWICE",
    ]);
  });

  test("never adopts the task that another process of the run has adopted", async () => {
    const { service, start, clock } = world();
    const lock = new MemorySlotLock();
    service.add(REPORT, true);
    await start({ owner: "one" }, REPORT, provider(clock, lock));
    const outcome = await start({ owner: "other" }, REPORT, provider(clock, lock));
    expect(codesOf(outcome)).toEqual(["DBKILL_TASK_DECLARED_TWICE"]);
  });

  test("does not adopt the task that this resource is replacing (create_before_destroy with -replace)", async () => {
    const { service, start, stop, clock } = world();
    const old = (await start()).record!;
    const apply = provider(clock);
    const { record } = await start({ replacing: old.taskId }, REPORT, apply);
    expect(record!.taskId).toBe("2");
    await stop(old, {}, apply);
    expect(service.running().map(({ taskId }) => taskId)).toEqual(["2"]);
  });

  test("refuses a sixth task and names the five", async () => {
    const { service, start } = world();
    for (const user of ["a", "b", "c", "d", "e"]) service.add(forUser(user), true);
    const outcome = await start();
    expect(codesOf(outcome)).toEqual(["DBKILL_TASK_NO_ROOM"]);
    for (const id of [1, 2, 3, 4, 5]) expect(outcome.events[0]!.detail).toContain(`task ${id}:`);
    expect(service.calls).toEqual([]);
  });

  test("of ten at once lets five through, and no task is unknown", async () => {
    const { service, start, clock } = world();
    service.listedAfterMs = 1_500;
    const process = provider(clock);
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, (_, index) => start({ owner: `o${index}` }, forUser(`u${index}`), process)),
    );
    const made = outcomes.flatMap(({ record }) => (record ? [record.taskId] : []));
    expect(new Set(made)).toEqual(new Set(service.running().map(({ taskId }) => taskId)));
    expect(made).toHaveLength(5);
    for (const outcome of outcomes) {
      if (outcome.failed) expect(codesOf(outcome)).toEqual(["DBKILL_TASK_NO_ROOM"]);
    }
  });

  test("refuses to start where the kill switch is off, unless told to, and stops nothing for it", async () => {
    const { service, start, edit } = world();
    const { record } = await start();
    service.switchOn = false;
    expect(codesOf(await start({}, forUser("app")))).toEqual(["DBKILL_TASK_SWITCH_OFF"]);
    const outcome = await edit(record!, "app");
    expect(codesOf(outcome)).toEqual(["DBKILL_TASK_SWITCH_OFF"]);
    expect(outcome.record).toEqual(record);
    expect(service.users()).toEqual(["report"]);
    expect((await edit(record!, "app", { requireSwitch: false })).failed).toBe(false);
  });

  test("goes by our clock where the service does not tell its time", async () => {
    const { service, start, read, clock } = world();
    service.tellsTime = false;
    service.luck.start = ["lost before"];
    const { record } = await start({}, forUser("report", 60));
    expect(record!.status).toBe("running");
    service.tasks.length = 0;
    clock.ms += 61_000;
    expect((await read(record!)).record!.status).toBe("expired");
  });
});

describe("a pending start", () => {
  test("is taken by the next apply, which starts no second one", async () => {
    const { service, edit, pending } = world();
    const record = pending();
    service.add(REPORT, false);
    const outcome = await edit(record, "report");
    expect(outcome).toMatchObject({ failed: false, events: [], record: { taskId: "1", pending: null } });
    expect(service.calls).toEqual([]);
  });

  test("is stopped by the next apply where something else is declared by now", async () => {
    const { service, edit, pending } = world();
    const record = pending();
    service.add(REPORT, false);
    const outcome = await edit(record, "app");
    expect(outcome.record).toMatchObject({ status: "running", pending: null });
    expect(service.users()).toEqual(["app"]);
  });

  test("of other seconds is not taken for a declaration that was edited since", async () => {
    const { service, pending, declared, clock } = world();
    const record = pending();
    service.add(REPORT, false);
    const { options, ctx } = provider(clock);
    const next = { filter: { users: ["report"], min_duration_seconds: 90 }, durationSeconds: null };
    await replaceTask(declared(), declared(next), record, options(), ctx);
    expect(service.running()).toMatchObject([{ request: next }]);
  });

  test("leaves alone what another resource has, what was there before, what is other, and what came much later", async () => {
    const { clock, service, stop, start, pending } = world();
    service.add(REPORT, true);
    const record = pending();
    const process = provider(clock);
    await start({ owner: "other", adoptExisting: false }, REPORT, process);
    service.add(forUser("somebody"), true);
    clock.ms += 3_600_000;
    service.add(REPORT, true);
    const outcome = await stop(record, {}, process);
    expect(outcome).toMatchObject({ failed: false, record: null });
    expect(codesOf(outcome)).toEqual(["DBKILL_TASK_UNRECOGNISED"]);
    expect(service.users()).toEqual(["report", "report (foreign)", "report (foreign)", "somebody (foreign)"]);
  });

  test("does not stop a task that is for other seconds", async () => {
    const { service, stop, pending } = world();
    const record = pending();
    service.add({ filter: { users: ["report"], min_duration_seconds: 10 }, durationSeconds: null }, true);
    expect(codesOf(await stop(record))).toEqual(["DBKILL_TASK_UNRECOGNISED"]);
    expect(service.users()).toEqual(["report (foreign)"]);
  });

  test("stops the task that the service lists with whole minutes", async () => {
    const { service, stop, pending } = world();
    const request = { filter: { users: ["report"], min_duration_seconds: 100 }, durationSeconds: null };
    const record = pending({ request });
    service.add({ ...request, filter: { ...request.filter, min_duration_seconds: 120 } }, false);
    expect(codesOf(await stop(record))).toEqual([]);
    expect(service.users()).toEqual([]);
  });

  test("whose late task can't be stopped is not forgotten where the old task is started again", async () => {
    const { service, start, edit } = world();
    service.luck.start = ["lost, late"];
    const record = (await start()).record!;
    service.arrive();
    service.luck.stop = ["done", "refused"];
    const outcome = await edit(record, "app");
    expect(outcome.events.at(-1)).toMatchObject({ code: "DBKILL_ERR_REFUSED", facts: { restored: true } });
    expect(outcome.record).toMatchObject({ taskId: "2", status: "running", pending: null });
    expect(service.running().map(({ taskId }) => taskId)).toEqual(["2"]);
  });

  test("that can't be told from another task keeps an edit from starting the old one beside it", async () => {
    const { service, start, edit } = world();
    service.luck.start = ["lost, late"];
    const record = (await start()).record!;
    service.respell = otherWords;
    service.arrive();
    const outcome = await edit(record, "app");
    expect(codesOf(outcome)).toEqual(["DBKILL_TASK_UNRECOGNISED"]);
    expect(outcome.record).toMatchObject({ status: "stopped", pending: record.pending });
    expect(service.running()).toHaveLength(1);
  });

  test("that was confirmed and can't be told from another task fails the destroy", async () => {
    const { service, stop, pending } = world();
    const record = pending({ confirmed: true });
    service.respell = otherWords;
    service.add(REPORT, false);
    const outcome = await stop(record);
    expect(codesOf(outcome)).toEqual(["DBKILL_TASK_UNRECOGNISED"]);
    expect(outcome).toMatchObject({ failed: true, record });
    service.running()[0]!.stoppedAt = 0;
    expect(await stop(record)).toMatchObject({ failed: false, record: null });
  });

  test("of a tainted resource is stopped by a destroy that knows the state alone", async () => {
    const { service, start, stop, clock } = world();
    service.luck.start = ["lost after"];
    let lists = 0;
    service.onList = () => {
      if (++lists > 1) service.failingLists = 1;
    };
    const { record } = await start({ owner: "old" });
    service.onList = () => undefined;
    service.failingLists = 0;
    // Terraform gives the destroy of the old object the private data of the new one.
    const apply = provider(clock);
    await stop(JSON.parse(JSON.stringify(record)) as TaskRecord, { owner: "new" }, apply);
    await start({ owner: "new" }, forUser("app"), apply);
    expect(service.users()).toEqual(["app"]);
  });
});

describe("a listed task that runs", () => {
  test("reads stopped or expired as the service's clock says, ended tasks listed or not", async () => {
    for (const vanish of [false, true]) {
      const { clock, service, start, read } = world();
      const forever = (await start()).record!;
      const hour = (await start({}, forUser("hour", 3_600))).record!;
      const statuses = async () => {
        if (vanish) {
          const left = service.running();
          service.tasks.length = 0;
          service.tasks.push(...left);
        }
        const other = await readTask(
          { service, request: forUser("hour", 3_600), matchAll: false },
          hour,
          provider(clock).options(),
          provider(clock).ctx,
        );
        return [(await read(forever)).record!.status, other.record!.status];
      };
      expect(await statuses()).toEqual(["running", "running"]);
      clock.ms += 60_000;
      service.tasks[0]!.stoppedAt = clock.ms;
      expect(await statuses()).toEqual(["stopped", "running"]);
      clock.ms += 3_600_000;
      expect(await statuses()).toEqual(["stopped", "expired"]);
    }
  });

  test("is warned of where its kill switch is off, its filter or its state is another one", async () => {
    const { service, start, read } = world();
    const record = (await start()).record!;
    service.switchOn = false;
    expect(codesOf(await read(record))).toEqual(["DBKILL_TASK_SWITCH_OFF"]);
    expect(codesOf(await read(record, { requireSwitch: false }))).toEqual([]);
    service.switchOn = true;
    expect(codesOf(await read({ ...record, rawState: "7" }))).toEqual(["DBKILL_TASK_STATE_CHANGED"]);
    Object.assign(service.tasks[0]!, { request: forUser("boss") });
    expect(codesOf(await read(record))).toEqual(["DBKILL_TASK_FILTER_CHANGED"]);
  });

  test("keeps the record where the list fails", async () => {
    const { service, start, read } = world();
    const record = (await start()).record!;
    service.failingLists = 1;
    expect(await read(record)).toMatchObject({ failed: true, record });
  });

  test("is stopped and started anew by an edit, and started again where the new one is refused", async () => {
    const { service, start, edit, read } = world();
    const edited = await edit((await start()).record!, "app");
    expect(edited).toMatchObject({ isOld: false, record: { taskId: "2", status: "running" } });
    expect(service.users()).toEqual(["app"]);
    service.luck.start = ["refused"];
    const { options, ctx } = provider(service.clock);
    const saved: [TaskRecord["status"], boolean][] = [];
    const outcome = await replaceTask(
      { service, request: forUser("app"), matchAll: false },
      { service, request: forUser("odd"), matchAll: false },
      edited.record!,
      { ...options(), save: ({ status }, isOld) => saved.push([status, isOld]) },
      ctx,
    );
    // What is stored goes on saying what runs, so that the edit is planned again.
    expect(outcome.isOld).toBe(true);
    expect(saved.filter(([status]) => status === "running")).toEqual(
      expect.not.arrayContaining([["running", false]]),
    );
    expect(outcome.events.at(-1)).toMatchObject({ code: "DBKILL_ERR_REFUSED", facts: { restored: true } });
    expect(service.users()).toEqual(["app"]);
    expect(outcome.record).toMatchObject({ taskId: service.running()[0]!.taskId, status: "running" });
    expect((await read(outcome.record!)).record!.status).toBe("running");
  });

  test("is not exchanged for an equal task of somebody else's by an edit that stopped it", async () => {
    const { service, start, edit } = world();
    const record = (await start()).record!;
    service.add(forUser("app"), true);
    expect((await edit(record, "app")).record!.taskId).toBe("3");
    // Where nothing was stopped, it may be the one of an earlier run that was interrupted.
    expect((await edit({ ...record, taskId: null, status: "stopped" }, "app")).record!.taskId).toBe("2");
  });

  test.each<[Luck[], boolean]>([
    [["lost after"], true],
    [["lost before", "done"], true],
    [["unconfirmed after"], true],
    [["unconfirmed before", "throttled", "done"], true],
    [["unconfirmed before", "unconfirmed before", "unconfirmed before"], false],
    [["lost before", "lost before", "lost before"], false],
    [["refused"], false],
  ])("is stopped although its stops go %j: %s", async (luck, stopped) => {
    const { service, start, stop } = world();
    const record = (await start()).record!;
    service.luck.stop = [...luck];
    const outcome = await stop(record);
    expect(outcome.failed).toBe(!stopped);
    expect(outcome.record === null).toBe(stopped);
    expect(service.running()).toHaveLength(stopped ? 0 : 1);
  });

  test("and may have been stopped is stopped by the next change, whatever the state says", async () => {
    const { service, start, edit } = world();
    const record = (await start()).record!;
    service.luck.stop = ["lost before"];
    let lists = 0;
    service.onList = () => {
      if (++lists === 1) service.failingLists = 1;
    };
    const outcome = await edit(record, "app");
    expect(codesOf(outcome)).toEqual(["DBKILL_TASK_STOP_UNSETTLED"]);
    expect(outcome.record).toMatchObject({ taskId: "1", status: "stopped" });
    expect(service.users()).toEqual(["report"]);
    expect((await edit(outcome.record!, "app")).failed).toBe(false);
    expect(service.users()).toEqual(["app"]);
  });

  test("is left to the resource that adopted it, in another process of the run too", async () => {
    const { service, start, stop, clock } = world();
    const old = (await start({ owner: "old" })).record!;
    const lock = new MemorySlotLock();
    const renamed = await start({ owner: "new" }, REPORT, provider(clock, lock));
    expect(renamed.record!.taskId).toBe(old.taskId);
    const end = await stop(old, { owner: "old" }, provider(clock, lock));
    expect(end).toMatchObject({ failed: false, record: null });
    expect(service.running()).toHaveLength(1);
    await stop(renamed.record!, { owner: "new" }, provider(clock, lock));
    expect(service.running()).toEqual([]);
  });

  test("and is another object's is not stopped, and reads stopped", async () => {
    const { service, start, stop, read, clock } = world();
    const record = (await start()).record!;
    const plan = provider(clock);
    expect((await read(record, { owner: "one" }, plan)).record).toEqual(record);
    const other = await read(record, { owner: "other" }, plan);
    expect(codesOf(other)).toEqual(["DBKILL_TASK_SHARED"]);
    expect(other.record).toMatchObject({ taskId: null, status: "stopped" });
    await stop(record, { anothers: true });
    expect(service.running()).toHaveLength(1);
  });

  test("and is another object's has no second one beside it where an edit is refused", async () => {
    const { service, start, edit } = world();
    const record = (await start()).record!;
    service.luck.start = ["refused"];
    const outcome = await edit(record, "odd", { anothers: true });
    expect(codesOf(outcome)).toEqual(["DBKILL_ERR_REFUSED"]);
    expect(service.running().map(({ taskId }) => taskId)).toEqual(["1"]);
  });

  test("in the state alone is not started again where an edit is refused", async () => {
    const { service, start, edit } = world();
    const record = (await start()).record!;
    service.tasks[0]!.stoppedAt = 0;
    service.luck.start = ["refused"];
    const outcome = await edit(record, "odd");
    expect(codesOf(outcome)).toEqual(["DBKILL_ERR_REFUSED"]);
    expect(outcome).toMatchObject({ isOld: false, record: { status: "stopped" } });
    expect(service.users()).toEqual([]);
  });

  test("is gone with its instance, but not where that was looked for in another project", async () => {
    const { service, start, stop, read } = world();
    const record = (await start()).record!;
    service.isGone = true;
    for (const outcome of [await stop(record), await read(record)]) {
      expect(outcome).toMatchObject({ failed: false, record: null });
      expect(codesOf(outcome)).toEqual(["DBKILL_TASK_TARGET_GONE"]);
    }
    service.account = "p-2";
    for (const outcome of [await stop(record), await read(record)]) {
      expect(outcome).toMatchObject({ failed: true, record });
      expect(codesOf(outcome)).toEqual(["DBKILL_TASK_OTHER_ACCOUNT"]);
    }
  });

  test("that is gone already is destroyed without complaint", async () => {
    const { service, start, stop } = world();
    const record = (await start()).record!;
    service.tasks[0]!.stoppedAt = 0;
    expect(await stop(record)).toMatchObject({ failed: false, record: null, events: [] });
  });
});
