import { EngineError } from "../../../../src/engine/events";
import type { TaskDeclaration, TaskRecord } from "../../../../src/engine/kill-task";
import {
  assertCarriedOut,
  failureOf,
  isStopUnsettled,
  isUnrecognised,
  isUnsettled,
  Journal,
  journalled,
  kindOf,
  patiently,
  requireAccount,
  requireRegion,
} from "../../../../src/engine/kill-task/journal";
import { noTask } from "../../../../src/engine/kill-task/record";
import type { EngineContext, Fault, KillTaskService } from "../../../../src/engine/ports";
import type { SessionFilter } from "../../../../src/model";
import { FakeClock, FakeFault, FakeListedService, FakeSlotService, provider } from "./fakes";

const coded = (code: string) => new EngineError({ code, severity: "error", summary: "s", detail: "d" });
const thrown = (work: () => unknown): EngineError => {
  try {
    work();
  } catch (error) {
    return error as EngineError;
  }
  throw new Error("nothing was thrown");
};

describe("a journal", () => {
  const record = noTask(new FakeListedService(new FakeClock()));

  test("saves each record that it is told to keep, and whether it is the old one", () => {
    const saved: [TaskRecord, boolean][] = [];
    const journal = new Journal(null, (kept, isOld) => saved.push([kept, isOld]));
    journal.keep(record);
    journal.isOld = true;
    journal.keep(record);
    // There is nothing to save.
    journal.keep(null);
    expect(saved).toEqual([
      [record, false],
      [record, true],
    ]);
    expect(journal.outcome()).toEqual({ record: null, events: [], failed: false, isOld: true });
  });

  test("has failed where an error was told", () => {
    const journal = new Journal(record);
    journal.tell({ code: "W", severity: "warning", summary: "s", detail: "d" });
    expect(journal.outcome()).toMatchObject({ record, failed: false, isOld: false });
    journal.tell(coded("E").event);
    expect(journal.outcome()).toMatchObject({ failed: true, events: [{ code: "W" }, { code: "E" }] });
  });

  test("makes an event of what is thrown, and keeps the record", async () => {
    const { ctx } = provider(new FakeClock());
    const outcome = await journalled(new Journal(record), ctx, async () => {
      throw coded("E");
    });
    expect(outcome).toMatchObject({ record, failed: true, events: [{ code: "E" }] });
    expect((await journalled(new Journal(record), ctx, async () => undefined)).failed).toBe(false);
  });
});

describe("an error becomes an event", () => {
  const context = (fault?: Partial<Fault>, isAborted = false): EngineContext => {
    const { ctx } = provider(new FakeClock());
    const abort = new AbortController();
    if (isAborted) abort.abort();
    const classify = () =>
      fault && { kind: "failed" as const, code: "C", summary: "s", detail: "d", ...fault };
    return { ...ctx, signal: abort.signal, classify };
  };

  test("of its own, if it has one", () => {
    const error = coded("E");
    expect(failureOf(error, context({ kind: "failed" }, true))).toBe(error.event);
  });

  test("that says what the adapter says, aborted or not", () => {
    for (const isAborted of [false, true]) {
      const event = failureOf(new Error("x"), context({ vendorCode: "V", requestId: "r-1" }, isAborted));
      expect(event).toMatchObject({
        code: "C",
        severity: "error",
        summary: "s",
        detail: "d",
        fault: { kind: "failed" },
        facts: { vendorCode: "V", requestId: "r-1" },
      });
    }
  });

  test("that says that it was interrupted", () => {
    for (const ctx of [
      context({ kind: "aborted" }),
      context({ kind: "aborted" }, true),
      context(undefined, true),
    ])
      expect(failureOf(new Error("x"), ctx)).toMatchObject({
        code: "DBKILL_TASK_INTERRUPTED",
        severity: "error",
      });
  });

  test("that says that it is a bug, whatever was thrown", () => {
    expect(failureOf(new Error("oops"), context())).toMatchObject({ code: "DBKILL_TASK_BUG" });
    expect(failureOf(new Error("oops"), context()).detail).toMatch(/^oops\./);
    for (const [error, text] of [
      ["text", /^text\./],
      [undefined, /^undefined\./],
      [null, /^null\./],
    ] as const)
      expect(failureOf(error, context()).detail).toMatch(text);
  });
});

