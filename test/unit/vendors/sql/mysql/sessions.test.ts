import { classify } from "../../../../../src/vendors/classify";
import type { MysqlClient } from "../../../../../src/vendors/sql/mysql/client";
import { DriverError, TIMED_OUT } from "../../../../../src/vendors/sql/mysql/driver";
import type { KillScope } from "../../../../../src/vendors/sql/mysql/facts";
import { MysqlKiller, MysqlSessions } from "../../../../../src/vendors/sql/mysql/sessions";
import { answered, FakeServer, LOST, PASSWORD, row } from "./support";

const target = { service: "mysql", instance_id: "db.example.com:3307" };
const { signal } = new AbortController();
const clock = { now: () => 5 };

function adapters(client: MysqlClient, scope?: KillScope) {
  const options = scope && { scope };
  return {
    source: new MysqlSessions(() => client, target, clock, options),
    killer: new MysqlKiller(() => client, target, options),
  };
}

/** A server with sessions, whose answer to a kill is the last argument. */
function serverWith(
  rows: ReturnType<typeof row>[],
  onKill: () => ReturnType<FakeServer["answer"]> = () => [],
) {
  const server: FakeServer = new FakeServer((statement) =>
    statement.includes("PROCESSLIST p") ? [...rows, server.ownRow()] : onKill(),
  );
  return server;
}

async function faultOf(promise: Promise<unknown>) {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return { error: error as Error, fault: classify(error) };
}

describe("a server whose clock is set forward", () => {
  const list = async (version: string) => {
    let passed = 0;
    let stepped = 0;
    const shown = () => String(1_700_000_000 + passed + stepped);
    const server = serverWith([]);
    server.version = version;
    server.answer = () => {
      const time = 1_000 + passed + (version.includes("MariaDB") ? 0 : stepped);
      const transaction_age = String(2_000 + passed + stepped);
      return [row({ id: "7", time, transaction_age }), { ...server.ownRow(), clock: shown() }];
    };
    const ours = { now: () => passed * 1_000 };
    const source = new MysqlSessions(() => client, target, ours);
    const client = server.client();
    const first = await source.list(signal);
    passed += 20;
    stepped = 600;
    return { first, second: await source.list(signal), third: await source.list(signal) };
  };

  test.each(["8.0.39", "11.8.3-MariaDB"])(
    "%s: nothing looks older than it is, and the step is told once",
    async (version) => {
      const { first, second, third } = await list(version);
      expect(first.sessions).toMatchObject([{ duration_seconds: 1_000, transaction_seconds: 2_000 }]);
      expect(first).not.toHaveProperty("clockStep");
      expect(second.sessions).toMatchObject([{ duration_seconds: 1_020, transaction_seconds: 2_020 }]);
      expect(second.clockStep).toBe(600);
      expect(third.sessions).toMatchObject([{ duration_seconds: 1_020, transaction_seconds: 2_020 }]);
      expect(third).not.toHaveProperty("clockStep");
    },
  );
});

