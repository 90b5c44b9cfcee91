import fc from "fast-check";
import { DiagnosticError, UNKNOWN } from "../../../../src/framework";
import { checkFilter, MYSQL_COMMANDS, type SessionFilter } from "../../../../src/model";
import { dasKillTask } from "../../../../src/resources/huawei/das-kill-task";
import type {
  DasKillTaskDesired,
  DasKillTaskState,
} from "../../../../src/resources/huawei/das-kill-task-schema";
import { isSame, toDeclaration, toTaskInput } from "../../../../src/resources/huawei/das-task";
import { DasTaskRegistry } from "../../../../src/resources/huawei/das-task-registry";
import type { ProviderClients } from "../../../../src/resources/provider-clients";
import { SlotRegistry } from "../../../../src/resources/slots";
import { NetworkError } from "../../../../src/vendors";
import type { DasKillTaskInput } from "../../../../src/vendors/huawei";
import { dasFacts } from "../../../../src/vendors/huawei/das/facts";
import { FakeDas, INSTANCE, type Luck } from "./fake-das";

const DECLARED = {
  instance_id: INSTANCE,
  region: null,
  match: { users: ["report"], min_duration_seconds: 60 },
  match_all: false,
  duration_seconds: null,
  renew_on_expiry: false,
  max_kills: null,
  require_switch: true,
  adopt_existing: true,
} as unknown as DasKillTaskDesired;
const INPUT: DasKillTaskInput = { user: "report", time: 60, task_duration: 0, task_type: "manual" };

/** One run of Terraform: a process of the provider, and the private data of one resource. */
function run(das: FakeDas, stored: Record<string, unknown> = {}) {
  const warnings: string[] = [];
  const saved: DasKillTaskState[] = [];
  const answers = new Map<string, Promise<unknown>>();
  const client = {
    slots: new SlotRegistry(),
    dasTasks: new DasTaskRegistry(),
    once: (key: string, ask: () => Promise<unknown>) => {
      if (!answers.has(key)) answers.set(key, ask());
      return answers.get(key);
    },
    das: () => das,
  } as unknown as ProviderClients;
  const context = (privateData: Record<string, unknown> = stored) => ({
    client,
    signal: new AbortController().signal,
    log: { warn: () => undefined } as never,
    diagnostics: {
      error: () => undefined,
      warning: (summary: string) => void warnings.push(summary),
      hasErrors: () => false,
    },
    private: {
      get: (key: string) => privateData[key],
      set: (key: string, value: unknown) => void Object.assign(privateData, { [key]: value }),
    },
    saveState: (state: unknown) => void saved.push(state as DasKillTaskState),
  });
  const create = (plan: DasKillTaskDesired = DECLARED, privateData?: Record<string, unknown>) =>
    dasKillTask.create({ plan, config: plan as never }, context(privateData));
  return { warnings, saved, stored, context, create };
}

const restart = (state: DasKillTaskState, changes: object = {}) =>
  ({ ...state, ...changes, started_at: UNKNOWN }) as unknown as DasKillTaskDesired;

jest.mock("node:timers/promises", () => ({ setTimeout: async () => undefined }));

const seconds = fc.integer({ min: 1, max: 2 ** 31 - 1 });
const text = fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 });
/** Filters of any shape; those that DAS can't express are dropped by the rules themselves. */
const anyFilter: fc.Arbitrary<SessionFilter> = fc
  .record(
    {
      users: fc.tuple(text),
      hosts: fc.tuple(fc.oneof(fc.ipV4(), fc.constant("10.%"))),
      databases: fc.tuple(text),
      commands: fc.tuple(
        fc.constantFrom(...MYSQL_COMMANDS).chain((name) => fc.constantFrom(name, name.toLowerCase())),
      ),
      info_keywords: fc.array(text, { minLength: 1, maxLength: 4 }),
      min_duration_seconds: seconds,
    },
    { requiredKeys: [] },
  )
  .filter((filter) => checkFilter(filter, { facts: dasFacts, evaluatedBy: "task" }).length === 0);

