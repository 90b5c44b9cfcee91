import fc from "fast-check";
import { checkFilter, MYSQL_COMMANDS, type SessionFilter } from "../../../../../src/model";
import { dbbrainFacts } from "../../../../../src/vendors/tencent/dbbrain/facts";
import { toKillTaskFilter, toSessionFilter } from "../../../../../src/vendors/tencent/dbbrain/filter";
import { DbbrainKillTasks } from "../../../../../src/vendors/tencent/dbbrain/kill-task";
import { dbbrainAt, eagerHttp, failure } from "../../support/dbbrain";
import { fault, RawServer, type Reaction, reset, success } from "../../support/raw-server";

const text = fc.string({ minLength: 1, maxLength: 12 });
const distinct = (value: fc.Arbitrary<string>, maxLength = 4) =>
  fc.uniqueArray(value, { minLength: 1, maxLength });

/** Filters that DBbrain can express. */
const filters: fc.Arbitrary<SessionFilter> = fc
  .record(
    {
      users: distinct(text, 1),
      hosts: distinct(text, 1),
      databases: distinct(text),
      commands: distinct(fc.constantFrom(...MYSQL_COMMANDS)),
      info: fc.oneof(
        fc.record({ info_prefix: text }),
        fc.record({ info_keywords: fc.array(text, { minLength: 1, maxLength: 3 }) }),
      ),
      min_duration_seconds: fc.integer({ min: 1, max: 1_000_000 }),
    },
    { requiredKeys: [] },
  )
  .map(({ info, ...rest }) => ({ ...rest, ...info }))
  .filter((filter) => checkFilter(filter, { facts: dbbrainFacts, evaluatedBy: "task" }).length === 0);

describe("a filter as a CreateKillTask request", () => {
  test("says the whole filter and nothing more: it can be read back", () => {
    const sorted = (values?: readonly string[]) => values && [...values].sort();
    fc.assert(
      fc.property(filters, (filter) => {
        expect(toSessionFilter(toKillTaskFilter(filter))).toEqual({
          ...filter,
          ...(filter.databases && { databases: sorted(filter.databases) }),
          ...(filter.commands && { commands: sorted(filter.commands) }),
        });
      }),
    );
  });

  test("does not depend on the order of a set, and spells commands as DBbrain does", () => {
    expect(toKillTaskFilter({ databases: ["b", "a"], commands: ["SLEEP", "query"] })).toEqual({
      DB: "a,b",
      Command: "Query,Sleep",
    });
  });

  test.each<[string, SessionFilter]>([
    ["two users", { users: ["a", "b"] }],
    ["a state", { users: ["a"], states: ["executing"] }],
    ["a pattern", { users: ["a"], info_regex: "x" }],
    ["ignored comments", { info_prefix: "select", ignore_comments: true }],
    ["a transaction's age", { users: ["a"], min_transaction_seconds: 60 }],
    ["prefix and keywords", { info_prefix: "a", info_keywords: ["b"] }],
    ["a database with a comma", { databases: ["a,b"] }],
    ["nothing", {}],
    ["only unset fields", { users: undefined, min_duration_seconds: undefined }],
    ["every host", { hosts: ["%"] }],
    ["an empty list", { users: [] }],
  ])("is refused rather than widened: %s", (_what, filter) => {
    expect(() => toKillTaskFilter(filter)).toThrow("Refused");
  });
});

describe("the kill task of DBbrain", () => {
  let server: RawServer;
  const http = eagerHttp({ rateLimit: false, maxRetries: 0 });
  afterEach(() => server.close());
  afterAll(() => http.close());

  const serve = async (...reactions: Reaction[]): Promise<DbbrainKillTasks> => {
    server = await RawServer.start(...reactions);
    const client = dbbrainAt(server.url, http);
    return new DbbrainKillTasks(() => client, { service: "dbbrain", instance_id: "cdb-1" });
  };
  const sent = () => server.requests.map(({ body }) => JSON.parse(body));

  test("has one slot for each region, instance and product", async () => {
    const tasks = await serve(success());
    expect([tasks.name, tasks.slot, tasks.region]).toEqual([
      "cdb-1",
      "dbbrain/ap-guangzhou/cdb-1/mysql",
      "ap-guangzhou",
    ]);
  });

  test("is started with its filter and its time, or until it is cancelled", async () => {
    const tasks = await serve(success());
    const filter = { users: ["report"] };
    expect(await tasks.start({ filter, durationSeconds: 60 })).toEqual({
      confirmed: true,
      requestId: "req-ok",
    });
    await tasks.start({ filter, durationSeconds: null });
    await tasks.start({ filter: null, durationSeconds: null });
    const instance = { InstanceId: "cdb-1", Product: "mysql" };
    expect(sent()).toEqual([
      { ...instance, Duration: 60, User: "report" },
      { ...instance, Duration: -1, User: "report" },
      { ...instance, Duration: -1 },
    ]);
  });

  test.each([{}, { users: undefined }, { hosts: ["%"] }, { users: ["a"], states: ["x"] }])(
    "is not started for a filter like %j",
    async (filter) => {
      const tasks = await serve(success());
      expect((await failure(tasks.start({ filter, durationSeconds: null }))).constructor).toBe(Error);
      expect(server.requests).toEqual([]);
    },
  );

  test("is not started twice where the answer is lost", async () => {
    const tasks = await serve(reset);
    const request = { filter: { users: ["report"] }, durationSeconds: null };
    expect(await failure(tasks.start(request))).toMatchObject({ ambiguous: true });
    expect(server.requests).toHaveLength(1);
  });

  test("is stopped, or was not there; any other answer is an error", async () => {
    const tasks = await serve(success(), fault("ResourceNotFound"), reset, success({ Status: 0 }));
    expect(await tasks.stop(null)).toBe("stopped");
    expect(await tasks.stop(null)).toBe("none");
    expect(await failure(tasks.stop(null))).toMatchObject({ ambiguous: true });
    expect(await failure(tasks.stop(null))).toMatchObject({ ambiguous: true });
    expect(server.requests).toHaveLength(4);
  });

  test.each<[string, Reaction, boolean]>([
    ["a listing", success({ ProcessList: [] }), true],
    ["an instance that is gone", fault("ResourceNotFound"), true],
    ["a missing permission", fault("UnauthorizedOperation"), true],
    ["a throttled call, which may not have been authenticated", fault("RequestLimitExceeded"), false],
    ["a clock that is off", fault("AuthFailure.SignatureExpire"), false],
    ["a wrong key", fault("AuthFailure.SignatureFailure"), false],
    ["a server error", fault("InternalError"), false],
    ["a lost answer", reset, false],
  ])("proves our clock by %s: %s", async (_what, reaction, proven) => {
    const tasks = await serve(reaction);
    const outcome = tasks.proveClock().then(
      () => true,
      () => false,
    );
    expect(await outcome).toBe(proven);
  });

  test("is described in one line that is safe to show", async () => {
    const tasks = await serve(success());
    const filter = {
      users: ["re\u001bport"],
      databases: ["a", "b"],
      commands: ["Query"],
      info_keywords: ["select", "from\n"],
      min_duration_seconds: 60,
    };
    expect(tasks.describe({ filter, durationSeconds: null })).toBe(
      "user re\\x1bport, database a or b, command Query, statement with select ... from\\n, at least 60 s, until it is stopped",
    );
    expect(tasks.describe({ filter: null, durationSeconds: 60 })).toBe("every session, for 60 s");
  });
});
