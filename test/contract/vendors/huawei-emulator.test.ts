import fc from "fast-check";
import {
  BUILT_IN_ACCESS_KEY,
  EMULATOR_PROJECT_ID,
  Emulator,
  type EmulatorOptions,
  type Fault,
  QUIRKS,
} from "../../../src/emulator";
import { assertSelective } from "../../../src/model";
import { createHttp, type HttpOptions } from "../../../src/vendors/http";
import { type Clock, systemClock } from "../../../src/vendors/http/clock";
import {
  DasClient,
  type DasKillTaskInput,
  type HuaweiClientOptions,
  MrsClient,
} from "../../../src/vendors/huawei";
import { toSessionFilter } from "../../../src/vendors/huawei/das/filter";
import type { VendorError } from "../../../src/vendors/shared/errors";

const INSTANCE_ID = "bcfa975193f1402fa11a6d4fd6baf5fbin01";
const CLUSTER_ID = "c-1";
const SQL_ID = "20190909_011820_00151_x2f9a";
const BIG_ID = "9007199254740993";
const INPUT: DasKillTaskInput = {
  user: "report",
  host: "10.0.0.%",
  info: "select~1",
  time: 60,
  task_duration: 300,
  task_type: "auto",
};
const SESSIONS = [
  {
    id: BIG_ID,
    user: "report",
    host: "10.0.0.7:51234",
    database: "shop",
    state: "User sleep",
    duration_seconds: 75,
    info: "select 1",
  },
  { id: "12", user: "app", host: "10.0.0.8:51235", command: "Sleep" },
];
const REPORT = {
  id: BIG_ID,
  user: "report",
  host: "10.0.0.7:51234",
  db: "shop",
  command: "Query",
  state: "User sleep",
  sqlInfo: "select 1",
};

let emulator: Emulator;
const pipelines: { close(): Promise<void> }[] = [];

async function start(options: EmulatorOptions = {}): Promise<void> {
  emulator = await Emulator.start({
    accessKeys: [{ id: "temporary", secret: "temporary-secret", token: "temporary-token" }],
    ...options,
  });
  await emulator.addSessions({ service: "das", instance_id: INSTANCE_ID, sessions: SESSIONS });
  const statement = { sql_id: SQL_ID, info: "select 1" };
  await emulator.addSessions({ service: "mrs", instance_id: CLUSTER_ID, sessions: [statement] });
}

afterEach(async () => {
  await Promise.all(pipelines.splice(0).map((pipeline) => pipeline.close()));
  await emulator.close();
});

/** Waits for nothing but answers: what a client does between attempts takes no time. */
const hastyClock: Clock = {
  ...systemClock,
  after: (ms, callback) => systemClock.after(ms < 10_000 ? 0 : ms, callback),
};

function clients(
  changes: Partial<Omit<HuaweiClientOptions, "credentials">> & {
    credentials?: Partial<HuaweiClientOptions["credentials"]>;
  } = {},
  options: Partial<HttpOptions> = {},
): { das: DasClient; mrs: MrsClient } {
  const { id: accessKey, secret: secretKey } = BUILT_IN_ACCESS_KEY;
  const http = createHttp({ userAgent: "dbkill/0.0.0-test", env: {}, clock: hastyClock, ...options });
  pipelines.push(http);
  const all = {
    http,
    region: "cn-north-4",
    projectId: EMULATOR_PROJECT_ID,
    endpoint: new URL(emulator.url),
    ...changes,
    credentials: { accessKey, secretKey, source: "a test", ...changes.credentials },
  };
  return { das: new DasClient(all), mrs: new MrsClient(all) };
}

async function failed(promise: Promise<unknown>): Promise<VendorError> {
  const outcome = await promise.catch((error: VendorError) => error);
  expect(outcome).toBeInstanceOf(Error);
  return outcome as VendorError;
}

const calls = async (action: string) => (await emulator.requests({ action })).requests;
const faults = (...list: Fault[]) => emulator.setFaults(list);
const tasks = async () => (await emulator.state()).tasks.map(({ status }) => status);

/** Those with which a response says the same in another form. With the others it says something else. */
const OTHER_FORMS = QUIRKS.filter(
  (quirk) =>
    !quirk.startsWith("filter-") &&
    !["new-tasks-listed-late", "switch-lower-case", "no-date"].includes(quirk),
);

