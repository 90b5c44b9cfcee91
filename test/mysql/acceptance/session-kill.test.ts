import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Connection, createConnection } from "mysql2/promise";
import { describeWithMariadb, type MariadbServer, startMariadb } from "../../support/mariadb";
import { codes, resource, Workspace } from "../../support/workspace";

const PASSWORD = "pw-7f3a9c-never-to-be-seen";
const WRONG = "pw-51b2e8-wrong-and-never-to-be-seen";

describeWithMariadb("dbkill_mysql_session_kill", () => {
  let server: MariadbServer;
  let root: Connection;
  let it_: Workspace;
  let open: Connection[];
  let instance: string;

  beforeAll(async () => {
    server = await startMariadb();
    root = await createConnection(server.url);
    await root.query(`CREATE USER ops@'%' IDENTIFIED BY '${PASSWORD}'`);
    await root.query("GRANT PROCESS, CONNECTION ADMIN ON *.* TO ops@'%'");
    await root.query("CREATE USER report@'%' IDENTIFIED BY 'pw-report'");
    instance = `${server.host}:${server.port}`;
    it_ = await Workspace.create({}, { MYSQL_USER: "ops", MYSQL_PWD: PASSWORD });
  });
  afterAll(async () => {
    await it_.dispose();
    root.destroy();
    await server.stop();
  });
  beforeEach(async () => {
    open = [];
    await it_.reset();
  });
  afterEach(async () => {
    for (const { threadId } of open) await root.query(`KILL ${threadId}`).catch(() => {});
    for (const connection of open) connection.destroy();
    // The server needs a moment to notice.
    while ((await users()).includes("report")) await sleep(20);
  });

  async function users(): Promise<string[]> {
    const [rows] = await root.query("SELECT USER AS user FROM information_schema.PROCESSLIST");
    return (rows as { user: string }[]).map(({ user }) => user);
  }

  /** A client, and how its statement ends. */
  async function client(statement: string) {
    const { host, port } = server;
    const connection = await createConnection({ host, port, user: "report", password: "pw-report" });
    open.push(connection);
    connection.on("error", () => {});
    const over = connection.query(statement).catch((error: unknown) => error);
    return { connection, id: String(connection.threadId), over };
  }

  const isAlive = ({ connection }: { connection: Connection }) =>
    connection.ping().then(
      () => true,
      () => false,
    );

  const kill = (attributes: Record<string, string>) =>
    resource("dbkill_mysql_session_kill", "now", { instance_id: `"${instance}"`, ...attributes });

  const list = (more = "") =>
    `data "dbkill_sessions" "all" {\n  target {\n    service = "mysql"\n    instance_id = "${instance}"\n  }\n${more}}\noutput "users" {\n  value = data.dbkill_sessions.all.sessions[*].user\n}\n`;

  test("shows in the plan who would die, kills them, does nothing on destroy, and writes the password nowhere", async () => {
    const victim = await client("SELECT SLEEP(60)");
    const log = join(it_.directory, "trace.log");
    Object.assign(it_.terraform.env, { TF_LOG: "trace", TF_LOG_PATH: log });
    it_.write(`${kill({ match: '{ users = ["report"] }', max_kills: "1" })}${list()}`);
    const planned = await it_.terraform.plan("-out=plan");
    expect(planned).toMatchObject({ code: 0 });
    expect(codes(planned.output, "Warning")).toEqual(["DBKILL_KILL_PREVIEW"]);
    expect(planned.output).toContain(victim.id);
    const applied = await it_.terraform.run("apply", "-no-color", "plan");
    expect(applied).toMatchObject({ code: 0 });
    await victim.over;
    expect(await isAlive(victim)).toBe(false);
    expect(await it_.attributes("dbkill_mysql_session_kill.now")).toMatchObject({
      kill: "connection",
      killed: 1,
      results: [{ id: victim.id, user: "report", outcome: "killed" }],
    });
    const destroyed = await it_.terraform.destroy();
    expect(codes(destroyed.output, "Warning")).toContain("DBKILL_KILL_DESTROY_DOES_NOTHING");
    // The log was written, and holds neither password.
    expect(readFileSync(log, "utf8")).toContain("dbkill_mysql_session_kill");
    const seen = [planned.output, applied.output, destroyed.output, it_.written()].join("\n");
    expect(seen).not.toContain(PASSWORD);
    delete it_.terraform.env.TF_LOG;
    delete it_.terraform.env.TF_LOG_PATH;
  });

  test('ends the statement and leaves the connection with kill = "query"', async () => {
    const victim = await client("SELECT * FROM (SELECT SLEEP(60)) s");
    it_.write(kill({ kill: '"query"', session_ids: `["${victim.id}"]` }));
    expect(await it_.terraform.apply()).toMatchObject({ code: 0 });
    await victim.over;
    expect(await isAlive(victim)).toBe(true);
    expect(await it_.attributes("dbkill_mysql_session_kill.now")).toMatchObject({
      results: [{ id: victim.id, outcome: "killed" }],
    });
  });

  test("kills nobody where more match than max_kills, at plan", async () => {
    const victims = [await client("SELECT SLEEP(60)"), await client("SELECT SLEEP(60)")];
    it_.write(kill({ match: '{ users = ["report"] }', max_kills: "1" }));
    const planned = await it_.terraform.plan();
    expect(codes(planned.output)).toEqual(["DBKILL_MAX_KILLS_EXCEEDED"]);
    const [rows] = await root.query(
      "SELECT ID FROM information_schema.PROCESSLIST WHERE INFO = 'SELECT SLEEP(60)'",
    );
    expect(rows).toHaveLength(victims.length);
  });

  test("lists the sessions, without dbkill's own", async () => {
    it_.write(list());
    const { code } = await it_.terraform.apply();
    expect(code).toBe(0);
    expect(await it_.terraform.show()).toMatchObject({
      values: { outputs: { users: { value: [server.user] } } },
    });
  });

  test("says that a list without PROCESS is incomplete", async () => {
    it_.write(
      list(),
      'provider "dbkill" {\n  mysql {\n    username = "report"\n    password = "pw-report"\n  }\n}',
    );
    const { code, output } = await it_.terraform.apply();
    expect(code).toBe(0);
    expect(codes(output, "Warning")).toEqual(["DBKILL_LIST_INCOMPLETE"]);
  });

  test.each([
    ["a wrong password", `username = "ops"\n    password = "${WRONG}"`, "DBKILL_ERR_AUTHENTICATION"],
    ["TLS that the server does not offer", 'tls = "required"', "DBKILL_ERR_ENDPOINT"],
    ["a password of nobody", `password = "${WRONG}"`, "DBKILL_ERR_CREDENTIALS"],
  ])("fails with %s, and shows no password", async (_what, settings, code) => {
    it_.write(list(), `provider "dbkill" {\n  mysql {\n    ${settings}\n  }\n}`);
    const { output } = await it_.terraform.apply();
    expect(codes(output)).toEqual([code]);
    expect(output).not.toContain(WRONG);
    expect(output).not.toContain(PASSWORD);
  });

  test.each([
    ["disabled", ["DBKILL_KILL_LIST_FAILED", "DBKILL_MYSQL_NOT_ENCRYPTED"]],
    ["preferred", ["DBKILL_KILL_LIST_FAILED", "DBKILL_MYSQL_NOT_ENCRYPTED"]],
    ["required", ["DBKILL_KILL_LIST_FAILED"]],
  ])(
    "warns in the plan where tls = %s lets others read what goes to another machine",
    async (tls, warnings) => {
      const elsewhere = kill({ instance_id: '"db.invalid:3306"', match: '{ users = ["report"] }' });
      it_.write(elsewhere, `provider "dbkill" {\n  mysql {\n    tls = "${tls}"\n  }\n}`);
      const { code, output } = await it_.terraform.plan();
      expect([code, codes(output, "Warning")]).toEqual([0, warnings]);
    },
  );

  test("refuses an address with a password, and a region", async () => {
    it_.write(kill({ instance_id: '"mysql://ops:secret@db:3306"', match_all: "true" }));
    expect((await it_.terraform.run("validate", "-no-color")).code).toBe(1);
    it_.write(list().replace('service = "mysql"', 'service = "mysql"\n    region = "cn-north-4"'));
    expect(codes((await it_.terraform.run("validate", "-no-color")).output)).toEqual([
      "DBKILL_TARGET_INVALID",
    ]);
  });
});
