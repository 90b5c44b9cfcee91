import {
  planTask,
  startsTask,
  startTask,
  type TaskPlanRequest,
  type TaskRecord,
} from "../../../../src/engine/kill-task";
import type { KillTaskService } from "../../../../src/engine/ports";
import type { SessionFilter } from "../../../../src/model";
import {
  codesOf,
  FakeClock,
  FakeFault,
  FakeListedService,
  FakeSlotService,
  forUser,
  provider,
} from "./fakes";

const REPORT = forUser("report");
const MOVED = "moved {}";

function planning(clock = new FakeClock()) {
  const process = provider(clock);
  const plan = (request: Partial<TaskPlanRequest> & Pick<TaskPlanRequest, "claim">, changes = {}) =>
    planTask(
      { action: "create", starts: true, movedExample: MOVED, ...request },
      process.options({ owner: `owner of ${request.claim}`, ...changes }),
      process.ctx,
    );
  return { clock, plan, process };
}

const record = (service: KillTaskService, taskId: string | null = null): TaskRecord => ({
  taskId,
  status: "running",
  startedAt: "2026-01-01T00:00:00.000Z",
  endsAt: null,
  region: service.region,
  account: null,
  listedAs: null,
  rawState: null,
  pending: null,
});

const full = (service: FakeListedService) => {
  for (const user of ["a", "b", "c", "d", "e"]) service.add(forUser(user), true);
};

test.each([
  [null, true, false, true],
  ["running", true, false, false],
  ["running", false, false, true],
  ["stopped", true, false, true],
  ["expired", true, false, false],
  ["expired", true, true, true],
  ["expired", false, false, true],
] as const)("a task that is %s, the same: %s, renewed: %s, is started: %s", (status, same, renew, starts) => {
  expect(startsTask(status && { status }, same, renew)).toBe(starts);
});

describe("the plan of a slot's task", () => {
  const slot = (instance: string, clock: FakeClock) => new FakeSlotService(clock, "r-1", instance);

  test("refuses a second declaration for a slot", async () => {
    const { clock, plan } = planning();
    const declared = { service: slot("i-1", clock), request: REPORT };
    expect(codesOf(await plan({ claim: "a", declared }))).toEqual([]);
    expect(codesOf(await plan({ claim: "a", declared }))).toEqual([]);
    const second = await plan({ claim: "b", declared });
    expect(second).toMatchObject({ failed: true, events: [{ code: "DBKILL_TASK_SLOT_CLAIMED" }] });
  });

  test.each([true, false])(
    "refuses a rename that is a destroy and a create, destroy first: %s",
    async (destroyFirst) => {
      const { clock, plan } = planning();
      const service = slot("i-1", clock);
      const steps = [
        () =>
          plan({
            claim: "old",
            action: "destroy",
            starts: false,
            prior: { service, record: record(service) },
          }),
        () => plan({ claim: "new", declared: { service, request: REPORT } }),
      ];
      if (!destroyFirst) steps.reverse();
      expect(codesOf(await steps[0]!())).toEqual([]);
      const refused = await steps[1]!();
      expect(codesOf(refused)).toEqual(["DBKILL_TASK_SLOT_MOVED"]);
      expect(refused.events[0]!.detail).toContain(MOVED);
    },
  );

  test("lets a resource replace its own task, on the same slot and on another one", async () => {
    const { clock, plan } = planning();
    const [one, two] = [slot("i-1", clock), slot("i-2", clock)];
    const prior = { service: one, record: record(one) };
    for (const service of [one, two]) {
      const declared = { service, request: REPORT };
      expect(codesOf(await plan({ claim: "a", action: "update", declared, prior }))).toEqual([]);
      expect(codesOf(await plan({ claim: "a", declared }))).toEqual([]);
    }
  });

  test("refuses that two resources swap their instances", async () => {
    const { clock, plan } = planning();
    const [one, two] = [slot("i-1", clock), slot("i-2", clock)];
    const swap = async (claim: string, from: FakeSlotService, to: FakeSlotService) => {
      const declared = { service: to, request: REPORT };
      const first = await plan({
        claim,
        action: "update",
        declared,
        prior: { service: from, record: record(from) },
      });
      return [...codesOf(first), ...codesOf(await plan({ claim, declared }))];
    };
    expect(await swap("a", one, two)).toEqual([]);
    const refused = new Set(await swap("b", two, one));
    expect(refused).toEqual(new Set(["DBKILL_TASK_SLOT_MOVED"]));
  });

  test("does not take the left-over of an interrupted replacement for a resource that leaves", async () => {
    const { clock, plan, process } = planning();
    const service = slot("i-1", clock);
    process.registry.slots.saw(service.slot, "2026-01-01T00:00:01.000Z");
    const prior = { service, record: record(service) };
    expect(codesOf(await plan({ claim: "old", action: "destroy", starts: false, prior }))).toEqual([]);
    expect(codesOf(await plan({ claim: "new", declared: { service, request: REPORT } }))).toEqual([]);
  });

  test("tells of a second declaration alone, where the first one stays where it is", async () => {
    const { clock, plan } = planning();
    const service = slot("i-1", clock);
    const declared = { service, request: REPORT };
    const prior = { service, record: record(service) };
    expect(codesOf(await plan({ claim: "a", action: "update", declared, prior }))).toEqual([]);
    const refused = await plan({ claim: "b", declared });
    expect(codesOf(refused)).toEqual(["DBKILL_TASK_SLOT_CLAIMED"]);
    expect(refused.events[0]).toMatchObject({ path: ["instance_id"], facts: { slot: service.slot } });
  });

  test("lets another object of the state leave the slot where the declared one stays", async () => {
    const { clock, plan } = planning();
    const service = slot("i-1", clock);
    const prior = { service, record: record(service) };
    const declared = { service, request: REPORT };
    expect(codesOf(await plan({ claim: "a", action: "update", declared, prior }))).toEqual([]);
    expect(codesOf(await plan({ claim: "b", action: "destroy", starts: false, prior }))).toEqual([]);
  });

  test("takes one that was never started for a resource that leaves", async () => {
    const { clock, plan, process } = planning();
    const service = slot("i-1", clock);
    process.registry.slots.saw(service.slot, "2026-01-01T00:00:01.000Z");
    const prior = { service, record: { ...record(service), startedAt: null } };
    await plan({ claim: "old", action: "destroy", starts: false, prior });
    const refused = await plan({ claim: "new", declared: { service, request: REPORT } });
    expect(codesOf(refused)).toEqual(["DBKILL_TASK_SLOT_MOVED"]);
    expect(refused.events[0]).toMatchObject({ path: ["instance_id"], facts: { slot: service.slot } });
  });

  test("says nothing of a target or a task that nobody has", async () => {
    const { plan } = planning();
    expect(await plan({ claim: "a" })).toEqual({
      events: [],
      failed: false,
      replacing: null,
      anothers: false,
    });
  });
});

