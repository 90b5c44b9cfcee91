import { setTimeout as sleep } from "node:timers/promises";
import { type Connection, createConnection } from "mysql2/promise";
import { describeWithMariadb, type MariadbServer, startMariadb } from "../../support/mariadb";
import { flat } from "../../support/text";
import { codes, resource, Workspace } from "../../support/workspace";

const CLIENTS = 500;
const BUSY = 12;

describeWithMariadb("an auto-kill policy on a real server under 500 connections", () => {
  let server: MariadbServer;
  let root: Connection;
  let it_: Workspace;
  const clients: Connection[] = [];
  let target: string;

  beforeAll(async () => {
    server = await startMariadb([`--max-connections=${CLIENTS + 50}`]);
    root = await createConnection(server.url);
    await root.query("CREATE USER report@'%' IDENTIFIED BY 'pw-report'");
    await root.query("CREATE USER etl@'%' IDENTIFIED BY 'pw-etl'");
    const { host, port } = server;
    const open = (user: string) => createConnection({ host, port, user, password: `pw-${user}` });
    for (let at = 0; at < CLIENTS; at += 50) {
      const batch = Array.from({ length: 50 }, (_, index) => open(at + index < 5 ? "etl" : "report"));
      clients.push(...(await Promise.all(batch)));
    }
    // The first five are etl's.
    for (const client of clients.slice(0, BUSY)) client.query("SELECT SLEEP(600)").catch(() => {});
    target = `{ service = "mysql", instance_id = "${host}:${port}" }`;
    it_ = await Workspace.create({}, { MYSQL_USER: server.user, MYSQL_PWD: server.password });
    for (let busy = 0; busy < BUSY; ) {
      await sleep(50);
      const [rows] = await root.query(
        "SELECT COUNT(*) AS busy FROM information_schema.PROCESSLIST WHERE INFO LIKE 'SELECT SLEEP%'",
      );
      busy = Number((rows as { busy: number }[])[0]!.busy);
    }
  });
  afterAll(async () => {
    for (const { threadId } of clients) await root.query(`KILL ${threadId}`).catch(() => {});
    for (const client of clients) client.destroy();
    root.destroy();
    await it_.dispose();
    await server.stop();
  });
  beforeEach(() => it_.reset());

  const policy = (attributes: Record<string, string>) =>
    resource("dbkill_auto_kill_policy", "it", { name: '"it"', target, ...attributes });

  test("shows whom it would kill, whom it spares and why, and kills nobody by itself", async () => {
    const match = '{ commands = ["Query"], info_prefix = "SELECT SLEEP" }';
    it_.write(policy({ match, protected_users: '["etl"]', max_kills: "10" }));
    const { code, output } = await it_.terraform.apply();
    expect([code, codes(output)]).toEqual([0, []]);
    expect(codes(output, "Warning")).toEqual(["DBKILL_POLICY_PREVIEW", "DBKILL_POLICY_NEEDS_RUNNER"]);
    expect(flat(output)).toContain(`${BUSY - 5} to kill, 5 protected`);
    expect(await it_.attributes("dbkill_auto_kill_policy.it")).toMatchObject({
      region: null,
      enforced_by: "runner",
      status: "pending",
    });
    const [rows] = await root.query("SELECT COUNT(*) AS left_ FROM information_schema.PROCESSLIST");
    expect(Number((rows as { left_: number }[])[0]!.left_)).toBeGreaterThanOrEqual(CLIENTS);
  });

  test("is refused where its cap is exceeded, and by a transaction age only those who have one are chosen", async () => {
    it_.write(policy({ match: '{ users = ["report"] }', max_kills: "100" }));
    const refused = await it_.terraform.plan();
    expect(codes(refused.output)).toEqual(["DBKILL_MAX_KILLS_EXCEEDED"]);
    expect(flat(refused.output)).toContain(`${CLIENTS - 5} sessions`);
    it_.write(policy({ match: "{ min_transaction_seconds = 1 }", action: '"query"' }));
    const planned = await it_.terraform.plan();
    expect([planned.code, codes(planned.output)]).toEqual([0, []]);
    expect(flat(planned.output)).toContain("No session would be killed");
  });
});
