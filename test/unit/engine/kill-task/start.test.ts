import { Journal } from "../../../../src/engine/kill-task/journal";
import { listTasks } from "../../../../src/engine/kill-task/listing";
import type { TaskRecord } from "../../../../src/engine/kill-task/record";
import { startAndFind } from "../../../../src/engine/kill-task/start";
import type { EngineContext, KillTaskRequest } from "../../../../src/engine/ports";
import { codesOf, FakeClock, FakeFault, FakeListedService, forUser, type Luck, provider } from "./fakes";

const REPORT = forUser("report");
const upperCase = ({ filter, ...rest }: KillTaskRequest): KillTaskRequest => ({
  ...rest,
  filter: filter && { ...filter, users: filter.users!.map((user) => user.toUpperCase()) },
});
const otherWords = ({ filter, ...rest }: KillTaskRequest): KillTaskRequest => ({
  ...rest,
  filter: filter && { ...filter, hosts: ["10.%"] },
});

function world() {
  const clock = new FakeClock();
  const service = new FakeListedService(clock);
  const { ctx, options, registry } = provider(clock);
  const memory = new Map<string, string>();
  const saved: TaskRecord[] = [];
  const journal = new Journal(null, (record) => saved.push(record));
  const slept: number[] = [];
  clock.onSleep = (ms) => slept.push(ms);
  const start = async (more: Partial<EngineContext> = {}, signal?: AbortSignal, request = REPORT) => {
    const parts = {
      service,
      options: options(),
      journal,
      memory: {
        get: (key: string) => memory.get(key),
        set: (key: string, value: string) => void memory.set(key, value),
      },
      ctx: { ...ctx, ...more },
    };
    const tasks = await listTasks(parts);
    const error = await startAndFind(parts, { service, request, matchAll: false }, tasks, signal).then(
      () => undefined,
      (reason) => reason as Error & { event?: { code: string; facts?: object; fault?: { kind: string } } },
    );
    return { error, code: error && (error.event?.code ?? error.message), record: journal.record };
  };
  return { clock, service, registry, memory, journal, saved, slept, start, codes: () => codesOf(journal) };
}