describe("a filter for DAS", () => {
  test("survives create, list and match, whatever the rules let through", async () => {
    await fc.assert(
      fc.asyncProperty(anyFilter, fc.option(seconds), async (filter, duration_seconds) => {
        const das = new FakeDas();
        const match = filter as never;
        const state = await run(das).create({ ...DECLARED, match, duration_seconds });
        const [task] = das.tasks;
        expect(das.tasks).toHaveLength(1);
        expect(state).toMatchObject({ task_id: "1", id: `${INSTANCE}/1`, status: "running" });
        const wanted = toTaskInput({ match, match_all: false, duration_seconds });
        expect(isSame(task!, wanted)).toBe(true);
        // As an import sees it: the same request comes out of what is read back.
        expect(toTaskInput(toDeclaration(task!))).toEqual(wanted);
      }),
      { numRuns: 200 },
    );
  });

  test("is never sent empty unless everything is meant in so many words", () => {
    expect(() => toTaskInput({ match: null, match_all: false, duration_seconds: null })).toThrow(/match_all/);
    expect(toTaskInput({ match: null, match_all: true, duration_seconds: 5 })).toEqual({
      time: 0,
      task_duration: 5,
      task_type: "auto",
    });
  });
});

describe("the start of a DAS kill task", () => {
  test.each<[Luck[], number]>([
    [["done"], 1],
    [["answer lost"], 1],
    [["success false"], 1],
    [["lost"], 2],
    [["lost", "lost"], 3],
    [["lost", "answer lost"], 2],
  ])("leaves exactly one task, that of the state, when it goes: %j", async (luck, starts) => {
    const das = new FakeDas();
    das.foreign({ ...INPUT, user: "somebody" });
    das.luck = luck;
    const { create, stored } = run(das);
    const state = await create();
    expect(das.running().map(({ taskId }) => taskId)).toEqual(["1", state.task_id]);
    expect(das.starts).toBe(starts);
    // What was sent twice may come through twice.
    expect(stored.pending !== undefined).toBe(starts > 1);
  });

  test("takes the first of two equal tasks that appear at once, and stops the other", async () => {
    const das = new FakeDas();
    das.luck = ["with a twin"];
    const { create, warnings } = run(das);
    const state = await create();
    expect(state.task_id).toBe("1");
    expect(das.running().map(({ taskId }) => taskId)).toEqual(["1"]);
    expect(warnings).toEqual([`2 equal kill tasks appeared on ${INSTANCE} at once`]);
  });

  test("that came through after a second one is warned of, and a destroy stops both", async () => {
    const das = new FakeDas();
    das.luck = ["late"];
    const first = run(das);
    const state = await first.create();
    das.arrive();
    expect(das.running()).toHaveLength(2);
    const second = run(das, first.stored);
    await dasKillTask.read({ state }, second.context());
    expect(second.warnings).toEqual([`A second kill task like this one runs on ${INSTANCE}`]);
    await dasKillTask.delete({ prior: state }, run(das, first.stored).context());
    expect(das.running()).toEqual([]);
  });

  test("that was repeated is forgotten once a look shows that one task runs", async () => {
    const das = new FakeDas();
    das.luck = ["lost"];
    const first = run(das);
    const state = await first.create();
    const second = run(das, first.stored);
    await dasKillTask.read({ state }, second.context());
    expect(second.warnings).toEqual([]);
    das.foreign(INPUT);
    await dasKillTask.delete({ prior: state }, run(das, first.stored).context());
    expect(das.running()).toHaveLength(1);
  });

  test("that DAS lists with another filter is said to be there, and is not started again", async () => {
    const das = new FakeDas();
    const foreign = das.foreign.bind(das);
    das.foreign = (input) => foreign({ ...input, user: "REPORT" });
    const { create, context } = run(das);
    const aborted = { ...context(), signal: AbortSignal.abort() };
    const error: unknown = await dasKillTask
      .create({ plan: DECLARED, config: DECLARED as never }, aborted)
      .catch((reason) => reason);
    expect((error as DiagnosticError).detail).toMatch(/New there: task 1: user REPORT/);
    expect(create).toBeDefined();
    expect(das.starts).toBe(1);
  });

  test("that adopts a task forgets an earlier start", async () => {
    const das = new FakeDas();
    das.foreign(INPUT);
    const other: DasKillTaskInput = { ...INPUT, user: "other" };
    const stored: Record<string, unknown> = { pending: { before: ["1"], wanted: other } };
    const state = await run(das, stored).create();
    expect(state.task_id).toBe("1");
    das.foreign(other);
    await dasKillTask.delete({ prior: state }, run(das, stored).context());
    expect(das.running().map(({ user }) => user)).toEqual(["other"]);
  });

  test("beside whose task an equal one can't be stopped is remembered, and a destroy stops both", async () => {
    const das = new FakeDas();
    das.luck = ["with a twin"];
    const terminate = das.terminateKillTask.bind(das);
    das.terminateKillTask = async () => {
      throw new NetworkError("das terminate: the connection was reset.", { service: "das", remedy: "" });
    };
    const { create, saved, stored } = run(das);
    await expect(create()).rejects.toThrow("It is not known whether a kill task runs");
    expect(saved).toMatchObject([{ task_id: null, status: "stopped" }]);
    das.terminateKillTask = terminate;
    await dasKillTask.delete({ prior: saved[0]! }, run(das, stored).context());
    expect(das.running()).toEqual([]);
  });

  test("that is refused leaves nothing, neither running nor in the state", async () => {
    const das = new FakeDas();
    das.luck = ["refused"];
    const { create, saved, stored } = run(das);
    await expect(create()).rejects.toMatchObject({ vendorCode: "DAS.200100", requestId: "r-1" });
    expect(das.tasks).toEqual([]);
    expect(saved).toEqual([]);
    expect(stored.pending).toBeUndefined();
  });

  test("whose task could not be seen is remembered: a destroy stops it, nothing else", async () => {
    const das = new FakeDas();
    das.foreign({ ...INPUT, user: "somebody" });
    const first = run(das);
    das.luck = ["answer lost"];
    const list = das.listKillTasks.bind(das);
    let lists = 0;
    das.listKillTasks = async () => {
      if (++lists === 2) das.failingLists = 1;
      return list();
    };
    await expect(first.create()).rejects.toThrow(`It is not known whether a kill task runs on ${INSTANCE}`);
    expect(first.saved).toMatchObject([{ task_id: null, status: "stopped" }]);
    expect(das.running()).toHaveLength(2);
    das.listKillTasks = list;
    await dasKillTask.delete({ prior: first.saved[0]! }, run(das, first.stored).context());
    expect(das.running().map(({ user }) => user)).toEqual(["somebody"]);
  });

  test("whose task could not be seen is taken by the next apply, which starts no second one", async () => {
    const das = new FakeDas();
    const stored: Record<string, unknown> = { pending: { before: [], wanted: INPUT } };
    das.foreign(INPUT);
    const { context, warnings } = run(das, stored);
    const lost = { ...DECLARED, id: `${INSTANCE}/`, task_id: null, status: "stopped" } as never;
    const state = await dasKillTask.update({ plan: restart(lost), prior: lost, config: lost }, context());
    expect(state.task_id).toBe("1");
    expect(das.starts).toBe(0);
    expect(warnings).toEqual([]);
    expect(stored.pending).toBeUndefined();
  });

  test("adopts an equal task that nobody knows, with a warning", async () => {
    const das = new FakeDas();
    das.foreign(INPUT);
    const { create, warnings } = run(das);
    expect((await create()).task_id).toBe("1");
    expect(das.starts).toBe(0);
    expect(warnings).toHaveLength(1);
    const beside = run(das);
    expect((await beside.create({ ...DECLARED, adopt_existing: false })).task_id).toBe("2");
  });

  test("refuses a sixth task and names the five", async () => {
    const das = new FakeDas();
    for (const user of ["a", "b", "c", "d", "e"]) das.foreign({ ...INPUT, user });
    const error: unknown = await run(das)
      .create()
      .catch((reason) => reason);
    expect(error).toBeInstanceOf(DiagnosticError);
    expect((error as DiagnosticError).detail).toMatch(/task 1: user a.*task 5: user e/s);
    expect(das.starts).toBe(0);
  });

  test("refuses to start where the kill switch is OFF, unless told to", async () => {
    const das = new FakeDas();
    das.kill = "OFF";
    await expect(run(das).create()).rejects.toThrow(/kill switch/);
    expect(das.starts).toBe(0);
    expect((await run(das).create({ ...DECLARED, require_switch: false })).status).toBe("running");
  });

  test("of ten at once on one instance lets five through, and no task is unknown", async () => {
    const das = new FakeDas();
    const { create } = run(das);
    const results = await Promise.allSettled(
      Array.from({ length: 10 }, (_, index) =>
        create({ ...DECLARED, match: { users: [`u${index}`] } as never }, {}),
      ),
    );
    const made = results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
    expect(made).toHaveLength(5);
    expect(new Set(made.map(({ task_id }) => task_id))).toEqual(
      new Set(das.running().map(({ taskId }) => taskId)),
    );
    for (const result of results) {
      if (result.status === "rejected") expect(String(result.reason)).toContain("no room");
    }
  });
});

