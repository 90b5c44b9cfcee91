import { Journal } from "../../../../src/engine/kill-task/journal";
import { noTask, type PendingStart, type TaskRecord } from "../../../../src/engine/kill-task/record";
import { SlotStrategy } from "../../../../src/engine/kill-task/slot";
import type { Fault } from "../../../../src/engine/ports";
import { codesOf, FakeClock, FakeFault, FakeSlotService, forUser, type Luck, provider } from "./fakes";

const REPORT = forUser("report");

/** What one stop answers. */
type Answer = "stopped" | "none" | "unconfirmed" | Fault["kind"] | Error;

function world(answers?: readonly Answer[]) {
  const clock = new FakeClock();
  const service = new FakeSlotService(clock);
  const { ctx, options, registry } = provider(clock);
  const notes = new Map<string, string>();
  const memory = {
    get: (key: string) => notes.get(key),
    set: (key: string, value: string) => void notes.set(key, value),
  };
  const journal = new Journal(null);
  const parts = { service, options: options(), journal, memory, ctx };
  let sent = 0;
  if (answers) {
    service.stop = async () => {
      const answer = answers[sent++];
      if (answer === "stopped" || answer === "none" || answer === "unconfirmed") return answer;
      throw answer instanceof Error ? answer : new FakeFault(answer!);
    };
  }
  const running: TaskRecord = {
    ...noTask(service),
    status: "running",
    startedAt: clock.date().toISOString(),
  };
  const pending: PendingStart = {
    before: [],
    request: REPORT,
    sentAt: clock.date().toISOString(),
    confirmed: false,
    open: 1,
  };
  const strategy = (more: Partial<typeof parts> = {}) => new SlotStrategy({ ...parts, ...more });
  const stop = async (record: TaskRecord) => {
    const outcome = await strategy()
      .stop(record, "too")
      .catch((error: Error & { event?: { code: string } }) => error);
    const error = outcome instanceof Error ? outcome : undefined;
    return {
      outcome: error ? (error.event?.code ?? error.message) : outcome,
      fault: (error?.event as { fault?: Fault } | undefined)?.fault?.kind,
      sent,
      codes: codesOf(journal),
    };
  };
  return { clock, service, registry, notes, journal, parts, running, pending, strategy, stop };
}

const CLEARED = "DBKILL_TASK_SLOT_CLEARED";

describe("the stop of a slot's task that runs", () => {
  test.each<[readonly Answer[], boolean, readonly string[]]>([
    [["stopped"], true, []],
    [["none"], false, ["DBKILL_TASK_NOT_RUNNING"]],
    [["not_found"], false, ["DBKILL_TASK_NOT_RUNNING"]],
    [["gone"], false, ["DBKILL_TASK_NOT_RUNNING"]],
    // An earlier one, whose answer was lost, may have stopped it.
    [["lost", "none"], true, []],
    [["lost", "not_found"], true, []],
    [["unconfirmed", "gone"], true, []],
    // It was still there: ours, or somebody made it in between.
    [["lost", "stopped"], true, [CLEARED]],
    [["unconfirmed", "lost", "stopped"], true, [CLEARED]],
  ])("that goes %j has stopped it: %s, and tells %j", async (answers, stopped, codes) => {
    const { stop, running } = world(answers);
    expect(await stop(running)).toEqual({ outcome: stopped, fault: undefined, sent: answers.length, codes });
  });

  test.each<[readonly Answer[], string | undefined]>([
    [["lost", "lost", "lost"], "lost"],
    [["lost", "lost", "unconfirmed"], undefined],
    [["unconfirmed", "unconfirmed", "unconfirmed"], undefined],
    [["lost", "refused"], "refused"],
    [["unconfirmed", "failed"], "failed"],
    [["unconfirmed", new TypeError("bug")], undefined],
  ])("that goes %j is unsettled, for the last failure: %s", async (answers, fault) => {
    const { stop, running } = world(answers);
    expect(await stop(running)).toEqual({
      outcome: "DBKILL_TASK_STOP_UNSETTLED",
      fault,
      sent: answers.length,
      codes: [],
    });
  });

  test.each<[Answer, string]>([
    ["refused", "vendor: refused"],
    ["configuration", "vendor: configuration"],
    [new TypeError("bug"), "bug"],
  ])("that is %s at first changes nothing", async (answer, message) => {
    const { stop, running } = world([answer]);
    expect(await stop(running)).toMatchObject({ outcome: message, sent: 1, codes: [] });
  });

  test("is told with the slot", async () => {
    const { stop, running, journal, service } = world(["none"]);
    await stop(running);
    expect(journal.events).toMatchObject([{ severity: "warning", facts: { slot: service.slot } }]);
  });

  test("is not sent where a later one was started, in this process or in another", async () => {
    for (const process of ["this", "another"]) {
      const { stop, running, registry, service, notes, journal } = world([]);
      const later = new Date(Date.parse(running.startedAt!) + 1).toISOString();
      if (process === "this") registry.slots.saw(service.slot, later);
      else notes.set("newest", later);
      expect(await stop(running)).toMatchObject({
        outcome: false,
        sent: 0,
        codes: ["DBKILL_TASK_SUPERSEDED"],
      });
      expect(journal.events[0]!.facts).toEqual({ slot: service.slot });
    }
    const { stop, running, notes } = world(["stopped"]);
    notes.set("newest", running.startedAt!);
    expect(await stop(running)).toMatchObject({ outcome: true, sent: 1 });
  });
});