describe("a list of sessions", () => {
  test("has everything but dbkill's own connection, and is complete", async () => {
    const server = serverWith([
      row({ id: "7", transaction_age: "31.5" }),
      row({
        id: "8",
        user: null,
        host: null,
        db: null,
        command: "Daemon",
        time: null,
        state: null,
        info: null,
      }),
    ]);
    const listing = await adapters(server.client()).source.list(signal);
    expect(listing).toMatchObject({ complete: true, at: 5 });
    expect(listing.sessions).toEqual([
      {
        id: "7",
        user: "shop",
        host: "10.0.0.7:51234",
        database: "shop",
        command: "Query",
        state: "executing",
        duration_seconds: 12,
        info: "SELECT 1",
        transaction_seconds: 31,
      },
      {
        id: "8",
        user: "system user",
        host: "",
        database: "",
        command: "Daemon",
        state: "",
        duration_seconds: 0,
        info: "",
      },
    ]);
  });

  test("leaves out the connection of another configuration of the provider", async () => {
    const server = serverWith([]);
    await adapters(server.client()).source.list(signal);
    const others = server.connections.map(({ id }) => row({ id, user: "ops" }));
    server.answer = () => [...others, server.ownRow()];
    expect((await adapters(server.client()).source.list(signal)).sessions).toEqual([]);
  });

  test("is counted in the server's time zone, where transactions began", async () => {
    const server = serverWith([]);
    await adapters(server.client()).source.list(signal);
    expect(server.statements[0]).toBe("SET SESSION time_zone = 'SYSTEM'");
  });

  test("without PROCESS has the account's own sessions, and is never complete", async () => {
    const rows = [row({ id: "7", user: "ops" })];
    const server: FakeServer = new FakeServer((statement) =>
      statement.includes("INNODB_TRX") ? answered(1227) : [...rows, server.ownRow()],
    );
    const { source } = adapters(server.client());
    const first = await source.list(signal);
    expect(first).toMatchObject({ complete: false, incomplete: expect.stringContaining("PROCESS") });
    expect(first.sessions.map(({ id }) => id)).toEqual(["7"]);
    rows.pop();
    // What it saw once it would still see.
    const second = await source.list(signal, ["7", "9"]);
    expect([...second.ended!.keys()]).toEqual(["7"]);
    expect(second.complete).toBe(false);
  });

  test("that lacks dbkill's own connection is not complete", async () => {
    const server = new FakeServer(() => [row({ id: "7" })]);
    expect(await adapters(server.client()).source.list(signal)).toMatchObject({ complete: false });
  });

  test.each([
    ["0", true],
    ["2", false],
    [null, false],
  ])(
    "by performance_schema, where the other table is gone, is complete if %s sessions are lost: %s",
    async (lost, complete) => {
      const server: FakeServer = new FakeServer((statement) => {
        if (statement.includes("information_schema.PROCESSLIST")) return answered(1109);
        return statement.includes("AS lost") ? [{ lost }] : [row({ id: "7" }), server.ownRow()];
      });
      const listing = await adapters(server.client()).source.list(signal);
      expect(listing.complete).toBe(complete);
      expect(listing.sessions).toHaveLength(1);
    },
  );

  test("of the sessions that are of interest has none of a filter's values in its statement, and its own connection", async () => {
    const server = serverWith([row({ id: "7" })]);
    const { source } = adapters(server.client());
    const hostile = "x' OR '1'='1";
    const listing = await source.list(signal, undefined, [
      { users: [hostile, "jos\u00e9"], min_duration_seconds: 60 },
      { info_prefix: hostile, min_transaction_seconds: 5 },
    ]);
    expect(listing).toMatchObject({ complete: true, sessions: [{ id: "7" }] });
    expect(server.bound).toEqual([[60, hostile, 5, `${hostile}%`]]);
    const statement = server.asked[0]!;
    expect(statement).not.toContain(hostile);
    expect(statement.split("?")).toHaveLength(5);
    expect(statement).toMatch(/ OR p\.ID = CONNECTION_ID\(\)$/);
  });

  test.each([
    ["a filter that SQL can't tell", [{ users: ["a"] }, { info_regex: "x" }]],
    ["a statement without its comments", [{ info_prefix: "x", ignore_comments: true }]],
    ["too many values", [{ users: Array.from({ length: 1_001 }, (_, at) => `user${at}`) }]],
  ])("is whole for %s", async (_, needed) => {
    const server = serverWith([]);
    await adapters(server.client()).source.list(signal, undefined, needed);
    expect([server.bound, server.asked[0]!.includes("WHERE")]).toEqual([[], false]);
  });

  test("of some ids is one statement for as many of them", async () => {
    const server = serverWith([row({ id: "7" })]);
    const { source } = adapters(server.client());
    await source.list(signal, ["7", "8", "9"]);
    await source.list(signal, ["7", "8", "9", "10"]);
    expect(server.bound).toEqual([
      ["7", "8", "9", "7"],
      ["7", "8", "9", "10"],
    ]);
    expect(new Set(server.asked).size).toBe(1);
    await source.list(signal, ["7; DROP TABLE x"]);
    expect([server.bound.length, server.asked.at(-1)!.includes("WHERE")]).toEqual([2, false]);
  });

  test("without PROCESS leaves the age of transactions to the matcher", async () => {
    const server: FakeServer = new FakeServer((statement) =>
      statement.includes("INNODB_TRX") ? answered(1227) : [row({ id: "7" }), server.ownRow()],
    );
    const { source } = adapters(server.client());
    await source.list(signal, undefined, [{ users: ["a"], min_transaction_seconds: 5 }]);
    expect(server.bound).toEqual([[5, "a"], ["a"]]);
  });

  test.each([1047, 1235, 1295, 1461])("is whole where nothing can be prepared (%s)", async (errno) => {
    const server: FakeServer = new FakeServer((statement) =>
      statement.includes("?") ? answered(errno) : [row({ id: "7" }), server.ownRow()],
    );
    const { source } = adapters(server.client());
    for (let times = 0; times < 2; times++) {
      const listing = await source.list(signal, undefined, [{ users: ["nobody"] }]);
      expect(listing).toMatchObject({ complete: true, sessions: [{ id: "7" }] });
    }
    expect(server.bound).toHaveLength(1);
  });

  test("for kills of queries has only what runs a statement", async () => {
    const server = serverWith([row({ id: "7" }), row({ id: "8", command: "Sleep", info: null })]);
    const { source } = adapters(server.client(), "query");
    expect((await source.list(signal)).sessions.map(({ id }) => id)).toEqual(["7"]);
    expect(source.facts.kill?.ends).toBe("query");
  });

  test("is asked for again over a new connection where the server ended the idle one", async () => {
    const server = serverWith([row({ id: "7" })]);
    const { source } = adapters(server.client());
    await source.list(signal);
    let calls = 0;
    const { answer } = server;
    server.answer = (statement) => (calls++ === 0 ? LOST : answer(statement));
    expect((await source.list(signal)).sessions).toHaveLength(1);
    expect(server.logins).toHaveLength(2);
  });

  test("is not taken from another server behind the same name", async () => {
    const server = serverWith([row({ id: "7" })]);
    const { source } = adapters(server.client());
    await source.list(signal);
    server.connections[0]!.open = false;
    server.hostname = "db-2";
    expect((await faultOf(source.list(signal))).fault).toMatchObject({
      kind: "configuration",
      code: "DBKILL_ERR_ENDPOINT",
    });
    server.hostname = "db-1";
    expect((await source.list(signal)).sessions).toHaveLength(1);
  });

  test("that greets as no server does is an error", async () => {
    const server = new FakeServer(() => []);
    server.version = null as never;
    expect((await faultOf(adapters(server.client()).source.list(signal))).fault?.code).toBe(
      "DBKILL_ERR_MALFORMED_RESPONSE",
    );
  });

  test("whose new connection is lost as well has failed, and has changed nothing", async () => {
    const server = new FakeServer(() => LOST);
    const { fault } = await faultOf(adapters(server.client()).source.list(signal));
    expect(fault).toMatchObject({ kind: "failed", code: "DBKILL_ERR_NETWORK" });
    expect(server.logins).toHaveLength(1);
  });

  test("is not asked for after an abort", async () => {
    const server = serverWith([]);
    const { fault } = await faultOf(adapters(server.client()).source.list(AbortSignal.abort()));
    expect(fault?.kind).toBe("aborted");
    expect(server.logins).toEqual([]);
  });
});