test("errors are told apart by their codes", () => {
  const kinds = [isUnsettled, isUnrecognised, isStopUnsettled];
  const told = (error: unknown) => kinds.map((is) => is(error));
  expect(told(coded("DBKILL_TASK_UNSETTLED"))).toEqual([true, false, false]);
  expect(told(coded("DBKILL_TASK_UNRECOGNISED"))).toEqual([false, true, false]);
  expect(told(coded("DBKILL_TASK_STOP_UNSETTLED"))).toEqual([false, false, true]);
  expect(told(Object.assign(new Error("x"), { event: { code: "DBKILL_TASK_UNSETTLED" } }))).toEqual([
    false,
    false,
    false,
  ]);
  const { ctx } = provider(new FakeClock());
  expect([kindOf(new FakeFault("busy"), ctx), kindOf(new Error("x"), ctx)]).toEqual(["busy", undefined]);
});

describe("a request of which the service says that nothing was done", () => {
  /** Sends until it goes well, by these faults first. */
  const sending = async (
    faults: readonly (Fault["kind"] | Error)[],
    more: { deadline?: number; waits?: number } = {},
  ) => {
    const clock = new FakeClock();
    const { ctx } = provider(clock);
    const abort = new AbortController();
    const sleeps: number[] = [];
    clock.onSleep = (ms) => {
      sleeps.push(ms);
      if (more.waits === sleeps.length) abort.abort();
    };
    let sent = 0;
    const send = async () => {
      const fault = faults[sent++];
      if (fault !== undefined) throw typeof fault === "string" ? new FakeFault(fault) : fault;
      return "done";
    };
    const deadline = more.deadline === undefined ? undefined : clock.ms + more.deadline;
    const answer = await patiently({ ...ctx, deadline }, send, abort.signal).catch((error: Error) => error);
    return { answer: answer instanceof Error ? answer.message : answer, sent, sleeps };
  };

  test("is sent four times, with a pause that is longer each time", async () => {
    expect(await sending(["throttled", "failed", "throttled"])).toEqual({
      answer: "done",
      sent: 4,
      sleeps: [1_000, 2_000, 4_000],
    });
    expect(await sending(Array(9).fill("throttled"))).toMatchObject({ answer: "vendor: throttled", sent: 4 });
  });

  test.each(["lost", "refused", "busy", "configuration"] as const)(
    "is not sent again as %s",
    async (kind) => {
      expect(await sending([kind])).toEqual({ answer: `vendor: ${kind}`, sent: 1, sleeps: [] });
    },
  );

  test("is not sent again after a bug", async () => {
    expect(await sending([new Error("bug")])).toMatchObject({ answer: "bug", sent: 1 });
  });

  test("is sent again only where the operation has time for the pause", async () => {
    expect(await sending(["throttled"], { deadline: 1_000 })).toMatchObject({
      answer: "vendor: throttled",
      sent: 1,
    });
    expect(await sending(["throttled"], { deadline: 1_001 })).toMatchObject({ answer: "done", sent: 2 });
  });

  test("is not sent again after an abort", async () => {
    expect(await sending(["throttled", "failed", "failed"], { waits: 2 })).toEqual({
      answer: "vendor: failed",
      sent: 3,
      sleeps: [1_000, 2_000],
    });
  });

  test("is not waited for once the operation is aborted, nor where an abort ends the pause", async () => {
    const clock = new FakeClock();
    const { ctx } = provider(clock);
    const failing = async () => {
      throw new FakeFault("throttled");
    };
    const slept: number[] = [];
    clock.onSleep = (ms) => slept.push(ms);
    await expect(patiently(ctx, failing, AbortSignal.abort())).rejects.toThrow("vendor: throttled");
    expect(slept).toEqual([]);
    const sleep = () => Promise.reject(new Error("aborted"));
    let sent = 0;
    const counted = () => {
      sent++;
      return failing();
    };
    const waking = { ...ctx, clock: Object.assign(Object.create(clock), { sleep }) };
    await expect(patiently(waking, counted, undefined)).rejects.toThrow("vendor: throttled");
    expect(sent).toBe(1);
  });

  test("is sent again after the time that the service asks for", async () => {
    const clock = new FakeClock();
    const slept: number[] = [];
    clock.onSleep = (ms) => slept.push(ms);
    const { ctx } = provider(clock);
    const asking: EngineContext = {
      ...ctx,
      classify: () => ({ kind: "throttled", retryAfterMs: 7_000, code: "C", summary: "s", detail: "d" }),
    };
    let sent = 0;
    const send = async () => {
      if (++sent === 1) throw new Error("x");
      return sent;
    };
    expect([await patiently(asking, send, undefined), slept]).toEqual([2, [7_000]]);
  });
});

