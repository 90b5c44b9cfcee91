import fc from "fast-check";
import {
  readTask,
  replaceTask,
  startsTask,
  startTask,
  stopTask,
  type TaskOutcome,
  type TaskRecord,
} from "../../../../src/engine/kill-task";
import type { KillTaskRequest } from "../../../../src/engine/ports";
import {
  codesOf,
  FakeClock,
  FakeListedService,
  FakeSlotService,
  forUser,
  type Luck,
  provider,
} from "./fakes";

/** One resource: what is declared, and what the state says. */
interface Resource {
  declared: KillTaskRequest | null;
  state: { record: TaskRecord; request: KillTaskRequest; tainted: boolean } | null;
}

/** Events by which somebody is told to look at the console. */
const TOLD = new Set([
  "DBKILL_TASK_UNRECOGNISED",
  "DBKILL_TASK_SECOND_RUNNING",
  "DBKILL_TASK_EQUAL_APPEARED",
  "DBKILL_TASK_NO_ROOM",
]);

/** Events that say that the task of somebody else may have been stopped. */
const MAY_STOP = new Set(["DBKILL_TASK_SLOT_CLEARED", "DBKILL_TASK_UNSETTLED", "DBKILL_TASK_STOP_UNSETTLED"]);

/** A small Terraform: applies resources one after the other, keeps what they answer, and may be killed. */
class Terraform {
  readonly told: string[] = [];

  constructor(
    readonly clock: FakeClock,
    readonly service: FakeSlotService | FakeListedService,
    readonly resources: Resource[],
  ) {}

  /** Tells whether everything succeeded. */
  async apply(replace = false): Promise<boolean> {
    const process = provider(this.clock);
    let succeeded = true;
    for (const [index, resource] of this.resources.entries()) {
      if (!(await this.applyOne(resource, `r${index}`, process, replace))) succeeded = false;
    }
    this.service.isDead = false;
    this.service.crash = null;
    this.service.luck = { start: [], stop: [] };
    // What is still on its way comes through before the next run.
    this.service.arrive();
    this.clock.ms += 1_000;
    return succeeded;
  }

  private async applyOne(
    resource: Resource,
    owner: string,
    { ctx, options }: ReturnType<typeof provider>,
    replace: boolean,
  ): Promise<boolean> {
    const { service } = this;
    const { declared } = resource;
    const of = (request: KillTaskRequest) => ({ service, request, matchAll: false });
    let saved: TaskRecord | undefined;
    const save = (record: TaskRecord) => {
      if (!service.isDead) saved = record;
    };
    const settings = options({ owner, save });
    const keep = (
      outcome: TaskOutcome,
      success: KillTaskRequest,
      failure: KillTaskRequest,
      isNew: boolean,
    ) => {
      for (const code of codesOf(outcome)) this.told.push(code);
      // Killed: the state is what was saved last.
      const record = service.isDead ? (saved ?? resource.state?.record ?? null) : outcome.record;
      const failed = outcome.failed || service.isDead;
      const tainted = isNew ? failed : false;
      resource.state = record && { record, request: failed ? failure : success, tainted };
      return !failed;
    };
    if (resource.state) {
      const { record, request } = resource.state;
      const seen = await readTask(of(request), record, settings, ctx);
      for (const code of codesOf(seen)) this.told.push(code);
      if (seen.failed) return false;
      resource.state = seen.record && { ...resource.state, record: seen.record };
    }
    if (resource.state && (declared === null || resource.state.tainted || replace)) {
      const { request, record, tainted } = resource.state;
      if (!keep(await stopTask(of(request), record, settings, ctx), request, request, false)) {
        if (resource.state) resource.state = { ...resource.state, tainted };
        return false;
      }
    }
    if (declared === null) return true;
    if (!resource.state) return keep(await startTask(of(declared), settings, ctx), declared, declared, true);
    const { record, request } = resource.state;
    if (!startsTask(record, JSON.stringify(request) === JSON.stringify(declared), true)) return true;
    const outcome = await replaceTask(of(request), of(declared), record, settings, ctx);
    return keep(outcome, declared, request, false);
  }

  /** Our tasks that no object of the state has. */
  orphans() {
    const known = new Set(this.resources.map(({ state }) => state?.record.taskId));
    return this.service.running().filter(({ taskId, foreign }) => !foreign && !known.has(taskId));
  }
}

const luck = fc.array(
  fc.constantFrom<Luck>(
    "done",
    "lost before",
    "lost after",
    "lost, late",
    "unconfirmed before",
    "unconfirmed after",
    "throttled",
    "failed",
    "refused",
  ),
  { maxLength: 6 },
);
const stopLuck = luck.map((all) => all.filter((each) => each !== "lost, late"));
const request = fc
  .record({ user: fc.constantFrom("a", "b", "c"), seconds: fc.constantFrom(null, 600) })
  .map(({ user, seconds }) => ({ user, seconds }));