describe("the stop of a slot's pending task", () => {
  test("tells what it stops, and nothing where there is none", async () => {
    const one = world(["stopped"]);
    const stopped = { ...one.running, status: "stopped" as const, pending: one.pending };
    expect(await one.stop(stopped)).toMatchObject({ outcome: true, codes: [CLEARED] });
    expect(await world(["none"]).stop(stopped)).toMatchObject({ outcome: false, codes: [] });
    expect(await world(["lost", "stopped"]).stop(stopped)).toMatchObject({ outcome: true, codes: [CLEARED] });
  });

  test("goes by the time of the pending one, not by that of the record", async () => {
    const { stop, running, pending, notes, clock } = world(["stopped"]);
    notes.set("newest", running.startedAt!);
    const sentAt = new Date(clock.ms - 1).toISOString();
    expect(await stop({ ...running, status: "stopped", pending: { ...pending, sentAt } })).toMatchObject({
      codes: ["DBKILL_TASK_SUPERSEDED"],
    });
  });

  test("is not sent once its time is over, which the service's clock has to prove, if it can", async () => {
    for (const proves of [true, false]) {
      const { stop, running, pending, service, clock } = world();
      if (!proves) service.proveClock = undefined as never;
      service.add(forUser("somebody"), true);
      const request = forUser("report", 60);
      clock.ms += 60_000;
      const record = { ...running, status: "stopped" as const, pending: { ...pending, request } };
      expect((await stop(record)).outcome).toBe(false);
      expect(service.calls).toEqual(proves ? ["prove clock"] : []);
    }
  });
});

