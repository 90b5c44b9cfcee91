import { emulatorEnvironment, VENDORS } from "../../../scripts/emulator-environment";
import { Emulator, type Fault } from "../../../src/emulator";
import type { Session, Target } from "../../../src/model";
import { sessionKey } from "../../../src/model";
import { adaptersOf } from "../../../src/vendors/adapters";
import { classify } from "../../../src/vendors/classify";
import { createHttp, type Http } from "../../../src/vendors/http";
import { systemClock } from "../../../src/vendors/http/clock";

const DAS_INSTANCE = "bcfa975193f1402fa11a6d4fd6baf5fbin01";
const BIG = "9007199254740993";

/** One target of each service that lists, with a session to kill and one to spare. */
const LISTED: readonly [string, Target, object, readonly [object, object]][] = [
  [
    "DBbrain",
    { service: "dbbrain", instance_id: "cdb-1", product: "mysql" },
    { product: "mysql" },
    [{ id: "11" }, { id: "12" }],
  ],
  ["DAS", { service: "das", instance_id: DAS_INSTANCE }, {}, [{ id: BIG }, { id: "12" }]],
  [
    "ClickHouse, community edition",
    { service: "clickhouse", instance_id: "cc-1", edition: "community" },
    { edition: "community" },
    [{ query_id: "q 1&2" }, { query_id: "q2" }],
  ],
  [
    "ClickHouse, enterprise edition",
    { service: "clickhouse", instance_id: "cc-2", edition: "enterprise" },
    { edition: "enterprise" },
    [{ query_id: "q 1&2" }, { query_id: "q2" }],
  ],
  [
    "OceanBase",
    { service: "oceanbasepro", instance_id: "ob-1", tenant_id: "t-1" },
    { tenant_id: "t-1" },
    [
      { id: BIG, server: "10.1.0.1" },
      { id: BIG, server: "10.1.0.2" },
    ],
  ],
];

let emulator: Emulator;
let http: Http;
const signal = new AbortController().signal;

beforeAll(async () => {
  emulator = await Emulator.start();
});
beforeEach(async () => {
  await emulator.reset();
  // The emulator's faults are met at once: no back-off, and no rate limit of our own.
  http = createHttp({ userAgent: "dbkill/0.0.0-test", env: {}, random: () => 0, rateLimit: false });
});
afterEach(() => http.close());
afterAll(() => emulator.close());

/** A service's adapters as the provider makes them, with everything configured by the environment. */
const make = (target: Target) => {
  const { client, source, killer, tasks } = adaptersOf(target.service);
  const connect = () =>
    client({
      http,
      setting: () => undefined,
      endpointUrl: () => undefined,
      env: Object.assign({}, ...VENDORS.map((vendor) => emulatorEnvironment(vendor, emulator.url))),
      home: "/nonexistent",
      redact: () => {},
    });
  return {
    source: source(connect, target, systemClock),
    killer: killer(connect, target, systemClock),
    tasks: tasks?.(connect, target),
  };
};
const faultOf = async (promise: Promise<unknown>) => {
  const thrown = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(thrown).toBeDefined();
  return classify(thrown);
};
const faults = (target: Target, fault: Omit<Fault, "service">) =>
  emulator.setFaults([{ service: target.service, ...fault } as Fault]);