const step = fc.record({
  declared: fc.array(fc.option(request), { minLength: 2, maxLength: 2 }),
  start: luck,
  stop: stopLuck,
  failingLists: fc.integer({ min: 0, max: 4 }),
  listedAfterMs: fc.constantFrom(0, 0, 3_000, 20_000),
  replace: fc.boolean(),
  crash: fc.option(fc.record({ in: fc.integer({ min: 0, max: 4 }), after: fc.boolean() }), { freq: 3 }),
  foreign: fc.constantFrom("none", "before", "during", "leaves"),
  waitSeconds: fc.constantFrom(0, 0, 10, 700),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;
const respell = fc.constantFrom<(request: KillTaskRequest) => KillTaskRequest>(
  (request) => request,
  (request) => request,
  ({ filter, ...rest }) => ({
    ...rest,
    filter: filter && { ...filter, users: filter.users!.map((user) => `${user.toUpperCase()} `) },
  }),
  ({ filter, ...rest }) => ({ ...rest, filter: filter && { ...filter, hosts: ["10.%"] } }),
);

async function live(service: FakeSlotService | FakeListedService, clock: FakeClock, steps: readonly Step[]) {
  const isSlot = service instanceof FakeSlotService;
  const resources: Resource[] = Array.from({ length: isSlot ? 1 : 2 }, () => ({
    declared: null,
    state: null,
  }));
  const terraform = new Terraform(clock, service, resources);
  const addForeign = () => {
    const foreign = service.running().filter((task) => task.foreign);
    if (isSlot ? service.running().length === 0 : foreign.length === 0) service.add(forUser("foreign"), true);
  };
  let stopped = 0;
  const check = (codes: readonly string[]) => {
    const now = service.foreignStopped().length;
    // A slot does not tell whose task it stops: after a lost answer it may be somebody else's, which is said.
    if (now > stopped) expect(isSlot && codes.some((code) => MAY_STOP.has(code))).toBe(true);
    stopped = now;
  };
  for (const each of steps) {
    for (const [index, resource] of resources.entries()) {
      const wanted = each.declared[index];
      resource.declared = wanted ? forUser(`${wanted.user}${index}`, wanted.seconds) : null;
    }
    service.luck = { start: [...each.start], stop: [...each.stop] };
    service.listedAfterMs = each.listedAfterMs;
    if (service instanceof FakeListedService) service.failingLists = each.failingLists;
    service.crash = each.crash ? { ...each.crash } : null;
    if (each.foreign === "before") addForeign();
    if (each.foreign === "leaves") leave(service);
    let isFirst = true;
    clock.onSleep = () => {
      if (isFirst && each.foreign === "during") addForeign();
      isFirst = false;
      service.arrive(5_000);
    };
    const from = terraform.told.length;
    await terraform.apply(each.replace);
    // A process that was killed tells nothing.
    if (!each.crash) check(terraform.told.slice(from));
    stopped = service.foreignStopped().length;
    clock.onSleep = () => undefined;
    clock.ms += each.waitSeconds * 1_000;
  }
  // The faults are over. Who holds the slot goes, as this resource asks for.
  if (service instanceof FakeListedService) service.failingLists = 0;
  if (isSlot) leave(service);
  let succeeded = false;
  let replace = false;
  for (let run = 0; run < 5 && !succeeded; run++) {
    // Time enough for everything to be listed.
    clock.ms += 60_000;
    const from = terraform.told.length;
    succeeded = await terraform.apply(replace);
    check(terraform.told.slice(from));
    // As the message says: somebody else's task is there.
    replace = terraform.told.slice(from).includes("DBKILL_TASK_UNRECOGNISED");
    // Nothing is left running in silence: somebody was told, and stops it in the console.
    const orphans = isSlot ? [] : terraform.orphans();
    if (orphans.length > 0) expect(terraform.told.filter((code) => TOLD.has(code))).not.toEqual([]);
    for (const task of orphans) task.stoppedAt = clock.ms;
  }
  expect(succeeded).toBe(true);
  const ours = service.running().filter(({ foreign }) => !foreign);
  const users = ours.map((task) => task.request.filter!.users![0]!.toLowerCase().trim());
  const declared = resources.flatMap((resource) => resource.declared?.filter?.users ?? []);
  expect(users.sort()).toEqual([...declared].sort());
}

function leave(service: FakeSlotService | FakeListedService): void {
  const index = service.tasks.findIndex(({ foreign, stoppedAt }) => foreign && stoppedAt === null);
  if (index >= 0) service.tasks.splice(index, 1);
}

const steps = fc.array(step, { minLength: 1, maxLength: 7 });

describe("any sequence of edits and faults ends with exactly the declared tasks, and no foreign one stopped", () => {
  test("on a slot", async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        const clock = new FakeClock();
        await live(new FakeSlotService(clock), clock, all);
      }),
      { numRuns: 1_500 },
    );
  });

  test("with a list", async () => {
    await fc.assert(
      fc.asyncProperty(steps, respell, async (all, spelling) => {
        const clock = new FakeClock();
        const service = new FakeListedService(clock);
        service.respell = spelling;
        await live(service, clock, all);
      }),
      { numRuns: 1_000 },
    );
  });
});