describe("the start of a slot's task whose answer is lost", () => {
  const starting = async (
    luck: { start: Luck[]; stop?: Luck[] },
    hook?: (service: FakeSlotService) => void,
  ) => {
    const { service, parts, strategy, journal } = world();
    service.luck = { start: luck.start, stop: luck.stop ?? [] };
    hook?.(service);
    const logged: unknown[] = [];
    const ctx = {
      ...parts.ctx,
      log: (level: string, _message: string, fields?: object) => logged.push([level, fields]),
    };
    const saved: (TaskRecord | null)[] = [];
    const keep = journal.keep.bind(journal);
    journal.keep = (record) => {
      saved.push(record);
      keep(record);
    };
    const error = await strategy({ ctx })
      .start({ service, request: REPORT, matchAll: false }, { pending: null, adopt: true, cleared: false })
      .then(
        () => undefined,
        (reason: Error & { event?: { code: string; fault?: Fault } }) => reason,
      );
    return {
      code: error && (error.event?.code ?? error.message),
      fault: error?.event?.fault?.kind,
      calls: service.calls.map((call) => call.split(" ")[0]),
      codes: codesOf(journal),
      record: journal.record,
      saved,
      logged,
      service,
    };
  };

  test("is pending until it is known", async () => {
    const { saved, record, service } = await starting({ start: ["done"] });
    expect(saved).toEqual([
      {
        ...noTask(service),
        pending: { before: [], request: REPORT, sentAt: record!.startedAt, confirmed: false, open: 1 },
      },
      record,
    ]);
  });

  test("is stopped and started again, and tells what was stopped, once", async () => {
    const { code, calls, codes, logged, service } = await starting({
      start: ["lost after", "lost after", "done"],
    });
    expect([code, calls, codes]).toEqual([undefined, ["start", "stop", "start", "stop", "start"], [CLEARED]]);
    expect(logged).toEqual([1, 2].map((attempt) => ["warn", { slot: service.slot, attempt }]));
    expect((await starting({ start: ["lost before", "done"] })).codes).toEqual([]);
  });

  test("is unsettled with what was lost last", async () => {
    for (const [start, fault] of [
      [["lost before", "lost before", "lost before", "lost before"], "lost"],
      [["lost before", "unconfirmed before", "unconfirmed before", "unconfirmed before"], "lost"],
      [["unconfirmed before", "lost before", "unconfirmed before", "unconfirmed before"], "lost"],
      [["unconfirmed before", "unconfirmed before", "unconfirmed before", "unconfirmed before"], undefined],
    ] as [Luck[], string | undefined][]) {
      const { code, fault: told, calls, record } = await starting({ start });
      expect([code, told, calls.length]).toEqual(["DBKILL_TASK_UNSETTLED", fault, 7]);
      expect(record).toMatchObject({ status: "stopped", pending: { request: REPORT } });
    }
  });

  test("is unsettled at once where it is refused when it is sent again, or can't be stopped", async () => {
    expect(await starting({ start: ["lost before", "refused"] })).toMatchObject({
      code: "DBKILL_TASK_UNSETTLED",
      fault: "refused",
      calls: ["start", "stop", "start"],
    });
    expect(await starting({ start: ["lost before"], stop: ["refused"] })).toMatchObject({
      code: "DBKILL_TASK_UNSETTLED",
      fault: "refused",
      calls: ["start", "stop"],
    });
    // A stop that is unsettled itself says nothing more than the start.
    expect(
      await starting({ start: ["lost before"], stop: ["lost before", "lost before", "lost before"] }),
    ).toMatchObject({
      code: "DBKILL_TASK_UNSETTLED",
      fault: "lost",
    });
  });

  test("is unsettled with what was lost where sending it again ends in a bug", async () => {
    const { code, fault, calls } = await starting({ start: ["lost before"] }, (service) => {
      const send = service.start.bind(service);
      service.start = (request) =>
        service.calls.length > 1 ? Promise.reject(new TypeError("bug")) : send(request);
    });
    expect([code, fault, calls]).toEqual(["DBKILL_TASK_UNSETTLED", "lost", ["start", "stop"]]);
  });

  test("is not taken for lost where it ends in a bug at first", async () => {
    const { code, record } = await starting({ start: [] }, (service) => {
      service.start = () => Promise.reject(new TypeError("bug"));
    });
    expect([code, record]).toEqual(["bug", null]);
  });

  test("beside a task that somebody else has is told with the setting that is about it", async () => {
    const { service, parts, strategy, journal } = world();
    service.add(forUser("somebody"), true);
    const task = { service, request: REPORT, matchAll: false };
    const order = { pending: null, adopt: true };
    await expect(strategy().start(task, { ...order, cleared: false })).rejects.toMatchObject({
      event: { code: "DBKILL_TASK_SLOT_TAKEN", fault: { kind: "busy" } },
    });
    // Where it was cleared just now, the service's own words say more.
    await expect(strategy().start(task, { ...order, cleared: true })).rejects.toThrow("vendor: busy");
    const options = { ...parts.options, onConflict: "replace" as const };
    await expect(strategy({ options }).start(task, { ...order, cleared: true })).rejects.toThrow(
      "vendor: busy",
    );
    await strategy({ options }).start(task, { ...order, cleared: false });
    expect(journal.events).toMatchObject([
      {
        code: "DBKILL_TASK_SLOT_REPLACED",
        severity: "warning",
        path: ["on_conflict"],
        facts: { slot: service.slot },
      },
    ]);
    expect(service.users()).toEqual(["report"]);
  });

  test("in the place of somebody else's is told beside that one's stop", async () => {
    const { service, parts, strategy, journal } = world();
    service.add(forUser("somebody"), true);
    service.luck.start = ["done", "lost after", "done"];
    const options = { ...parts.options, onConflict: "replace" as const };
    const order = { pending: null, adopt: true, cleared: false };
    await strategy({ options }).start({ service, request: REPORT, matchAll: false }, order);
    expect(codesOf(journal)).toEqual(["DBKILL_TASK_SLOT_REPLACED", CLEARED]);
  });

  test("starts later than any other of the run, and ends with its duration", async () => {
    const { service, strategy, journal, notes, clock, registry } = world();
    const order = { pending: null, adopt: true, cleared: false };
    notes.set("newest", new Date(clock.ms + 5_000).toISOString());
    await strategy().start({ service, request: forUser("report", 60), matchAll: false }, order);
    const startedAt = new Date(clock.ms + 5_001).toISOString();
    expect(journal.record).toMatchObject({ startedAt, endsAt: new Date(clock.ms + 65_001).toISOString() });
    expect([
      notes.get("newest"),
      registry.slots.holdsNewer(service.slot, new Date(clock.ms).toISOString()),
    ]).toEqual([startedAt, true]);
    service.tasks.length = 0;
    notes.set("newest", new Date(clock.ms - 5_000).toISOString());
    await strategy().start({ service, request: REPORT, matchAll: false }, order);
    expect(journal.record).toMatchObject({ startedAt: new Date(clock.ms).toISOString(), endsAt: null });
  });
});
