import { execFileSync } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { type Connection, createConnection } from "mysql2/promise";
import { readSessions } from "../../../src/cli/sessions-file";
import type { Session } from "../../../src/model";
import { describeWithMariadb, type MariadbServer, startMariadb } from "../../support/mariadb";

const STARS = "*".repeat(27);

/** Statements that look like parts of a list, or are wider or longer than a column. */
const STATEMENTS = [
  "SELECT SLEEP(600), ' | ', '|'",
  "SELECT SLEEP(600),\n\t'two\tlines\n| 9 | root | localhost | NULL | Query | 0 | init | SELECT 1 |'",
  `SELECT SLEEP(600) /*\n${STARS} 2. row ${STARS}\n     Id: 9\n   Info: none*/`,
  "SELECT SLEEP(600), '数据库 ｆｕｌｌ 한글', 'größe e\u0301 \\\\ \\n'",
  `SELECT SLEEP(600), '${"x".repeat(1_500)} |\n| 9'`,
  `SELECT SLEEP(600), '${"y".repeat(950)}'`,
  "SELECT SLEEP(600), 'a\r\nb', '\\0'",
];

describeWithMariadb("what the client of a real server prints", () => {
  let server: MariadbServer;
  let root: Connection;
  const open: Connection[] = [];
  const failures: Error[] = [];

  beforeAll(async () => {
    server = await startMariadb();
    root = await createConnection({ uri: server.url, charset: "utf8mb4" });
    await root.query("CREATE USER 'größe'@'%' IDENTIFIED BY 'pw'");
    await root.query("GRANT ALL ON shop.* TO 'größe'@'%'");
    for (const [index, statement] of STATEMENTS.entries()) {
      const { host, port } = server;
      const account =
        index % 2 === 0
          ? { user: server.user, password: server.password }
          : { user: "größe", password: "pw", database: "shop" };
      const connection = await createConnection({ host, port, charset: "utf8mb4", ...account });
      open.push(connection);
      connection.query(statement).catch((error) => failures.push(error));
    }
    const running = (sessions: Session[]) => sessions.filter(({ info }) => info.startsWith("SELECT SLEEP"));
    while (running(await listed()).length < STATEMENTS.length) {
      if (failures.length > 0) throw failures[0];
      await sleep(20);
    }
  });
  afterAll(async () => {
    for (const connection of open) connection.destroy();
    root.destroy();
    await server.stop();
  });

  /** The sessions as the server itself tells them, without the two that look. */
  async function listed(): Promise<Session[]> {
    const [rows] = await root.query(
      "SELECT ID, USER, HOST, DB, COMMAND, STATE, INFO FROM information_schema.PROCESSLIST WHERE ID <> CONNECTION_ID() ORDER BY ID",
    );
    return (rows as Record<string, string | number | null>[]).map((row) => ({
      id: String(row.ID),
      user: String(row.USER),
      host: String(row.HOST),
      database: String(row.DB ?? ""),
      command: String(row.COMMAND),
      state: String(row.STATE ?? ""),
      duration_seconds: 0,
      info: String(row.INFO ?? ""),
    }));
  }

  function print(program: string, ...words: string[]): string {
    const account = [`--host=${server.host}`, `--port=${server.port}`, `--user=${server.user}`];
    return execFileSync(program, ["--no-defaults", ...account, ...words], {
      encoding: "utf8",
      env: { ...process.env, MYSQL_PWD: server.password },
    });
  }

  const SHOW = "SHOW FULL PROCESSLIST";
  const SELECT = "SELECT * FROM information_schema.PROCESSLIST";
  const client = (...words: string[]) => ["mariadb", "--default-character-set=utf8mb4", ...words];

  it.each([
    ["a table", client("--table", "-e", SHOW)],
    ["a vertical list", client("-e", `${SHOW}\\G`)],
    ["a list in batch form", client("--batch", "-e", SHOW)],
    [
      "a table of mysqladmin",
      ["mariadb-admin", "--default-character-set=utf8mb4", "--verbose", "processlist"],
    ],
    ["a table of the schema", client("--table", "-e", SELECT)],
    ["a vertical list of the schema", client("-e", `${SELECT}\\G`)],
    ["a list of the schema in batch form", client("--batch", "-e", SELECT)],
    [
      "a table of columns in another order",
      client(
        "--table",
        "-e",
        `SELECT INFO, TIME, STATE, COMMAND, DB, HOST, USER, ID FROM information_schema.PROCESSLIST`,
      ),
    ],
  ])("is read from %s as the server tells it", async (_, [program, ...words]) => {
    const expected = await listed();
    const sessions = readSessions(print(program!, ...words));
    const read = sessions
      .filter(({ id }) => expected.some((session) => session.id === id))
      .map(({ query_id: _query, ...session }) => ({ ...session, duration_seconds: 0 }))
      .sort((one, other) => Number(one.id) - Number(other.id));
    expect(read).toEqual(expected);
    // The client's own session, and that of this test.
    expect(sessions.length).toBe(expected.length + 2);
  });
});