describe.each(LISTED)("the sessions of %s", (_name, target, where, ids) => {
  const common = { user: "report", duration_seconds: 75, info: "select 1" };
  const KILL = /^(KillMySqlThreads|kill-process|KillProcess|KillProcessList)$/;
  const kills = async () => {
    const { requests } = await emulator.requests();
    return requests.filter(({ action }) => KILL.test(action));
  };

  beforeEach(async () => {
    const { service, instance_id } = target;
    const sessions = ids.map((id) => ({ ...common, ...id }));
    await emulator.addSessions({ service, instance_id, ...where, sessions } as never);
  });

  test("are listed, and one of them is killed", async () => {
    const { source, killer } = make(target);
    const before = await source.list(signal);
    expect(before.complete).toBe(true);
    expect(before.sessions).toEqual(
      ids.map((id) => expect.objectContaining({ user: "report", info: "select 1", ...id })),
    );
    const [victim, other] = before.sessions;
    const response = await killer.kill([victim!], signal);
    expect(response).toMatchObject({ refused: new Map(), unanswered: [] });
    const sent = (await kills()).map(({ request_id }) => request_id);
    expect(response.requestIds).toEqual(sent);
    const after = await source.list(signal);
    expect(after.sessions.map(sessionKey)).toEqual([sessionKey(other!)]);
    expect(after.at).toBeGreaterThanOrEqual(before.at);
  });

  test.each(["reset_after", "malformed", "http_500"] as const)(
    "are killed once at most after %s",
    async (kind) => {
      const { source, killer } = make(target);
      const { sessions } = await source.list(signal);
      const action = { clickhouse: "KillProcess", oceanbasepro: "KillProcessList", das: "kill-process" }[
        target.service
      ];
      await faults(target, { kind, action: action ?? "KillMySqlThreads", times: 1 });
      expect(await faultOf(killer.kill([sessions[0]!], signal))).toMatchObject({ kind: "lost" });
      expect(await kills()).toHaveLength(1);
    },
  );

  test("are not killed by a throttled request, which is not repeated", async () => {
    const { source, killer } = make(target);
    const { sessions } = await source.list(signal);
    await faults(target, { kind: "throttle", times: 1 });
    expect(await faultOf(killer.kill([sessions[0]!], signal))).toMatchObject({ kind: "throttled" });
    expect(await kills()).toHaveLength(1);
    expect((await source.list(signal)).sessions).toHaveLength(2);
  });

  test("can't be listed without the permission", async () => {
    const code = { dbbrain: "UnauthorizedOperation", das: "DAS.200051" }[target.service] ?? "Forbidden.RAM";
    await faults(target, { kind: "code", code });
    const fault = await faultOf(make(target).source.list(signal));
    expect(fault).toMatchObject({ kind: "configuration", permission: true, vendorCode: code });
  });

  test("are gone with their target", async () => {
    // DAS refuses ids that are not well-formed.
    const instance_id = target.service === "das" ? `${"0".repeat(32)}in01` : "none-1";
    const { source } = make({ ...target, instance_id });
    expect(await faultOf(source.list(signal))).toMatchObject({ kind: "gone" });
  });
});

test("OceanBase refuses by session", async () => {
  const sessions = [
    { id: "1", server: "10.1.0.1", user: "report" },
    { id: "2", server: "10.1.0.1", user: "report", refuse: "You are not allowed to." },
  ];
  const target = { service: "oceanbasepro", instance_id: "ob-1", tenant_id: "t-1" };
  await emulator.addSessions({ ...target, sessions } as never);
  const { source, killer } = make(target);
  const { refused, unanswered } = await killer.kill((await source.list(signal)).sessions, signal);
  expect([...refused]).toEqual([
    ["2@10.1.0.1", expect.objectContaining({ message: "You are not allowed to." })],
  ]);
  expect(unanswered).toEqual([]);
});

test("DBbrain leaves unanswered what it spares and what is gone", async () => {
  const target = { service: "dbbrain", instance_id: "cdb-1", product: "mysql" };
  await emulator.addSessions({ ...target, sessions: [{ id: "11", user: "report" }] } as never);
  const sessions = ["11", "99"].map((id) => ({ id }) as Session);
  expect(await make(target).killer.kill(sessions, signal)).toMatchObject({ unanswered: ["99"] });
});

test("ClickHouse kills everything with one request", async () => {
  const target = { service: "clickhouse", instance_id: "cc-1", edition: "community" };
  const sessions = [{ query_id: "q1", duration_seconds: 5 }, { query_id: "q2" }];
  await emulator.addSessions({ ...target, sessions } as never);
  const { source, killer } = make(target);
  expect((await killer.killAll!(signal)).requestIds).toHaveLength(1);
  expect((await source.list(signal)).sessions).toEqual([]);
});