describe.each([[[]], ...OTHER_FORMS.map((quirk) => [[quirk]]), [[...OTHER_FORMS]]])(
  "our DAS client against the emulator with quirks %j",
  (quirks) => {
    beforeEach(() => start({ quirks }));

    test("adds a task that kills, finds it in the list and in the history, and stops it", async () => {
      const { das } = clients();
      await das.addKillTask(INSTANCE_ID, INPUT);
      const { tasks: listed, at } = await das.listKillTasks(INSTANCE_ID);
      expect(listed).toEqual([
        expect.objectContaining({
          taskId: "1",
          user: "report",
          host: "10.0.0.%",
          db: null,
          command: null,
          info: "select~1",
          time: 60,
          taskType: "auto",
          taskDuration: 300,
        }),
      ]);
      expect(Math.abs(at.getTime() - Date.now())).toBeLessThan(60_000);
      expect(Math.abs(listed[0]!.startTime!.getTime() - at.getTime())).toBeLessThan(60_000);

      await emulator.advanceClock(2);
      const now = Date.now();
      const page = { startTime: now - 60_000, endTime: now + 60_000, pageNum: 1, pageSize: 5 } as const;
      const { killedSessions, totalCount } = await das.listKillHistory(INSTANCE_ID, page);
      expect(totalCount).toBe(1);
      expect(killedSessions).toEqual([
        expect.objectContaining({
          sessionId: BIG_ID,
          taskId: "1",
          user: "report",
          db: "shop",
          info: "select 1",
        }),
      ]);

      await das.terminateKillTask(INSTANCE_ID, "1");
      expect(await tasks()).toEqual(["cancelled"]);
    });

    test("previews and lists sessions, with all the digits of their ids", async () => {
      const { das } = clients();
      const { processes, totalCount, dataSyncTime } = await das.previewKillTask(INSTANCE_ID, INPUT);
      expect(processes).toEqual([{ ...REPORT, stateDuration: expect.any(Number) }]);
      expect(processes[0]!.stateDuration).toBeGreaterThanOrEqual(75);
      expect(totalCount).toBe(1);
      expect(Math.abs(dataSyncTime!.getTime() - Date.now())).toBeLessThan(60_000);
      const list = await das.listProcesses(INSTANCE_ID, { curPage: 1, perPage: 100 });
      expect(list.total).toBe(2);
      expect(list.processes).toEqual(
        expect.arrayContaining([{ ...REPORT, stateDuration: expect.any(Number) }]),
      );
    });

    test("kills chosen sessions, by id and user", async () => {
      const { das } = clients();
      const wrong = [{ id: BIG_ID, user: "app" }];
      expect(await das.killProcesses(INSTANCE_ID, wrong)).toMatchObject({ count: 0 });
      const right = [{ id: BIG_ID, user: "report" }];
      expect(await das.killProcesses(INSTANCE_ID, right)).toMatchObject({ count: 1 });
      const { kills } = await emulator.state({ service: "das" });
      expect(kills.map(({ session }) => session.id)).toEqual([BIG_ID]);
    });

    test("turns the kill switch off and on", async () => {
      const { das } = clients();
      expect(await das.getKillSwitch(INSTANCE_ID)).toBe("ON");
      await das.setKillSwitch(INSTANCE_ID, "OFF");
      expect(await das.getKillSwitch(INSTANCE_ID)).toBe("OFF");
      await das.setKillSwitch(INSTANCE_ID, "ON");
      expect(await das.getKillSwitch(INSTANCE_ID)).toBe("ON");
    });
  },
);

