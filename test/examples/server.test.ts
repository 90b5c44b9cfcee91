import { createConnection } from "mysql2/promise";
import { type MariadbServer, startMariadb } from "../../scripts/mariadb";
import { killed, mustHold, Reader, stepsOf } from "./walk";

/** Templates that have a real server, which the tests start: without mariadbd they fail. */
describe("a template with a MySQL server", () => {
  let server: MariadbServer;
  let reader: Reader;

  beforeAll(async () => {
    server = await startMariadb();
  });
  afterAll(() => server?.stop());
  afterEach(() => reader.dispose());

  const query = async (sql: string) => {
    const connection = await createConnection(server.url);
    try {
      const [rows] = await connection.query(sql);
      return rows as unknown[];
    } finally {
      await connection.end();
    }
  };
  const account = () => ({ MYSQL_USER: server.user, MYSQL_PWD: server.password });

  it("drain: the database is dropped although a client holds it and comes back", async () => {
    await query("DROP DATABASE shop");
    reader = new Reader({ ...account(), SHOP_HOST: server.host, SHOP_PORT: String(server.port) });
    const { script, printed } = stepsOf("examples/drain/README.md");
    const output = await reader.must(script);
    mustHold(printed, output);
    expect(await query("SHOW DATABASES LIKE 'shop'")).toEqual([]);
  });

  it("drain: a database that was there before is not touched", async () => {
    await query("CREATE DATABASE IF NOT EXISTS shop");
    await query("CREATE TABLE shop.mine (id INT)");
    reader = new Reader({ ...account(), SHOP_HOST: server.host, SHOP_PORT: String(server.port) });
    const { code } = await reader.run(stepsOf("examples/drain/README.md").script);
    expect(code).not.toBe(0);
    expect(await query("SHOW TABLES IN shop")).toHaveLength(1);
  });

  it("multi-cloud: the same policy kills on a server of one's own", async () => {
    await query("CREATE USER IF NOT EXISTS etl IDENTIFIED BY 'only-for-this-run'");
    const client = await createConnection({
      host: server.host,
      port: server.port,
      user: "etl",
      password: "only-for-this-run",
    });
    client.on("error", () => {});
    try {
      reader = new Reader({ ...account(), SHOP_SERVER: `${server.host}:${server.port}` });
      const { script } = stepsOf("examples/multi-cloud/README.md");
      // Nobody waits ten minutes here.
      const patience = script.replace(
        "npx dbkill emulator",
        "sed -i 's/Duration.minutes(10)/Duration.seconds(1)/' main.ts && npx dbkill emulator",
      );
      const output = await reader.must(patience);
      mustHold([`mysql ${server.host}:${server.port}: runaway-etl: kills sent: 1 killed`], output);
      expect(killed(output)).toContain("scan-1");
      await expect(client.ping()).rejects.toThrow();
    } finally {
      client.destroy();
    }
  });
});