describe("a start that is confirmed", () => {
  test("is pending before it is sent, confirmed after, and then has its task", async () => {
    const { service, start, saved, clock } = world();
    service.add(forUser("somebody"), true);
    const sentAt = new Date(clock.ms).toISOString();
    const { record } = await start();
    const pending = { before: ["1"], request: REPORT, sentAt, open: 1 };
    expect(saved.map(({ taskId, status, pending: kept }) => [taskId, status, kept])).toEqual([
      [null, "stopped", { ...pending, confirmed: false }],
      [null, "stopped", { ...pending, confirmed: true }],
      ["2", "running", { ...pending, confirmed: true }],
      ["2", "running", null],
    ]);
    expect(record).toMatchObject({ taskId: "2", region: "r-1", account: "p-1", listedAs: null });
  });

  test("is looked for every second, for a minute", async () => {
    const { service, start, slept, clock } = world();
    service.listedAfterMs = 1e9;
    const from = clock.ms;
    const { code, record } = await start();
    expect([code, new Set(slept), clock.ms - from]).toEqual([
      "DBKILL_TASK_UNSETTLED",
      new Set([1_000]),
      60_000,
    ]);
    expect(record).toMatchObject({ taskId: null, pending: { confirmed: true } });
  });

  test("is looked for as long as the operation's time lasts, of which some is kept", async () => {
    const { service, start, clock } = world();
    service.listedAfterMs = 1e9;
    const from = clock.ms;
    const { code } = await start({ deadline: from + 12_000 });
    expect([code, clock.ms - from]).toEqual(["DBKILL_TASK_UNSETTLED", 10_000]);
  });

  test("without a deadline is looked for all the same", async () => {
    const { service, start, clock } = world();
    service.listedAfterMs = 30_000;
    const from = clock.ms;
    expect((await start({ deadline: undefined })).record).toMatchObject({ taskId: "1" });
    expect(clock.ms - from).toBe(30_000);
  });

  test("takes what is new in other words after a minute, if it is one", async () => {
    const { service, start } = world();
    service.respell = otherWords;
    expect((await start()).record).toMatchObject({ taskId: "1", listedAs: otherWords(REPORT) });
    const two = world();
    two.service.respell = otherWords;
    let lists = 0;
    two.service.onList = () => {
      if (++lists === 2) two.service.add(forUser("somebody"), true);
    };
    const { code, error } = await two.start();
    expect([code, error!.event!.facts]).toMatchObject(["DBKILL_TASK_UNSETTLED", { seen: ["1", "2"] }]);
  });

  test("takes nothing in other words before the minute is over", async () => {
    const { service, start, clock } = world();
    service.respell = otherWords;
    // Half a second is missing, so that the last look is a whole one before its end.
    expect((await start({ deadline: clock.ms + 61_500 })).code).toBe("DBKILL_TASK_UNSETTLED");
  });

  test("takes nothing in other words that has ended by then", async () => {
    const { service, start } = world();
    service.respell = otherWords;
    let lists = 0;
    service.onList = () => {
      if (++lists === 3) service.running()[0]!.stoppedAt = 0;
    };
    const { code, error } = await start();
    expect([code, error!.event!.facts]).toMatchObject(["DBKILL_TASK_UNSETTLED", { seen: [] }]);
  });

  test("takes one in another spelling at once, and none of several", async () => {
    const { service, start, slept } = world();
    service.respell = upperCase;
    expect((await start()).record).toMatchObject({ taskId: "1", listedAs: upperCase(REPORT) });
    expect(slept).toEqual([]);
    const two = world();
    two.service.respell = upperCase;
    let lists = 0;
    two.service.onList = () => {
      if (++lists === 2) two.service.add(REPORT, true);
    };
    expect((await two.start()).code).toBe("DBKILL_TASK_UNSETTLED");
  });

  test("takes nothing that belongs to a resource of this run, or was stopped or adopted in it", async () => {
    const { service, start, registry, memory } = world();
    let lists = 0;
    service.onList = () => {
      if (++lists !== 1) return;
      registry.own(service.slot, "1", "another");
      registry.stopped(service.slot, "2");
      memory.set("adopted/3", "another");
    };
    // They come between the list and the start.
    const send = service.start.bind(service);
    service.start = async (request) => {
      for (let count = 0; count < 3; count++) service.add(request, true);
      return send(request);
    };
    expect((await start()).record).toMatchObject({ taskId: "4" });
  });

  test("is found although looks fail at first, and is unsettled where they fail to the end", async () => {
    const { service, start, slept } = world();
    let lists = 0;
    service.onList = () => {
      if (++lists === 2) service.failingLists = 2;
    };
    expect((await start()).record).toMatchObject({ taskId: "1" });
    expect(slept).toEqual([1_000, 1_000]);
    const bad = world();
    let more = 0;
    bad.service.onList = () => {
      if (++more === 2) bad.service.failingLists = 1e9;
    };
    const { code, error, record } = await bad.start();
    expect([code, error!.event!.fault?.kind, record!.pending?.confirmed]).toEqual([
      "DBKILL_TASK_UNSETTLED",
      "failed",
      true,
    ]);
  });

  test("is unsettled where a look ends in a bug", async () => {
    const { service, start, slept } = world();
    let lists = 0;
    service.onList = () => {
      if (++lists === 2) throw new TypeError("bug");
    };
    const { code, error } = await start();
    expect([code, error!.event!.fault, slept]).toEqual(["DBKILL_TASK_UNSETTLED", undefined, []]);
  });

  test("is looked for once after an abort", async () => {
    const { service, start, slept } = world();
    const signal = AbortSignal.abort();
    expect((await start({ signal })).record).toMatchObject({ taskId: "1" });
    const late = world();
    late.service.listedAfterMs = 5_000;
    const { code, record } = await late.start({ signal });
    expect([code, slept, record!.pending?.confirmed]).toEqual(["DBKILL_TASK_UNSETTLED", [], true]);
    expect(service.running()).toHaveLength(1);
  });
});