describe("a kill", () => {
  const kill = async (server: FakeServer, scope?: KillScope) => {
    const { source, killer } = adapters(server.client(), scope);
    const { sessions } = await source.list(signal);
    return killer.kill(sessions.slice(0, 1), signal);
  };

  test.each([
    ["8.0.39", undefined, "KILL CONNECTION 7"],
    ["8.0.39", "query", "KILL QUERY 7"],
    ["10.11.9-MariaDB", "connection", "KILL CONNECTION 7"],
    ["10.11.9-MariaDB", "query", "KILL QUERY ID 4711"],
  ] as const)("on %s of scope %s is %s", async (version, scope, statement) => {
    const isMariadb = version.includes("MariaDB");
    const server = serverWith([row({ id: "7", ...(isMariadb && { query_id: "4711" }) })]);
    server.version = version;
    expect(await kill(server, scope)).toEqual({
      refused: new Map(),
      gone: [],
      unanswered: [],
      requestIds: [],
    });
    expect(server.asked.at(-1)).toBe(statement);
    expect(server.asked[0]!.includes("QUERY_ID")).toBe(isMariadb);
  });

  test.each([1094, 1957])("that is answered by error %i found that it had ended", async (errno) => {
    const server = serverWith([row({ id: "7" })], () => answered(errno));
    expect(await kill(server)).toMatchObject({ refused: new Map(), gone: ["7"] });
  });

  test.each([1095, 1227, 1979])("that is refused by error %i names account and privilege", async (errno) => {
    const server = serverWith([row({ id: "7" })], () => answered(errno));
    const { refused } = await kill(server);
    expect(refused.get("7")).toMatchObject({ code: String(errno) });
    expect(refused.get("7")!.message).toMatch(/\bops\b.*CONNECTION_ADMIN/);
  });

  test.each([
    ["connection", "rds_kill"],
    ["query", "rds_kill_query"],
  ] as const)("of a %s goes by Amazon's procedure where the server has it", async (scope, procedure) => {
    const server: FakeServer = serverWith([row({ id: "7" }), row({ id: "9" })]);
    const { answer } = server;
    server.answer = (statement) => {
      if (statement.startsWith("KILL")) return answered(1095);
      return statement.includes("ROUTINES") ? [{ found: "1" }] : answer(statement);
    };
    const { source, killer } = adapters(server.client(), scope);
    const { sessions } = await source.list(signal);
    for (const session of sessions) {
      expect((await killer.kill([session], signal)).refused.size).toBe(0);
    }
    const sent = server.asked.slice(1).filter((statement) => !statement.includes("ROUTINES"));
    // KILL is not tried again where it was refused once.
    expect(sent.slice(1)).toEqual([`CALL mysql.${procedure}(7)`, `CALL mysql.${procedure}(9)`]);
  });

  test.each([
    ["the connection is lost", LOST],
    ["no answer comes in time", new DriverError("no answer within 1 s", { code: TIMED_OUT })],
    ["the server shuts down", answered(1053)],
    ["somebody ends our own statement", answered(1317)],
  ])("may have been carried out where %s", async (_what, error) => {
    const server = serverWith([row({ id: "7" })], () => error);
    const { fault } = await faultOf(kill(server));
    expect(fault?.kind).toBe("lost");
    expect(server.asked.filter((statement) => statement.startsWith("KILL"))).toHaveLength(1);
  });

  test("goes through no other connection than the one that listed the session", async () => {
    const server = serverWith([row({ id: "7" })]);
    const { source, killer } = adapters(server.client());
    const { sessions } = await source.list(signal);
    server.connections[0]!.open = false;
    const lost = await faultOf(killer.kill(sessions, signal));
    expect(lost.fault?.kind).toBe("failed");
    // Somebody else's look made a new connection, perhaps to another server.
    await source.list(signal);
    expect((await faultOf(killer.kill(sessions, signal))).fault?.kind).toBe("failed");
    expect(server.asked.some((statement) => statement.startsWith("KILL"))).toBe(false);
  });

  test("of a session that was never listed is not sent", async () => {
    const server = serverWith([row({ id: "7" })]);
    const { source, killer } = adapters(server.client());
    const { sessions } = await source.list(signal);
    expect((await faultOf(killer.kill([{ ...sessions[0]! }], signal))).fault?.kind).toBe("failed");
    expect(server.asked).toHaveLength(1);
  });

  test("is not sent after an abort", async () => {
    const server = serverWith([row({ id: "7" })]);
    const { source, killer } = adapters(server.client());
    const { sessions } = await source.list(signal);
    expect((await faultOf(killer.kill(sessions, AbortSignal.abort()))).fault?.kind).toBe("aborted");
    expect(server.asked).toHaveLength(1);
  });

  test("of an id that is no number is not sent", async () => {
    const server = serverWith([row({ id: "7 OR 1" })]);
    await expect(kill(server)).rejects.toThrow("not a number");
    expect(server.asked).toHaveLength(1);
  });
});

