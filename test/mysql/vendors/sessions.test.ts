import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { type Connection, createConnection } from "mysql2/promise";
import { killSessions } from "../../../src/engine/kill";
import type { EngineContext, SessionSource } from "../../../src/engine/ports";
import type { Choice, SessionFilter } from "../../../src/model";
import { classify } from "../../../src/vendors/classify";
import { MysqlClient } from "../../../src/vendors/sql/mysql/client";
import type { KillScope } from "../../../src/vendors/sql/mysql/facts";
import { connectByMysql2 } from "../../../src/vendors/sql/mysql/mysql2";
import { MysqlKiller, MysqlSessions } from "../../../src/vendors/sql/mysql/sessions";
import { describeWithMariadb, type MariadbServer, startMariadb } from "../../support/mariadb";

const { signal } = new AbortController();
const clock = {
  now: () => performance.now(),
  date: () => new Date(),
  sleep: async (ms: number, on?: AbortSignal) => void (await sleep(ms, undefined, { signal: on })),
};

function context(seconds = 20): EngineContext {
  return { clock, log: () => {}, classify, signal, deadline: clock.now() + seconds * 1_000 };
}

describeWithMariadb("the sessions of a real MariaDB server", () => {
  let server: MariadbServer;
  let root: Connection;
  let open: Connection[];
  let clients: MysqlClient[];

  beforeAll(async () => {
    server = await startMariadb();
    root = await createConnection(server.url);
    await root.query("SET GLOBAL max_connections = 400");
    // Far from the system's own zone, in which transactions are told.
    await root.query("SET GLOBAL time_zone = '+05:00'");
    await root.query("CREATE TABLE shop.orders (id INT PRIMARY KEY) ENGINE = InnoDB");
    for (const user of ["report", "app"]) {
      await root.query(`CREATE USER ${user}@'%' IDENTIFIED BY 'pw-${user}'`);
      await root.query(`GRANT ALL ON shop.* TO ${user}@'%'`);
    }
    await root.query("CREATE USER watcher@'%' IDENTIFIED BY 'pw-watcher'");
    await root.query("GRANT PROCESS ON *.* TO watcher@'%'");
  });
  afterAll(async () => {
    root.destroy();
    await server.stop();
  });

  beforeEach(() => {
    open = [];
    clients = [];
  });
  afterEach(async () => {
    for (const connection of open) connection.destroy();
    for (const client of clients) client.close();
    await settled();
  });

  /** Resolves once only this test's own administrator is connected: the next test finds an empty server. */
  async function settled(): Promise<void> {
    for (;;) {
      const [rows] = await root.query(
        "SELECT ID FROM information_schema.PROCESSLIST WHERE COMMAND <> 'Daemon' AND ID <> CONNECTION_ID()",
      );
      if ((rows as unknown[]).length === 0) return;
      await sleep(20);
    }
  }

  function adapters(scope?: KillScope, user = server.user, password = server.password) {
    const client = new MysqlClient({
      account: { user, password },
      tls: {},
      home: "/nonexistent",
      timeoutMs: 10_000,
      driver: connectByMysql2,
    });
    clients.push(client);
    const target = { service: "mysql", instance_id: `${server.host}:${server.port}` };
    const options = scope && { scope };
    return {
      source: new MysqlSessions(() => client, target, clock, options),
      killer: new MysqlKiller(() => client, target, options),
    };
  }

  /** A client, and how its statement ends: undefined for without an error. */
  async function client(user: string, statement?: string) {
    const { host, port } = server;
    const connection = await createConnection({
      host,
      port,
      user,
      password: `pw-${user}`,
      database: "shop",
    });
    open.push(connection);
    connection.on("error", () => {});
    const over = statement === undefined ? undefined : run(connection, statement);
    return { connection, id: String(connection.threadId), over };
  }

  const run = (connection: Connection, statement: string) =>
    connection.query(statement).then(
      () => undefined,
      (error: { errno?: number; code?: string }) => error,
    );

  const isAlive = async ({ connection }: { connection: Connection }) =>
    connection.ping().then(
      () => true,
      () => false,
    );

  /** Resolves with a session once it is listed like this. */
  async function listed(source: SessionSource, id: string, test: (info: string, seconds: number) => boolean) {
    for (;;) {
      const { sessions } = await source.list(signal);
      const found = sessions.find((session) => session.id === id);
      if (found && test(found.info, found.duration_seconds)) return found;
      await sleep(20);
    }
  }

  function kill(
    choice: Choice,
    ports: { source: SessionSource; killer: MysqlKiller },
    more: { exclude?: SessionFilter; protectedUsers?: string[]; maxKills?: number } = {},
  ) {
    const { exclude = null, protectedUsers = [], maxKills = null } = more;
    return killSessions(
      { selection: { choice, exclude, protectedUsers }, maxKills, verify: true, failOnSurvivors: true },
      ports,
      context(),
    );
  }

  const outcomes = ({ results }: Awaited<ReturnType<typeof kill>>) =>
    Object.fromEntries(results.map(({ id, outcome }) => [id, outcome]));

  test("are listed with statement, state, age and the age of their transaction, and without dbkill's own", async () => {
    const { source } = adapters();
    const idle = await client("app");
    await idle.connection.query("START TRANSACTION");
    await idle.connection.query("INSERT INTO orders VALUES (1)");
    const busy = await client("report", "SELECT SLEEP(60)");
    const statement = await listed(source, busy.id, (info) => info.includes("SLEEP"));
    expect(statement).toMatchObject({
      user: "report",
      database: "shop",
      command: "Query",
      state: "User sleep",
      info: "SELECT SLEEP(60)",
      host: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
    });
    expect(statement).not.toHaveProperty("transaction_seconds");
    const listing = await source.list(signal);
    const inTransaction = listing.sessions.find(({ id }) => id === idle.id)!;
    expect(inTransaction).toMatchObject({ user: "app", command: "Sleep", info: "" });
    expect(inTransaction.transaction_seconds).toBeLessThan(30);
    expect(listing.complete).toBe(true);
    expect(listing.sessions.map(({ id }) => id).sort()).toEqual(
      [idle.id, busy.id, String(root.threadId)].sort(),
    );
  });

  test("are killed with their connection, and no other is", async () => {
    const ports = adapters();
    const [victim, other] = [await client("report", "SELECT SLEEP(60)"), await client("app")];
    await listed(ports.source, victim.id, (info) => info.includes("SLEEP"));
    const report = await kill({ by: "match", match: { users: ["report"] } }, ports, { maxKills: 1 });
    expect(outcomes(report)).toEqual({ [victim.id]: "killed" });
    expect(await victim.over).toBeDefined();
    expect([await isAlive(victim), await isAlive(other)]).toEqual([false, true]);
  });

  test("keep their connection where only the query is killed, and idle ones are not chosen", async () => {
    const ports = adapters("query");
    const [victim, idle] = [
      await client("report", "SELECT * FROM (SELECT SLEEP(60)) s"),
      await client("report"),
    ];
    await listed(ports.source, victim.id, (info) => info.includes("SLEEP"));
    const report = await kill({ by: "match", match: { users: ["report"] } }, ports);
    expect(outcomes(report)).toEqual({ [victim.id]: "killed" });
    await victim.over;
    expect([await isAlive(victim), await isAlive(idle)]).toEqual([true, true]);
  });

  test("whose statement ended keep the next one: MariaDB kills a statement by its own id", async () => {
    const { source, killer } = adapters("query");
    const victim = await client("report", "SELECT SLEEP(60)");
    const seen = await listed(source, victim.id, (info) => info.includes("60"));
    await root.query(`KILL QUERY ${victim.id}`);
    await victim.over;
    const next = run(victim.connection, "SELECT SLEEP(1)");
    await listed(source, victim.id, (info) => info.includes("SLEEP(1)"));
    expect((await killer.kill([seen], signal)).gone).toEqual([victim.id]);
    expect(await next).toBeUndefined();
  });

  test("that begin another statement between the list and the kill are not killed", async () => {
    const { source, killer } = adapters();
    const victim = await client("report", "SELECT SLEEP(60)");
    await listed(source, victim.id, (info, seconds) => info.includes("60") && seconds >= 4);
    let next: Promise<unknown> | undefined;
    let looks = 0;
    const changing: SessionSource = {
      facts: source.facts,
      name: source.name,
      list: async (on) => {
        if (looks++ === 1) {
          await root.query(`KILL QUERY ${victim.id}`);
          await victim.over;
          next = run(victim.connection, "SELECT SLEEP(3)");
          await listed(source, victim.id, (info) => info.includes("SLEEP(3)"));
        }
        return source.list(on);
      },
    };
    const report = await kill(
      { by: "match", match: { info_prefix: "SELECT SLEEP(60)" } },
      { source: changing, killer },
    );
    expect(report.results).toEqual([]);
    expect(await next).toBeUndefined();
    expect(await isAlive(victim)).toBe(true);
  });

  test("of the server and of protected users outlive a kill of everything", async () => {
    await root.query("SET GLOBAL event_scheduler = ON");
    const ports = adapters();
    const [app, report] = [await client("app"), await client("report")];
    const done = await kill({ by: "all" }, ports, { protectedUsers: ["app", server.user] });
    expect(outcomes(done)).toEqual({ [report.id]: "killed" });
    expect(done.spared.map(({ session, reason }) => [session.user, reason]).sort()).toEqual([
      ["app", "protected"],
      [server.user, "protected"],
      ["event_scheduler", "system"],
    ]);
    expect(await isAlive(app)).toBe(true);
    const { sessions } = await ports.source.list(signal);
    const scheduler = sessions.find(({ user }) => user === "event_scheduler")!;
    const refused = await kill({ by: "ids", ids: [scheduler.id] }, ports);
    expect(refused.events.map(({ code }) => code)).toEqual(["DBKILL_PROTECTED_SESSION_CHOSEN"]);
    await root.query("SET GLOBAL event_scheduler = OFF");
  });

  test("that had ended are gone, whether they are listed or not", async () => {
    const { source, killer } = adapters();
    const victim = await client("report");
    const seen = await listed(source, victim.id, () => true);
    victim.connection.destroy();
    await root.query(`KILL ${victim.id}`).catch(() => {});
    while ((await source.list(signal)).sessions.some(({ id }) => id === victim.id)) await sleep(20);
    // The connection that listed it is still the one that kills.
    expect((await killer.kill([seen], signal)).gone).toEqual([victim.id]);
    const report = await kill({ by: "ids", ids: [victim.id] }, { source, killer });
    expect(outcomes(report)).toEqual({ [victim.id]: "gone" });
  });

  test("are two hundred, and all that match are killed", async () => {
    const ports = adapters();
    const victims: Awaited<ReturnType<typeof client>>[] = [];
    // The server's queue of connections that wait to be accepted is short.
    while (victims.length < 200) {
      victims.push(...(await Promise.all(Array.from({ length: 40 }, () => client("report")))));
    }
    const other = await client("app");
    const report = await kill({ by: "match", match: { users: ["report"] } }, ports, { maxKills: 200 });
    expect(new Set(Object.values(outcomes(report)))).toEqual(new Set(["killed"]));
    expect(report.results).toHaveLength(200);
    expect(await isAlive(victims[199]!)).toBe(false);
    expect(await isAlive(other)).toBe(true);
  });

  describe("for an account without PROCESS", () => {
    test("are its own alone, and no guard is proven by them", async () => {
      const ports = adapters("connection", "report", "pw-report");
      const [own, other] = [await client("report"), await client("app")];
      const listing = await ports.source.list(signal);
      expect(listing.sessions.map(({ id }) => id)).toEqual([own.id]);
      expect(listing).toMatchObject({ complete: false, incomplete: expect.stringContaining("report@%") });
      const guarded = await kill({ by: "all" }, ports, { maxKills: 5 });
      expect(guarded.events.map(({ code }) => code)).toEqual(["DBKILL_LIST_INCOMPLETE"]);
      expect(await isAlive(own)).toBe(true);
      const report = await kill({ by: "match", match: { users: ["report"] } }, ports);
      expect(outcomes(report)).toEqual({ [own.id]: "killed" });
      expect(report.events.map(({ code, severity }) => [code, severity])).toEqual([
        ["DBKILL_LIST_INCOMPLETE", "warning"],
      ]);
      expect(await isAlive(other)).toBe(true);
    });
  });

  describe("of others, for an account that may not kill them", () => {
    test("are refused, with the server's number and the privilege", async () => {
      const ports = adapters("connection", "watcher", "pw-watcher");
      const victim = await client("app");
      const report = await kill({ by: "ids", ids: [victim.id] }, ports);
      expect(report.results).toMatchObject([{ outcome: "refused", vendorCode: "1095" }]);
      expect(report.results[0]!.message).toContain("CONNECTION_ADMIN");
      expect(await isAlive(victim)).toBe(true);
    });

    test("are killed by the procedures of Amazon RDS where the server has them", async () => {
      for (const [name, statement] of [
        ["rds_kill", "KILL CONNECTION thread"],
        ["rds_kill_query", "KILL QUERY thread"],
      ]) {
        await root.query(`CREATE PROCEDURE mysql.${name}(IN thread BIGINT) ${statement}`);
        await root.query(`GRANT EXECUTE ON PROCEDURE mysql.${name} TO watcher@'%'`);
      }
      const victim = await client("app", "SELECT * FROM (SELECT SLEEP(60)) s");
      const queries = adapters("query", "watcher", "pw-watcher");
      await listed(queries.source, victim.id, (info) => info.includes("SLEEP"));
      expect(outcomes(await kill({ by: "ids", ids: [victim.id] }, queries))).toEqual({
        [victim.id]: "killed",
      });
      expect(await isAlive(victim)).toBe(true);
      const connections = adapters("connection", "watcher", "pw-watcher");
      expect(outcomes(await kill({ by: "ids", ids: [victim.id] }, connections))).toEqual({
        [victim.id]: "killed",
      });
      expect(await isAlive(victim)).toBe(false);
      for (const name of ["rds_kill", "rds_kill_query"]) await root.query(`DROP PROCEDURE mysql.${name}`);
    });
  });

  test("are not listed with a wrong password, and it is tried once", async () => {
    const [before] = (await root.query("SHOW GLOBAL STATUS LIKE 'Aborted_connects'"))[0] as {
      Value: string;
    }[];
    const { source } = adapters("connection", server.user, "wr0ng-password");
    const error = await source.list(signal).catch((thrown: Error) => thrown);
    expect(classify(error)).toMatchObject({ kind: "configuration", code: "DBKILL_ERR_AUTHENTICATION" });
    expect(JSON.stringify([classify(error), String(error), (error as Error).stack])).not.toContain("wr0ng");
    const [after] = (await root.query("SHOW GLOBAL STATUS LIKE 'Aborted_connects'"))[0] as {
      Value: string;
    }[];
    expect(Number(after!.Value) - Number(before!.Value)).toBe(1);
  });
});

