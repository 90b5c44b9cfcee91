import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Connection, createConnection } from "mysql2/promise";
import type { Finding } from "../../../src/cli/doctor/finding";
import { describeWithMariadb, type MariadbServer, startMariadb } from "../../support/mariadb";

const MAIN = join(__dirname, "..", "..", "..", "lib", "cli", "main.js");

describeWithMariadb("dbkill preview and dbkill doctor of a real server", () => {
  let server: MariadbServer;
  let report: Connection;
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "dbkill-preview-"));
    server = await startMariadb();
    const root = await createConnection(server.url);
    await root.query("CREATE USER report@'%' IDENTIFIED BY 'pw-report'");
    await root.end();
    report = await createConnection({
      host: server.host,
      port: server.port,
      user: "report",
      password: "pw-report",
    });
  });
  afterAll(async () => {
    report.destroy();
    await server.stop();
    rmSync(folder, { recursive: true });
  });

  const dbkill = (env: NodeJS.ProcessEnv, ...words: string[]) =>
    new Promise<{ code: number; out: string; err: string }>((resolve) => {
      execFile(process.execPath, [MAIN, ...words], { env, timeout: 30_000 }, (error, out, err) =>
        resolve({ code: error ? Number(error.code) : 0, out, err }),
      );
    });

  test("doctor says that an account without PROCESS does not see all sessions", async () => {
    const words = ["doctor", "--format", "json", "--target", `mysql/${server.host}:${server.port}`];
    const found = async (MYSQL_USER: string, MYSQL_PWD: string) => {
      const env = { PATH: process.env.PATH, HOME: folder, MYSQL_USER, MYSQL_PWD };
      const { out } = await dbkill(env, ...words);
      const findings: Finding[] = JSON.parse(out).findings;
      return findings.find(({ check }) => check.startsWith("list"));
    };
    expect(await found("report", "pw-report")).toMatchObject({
      code: "DBKILL_LIST_INCOMPLETE",
      status: "error",
      remedy: expect.stringContaining("PROCESS"),
    });
    expect(await found(server.user, server.password)).toMatchObject({ status: "ok" });
  });

  test("logs in as the environment says, shows its sessions, ends, and tells no password", async () => {
    const file = join(folder, "policies.json");
    const target = { service: "mysql", instance_id: `${server.host}:${server.port}` };
    const policy = { name: "report", target, match: { users: ["report"] } };
    writeFileSync(file, JSON.stringify({ version: 1, policies: [policy] }));
    const words = ["preview", "--policies", file, "--format", "json"];
    const env = { PATH: process.env.PATH, HOME: folder };
    const began = performance.now();
    const good = await dbkill({ ...env, MYSQL_USER: server.user, MYSQL_PWD: server.password }, ...words);
    expect([good.code, good.err]).toEqual([0, ""]);
    // No open connection keeps the process.
    expect(performance.now() - began).toBeLessThan(5_000);
    const [result] = JSON.parse(good.out).policies;
    expect(result.victims).toMatchObject([{ id: String(report.threadId), user: "report", command: "Sleep" }]);

    const bad = await dbkill({ ...env, MYSQL_USER: "report", MYSQL_PWD: "wrong-password" }, ...words);
    expect(bad.code).toBe(1);
    expect(JSON.parse(bad.out).policies).toMatchObject([
      { error: { code: expect.stringMatching(/^DBKILL_/) } },
    ]);
    expect(bad.out + bad.err).not.toContain("wrong-password");
    // It is still there.
    await report.query("SELECT 1");
  });
});