describe("a login", () => {
  const login = (server: FakeServer, tls?: { tls?: string }) =>
    faultOf(adapters(server.client(tls)).source.list(signal));

  test.each([
    [1045, "configuration", "DBKILL_ERR_AUTHENTICATION"],
    [1130, "configuration", "DBKILL_ERR_PERMISSION"],
    [1040, "throttled", "DBKILL_ERR_THROTTLED"],
    [1862, "configuration", "DBKILL_ERR_AUTHENTICATION"],
    [3159, "configuration", "DBKILL_ERR_ENDPOINT"],
    [1053, "failed", "DBKILL_ERR_SERVER"],
    [1064, "refused", "DBKILL_ERR_REJECTED"],
  ])("that fails with error %i is %s", async (errno, kind, code) => {
    const server = serverWith([]);
    server.refusal = () => answered(errno, `${PASSWORD.length} words`, "28000");
    const { error, fault } = await login(server);
    expect(fault).toMatchObject({ kind, code, vendorCode: `${errno} (28000)` });
    expect(`${error.message} ${fault?.detail}`).not.toContain(PASSWORD);
  });

  test.each([
    ["ECONNREFUSED", "failed", "DBKILL_ERR_NETWORK"],
    ["ETIMEDOUT", "failed", "DBKILL_ERR_TIMEOUT"],
    ["HANDSHAKE_SSL_ERROR", "configuration", "DBKILL_ERR_NETWORK"],
    ["HANDSHAKE_NO_SSL_SUPPORT", "configuration", "DBKILL_ERR_ENDPOINT"],
  ])("that ends with %s is %s", async (errorCode, kind, code) => {
    const server = serverWith([]);
    server.refusal = () => new DriverError("x", { code: errorCode });
    expect((await login(server)).fault).toMatchObject({ kind, code });
  });

  test("is encrypted unless the configuration says otherwise, and then never tried in clear text", async () => {
    const server = serverWith([]);
    server.refusal = () => new DriverError("x", { code: "HANDSHAKE_NO_SSL_SUPPORT" });
    await login(server, {});
    expect(server.logins.map(({ tls }) => tls !== undefined)).toEqual([true]);
  });

  test("in the mode preferred is in clear text only where the server offers no TLS", async () => {
    const server = serverWith([]);
    const failing = (code: string) => (options: { tls?: object }) =>
      options.tls ? new DriverError("x", { code }) : undefined;
    server.refusal = failing("HANDSHAKE_SSL_ERROR");
    expect((await login(server, { tls: "preferred" })).fault?.kind).toBe("configuration");
    expect(server.logins.map(({ tls }) => tls !== undefined)).toEqual([true]);
    server.refusal = failing("HANDSHAKE_NO_SSL_SUPPORT");
    expect((await login(server, { tls: "preferred" })).fault).toBeUndefined();
    expect(server.logins.map(({ tls }) => tls !== undefined)).toEqual([true, true, false]);
  });
});
