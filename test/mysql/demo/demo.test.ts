import { spawn } from "node:child_process";
import { join } from "node:path";
import { type Connection, createConnection, type RowDataPacket } from "mysql2/promise";
import { collect } from "../../../scripts/terraform";
import { describeWithMariadb, type MariadbServer, startMariadb } from "../../support/mariadb";

const root = join(__dirname, "..", "..", "..");

describeWithMariadb("the demo on a real server", () => {
  let server: MariadbServer;
  beforeAll(async () => {
    server = await startMariadb();
  });
  afterAll(() => server.stop());

  const start = () =>
    spawn(process.execPath, [require.resolve("tsx/cli"), join("scripts", "demo.ts"), "--mysql", server.url], {
      cwd: root,
      env: { PATH: process.env.PATH, HOME: process.env.HOME, TMPDIR: process.env.TMPDIR },
      stdio: ["ignore", "pipe", "pipe"],
    });

  it("kills real sessions of its own, and nobody else's", async () => {
    const bystander = await createConnection({ uri: server.url });
    try {
      const { code, output } = await collect(start());
      expect({ code, output }).toMatchObject({ code: 0 });
      expect(output).toMatch(/All \d+ claims above were checked\./);
      expect(output).not.toContain(server.password);
      // The bystander lives to tell.
      expect(await strangers(bystander)).toEqual([]);
    } finally {
      await bystander.end();
    }
  });

  it("ends its sessions on Ctrl-C", async () => {
    const demo = start();
    demo.stdout.once("data", () => demo.kill("SIGINT"));
    expect(await collect(demo)).toMatchObject({ code: 130 });
    const connection = await createConnection({ uri: server.url });
    try {
      expect(await strangers(connection)).toEqual([]);
    } finally {
      await connection.end();
    }
  });

  /** The account's other sessions, once the server has had a moment to notice who has gone. */
  async function strangers(connection: Connection): Promise<RowDataPacket[]> {
    let rows: RowDataPacket[] = [];
    for (let look = 1; look <= 50; look++) {
      [rows] = await connection.query<RowDataPacket[]>(
        "SELECT ID, COMMAND, INFO FROM information_schema.PROCESSLIST WHERE ID <> CONNECTION_ID() AND USER = ?",
        [server.user],
      );
      if (rows.length === 0) break;
      await connection.query("DO SLEEP(0.1)");
    }
    return rows;
  }
});