describe("the plan of a listed task", () => {
  test("looks at the target only where it starts a task", async () => {
    const { clock, plan } = planning();
    const service = new FakeListedService(clock);
    full(service);
    let lists = 0;
    service.onList = () => void lists++;
    const declared = { service, request: REPORT };
    const update = {
      action: "update",
      starts: false,
      declared,
      prior: { service, record: record(service, "1") },
    } as const;
    expect(codesOf(await plan({ claim: "a", ...update }))).toEqual([]);
    expect(lists).toBe(0);
    const refused = await plan({ claim: "b", declared: { service, request: forUser("new") } });
    expect(refused.events).toMatchObject([
      {
        code: "DBKILL_TASK_NO_ROOM",
        path: ["instance_id"],
        // The five that run, and the one that would start.
        facts: { slot: service.slot, max: 5, tasks: 6 },
      },
    ]);
    expect(lists).toBe(1);
  });

  test("of a service without a switch says nothing of one", async () => {
    const { clock, plan } = planning();
    const service = new FakeListedService(clock);
    service.isSwitchOn = undefined as never;
    expect(codesOf(await plan({ claim: "a", declared: { service, request: REPORT } }))).toEqual([]);
  });

  test("of an edit in place tells of no equal task, as it is not adopted then", async () => {
    const { clock, plan } = planning();
    const service = new FakeListedService(clock);
    service.add(forUser("old"), false);
    service.add(REPORT, true);
    const declared = { service, request: REPORT };
    const running = { service, record: record(service, "1") };
    expect(codesOf(await plan({ claim: "a", action: "update", declared, prior: running }))).toEqual([]);
    const stopped = { service, record: { ...record(service, "1"), status: "stopped" as const } };
    const outcome = await plan({
      claim: "b",
      action: "update",
      declared: { service, request: REPORT },
      prior: stopped,
    });
    expect(codesOf(outcome)).toContain("DBKILL_TASK_DECLARED_TWICE");
    const other = planning(clock);
    const told = await other.plan({ claim: "a", action: "update", declared, prior: stopped });
    expect(told.events).toMatchObject([
      {
        code: "DBKILL_TASK_WOULD_ADOPT",
        path: ["adopt_existing"],
        facts: { slot: service.slot, taskId: "2" },
      },
    ]);
  });

  test("finds room for the second half of a replacement, whose own task leaves", async () => {
    const { clock, plan } = planning();
    const service = new FakeListedService(clock);
    full(service);
    const declared = { service, request: REPORT };
    const prior = { service, record: record(service, "1") };
    expect(codesOf(await plan({ claim: "a", action: "update", declared, prior }))).toEqual([]);
    expect(codesOf(await plan({ claim: "a", declared }))).toEqual([]);
  });

  test("names the target whose tasks can't be listed, and why", async () => {
    const { clock, plan } = planning();
    const service = new FakeListedService(clock);
    service.failingLists = 1;
    const { events } = await plan({ claim: "a", declared: { service, request: REPORT } });
    expect(events).toMatchObject([{ facts: { slot: service.slot }, fault: { kind: "failed" } }]);
  });

  test("of a declaration takes no task for another object's", async () => {
    const { clock, plan, process } = planning();
    const service = new FakeListedService(clock);
    process.registry.own(service.slot, "1", "somebody");
    const declared = { service, request: REPORT };
    const prior = { service, record: record(service, "1") };
    expect(await plan({ claim: "a", action: "update", declared, prior })).toMatchObject({
      anothers: false,
      replacing: "1",
    });
  });

  test("of a destroy of what has no task takes none for another object's", async () => {
    const { clock, plan } = planning();
    const service = new FakeListedService(clock);
    const prior = { service, record: record(service, null) };
    for (const claim of ["a", "b"])
      expect((await plan({ claim, action: "destroy", starts: false, prior })).anothers).toBe(false);
  });

  test("warns of values that the vendor's task may compare otherwise, where it starts one", async () => {
    const { plan, clock } = planning();
    const events = async (filter: SessionFilter | null, starts = true) => {
      const service = new FakeSlotService(clock);
      const request = { filter, durationSeconds: null };
      return (await plan({ claim: "a", declared: { service, request }, starts })).events;
    };
    const unclear = { info_keywords: ["a", "b"], hosts: ["10.0.%"] };
    const told = await events(unclear);
    expect(told.map(({ code, severity, path }) => [code, severity, path])).toEqual([
      ["DBKILL_TASK_FILTER_UNCLEAR", "warning", ["match", "hosts"]],
      ["DBKILL_TASK_FILTER_UNCLEAR", "warning", ["match", "info_keywords"]],
    ]);
    expect(await events(unclear, false)).toEqual([]);
    expect(await events({ info_keywords: ["a"], hosts: ["10.0.0.1"] })).toEqual([]);
    expect(await events(null)).toEqual([]);
  });

  test("refuses twins", async () => {
    const { clock, plan } = planning();
    const declared = { service: new FakeListedService(clock), request: REPORT };
    expect(codesOf(await plan({ claim: "a", declared }))).toEqual([]);
    expect(codesOf(await plan({ claim: "a", declared }))).toEqual([]);
    expect(codesOf(await plan({ claim: "b", declared }))).toEqual(["DBKILL_TASK_DECLARED_TWICE"]);
  });

  test("tells what would be adopted, unless it is another resource's or its own", async () => {
    const { clock, plan, process } = planning();
    const service = new FakeListedService(clock);
    service.add(REPORT, true);
    const declared = { service, request: REPORT };
    const outcome = await plan({ claim: "a", declared });
    expect(outcome).toMatchObject({ failed: false, events: [{ code: "DBKILL_TASK_WOULD_ADOPT" }] });
    expect(codesOf(await plan({ claim: "a", declared }, { adoptExisting: false }))).toEqual([]);
    process.registry.own(service.slot, "1", "somebody");
    expect(codesOf(await plan({ claim: "a", declared }))).toEqual([]);
  });

  test("names the task that the resource replaces, so that it is not adopted", async () => {
    const { clock, plan } = planning();
    const service = new FakeListedService(clock);
    service.add(REPORT, false);
    const declared = { service, request: REPORT };
    const prior = { service, record: record(service, "1") };
    await plan({ claim: "a", action: "update", starts: false, declared, prior });
    const create = await plan({ claim: "a", declared });
    expect(create).toMatchObject({ replacing: "1", events: [] });
    const apply = provider(clock);
    const { replacing } = create;
    const { record: next } = await startTask(
      { ...declared, matchAll: false },
      apply.options({ replacing }),
      apply.ctx,
    );
    expect(next!.taskId).toBe("2");
  });

  test("refuses a sixth task, planned ones counted", async () => {
    const { clock, plan } = planning();
    const service = new FakeListedService(clock);
    for (const user of ["a", "b", "c", "d"]) service.add(forUser(user), true);
    const start = (claim: string) => plan({ claim, declared: { service, request: forUser(claim) } });
    expect(codesOf(await start("one"))).toEqual([]);
    expect(codesOf(await start("one"))).toEqual([]);
    const refused = await start("two");
    // Four run, and each of the two resources would start one.
    expect(refused).toMatchObject({
      failed: true,
      events: [{ code: "DBKILL_TASK_NO_ROOM", facts: { tasks: 6 } }],
    });
  });

  test("finds room where an edit in place stops its own task first", async () => {
    const { clock, plan } = planning();
    const service = new FakeListedService(clock);
    full(service);
    const declared = { service, request: REPORT };
    const prior = { service, record: record(service, "1") };
    expect(codesOf(await plan({ claim: "a", action: "update", declared, prior }))).toEqual([]);
  });

  test("of a create in an apply counts no task that the apply has stopped since the list was read", async () => {
    const { clock, plan, process } = planning();
    const service = new FakeListedService(clock);
    full(service);
    const edit = { service, record: record(service, "2") };
    const first = { service, request: forUser("first") };
    expect(codesOf(await plan({ claim: "x", action: "update", declared: first, prior: edit }))).toEqual([]);
    expect(codesOf(await plan({ claim: "y", declared: { service, request: REPORT } }))).toEqual([
      "DBKILL_TASK_NO_ROOM",
    ]);
    process.registry.stopped(service.slot, "1");
    // Neither is it adopted, although it is equal.
    expect(codesOf(await plan({ claim: "y", declared: { service, request: forUser("a") } }))).toEqual([]);
  });

  test("finds no room where another resource leaves the full instance in the same plan", async () => {
    const { clock, plan } = planning();
    const [one, two] = ["i-1", "i-2"].map((name) => new FakeListedService(clock, "r-1", name));
    full(one!);
    full(two!);
    const swap = (claim: string, from: FakeListedService, to: FakeListedService) =>
      plan({
        claim,
        action: "update",
        declared: { service: to, request: forUser(`new ${claim}`) },
        prior: { service: from, record: record(from, "1") },
      });
    expect(codesOf(await swap("a", one!, two!))).toEqual(["DBKILL_TASK_NO_ROOM"]);
    expect(codesOf(await swap("b", two!, one!))).toEqual(["DBKILL_TASK_NO_ROOM"]);
  });

  test("warns of a switch that is off and of a list that fails, and fails where keys or region are wrong", async () => {
    const { clock, plan } = planning();
    const service = new FakeListedService(clock);
    service.switchOn = false;
    const declared = { service, request: REPORT };
    const off = await plan({ claim: "a", declared });
    expect(off).toMatchObject({ failed: false, events: [{ code: "DBKILL_TASK_SWITCH_OFF" }] });
    expect(codesOf(await plan({ claim: "a", declared }, { requireSwitch: false }))).toEqual([]);
    const failing = planning(clock);
    service.failingLists = 1;
    const unknown = await failing.plan({ claim: "a", declared });
    expect(unknown).toMatchObject({ failed: false, events: [{ code: "DBKILL_TASK_PLAN_UNKNOWN" }] });
    const wrong = planning(clock);
    service.onList = () => {
      throw new FakeFault("configuration");
    };
    const failed = await wrong.plan({ claim: "a", declared });
    expect(failed).toMatchObject({ failed: true, events: [{ code: "DBKILL_ERR_CONFIGURATION" }] });
  });

  test("of a destroy tells that the task is another object's", async () => {
    const { clock, plan, process } = planning();
    const service = new FakeListedService(clock);
    const prior = { service, record: record(service, "1") };
    const destroy = { action: "destroy", starts: false, prior } as const;
    expect((await plan({ claim: "a", ...destroy })).anothers).toBe(false);
    const other = await planTask(
      { claim: "b", movedExample: MOVED, ...destroy },
      process.options({ owner: "other" }),
      process.ctx,
    );
    expect(other.anothers).toBe(true);
  });
});