describe("a start that is not confirmed", () => {
  test("is looked for four times, then sent again: three times in all", async () => {
    const { service, start, slept, saved } = world();
    service.luck.start = ["lost before", "unconfirmed before", "lost before"];
    const { code, error, record } = await start();
    expect([code, error!.event!.fault?.kind]).toEqual(["DBKILL_TASK_UNSETTLED", "lost"]);
    expect(service.calls).toHaveLength(3);
    expect(slept).toEqual([500, 1_000, 2_000, 500, 1_000, 2_000, 500, 1_000, 2_000]);
    expect(saved.map(({ pending }) => [pending!.open, pending!.confirmed])).toEqual([
      [1, false],
      [2, false],
      [3, false],
    ]);
    const times = saved.map(({ pending }) => Date.parse(pending!.sentAt));
    expect([times[1]! - times[0]!, times[2]! - times[1]!]).toEqual([3_500, 3_500]);
    expect(record!.pending!.open).toBe(3);
  });

  test("tells no failure where every answer said nothing", async () => {
    const { service, start } = world();
    service.luck.start = ["unconfirmed before", "unconfirmed before", "unconfirmed before"];
    expect((await start()).error!.event!.fault).toBeUndefined();
  });

  test("by the service's clock is sent when that says", async () => {
    const { service, start, saved, clock } = world();
    const list = service.list.bind(service);
    service.list = async () => ({ ...(await list()), at: new Date(clock.ms + 500_000) });
    service.luck.start = ["lost before"];
    const from = clock.ms;
    await start();
    expect(saved.slice(0, 2).map(({ pending }) => Date.parse(pending!.sentAt) - from)).toEqual([
      500_000, 503_500,
    ]);
  });

  test("is not sent again where something new runs, in whatever words", async () => {
    const { service, start } = world();
    service.luck.start = ["lost after"];
    service.respell = otherWords;
    const { code, error, record } = await start();
    expect([code, error!.event!.facts]).toMatchObject(["DBKILL_TASK_UNSETTLED", { seen: ["1"] }]);
    expect([service.calls.length, record!.pending?.open]).toEqual([1, 1]);
  });

  test("is sent again where what is new has ended", async () => {
    const { service, start } = world();
    service.luck.start = ["lost before"];
    let lists = 0;
    service.onList = () => {
      if (++lists === 2) Object.assign(service.add(forUser("somebody"), true), { stoppedAt: 0 });
    };
    expect((await start()).record).toMatchObject({ taskId: "2", status: "running" });
  });

  test("is not sent again after an abort", async () => {
    const { service, start, slept } = world();
    service.luck.start = ["lost before"];
    const { code } = await start({ signal: AbortSignal.abort() });
    expect([code, service.calls.length, slept]).toEqual(["DBKILL_TASK_UNSETTLED", 1, []]);
  });

  test("can be aborted only at first: what may have been carried out is looked for", async () => {
    const { service, start } = world();
    const signals: (AbortSignal | undefined)[] = [];
    const send = service.start.bind(service);
    service.luck.start = ["lost before"];
    service.start = (request: KillTaskRequest, signal?: AbortSignal) => {
      signals.push(signal);
      return send(request);
    };
    const { signal } = new AbortController();
    await start({}, signal);
    expect(signals).toEqual([signal, undefined]);
  });

  test("and is refused when it is sent again is unsettled", async () => {
    const { service, start } = world();
    service.luck.start = ["lost before", "refused"];
    const { code, error, record } = await start();
    expect([code, error!.event!.fault?.kind, record!.pending?.open]).toEqual([
      "DBKILL_TASK_UNSETTLED",
      "refused",
      2,
    ]);
  });

  test("logs that its task is looked for", async () => {
    const { service, start } = world();
    service.luck.start = ["unconfirmed after"];
    const logged: unknown[] = [];
    await start({ log: (level, _message, fields) => logged.push([level, fields]) });
    expect(logged).toEqual([["warn", { slot: service.slot, attempt: 1 }]]);
  });
});