test("MRS looks statements up and cancels them", async () => {
  const target = { service: "mrs", instance_id: "c-1" };
  const sessions = [
    { sql_id: "s-1", info: "select 1" },
    { sql_id: "s-2", info: "select 2", state: "FINISHED" },
    { sql_id: "s-3", info: "select 3", refuse: "not now" },
  ];
  await emulator.addSessions({ ...target, sessions } as never);
  const { source, killer } = make(target);
  const before = await source.list(signal, ["s-1", "s-2", "s-3", "s-4"]);
  expect(before.sessions.map(({ id }) => id)).toEqual(["s-1", "s-3"]);
  expect(before.ended).toEqual(
    new Map([["s-2", expect.objectContaining({ status: "FINISHED", finished: true })]]),
  );
  expect([...before.unknown!.keys()]).toEqual(["s-4"]);
  expect(classify(before.unknown!.get("s-4"))).toMatchObject({ kind: "not_found" });

  const [running, refusing] = before.sessions;
  expect(await killer.kill([running!], signal)).toMatchObject({ refused: new Map(), unanswered: [] });
  const { refused } = await killer.kill([refusing!], signal);
  expect([...refused]).toEqual([["s-3", expect.objectContaining({ message: "not now", code: "FAILED" })]]);
  const after = await source.list(signal, ["s-1", "s-3"]);
  expect(after.ended!.get("s-1")).toMatchObject({ finished: false });
  expect(after.sessions.map(({ id }) => id)).toEqual(["s-3"]);
  expect(await faultOf(make({ ...target, instance_id: "none" }).source.list(signal, ["s-1"]))).toMatchObject({
    kind: "gone",
  });
});

describe("kill tasks", () => {
  const states = async () => (await emulator.state()).tasks.map(({ status, match }) => ({ status, match }));
  const request = {
    filter: {
      users: ["report"],
      commands: ["query"],
      info_keywords: ["select", "1"],
      min_duration_seconds: 60,
    },
    durationSeconds: 300,
  };
  const match = {
    users: ["report"],
    commands: ["Query"],
    info_keywords: ["select", "1"],
    min_duration_seconds: 60,
  };

  test("of DBbrain start, hold their slot and stop", async () => {
    const target = { service: "dbbrain", instance_id: "cdb-1", product: "mysql" };
    await emulator.addSessions({ ...target, sessions: [{ id: "11", user: "app" }] } as never);
    const tasks = make(target).tasks!;
    expect(await tasks.start(request)).toMatchObject({ confirmed: true });
    expect(await states()).toEqual([{ status: "running", match }]);
    expect(await faultOf(tasks.start(request))).toMatchObject({ kind: "busy" });
    await expect(tasks.proveClock!()).resolves.toBeUndefined();
    expect(await tasks.stop(null)).toBe("stopped");
    expect(await tasks.stop(null)).toBe("none");
    expect(await tasks.start({ filter: null, durationSeconds: null })).toMatchObject({ confirmed: true });
    expect(await states()).toMatchObject([{ status: "cancelled" }, { status: "running" }]);
  });

  test("of DBbrain are started once where the answer is lost", async () => {
    const target = { service: "dbbrain", instance_id: "cdb-1", product: "mysql" };
    await emulator.addSessions({ ...target, sessions: [{ id: "11", user: "app" }] } as never);
    await faults(target, { kind: "reset_after", action: "CreateKillTask", times: 1 });
    expect(await faultOf(make(target).tasks!.start(request))).toMatchObject({ kind: "lost" });
    expect(await states()).toHaveLength(1);
  });

  test("of DAS start, are listed as they were asked for, and stop", async () => {
    const target = { service: "das", instance_id: DAS_INSTANCE };
    await emulator.addSessions({ ...target, sessions: [{ id: "12", user: "app" }] } as never);
    const { tasks: optional } = make(target);
    const tasks = optional!;
    expect(await tasks.isSwitchOn!()).toBe(true);
    expect(await tasks.start(request)).toMatchObject({ confirmed: true });
    const { tasks: listed, at } = await tasks.list!();
    expect(listed).toHaveLength(1);
    const [task] = listed;
    expect(task).toMatchObject({ status: "running", request: { filter: match, durationSeconds: 300 } });
    expect(tasks.isSame!(task!, request)).toBe(true);
    expect(tasks.isSame!(task!, { ...request, durationSeconds: null })).toBe(false);
    expect(Math.abs(task!.endsAt!.getTime() - at.getTime() - 300_000)).toBeLessThan(60_000);
    expect(await tasks.stop(task!.taskId)).toBe("stopped");
    expect(await tasks.stop(task!.taskId)).toBe("none");
    expect((await tasks.list!()).tasks.filter(({ status }) => status === "running")).toEqual([]);
  });

  test("of DAS expire by its own clock", async () => {
    const target = { service: "das", instance_id: DAS_INSTANCE };
    await emulator.addSessions({ ...target, sessions: [{ id: "12", user: "app" }] } as never);
    const tasks = make(target).tasks!;
    await tasks.start({ ...request, durationSeconds: 60 });
    await emulator.advanceClock(120);
    expect((await tasks.list!()).tasks).toMatchObject([{ status: "expired" }]);
  });
});