describe("a request that chooses nothing, or everything without saying so,", () => {
  const service = new FakeSlotService(new FakeClock());
  const declared = (filter: SessionFilter | null, matchAll = false): TaskDeclaration => ({
    service,
    request: { filter, durationSeconds: null },
    matchAll,
  });

  test.each<[string, SessionFilter | null, boolean]>([
    ["no filter", null, false],
    ["a filter and match_all", { users: ["report"] }, true],
    ["an empty filter", {}, false],
    ["a filter that matches all", { hosts: ["%"] }, false],
    ["what the task can't express", { states: ["init"] }, false],
    ["a misspelt field beside a good one", { users: ["report"], "us.er": ["x"] } as SessionFilter, false],
  ])("is refused: %s", (_what, filter, matchAll) => {
    const { event } = thrown(() => assertCarriedOut(declared(filter, matchAll)));
    expect(event).toMatchObject({
      code: "DBKILL_TASK_FILTER_REFUSED",
      severity: "error",
      path: ["match"],
      facts: { slot: service.slot },
    });
    expect(event.detail).not.toContain("..");
  });

  test("is refused with what is wrong with it", () => {
    const { event } = thrown(() => assertCarriedOut(declared({ "us.er": ["x"] } as SessionFilter)));
    expect(event.detail).toContain('"us.er".');
  });

  test("is not one that does either", () => {
    expect(() => assertCarriedOut(declared(null, true))).not.toThrow();
    expect(() => assertCarriedOut(declared({ users: ["report"] }))).not.toThrow();
  });
});

test("a task is changed in the region where it was started", () => {
  const service = new FakeSlotService(new FakeClock());
  const record = noTask(service);
  expect(() => requireRegion(service, record)).not.toThrow();
  const { event } = thrown(() => requireRegion(service, { ...record, region: "r-2" }));
  expect(event).toMatchObject({
    code: "DBKILL_TASK_OTHER_REGION",
    path: ["region"],
    facts: { slot: service.slot, region: "r-2" },
  });
});

test("a target is gone only in the account where its task was started", () => {
  const { ctx } = provider(new FakeClock());
  const listed = new FakeListedService(new FakeClock());
  const check = (service: KillTaskService, account: string | null) => () =>
    requireAccount(service, { ...noTask(listed), account }, new FakeFault("gone"), ctx);
  expect(check(listed, "p-1")).not.toThrow();
  expect(check(listed, null)).not.toThrow();
  expect(check(new FakeSlotService(new FakeClock()), "p-2")).not.toThrow();
  expect(thrown(check(listed, "p-2")).event).toMatchObject({
    code: "DBKILL_TASK_OTHER_ACCOUNT",
    facts: { account: "p-2" },
    fault: { kind: "gone" },
  });
});