describe("our MRS client against the emulator", () => {
  beforeEach(() => start());

  test("looks at a statement and cancels it, twice", async () => {
    const { mrs } = clients();
    const running = { id: SQL_ID, status: "RUNNING", statement: "select 1", message: null };
    expect(await mrs.showSql(CLUSTER_ID, SQL_ID)).toEqual(running);
    await mrs.cancelSql(CLUSTER_ID, SQL_ID);
    expect(await mrs.showSql(CLUSTER_ID, SQL_ID)).toMatchObject({ id: SQL_ID, status: "FAILED" });
    await expect(mrs.cancelSql(CLUSTER_ID, SQL_ID)).resolves.toMatchObject({ requestId: expect.any(String) });
  });

  test("tells what is refused from what does not exist", async () => {
    const stubborn = { sql_id: "20190909_011820_00152_x2f9a", refuse: "Cancel sql error" };
    await emulator.addSessions({ service: "mrs", instance_id: CLUSTER_ID, sessions: [stubborn] });
    const { mrs } = clients();
    expect(await failed(mrs.cancelSql(CLUSTER_ID, stubborn.sql_id))).toMatchObject({
      code: "DBKILL_ERR_REJECTED",
      vendorMessage: "Cancel sql error",
    });
    const unknown = { code: "DBKILL_ERR_NOT_FOUND" };
    expect(await failed(mrs.cancelSql(CLUSTER_ID, "20190909_011820_00153_x2f9a"))).toMatchObject(unknown);
    expect(await failed(mrs.showSql(CLUSTER_ID, "20190909_011820_00153_x2f9a"))).toMatchObject(unknown);
    expect(await failed(mrs.showSql("c-2", SQL_ID))).toMatchObject({ ...unknown, vendorCode: "12000003" });
  });
});

describe("a filter of any texts", () => {
  beforeEach(() => start());

  test("is listed as it was sent", async () => {
    const { das } = clients();
    const text = fc.string({ unit: "binary", minLength: 1, maxLength: 64 });
    const isSent = (wanted: Parameters<typeof toSessionFilter>[0]) => {
      try {
        assertSelective(toSessionFilter(wanted));
        return true;
      } catch {
        return false;
      }
    };
    const fields = fc.record({
      user: fc.option(text, { nil: undefined }),
      host: fc.option(text, { nil: undefined }),
      db: fc.option(text, { nil: undefined }),
      command: fc.constantFrom(undefined, "Query", "Sleep"),
      info: fc.option(text, { nil: undefined }),
      time: fc.nat(2 ** 31 - 1),
    });
    const filter = fields.filter(isSent);
    await fc.assert(
      fc.asyncProperty(filter, async (wanted) => {
        await das.addKillTask(INSTANCE_ID, { ...wanted, task_duration: 60, task_type: "manual" });
        const { tasks: listed } = await das.listKillTasks(INSTANCE_ID);
        const newest = listed.reduce((a, b) => (Number(a.taskId) > Number(b.taskId) ? a : b));
        const { user = null, host = null, db = null, command = null, info = null, time } = wanted;
        expect(newest).toMatchObject({ user, host, db, command, info, time });
        await das.terminateKillTask(INSTANCE_ID, newest.taskId);
      }),
      { numRuns: 50 },
    );
  });
});