describeWithMariadb("a kill whose answer is lost on the way from a real MariaDB server", () => {
  let server: MariadbServer;
  let root: Connection;

  beforeAll(async () => {
    server = await startMariadb();
    root = await createConnection(server.url);
  });
  afterAll(async () => {
    root.destroy();
    await server.stop();
  });

  const killsSeen = async () => {
    const [rows] = await root.query("SHOW GLOBAL STATUS LIKE 'Com_kill'");
    return Number((rows as { Value: string }[])[0]!.Value);
  };

  /** A way to the server that cuts the connection at the first KILL. */
  async function cuttingProxy(passesOn: boolean) {
    let cuts = 0;
    const sockets: Socket[] = [];
    const proxy = createServer((near) => {
      const far = connect(server.port, server.host);
      sockets.push(near, far);
      for (const socket of [near, far]) socket.on("error", () => {});
      far.on("data", (bytes) => near.destroyed || near.write(bytes));
      far.on("close", () => near.destroy());
      near.on("close", () => far.end());
      near.on("data", (bytes) => {
        if (cuts > 0 || !bytes.includes("KILL CONNECTION")) return void far.write(bytes);
        cuts++;
        if (!passesOn) return void near.destroy();
        far.write(bytes, () => near.destroy());
      });
    });
    await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
    const close = () => {
      for (const socket of sockets) socket.destroy();
      proxy.close();
    };
    return { port: (proxy.address() as AddressInfo).port, close };
  }

  test.each([
    ["was carried out is not sent again", true, 1],
    ["never arrived is sent again after a look", false, 1],
  ])("and that %s", async (_what, passesOn, wanted) => {
    const proxy = await cuttingProxy(passesOn);
    const client = new MysqlClient({
      account: { user: server.user, password: server.password },
      tls: {},
      home: "/nonexistent",
      timeoutMs: 10_000,
      driver: connectByMysql2,
    });
    const victim = await createConnection(server.url);
    victim.on("error", () => {});
    try {
      const before = await killsSeen();
      const target = { service: "mysql", instance_id: `127.0.0.1:${proxy.port}` };
      const source = new MysqlSessions(() => client, target, clock);
      const report = await killSessions(
        {
          selection: {
            choice: { by: "ids", ids: [String(victim.threadId)] },
            exclude: null,
            protectedUsers: [],
          },
          maxKills: 1,
          verify: true,
          failOnSurvivors: true,
        },
        { source, killer: new MysqlKiller(() => client, target) },
        context(),
      );
      expect(report.results).toMatchObject([{ id: String(victim.threadId), outcome: "killed" }]);
      expect((await killsSeen()) - before).toBe(wanted);
    } finally {
      victim.destroy();
      client.close();
      proxy.close();
    }
  });
});

describeWithMariadb("a MariaDB server that goes away", () => {
  test("has failed a list, and lost or never got a kill", async () => {
    const server = await startMariadb();
    let stopped = false;
    try {
      const client = new MysqlClient({
        account: { user: server.user, password: server.password },
        tls: {},
        home: "/nonexistent",
        timeoutMs: 5_000,
        driver: connectByMysql2,
      });
      const target = { service: "mysql", instance_id: `${server.host}:${server.port}` };
      const source = new MysqlSessions(() => client, target, clock);
      const killer = new MysqlKiller(() => client, target);
      const victim = await createConnection(server.url);
      victim.on("error", () => {});
      const { sessions } = await source.list(signal);
      await server.stop();
      stopped = true;
      const lost = await killer.kill(sessions.slice(0, 1), signal).catch((thrown: unknown) => thrown);
      expect(["failed", "lost"]).toContain(classify(lost)?.kind);
      const failed = await source.list(signal).catch((thrown: unknown) => thrown);
      expect(classify(failed)).toMatchObject({ kind: "failed", code: "DBKILL_ERR_NETWORK" });
    } finally {
      if (!stopped) await server.stop();
    }
  });
});
