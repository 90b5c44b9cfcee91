import { Emulator, type FaultKind, type ServiceName, type SessionsInput } from "../../../src/emulator";
import { VERSION } from "../../../src/version";
import { codeIn, exchange, READS, tencent } from "../../support/emulator-calls";

const SERVICES = Object.keys(READS) as ServiceName[];
const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

/** What each vendor answers where it can't serve a call. */
const CODES: Record<ServiceName, Record<"unsigned" | "forged" | "missing" | "throttle", [number, string]>> = {
  dbbrain: {
    unsigned: [200, "AuthFailure.InvalidAuthorization"],
    forged: [200, "AuthFailure.SignatureFailure"],
    missing: [200, "ResourceNotFound"],
    throttle: [200, "RequestLimitExceeded"],
  },
  das: {
    unsigned: [401, "APIGW.0301"],
    forged: [401, "APIGW.0301"],
    missing: [400, "DAS.200114"],
    throttle: [429, "APIGW.0308"],
  },
  mrs: {
    unsigned: [401, "APIGW.0301"],
    forged: [401, "APIGW.0301"],
    missing: [400, "12000003"],
    throttle: [429, "APIGW.0308"],
  },
  clickhouse: {
    unsigned: [400, "MissingAccessKeyId"],
    forged: [400, "SignatureDoesNotMatch"],
    missing: [404, "InvalidDBClusterId.NotFound"],
    throttle: [400, "Throttling.User"],
  },
  oceanbasepro: {
    unsigned: [400, "MissingAccessKeyId"],
    forged: [400, "SignatureDoesNotMatch"],
    missing: [404, "InvalidInstanceId.NotFound"],
    throttle: [400, "Throttling.User"],
  },
};

