import { Emulator } from "../../../src/emulator";
import { SERVICE_NAMES } from "../../../src/emulator/core/types";
import { VERSION } from "../../../src/version";

describe("the control interface over HTTP", () => {
  let emulator: Emulator;

  beforeAll(async () => {
    emulator = await Emulator.start();
  });
  afterAll(() => emulator.close());
  afterEach(() => emulator.reset());

  async function call(method: string, path: string, body?: unknown) {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    const headers = text === undefined ? undefined : { "content-type": "application/json" };
    const response = await fetch(`${emulator.url}/_dbkill/${path}`, { method, headers, body: text });
    const answer = await response.text();
    return { status: response.status, headers: response.headers, body: answer && JSON.parse(answer) };
  }

  const post = (sessions: unknown, more: object = {}) =>
    call("POST", "sessions", { service: "dbbrain", instance_id: "cdb-1", ...more, sessions });

  test("health names the version, the engine and what is served", async () => {
    expect(await call("GET", "health")).toMatchObject({
      status: 200,
      body: {
        status: "ok",
        version: VERSION,
        engine: "memory",
        services: SERVICE_NAMES,
      },
    });
  });

  test("an empty emulator has an empty state", async () => {
    const { status, body } = await call("GET", "state");
    expect(status).toBe(200);
    expect(body).toEqual({ now: body.now, instances: [], sessions: [], tasks: [], kills: [] });
    expect(new Date(body.now).toISOString()).toBe(body.now);
  });

  test("posted sessions appear in the state with every field", async () => {
    const made = await post([
      {
        id: "11",
        user: "report",
        host: "10.0.0.7:51234",
        database: "shop",
        command: "Execute",
        state: "Sending data",
        duration_seconds: 75,
        info: "select 1",
      },
      { user: "app", database: null },
    ]);
    expect(made.status).toBe(201);
    expect(made.body).toEqual({ instance_id: "cdb-1", session_ids: ["11", "12"] });
    const { body } = await call("GET", "state");
    expect(body.instances).toEqual([{ service: "dbbrain", instance_id: "cdb-1", product: "mysql" }]);
    expect(body.sessions).toEqual([
      {
        service: "dbbrain",
        instance_id: "cdb-1",
        id: "11",
        user: "report",
        host: "10.0.0.7:51234",
        database: "shop",
        command: "Execute",
        state: "Sending data",
        duration_seconds: 75,
        info: "select 1",
        status: "running",
      },
      {
        service: "dbbrain",
        instance_id: "cdb-1",
        id: "12",
        user: "app",
        host: "",
        database: "",
        command: "Query",
        state: "",
        duration_seconds: 0,
        info: "",
        status: "running",
      },
    ]);
  });

  test("an instance's product follows from its id unless it is given", async () => {
    await post([], { instance_id: "cynosdbmysql-1" });
    await post([], { instance_id: "cdb-2", product: "cynosdb" });
    await post([{}], { instance_id: "cdb-2", product: "mysql" });
    const { instances, sessions } = await emulator.state();
    expect(instances.map(({ instance_id, product }) => [instance_id, product])).toEqual([
      ["cynosdbmysql-1", "cynosdb"],
      ["cdb-2", "cynosdb"],
      ["cdb-2", "mysql"],
    ]);
    expect(sessions).toHaveLength(1);
  });

  test("the state can be asked for one service or instance", async () => {
    await post([{}]);
    await post([{}, {}], { instance_id: "cdb-2" });
    const one = await call("GET", "state?service=dbbrain&instance_id=cdb-2");
    expect(one.body.instances).toHaveLength(1);
    expect(one.body.sessions).toHaveLength(2);
    const other = await call("GET", "state?service=das");
    expect(other.body.instances).toEqual([]);
  });

  test("the clock is moved on and sessions age", async () => {
    await post([{ duration_seconds: 5 }]);
    const before = Date.now();
    const { status, body } = await call("POST", "clock", { advance_seconds: 31_536_000 });
    expect(status).toBe(200);
    expect(Date.parse(body.now) - before).toBeGreaterThanOrEqual(31_536_000_000);
    const { sessions } = await emulator.state();
    expect(sessions[0]?.duration_seconds).toBeGreaterThanOrEqual(31_536_005);
  });

  test("faults are replaced by POST and emptied by DELETE", async () => {
    const faults = [{ service: "dbbrain", kind: "code", code: "OperationDenied", times: 1 }];
    expect(await call("POST", "faults", { faults })).toMatchObject({ status: 200, body: { faults } });
    expect(await call("DELETE", "faults")).toMatchObject({ status: 200, body: { faults: [] } });
  });

  test("reset empties everything and brings back real time", async () => {
    await post([{}]);
    await call("POST", "clock", { advance_seconds: 3600 });
    await fetch(emulator.url, { method: "POST", headers: { "X-TC-Action": "CreateKillTask" } });
    expect((await call("GET", "requests")).body.requests).toHaveLength(1);
    const reset = await call("POST", "reset");
    expect(reset).toMatchObject({ status: 204, body: "" });
    const state = await emulator.state();
    expect(state).toMatchObject({ instances: [], sessions: [], tasks: [], kills: [] });
    expect(Date.parse(state.now)).toBeLessThanOrEqual(Date.now());
    expect((await call("GET", "requests")).body).toEqual({ requests: [] });
  });

  test("reset takes an empty object for no body, and a body of no use for a mistake that empties nothing", async () => {
    await post([{}]);
    const refused = await call("POST", "reset", { service: "dbbrain" });
    expect(refused).toMatchObject({
      status: 400,
      body: { error: { code: "InvalidField", message: "service: unknown field; none is known here" } },
    });
    expect((await emulator.state()).sessions).toHaveLength(1);
    expect((await call("POST", "reset", {})).status).toBe(204);
    expect((await emulator.state()).sessions).toEqual([]);
  });

  test("a fault may name only an action that its service has", async () => {
    const fault = (service: string) =>
      call("POST", "faults", { faults: [{ service, action: "CreateKilTask", kind: "refuse" }] });
    expect(await fault("dbbrain")).toMatchObject({
      status: 400,
      body: {
        error: {
          message:
            "faults[0].action: is no action of dbbrain; known are CreateKillTask, CancelKillTask, KillMySqlThreads, DescribeMySqlProcessList",
        },
      },
    });
    expect((await fault("das")).body.error.message).toContain(
      "known are preview-session-for-kill-process-task, ",
    );
  });

  test("the state can be read however far the clock was moved on", async () => {
    await post([{}]);
    for (let n = 0; n < 3000; n++) await emulator.advanceClock(3_155_760_000);
    expect((await emulator.state()).now).toBe("+275760-09-13T00:00:00.000Z");
  });

  test("requests can be asked for one service or action", async () => {
    for (const action of ["CreateKillTask", "CancelKillTask", "CreateKillTask"]) {
      await fetch(emulator.url, { method: "POST", headers: { "X-TC-Action": action } });
    }
    const chosen = await call("GET", "requests?service=dbbrain&action=CreateKillTask");
    expect(chosen.body.requests).toHaveLength(2);
    expect((await call("GET", "requests?service=mrs")).body.requests).toEqual([]);
  });

  test.each<[number, string, string, unknown, string]>([
    [404, "GET", "nothing", undefined, "NotFound"],
    [404, "GET", "constructor", undefined, "NotFound"],
    [405, "POST", "state", {}, "MethodNotAllowed"],
    [405, "GET", "sessions", undefined, "MethodNotAllowed"],
    [405, "GET", "reset", undefined, "MethodNotAllowed"],
    [400, "GET", "state?tenant=1", undefined, "InvalidField"],
    [400, "GET", "state?service=ec2", undefined, "InvalidField"],
    [400, "GET", "requests?since=1", undefined, "InvalidField"],
    [400, "POST", "clock", "{", "InvalidField"],
    [400, "POST", "clock", [], "InvalidField"],
    [400, "POST", "clock", {}, "InvalidField"],
    [400, "POST", "clock", { advance_seconds: -1 }, "InvalidField"],
    [400, "POST", "clock", { advance_seconds: "60" }, "InvalidField"],
    [400, "POST", "clock", { advance_seconds: 60, backwards: true }, "InvalidField"],
    [400, "POST", "faults", {}, "InvalidField"],
    [400, "POST", "faults", { faults: [], replace: true }, "InvalidField"],
    [400, "POST", "faults", { faults: [{ service: "dbbrain", kind: "boom" }] }, "InvalidField"],
    [400, "POST", "sessions", { service: "dbbrain", sessions: [] }, "InvalidField"],
    [400, "POST", "sessions", { service: "dbbrain", instance_id: "a" }, "InvalidField"],
    [400, "POST", "sessions", { service: "rds", instance_id: "a", sessions: [] }, "InvalidField"],
    [
      400,
      "POST",
      "sessions",
      { service: "dbbrain", instance_id: "a", sessions: [], size: 1 },
      "InvalidField",
    ],
    [
      400,
      "POST",
      "sessions",
      { service: "dbbrain", instance_id: "a", sessions: [{ age: 1 }] },
      "InvalidField",
    ],
    [
      400,
      "POST",
      "sessions",
      { service: "dbbrain", instance_id: "a", sessions: [{ id: "x" }] },
      "InvalidField",
    ],
    [
      400,
      "POST",
      "sessions",
      { service: "dbbrain", instance_id: "a", sessions: [{ id: 7 }] },
      "InvalidField",
    ],
    [
      400,
      "POST",
      "sessions",
      { service: "dbbrain", instance_id: "a", product: "x", sessions: [] },
      "InvalidField",
    ],
    [
      409,
      "POST",
      "sessions",
      { service: "dbbrain", instance_id: "a", sessions: [{ id: "1" }, { id: "1" }] },
      "SessionExists",
    ],
  ])("answers %d to %s %s %j", async (status, method, path, body, code) => {
    const answer = await call(method, path, body);
    expect(answer.status).toBe(status);
    expect(answer.body).toEqual({ error: { code, message: expect.any(String) } });
    expect((await emulator.state()).instances).toEqual([]);
  });

  test("an error names the field and what it has to be", async () => {
    const { body } = await post([{}, { duration_seconds: -1 }]);
    expect(body.error.message).toBe("sessions[1].duration_seconds: must be a number from 0 to 3155760000");
  });

  test("a wrong method is told the right ones", async () => {
    expect((await call("PUT", "faults", {})).headers.get("allow")).toBe("POST, DELETE");
  });

  test("a call for nobody is 404, an unsigned call the vendor's authentication error", async () => {
    const nobody = await fetch(`${emulator.url}/v9/nothing`);
    expect([nobody.status, await nobody.json()]).toMatchObject([404, { error: { code: "UnknownVendor" } }]);
    const unsigned = await fetch(emulator.url, {
      method: "POST",
      headers: { "X-TC-Action": "CreateKillTask" },
    });
    expect([unsigned.status, await unsigned.json()]).toEqual([
      200,
      {
        Response: {
          Error: { Code: "AuthFailure.InvalidAuthorization", Message: expect.any(String) },
          RequestId: expect.any(String),
        },
      },
    ]);
  });

  test("the root is a page that says what this is and how to control it", async () => {
    const page = await fetch(emulator.url);
    expect([page.status, page.headers.get("content-type")]).toEqual([200, "text/plain; charset=utf-8"]);
    const text = await page.text();
    for (const path of [
      "health",
      "state",
      "sessions",
      "tasks",
      "clock",
      "faults",
      "quirks",
      "requests",
      "reset",
    ]) {
      expect(text).toContain(`/_dbkill/${path}`);
    }
  });

  describe("a task that somebody starts in the console", () => {
    const start = (task: object) => call("POST", "tasks", { instance_id: "cdb-1", ...task });

    test("takes DBbrain's one slot, and a second one is refused", async () => {
      await post([{ id: "1", user: "report" }]);
      const match = { users: ["report"] };
      const made = await start({ service: "dbbrain", match, duration_seconds: 60 });
      expect(made).toMatchObject({ status: 201, body: { instance_id: "cdb-1", task_id: "1" } });
      expect(await start({ service: "dbbrain", match })).toMatchObject({
        status: 409,
        body: { error: { code: "TaskExists" } },
      });
      await emulator.advanceClock(61);
      const { tasks, kills } = await emulator.state();
      expect(tasks).toMatchObject([{ id: "1", status: "expired", match }]);
      expect(kills).toMatchObject([{ by: "task:1", session: { id: "1" } }]);
    });

    test("is the sixth on a DAS instance: refused; so is what DAS has no filter for", async () => {
      await post([], { service: "das" });
      for (const users of [["a"], ["b"], ["c"], ["d"], ["e"]]) {
        expect((await start({ service: "das", match: { users } })).status).toBe(201);
      }
      expect(await start({ service: "das", match: {} })).toMatchObject({
        status: 409,
        body: { error: { code: "TooManyTasks" } },
      });
      for (const match of [{ users: ["a", "b"] }, { info_prefix: "SELECT" }]) {
        expect((await start({ service: "das", match })).body.error.code).toBe("InvalidField");
      }
      expect((await emulator.state()).tasks.map(({ id }) => id)).toEqual(["1", "2", "3", "4", "5"]);
    });

    test.each<[number, string, object]>([
      [404, "NoSuchInstance", { service: "dbbrain", match: {} }],
      [400, "InvalidField", { service: "dbbrain" }],
      [400, "InvalidField", { service: "dbbrain", match: { user: ["a"] } }],
      [400, "InvalidField", { service: "dbbrain", match: { users: [] } }],
      [400, "InvalidField", { service: "dbbrain", match: { users: "a" } }],
      [400, "InvalidField", { service: "dbbrain", match: {}, duration_seconds: 0 }],
    ])("answers %d %s to %j", async (status, code, task) => {
      expect(await start(task)).toMatchObject({ status, body: { error: { code } } });
    });

    test("is refused on a service without kill tasks", async () => {
      await post([], { service: "clickhouse" });
      expect(await start({ service: "clickhouse", match: {} })).toMatchObject({
        status: 400,
        body: { error: { code: "NoKillTasks" } },
      });
    });
  });

  test("quirks are listed, replaced and emptied, and a reset brings back those of the start", async () => {
    const inForce = async () => (await call("GET", "quirks")).body.quirks;
    expect(await inForce()).toEqual([]);
    expect((await call("POST", "quirks", { quirks: ["no-date", "success-false"] })).status).toBe(200);
    expect(await inForce()).toEqual(["no-date", "success-false"]);
    expect((await fetch(`${emulator.url}/_dbkill/health`)).headers.has("date")).toBe(false);
    expect((await call("POST", "quirks", { quirks: ["late"] })).body.error.code).toBe("InvalidField");
    expect(await inForce()).toEqual(["no-date", "success-false"]);
    await call("DELETE", "quirks");
    expect(await inForce()).toEqual([]);
    const quirky = await Emulator.start({ quirks: ["no-date"] });
    try {
      await quirky.setQuirks([]);
      expect((await fetch(quirky.url)).headers.has("date")).toBe(true);
      await quirky.reset();
      expect((await fetch(quirky.url)).headers.has("date")).toBe(false);
    } finally {
      await quirky.close();
    }
  });

  test("sessions given at the start are there, and wrong ones are an error of that option", async () => {
    const sessions = [{ service: "dbbrain" as const, instance_id: "cdb-9", sessions: [{ id: "7" }] }];
    const started = await Emulator.start({ sessions });
    try {
      expect((await started.state()).sessions).toMatchObject([{ instance_id: "cdb-9", id: "7" }]);
    } finally {
      await started.close();
    }
    const wrong = [{ ...sessions[0]!, instance_id: "" }];
    await expect(Emulator.start({ sessions: wrong })).rejects.toMatchObject({ option: "sessions" });
  });

  test("a listener is told of calls, tasks and kills as they happen", async () => {
    const events: string[] = [];
    const told = await Emulator.start({
      onEvent: (event) => events.push(`${event.kind} ${"event" in event ? event.event : ""}`.trim()),
    });
    try {
      await told.addSessions({ service: "dbbrain", instance_id: "cdb-1", sessions: [{ user: "report" }] });
      await told.addTask({ service: "dbbrain", instance_id: "cdb-1", match: {}, duration_seconds: 60 });
      await fetch(told.url, { method: "POST", headers: { "X-TC-Action": "CreateKillTask" } });
      await told.advanceClock(60);
      await told.state();
      expect(events).toEqual(["task started", "call", "kill", "task expired"]);
    } finally {
      await told.close();
    }
  });

  test("a listener is told of a kill that nobody looks at", async () => {
    const kill = new Promise<void>((resolve) => {
      void Emulator.start({
        onEvent: ({ kind }) => {
          if (kind === "kill") resolve();
        },
      }).then(async (told) => {
        await told.addSessions({ service: "dbbrain", instance_id: "cdb-1", sessions: [{ user: "report" }] });
        await told.addTask({ service: "dbbrain", instance_id: "cdb-1", match: {} });
        await kill;
        await told.close();
      });
    });
    await kill;
  });

  test("what is to happen right before a call happens once, before it is carried out", async () => {
    await post([{ id: "1", user: "report" }]);
    emulator.before("CreateKillTask", () =>
      emulator.addSessions({
        service: "dbbrain",
        instance_id: "cdb-1",
        sessions: [{ id: "1", user: "boss" }],
      }),
    );
    const running = async () => {
      const { sessions } = await emulator.state();
      return sessions.filter(({ status }) => status === "running").map(({ user }) => user);
    };
    await fetch(emulator.url, { method: "POST", headers: { "X-TC-Action": "CancelKillTask" } });
    expect(await running()).toEqual(["report"]);
    await fetch(emulator.url, { method: "POST", headers: { "X-TC-Action": "CreateKillTask" } });
    expect(await running()).toEqual(["boss"]);
    await fetch(emulator.url, { method: "POST", headers: { "X-TC-Action": "CreateKillTask" } });
    expect((await emulator.state()).sessions).toHaveLength(2);
  });

  test("a body beyond all measure is refused", async () => {
    const { status, body } = await call("POST", "clock", "x".repeat(10 * 1024 * 1024 + 1));
    expect([status, body.error.code]).toEqual([413, "TooLarge"]);
  });
});