describe("what the emulator refuses, our clients tell apart", () => {
  beforeEach(() => start());

  test("temporary credentials are accepted, with their own token alone", async () => {
    const credentials = {
      accessKey: "temporary",
      secretKey: "temporary-secret",
      securityToken: "temporary-token",
    };
    await expect(clients({ credentials }).das.getKillSwitch(INSTANCE_ID)).resolves.toBe("ON");
    const old = clients({ credentials: { ...credentials, securityToken: "old" } });
    expect(await failed(old.das.getKillSwitch(INSTANCE_ID))).toMatchObject({
      code: "DBKILL_ERR_AUTHENTICATION",
      vendorCode: "APIGW.0301",
      remedy: expect.stringContaining("temporary credentials"),
    });
  });

  test("a wrong secret is tried once, however many calls are made, and never locks the key", async () => {
    const { das, mrs } = clients({ credentials: { secretKey: "wrong" } });
    const errors = await Promise.all([
      ...Array.from({ length: 10 }, () => failed(das.getKillSwitch(INSTANCE_ID))),
      failed(mrs.showSql("c1", "20190909_011820_00151_xxxxx")),
    ]);
    expect(new Set(errors.map(({ code }) => code))).toEqual(new Set(["DBKILL_ERR_AUTHENTICATION"]));
    expect((await emulator.requests({})).requests).toHaveLength(1);
    expect(await clients().das.getKillSwitch(INSTANCE_ID)).toBe("ON");
  });

  test("a key that others locked is called locked", async () => {
    for (let run = 1; run <= 5; run++) {
      const { das } = clients({ credentials: { secretKey: "wrong" } });
      expect(await failed(das.getKillSwitch(INSTANCE_ID))).toMatchObject({
        code: "DBKILL_ERR_AUTHENTICATION",
        remedy: expect.stringContaining("Check the secret key"),
      });
    }
    expect(await failed(clients().das.getKillSwitch(INSTANCE_ID))).toMatchObject({
      code: "DBKILL_ERR_AUTHENTICATION",
      remedy: expect.stringContaining("The key is locked"),
    });
  });

  test("an unknown key, a wrong project, an unknown instance and a wrong id are different errors", async () => {
    const nobody = clients({ credentials: { accessKey: "nobody" } }).das;
    const elsewhere = clients({ projectId: "wrong" }).das;
    const { das } = clients();
    const errors = [
      await failed(nobody.getKillSwitch(INSTANCE_ID)),
      await failed(elsewhere.getKillSwitch(INSTANCE_ID)),
      await failed(das.getKillSwitch("0".repeat(32))),
      await failed(das.getKillSwitch("rds-1")),
    ].map(({ code, vendorCode }) => `${code} ${vendorCode}`);
    expect(errors).toEqual([
      "DBKILL_ERR_AUTHENTICATION APIGW.0301",
      "DBKILL_ERR_PROJECT DAS.200113",
      "DBKILL_ERR_NOT_FOUND DAS.200114",
      "DBKILL_ERR_REJECTED DAS.200114",
    ]);
  });

  test("stopping a task that is not there is not found, and a sixth task is refused", async () => {
    const { das } = clients();
    expect(await failed(das.terminateKillTask(INSTANCE_ID, "7"))).toMatchObject({
      code: "DBKILL_ERR_NOT_FOUND",
    });
    for (let task = 1; task <= 5; task++) await das.addKillTask(INSTANCE_ID, INPUT);
    expect(await failed(das.addKillTask(INSTANCE_ID, INPUT))).toMatchObject({
      code: "DBKILL_ERR_REJECTED",
      ambiguous: false,
    });
  });

  test.each<[Fault["kind"], string]>([
    ["reset_after", "DBKILL_ERR_NETWORK"],
    ["malformed", "DBKILL_ERR_(MALFORMED_RESPONSE|NETWORK)"],
    ["slow", "DBKILL_ERR_TIMEOUT"],
  ])("after %s an added task is ambiguous, added once, and runs", async (kind, code) => {
    const slow = kind === "slow";
    await faults({
      service: "das",
      action: "add-kill-process-task",
      kind,
      times: 1,
      ...(slow && { delay_ms: 1000 }),
    });
    const options = slow ? { requestTimeoutMs: 200, clock: systemClock } : {};
    const error = await failed(clients({}, options).das.addKillTask(INSTANCE_ID, INPUT));
    expect(error.code).toMatch(new RegExp(`^${code}$`));
    expect(error.ambiguous).toBe(true);
    expect(await calls("add-kill-process-task")).toHaveLength(1);
    expect(await tasks()).toEqual(["running"]);
  });

  test.each<Fault["kind"]>([
    "reset_before",
    "reset_after",
    "http_500",
    "http_503",
    "malformed",
    "throttle",
    "refuse",
  ])("a listing survives %s", async (kind) => {
    await faults({ service: "das", action: "query-kill-process-task", kind, times: 2 });
    await expect(clients().das.listKillTasks(INSTANCE_ID)).resolves.toMatchObject({ tasks: [] });
  });

  test.each([
    ["APIGW.0308", "THROTTLED"],
    ["DAS.200002", "THROTTLED"],
    ["APIGW.0301", "AUTHENTICATION"],
  ])("%s of an added task is %s, and nothing was done", async (code, kind) => {
    await faults({ service: "das", action: "add-kill-process-task", kind: "code", code });
    expect(await failed(clients().das.addKillTask(INSTANCE_ID, INPUT))).toMatchObject({
      code: `DBKILL_ERR_${kind}`,
      vendorCode: code,
      ambiguous: false,
    });
    expect(await tasks()).toEqual([]);
    expect(await calls("add-kill-process-task")).toHaveLength(kind === "THROTTLED" ? 7 : 1);
  });
});
