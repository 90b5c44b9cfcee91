import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Connection, createConnection } from "mysql2/promise";
import { describeWithMariadb, type MariadbServer, startMariadb } from "../../support/mariadb";
import { auditIn, enforced, keysIn, RunnerProcess, until } from "../../support/runner";
import { document, Folder } from "../../unit/cli/support";

describeWithMariadb("dbkill enforce on a real server", () => {
  let server: MariadbServer;
  let root: Connection;
  let folder: Folder;
  let audit: string;
  let env: NodeJS.ProcessEnv;
  const clients: Connection[] = [];
  const runners: RunnerProcess[] = [];

  beforeAll(async () => {
    server = await startMariadb();
    root = await createConnection(server.url);
    for (const user of ["report", "etl", "app"]) {
      await root.query(`CREATE USER ${user}@'%' IDENTIFIED BY 'pw-${user}'`);
    }
    env = { MYSQL_USER: server.user, MYSQL_PWD: server.password };
  });
  afterAll(async () => {
    root?.destroy();
    await server.stop();
  });
  beforeEach(() => {
    folder = new Folder();
    audit = join(folder.path, "audit.jsonl");
  });
  afterEach(async () => {
    for (const runner of runners.splice(0)) {
      runner.signal("SIGKILL");
      await runner.ended();
    }
    for (const client of clients.splice(0)) client.destroy();
    // A server does not notice that the client of a running statement is gone.
    for (const id of await look()) await root.query(`KILL ${id}`).catch(() => {});
    await until(async () => (await look()).length === 0);
    folder.dispose();
  });

  /** Sessions of a user, each of which runs a long statement. @returns their ids */
  const busy = async (user: string, count: number, statement = "SELECT SLEEP(600)") => {
    const { host, port } = server;
    const mine: Connection[] = [];
    for (let at = 0; at < count; at++) {
      const client = await createConnection({ host, port, user, password: `pw-${user}` });
      client.on("error", () => {});
      mine.push(client);
      client.query(statement).catch(() => {});
    }
    clients.push(...mine);
    const ids = mine.map(({ threadId }) => String(threadId));
    await until(async () => {
      await look();
      return ids.every((id) => running.has(id));
    });
    return ids;
  };
  /** The ids that run a statement, by the last look. */
  const running = new Set<string>();
  const look = async () => {
    running.clear();
    const [rows] = await root.query(
      "SELECT ID AS id, COMMAND AS command FROM information_schema.PROCESSLIST WHERE USER IN ('report', 'etl', 'app')",
    );
    const all = rows as { id: number; command: string }[];
    for (const { id, command } of all) if (command === "Query") running.add(String(id));
    return all.map(({ id }) => String(id));
  };
  const policy = (more: object = {}) => ({
    name: "slow",
    target: { service: "mysql", instance_id: `${server.host}:${server.port}` },
    match: { users: ["report", "etl"], info_prefix: "SELECT SLEEP" },
    ...more,
  });
  const words = (policies: object[], ...more: string[]) => [
    "--policies",
    folder.write("policies.json", document(...policies)),
    "--audit",
    audit,
    ...more,
  ];

  test("ends the connections that it should, and no other", async () => {
    const reports = await busy("report", 3);
    const spared = [
      ...(await busy("etl", 1)),
      ...(await busy("app", 1)),
      ...(await busy("report", 1, "SELECT /* nightly */ SLEEP(600)")),
    ];
    const { code, err } = await enforced(words([policy({ protected_users: ["etl"] })], "--once"), env);
    expect([code, err]).toEqual([0, expect.stringContaining("kills sent: 3 killed; spared: 1 protected")]);
    expect((await look()).sort()).toEqual(spared.sort());
    expect(keysIn(auditIn(audit), "killed", "killed").sort()).toEqual(reports.sort());
    expect(err + JSON.stringify(auditIn(audit))).not.toContain(server.password);
  });

  test("observes without a kill, and reports each victim once", async () => {
    const ids = await busy("report", 2);
    const runner = new RunnerProcess(words([policy({ mode: "observe" })], "--interval", "200ms"), env);
    runners.push(runner);
    await until(() => auditIn(audit).filter(({ event }) => event === "pass").length > 4);
    runner.signal("SIGTERM");
    expect(await runner.ended()).toBe(0);
    expect(keysIn(auditIn(audit), "would_kill").sort()).toEqual([...ids].sort());
    expect((await look()).sort()).toEqual([...ids].sort());
  });

  test("ends only the statement with action = query", async () => {
    const [id] = await busy("report", 1);
    const { code } = await enforced(words([policy({ action: "query" })], "--once"), env);
    expect(code).toBe(0);
    await until(async () => (await look()).includes(id!) && !running.has(id!));
    expect(keysIn(auditIn(audit), "killed", "killed")).toEqual([id]);
  });

  test("stops for the stop file in the middle of a pass, and goes on after it", async () => {
    const count = 140;
    await busy("report", count);
    const stopFile = join(folder.path, "stop");
    const runner = new RunnerProcess(words([policy()], "--interval", "200ms", "--stop-file", stopFile), env);
    runners.push(runner);
    while ((await look()).length === count) {}
    writeFileSync(stopFile, "");
    await until(() => runner.err.includes("DBKILL_KILLS_STOPPED"));
    // A kill that was sent before may take a moment.
    await sleep(200);
    const left = await look();
    expect(left.length).toBeGreaterThan(0);
    await until(() => keysIn(auditIn(audit), "would_kill").length === left.length);
    expect((await look()).length).toBe(left.length);
    const calledOff = auditIn(audit).filter(({ event, session }) => event === "error" && session);
    expect(calledOff.map(({ session }) => session!.id).sort()).toEqual([...left].sort());
    rmSync(stopFile);
    await until(async () => (await look()).length === 0);
    runner.signal("SIGTERM");
    expect(await runner.ended()).toBe(0);
  });

  test("over a cap kills nobody and ends with 3", async () => {
    const ids = await busy("report", 3);
    const { code } = await enforced(words([policy({ max_kills: 2 })], "--once"), env);
    expect(code).toBe(3);
    expect((await look()).sort()).toEqual(ids.sort());
  });

  test("over many kill -9 records each kill before it is made, and keeps the cap of the hour", async () => {
    const cap = 9;
    const all: string[] = [];
    for (let round = 0; round < 6; round++) {
      all.push(...(await busy("report", 3)));
      const runner = new RunnerProcess(
        words([policy({ max_kills_per_hour: cap })], "--interval", "100ms"),
        env,
      );
      runners.push(runner);
      // The first round gets as far as a kill; the rest is chance.
      await until(async () => runner.err.includes("enforces") && (round > 0 || (await look()).length < 3));
      await sleep(Math.random() * 250);
      runner.signal("SIGKILL");
      await runner.ended();
    }
    // What is killed last may take a moment to go.
    await sleep(200);
    const left = await look();
    const dead = all.filter((id) => !left.includes(id));
    const begun = keysIn(auditIn(audit), "killed");
    expect(dead.filter((id) => !begun.includes(id))).toEqual([]);
    expect(dead.length).toBeLessThanOrEqual(cap);
    expect(dead.length).toBeGreaterThan(0);
  });
});