describe("the control interface, as tools outside of the repository use it", () => {
  let emulator: Emulator;

  beforeAll(async () => {
    emulator = await Emulator.start();
  });
  afterAll(() => emulator.close());
  afterEach(() => emulator.reset());

  async function control(method: string, path: string, body?: unknown) {
    const response = await fetch(`${emulator.url}/_dbkill/${path}`, {
      method,
      ...(body !== undefined && {
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      }),
    });
    const text = await response.text();
    return { status: response.status, body: text === "" ? undefined : JSON.parse(text) };
  }

  const place = (more: object = {}) => ({ instanceId: "i-1", host: new URL(emulator.url).host, ...more });
  const read = (service: ServiceName, more?: object) =>
    exchange(emulator.url, READS[service].sign(place(more)));
  const post = (service: ServiceName, sessions: SessionsInput["sessions"] = []) =>
    control("POST", "sessions", {
      service,
      instance_id: "i-1",
      ...(service === "oceanbasepro" && { tenant_id: "t1" }),
      sessions,
    });
  const createTask = (parameters: object) =>
    exchange(emulator.url, tencent("CreateKillTask", { InstanceId: "i-1", ...parameters }, place()));

  test("health has these fields and no others", async () => {
    expect(await control("GET", "health")).toEqual({
      status: 200,
      body: { status: "ok", version: VERSION, engine: "memory", services: SERVICES },
    });
  });

  test.each(SERVICES)("an instance of %s needs no sessions", async (service) => {
    const made = await post(service);
    expect(made).toEqual({ status: 201, body: { instance_id: "i-1", session_ids: [] } });
    expect((await control("GET", "state")).body.instances).toMatchObject([{ service, instance_id: "i-1" }]);
  });

  test.each<[ServiceName, Record<string, string>]>([
    ["clickhouse", { query_id: "q-1" }],
    ["oceanbasepro", { server: "10.1.1.1" }],
    ["mrs", { sql_id: "sql-1" }],
  ])("a session of %s is shown with its own id", async (service, own) => {
    await post(service, [own]);
    expect((await control("GET", "state")).body.sessions).toMatchObject([own]);
  });

  test("the state shows sessions, a task, its kills and what refused them, field by field", async () => {
    await post("dbbrain", [
      { id: "9", user: "report", duration_seconds: 60 },
      { id: "10", user: "report", duration_seconds: 60, unkillable: true },
      { id: "11", user: "report", duration_seconds: 60, refuse: "no" },
      { user: "app" },
    ]);
    await createTask({ Duration: -1, User: "report", Time: 60 });
    const moved = await control("POST", "clock", { advance_seconds: 2 });
    expect(moved).toEqual({ status: 200, body: { now: expect.stringMatching(RFC_3339) } });

    const { body } = await control("GET", "state?service=dbbrain&instance_id=i-1");
    expect(Object.keys(body)).toEqual(["now", "instances", "sessions", "tasks", "kills"]);
    const instance = { service: "dbbrain", instance_id: "i-1" };
    expect(body.instances).toEqual([{ ...instance, product: "mysql" }]);
    expect(body.sessions.map(({ id, status }: { id: string; status: string }) => [id, status])).toEqual([
      ["9", "killed"],
      ["10", "running"],
      ["11", "running"],
      ["12", "running"],
    ]);
    expect(body.sessions[3]).toEqual({
      ...instance,
      id: "12",
      user: "app",
      host: "",
      database: "",
      command: "Query",
      state: "",
      duration_seconds: 2,
      info: "",
      status: "running",
    });
    expect(body.tasks).toEqual([
      {
        ...instance,
        product: "mysql",
        id: "1",
        status: "running",
        match: { users: ["report"], min_duration_seconds: 60 },
        created_at: expect.stringMatching(RFC_3339),
        expires_at: null,
        kills: 1,
      },
    ]);
    expect(body.kills).toEqual([
      {
        at: expect.stringMatching(RFC_3339),
        ...instance,
        by: "task:1",
        session: { id: "9", user: "report" },
      },
    ]);
  });

  test.each<[string, number, string]>([
    ["running", 1, ""],
    ["expired", 3, ""],
    ["cancelled", 1, "CancelKillTask"],
  ])("a task of two seconds is %s", async (status, seconds, action) => {
    await post("dbbrain");
    await createTask({ Duration: 2 });
    await control("POST", "clock", { advance_seconds: seconds });
    if (action) await exchange(emulator.url, tencent(action, { InstanceId: "i-1" }, place()));
    const [task] = (await control("GET", "state")).body.tasks;
    expect(task.status).toBe(status);
    expect(Date.parse(task.expires_at) - Date.parse(task.created_at)).toBe(2000);
  });

  test("an immediate kill is by the API", async () => {
    await post("dbbrain", [{ id: "9", user: "report" }]);
    const stage = (parameters: object) =>
      exchange(emulator.url, tencent("KillMySqlThreads", { InstanceId: "i-1", ...parameters }, place()));
    const prepared = await stage({ Stage: "Prepare", Threads: [9] });
    await stage({ Stage: "Commit", SqlExecId: JSON.parse(prepared.text).Response.SqlExecId });
    const { sessions, kills } = (await control("GET", "state")).body;
    expect(sessions).toMatchObject([{ id: "9", status: "killed" }]);
    expect(kills).toMatchObject([{ by: "api", session: { id: "9", user: "report" } }]);
  });

  test("reset empties everything and answers nothing", async () => {
    await post("das", [{}]);
    await control("POST", "faults", { faults: [{ service: "das", kind: "throttle" }] });
    await read("das");
    expect(await control("POST", "reset")).toEqual({ status: 204, body: undefined });
    const { body } = await control("GET", "state");
    expect(body).toMatchObject({ instances: [], sessions: [], tasks: [], kills: [] });
    expect((await control("GET", "requests")).body).toEqual({ requests: [] });
    expect(codeIn((await read("das")).text)).toBe(CODES.das.missing[1]);
  });

  describe.each(SERVICES)("a call of %s", (service) => {
    const { action } = READS[service];
    const calls = async () => (await control("GET", `requests?service=${service}`)).body.requests;

    test("for an instance that nobody posted gets the vendor's not-found error", async () => {
      const { status, text } = await read(service);
      expect([status, codeIn(text)]).toEqual(CODES[service].missing);
    });

    test("that is not signed, or wrongly, gets the vendor's authentication error", async () => {
      await post(service);
      const call = READS[service].sign(place());
      const { authorization: _, ...headers } = call.headers;
      const unsigned = await exchange(emulator.url, { ...call, headers });
      expect([unsigned.status, codeIn(unsigned.text)]).toEqual(CODES[service].unsigned);
      const forged = await read(service, { secret: "another" });
      expect([forged.status, codeIn(forged.text)]).toEqual(CODES[service].forged);
    });

    test("is logged with these fields and no others", async () => {
      await post(service, [service === "mrs" ? { sql_id: "sql-1" } : {}]);
      expect((await read(service)).status).toBe(200);
      expect(await calls()).toEqual([
        {
          at: expect.stringMatching(RFC_3339),
          service,
          action,
          instance_id: "i-1",
          http_status: 200,
          error_code: null,
          request_id: expect.any(String),
          access_key_id: "dbkill-emulator",
          fault: null,
        },
      ]);
      const { body } = await control("GET", `requests?service=${service}&action=${action}`);
      expect(body.requests).toHaveLength(1);
      expect((await control("GET", "requests?action=Nothing")).body.requests).toEqual([]);
    });

    test.each<FaultKind>(["refuse", "reset_before", "reset_after"])("meets %s", async (kind) => {
      await post(service);
      await control("POST", "faults", { faults: [{ service, action, kind, times: 1 }] });
      await expect(read(service)).rejects.toThrow();
      await read(service);
      expect(await calls()).toMatchObject([
        { http_status: null, error_code: null, fault: kind },
        { fault: null },
      ]);
    });

    test.each<[FaultKind, object, number | undefined, string | undefined]>([
      ["http_500", {}, 500, undefined],
      ["http_503", {}, 503, undefined],
      ["throttle", {}, CODES[service].throttle[0], CODES[service].throttle[1]],
      ["code", { code: "Some.Code" }, undefined, "Some.Code"],
    ])("meets %s", async (kind, more, status, code) => {
      await post(service);
      const fault = { service, action, kind, ...more };
      expect((await control("POST", "faults", { faults: [fault] })).status).toBe(200);
      const answer = await read(service);
      if (status !== undefined) expect(answer.status).toBe(status);
      expect(codeIn(answer.text)).toEqual(code ?? expect.any(String));
      expect(await calls()).toMatchObject([
        { http_status: answer.status, error_code: codeIn(answer.text), fault: kind },
      ]);
      expect((await control("DELETE", "faults")).status).toBe(200);
      await read(service);
      expect((await calls()).at(-1).fault).toBeNull();
    });

    test("meets malformed: an answer that is cut", async () => {
      await post(service);
      await control("POST", "faults", { faults: [{ service, kind: "malformed" }] });
      const { text } = await read(service);
      expect(text).toMatch(/^\{"/);
      expect(() => JSON.parse(text)).toThrow(SyntaxError);
    });

    test("meets slow from the second call on, if the fault says so", async () => {
      await post(service);
      const fault = { service, kind: "slow", after: 1, delay_ms: 40 };
      await control("POST", "faults", { faults: [fault] });
      await read(service);
      const started = performance.now();
      await read(service);
      expect(performance.now() - started).toBeGreaterThanOrEqual(38);
      expect(await calls()).toMatchObject([{ fault: null }, { fault: "slow" }]);
    });
  });
});