describe("a start that nothing came of", () => {
  test.each<Luck>(["refused", "configuration"])("as %s throws the adapter's error", async (luck) => {
    const { service, start } = world();
    service.luck.start = [luck];
    const { error } = await start();
    expect(error).toBeInstanceOf(FakeFault);
    expect(service.calls).toHaveLength(1);
  });

  test("as it ends in a bug throws that", async () => {
    const { service, start, journal } = world();
    const bug = new TypeError("bug");
    service.start = async () => {
      throw bug;
    };
    expect((await start()).error).toBe(bug);
    expect(journal.record).toMatchObject({ pending: { confirmed: false } });
  });

  test("is never sent without a filter, whenever that is lost", async () => {
    const { service, start, journal } = world();
    const request = { filter: { users: ["report"] } as { users?: string[] }, durationSeconds: null };
    service.onList = () => delete request.filter.users;
    const { code } = await start({}, undefined, request);
    expect([code, service.calls, journal.record]).toEqual(["DBKILL_TASK_FILTER_REFUSED", [], null]);
    // Nor when it is sent again.
    const again = world();
    const second = { filter: { users: ["report"] } as { users?: string[] }, durationSeconds: null };
    again.service.luck.start = ["lost before"];
    again.clock.onSleep = () => delete second.filter.users;
    expect([(await again.start({}, undefined, second)).code, again.service.calls]).toEqual([
      "DBKILL_TASK_FILTER_REFUSED",
      ["start (lost before)"],
    ]);
  });
});

describe("equal tasks that appear at once", () => {
  /** Somebody's equal tasks appear with ours. */
  const beside = async (others: number, luck: Luck[], stopLuck: Luck[] = []) => {
    const { service, start, journal } = world();
    service.luck = { start: [...luck], stop: stopLuck };
    const send = service.start.bind(service);
    service.start = async (request) => {
      if (service.calls.length === luck.length - 1)
        for (let count = 0; count < others; count++) service.add(request, true);
      return send(request);
    };
    const { record } = await start();
    const stops = service.calls.filter((call) => call.startsWith("stop")).length;
    return { record, events: journal.events, running: service.running().map(({ taskId }) => taskId), stops };
  };

  test("are left where the start was sent once", async () => {
    const { record, events, running } = await beside(1, ["done"]);
    expect([record!.taskId, running, record!.pending]).toEqual(["1", ["1", "2"], null]);
    expect(events).toMatchObject([{ facts: { taskId: "1", stopped: [], left: ["2"] } }]);
  });

  test("are stopped, as many as the start was repeated", async () => {
    const { record, events, running } = await beside(1, ["lost before", "done"]);
    expect([record!.taskId, running, record!.pending]).toEqual(["1", ["1"], null]);
    expect(events).toMatchObject([{ facts: { stopped: ["2"], left: [] } }]);
  });

  test("are all left where they are more", async () => {
    const { running, events, record, stops } = await beside(2, ["lost before", "done"]);
    expect([running, record!.pending?.open, stops]).toEqual([["1", "2", "3"], 1, 0]);
    expect(events).toMatchObject([{ facts: { stopped: [], left: ["2", "3"] } }]);
  });

  test("stay pending where they can't be stopped", async () => {
    const { running, events, record } = await beside(1, ["lost before", "done"], ["refused"]);
    expect([running, record!.pending]).toMatchObject([["1", "2"], { open: 1, confirmed: true }]);
    expect(events).toMatchObject([{ facts: { stopped: [], left: ["2"] } }]);
  });

  test("leave as much pending as was repeated and not seen", async () => {
    const { record, events } = await beside(1, ["lost before", "lost before", "done"]);
    expect([record!.pending!.open, events.length]).toEqual([1, 1]);
    const { record: one, events: none } = await beside(0, ["lost before", "done"]);
    expect([one!.pending!.open, none]).toEqual([1, []]);
  });
});