describe("a DAS kill task that runs", () => {
  test.each([true, false])(
    "reads stopped or expired as the vendor's clock says, ended tasks listed: %s",
    async (listed) => {
      const das = new FakeDas();
      das.endedVanish = !listed;
      const forever = await run(das).create();
      const hour = await run(das).create({ ...DECLARED, duration_seconds: 3600 });
      const read = async (state: DasKillTaskState) =>
        (await dasKillTask.read({ state }, run(das).context()))?.status;
      expect([await read(forever), await read(hour)]).toEqual(["running", "running"]);
      das.now += 60_000;
      das.stop(forever.task_id!);
      expect([await read(forever), await read(hour)]).toEqual(["stopped", "running"]);
      das.now += 3600_000;
      expect([await read(forever), await read(hour)]).toEqual(["stopped", "expired"]);
    },
  );

  test("is warned of where its kill switch is OFF", async () => {
    const das = new FakeDas();
    const state = await run(das).create();
    das.kill = "OFF";
    const { context, warnings } = run(das);
    await dasKillTask.read({ state }, context());
    expect(warnings).toEqual([`The kill switch of ${INSTANCE} is OFF, so that a kill task kills nothing`]);
  });

  test("is terminated and started anew by an edit, and started again where the new one is refused", async () => {
    const das = new FakeDas();
    const { create, context, saved } = run(das);
    const state = await create();
    const edited = await dasKillTask.update(
      { plan: restart(state, { match: { users: ["app"] } }), prior: state, config: state as never },
      context(),
    );
    expect(edited.task_id).toBe("2");
    expect(das.running().map(({ user }) => user)).toEqual(["app"]);
    das.luck = ["refused"];
    await expect(
      dasKillTask.update(
        { plan: restart(edited, { match: { users: ["odd"] } }), prior: edited, config: edited as never },
        context(),
      ),
    ).rejects.toThrow(/refused/);
    expect(das.running().map(({ user }) => user)).toEqual(["app"]);
    expect(saved.at(-1)).toMatchObject({ task_id: das.running()[0]!.taskId, status: "running" });
  });

  test("is left to the resource that adopted it in the same apply, whichever of the two comes first", async () => {
    const das = new FakeDas();
    const old = await run(das).create();
    const apply = run(das);
    const renamed = await apply.create(DECLARED, {});
    expect(renamed.task_id).toBe(old.task_id);
    await dasKillTask.delete({ prior: old }, apply.context({}));
    expect(das.running().map(({ taskId }) => taskId)).toEqual([renamed.task_id]);
  });

  test.each(["the new one", "the old one"])(
    "is one resource's where a rename was broken off between its two halves, and %s comes first",
    async (first) => {
      const das = new FakeDas();
      const [oldPrivate, newPrivate]: [Record<string, unknown>, Record<string, unknown>] = [{}, {}];
      const old = await run(das).create(DECLARED, oldPrivate);
      const renamed = await run(das).create(DECLARED, newPrivate);
      expect(renamed.task_id).toBe(old.task_id);

      const plan = run(das);
      const read = async () => (await dasKillTask.read({ state: renamed }, plan.context(newPrivate)))!;
      const end = { action: "destroy", prior: old, plan: null } as never;
      const planEnd = async () => dasKillTask.plan!(end, plan.context(oldPrivate));
      if (first === "the old one") await planEnd();
      const prior = await read();
      if (first === "the new one") await planEnd();
      const lost = [`Kill task ${old.task_id} of ${INSTANCE} is another resource's`];
      expect(plan.warnings).toEqual(first === "the new one" ? [] : lost);
      expect(prior.task_id).toBe(first === "the new one" ? "1" : null);

      const apply = run(das);
      await dasKillTask.delete({ prior: old }, apply.context(oldPrivate));
      if (prior.status !== "running") {
        const change = { plan: restart(prior), prior, config: prior as never };
        await dasKillTask.update(change, apply.context(newPrivate));
      }
      expect(das.running()).toHaveLength(1);
    },
  );

  test("is read again and again by the resource that has it", async () => {
    const das = new FakeDas();
    const { create, context, warnings } = run(das);
    const state = await create();
    for (const _ of [1, 2]) {
      expect(await dasKillTask.read({ state }, context())).toMatchObject({ status: "running" });
    }
    expect(warnings).toEqual([]);
  });

  test("and may have been stopped is stopped by the next change, whatever the state says", async () => {
    const das = new FakeDas();
    const { create, context, saved } = run(das);
    const state = await create();
    das.stopLuck = ["lost"];
    const change = (prior: DasKillTaskState) =>
      dasKillTask.update(
        { plan: restart(prior, { match: { users: ["app"] } }), prior, config: prior as never },
        context(),
      );
    await expect(change(state)).rejects.toThrow(/connection was reset/);
    expect(das.running()).toHaveLength(1);
    // As without a refresh.
    await change(saved.at(-1)!);
    expect(das.running().map(({ user }) => user)).toEqual(["app"]);
  });

  test("is not stopped for a change that can't start, as the kill switch is OFF", async () => {
    const das = new FakeDas();
    const { create, context } = run(das);
    const state = await create();
    das.kill = "OFF";
    const plan = restart(state, { match: { users: ["app"] } });
    await expect(
      dasKillTask.update({ plan, prior: state, config: state as never }, context()),
    ).rejects.toThrow(/kill switch/);
    expect(das.running().map(({ user }) => user)).toEqual(["report"]);
  });

  test.each([
    ["in another project", { projectId: "q" }, "is in another project than the provider's"],
    ["and something else of it is missing", { missing: "The login of the instance" }, "was refused"],
  ])("stays in the state where its instance is not found %s", async (_why, changes, words) => {
    const das = new FakeDas();
    const { create, stored } = run(das);
    const state = await create();
    Object.assign(das, changes, { gone: true });
    const { context } = run(das, stored);
    await expect(dasKillTask.read({ state }, context())).rejects.toThrow(words);
    await expect(dasKillTask.delete({ prior: state }, context())).rejects.toThrow(words);
  });

  test("is destroyed without complaint where it, or its instance, is gone", async () => {
    const das = new FakeDas();
    const state = await run(das).create();
    das.stop(state.task_id!);
    await dasKillTask.delete({ prior: state }, run(das).context());
    das.gone = true;
    const { context, warnings } = run(das);
    await dasKillTask.delete({ prior: state }, context());
    expect(warnings).toEqual([`${INSTANCE} is gone, and its kill task with it`]);
    expect(await dasKillTask.read({ state }, run(das).context())).toBeNull();
  });
});
