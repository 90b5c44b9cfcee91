import { setTimeout as sleep } from "node:timers/promises";
import { type Connection, createConnection } from "mysql2/promise";

/** A persistent client: it holds a lock, and reconnects three seconds after its connection ends. */
const { SHOP_HOST: host, SHOP_PORT: port, MYSQL_USER: user, MYSQL_PWD: password } = process.env;

async function work(connection: Connection): Promise<void> {
  connection.on("error", () => {});
  console.log(`client: connected as session ${connection.threadId}`);
  await connection.query("START TRANSACTION");
  await connection.query("SELECT * FROM orders FOR UPDATE");
  for (;;) {
    await sleep(200);
    await connection.query("SELECT 1");
  }
}

async function main(): Promise<never> {
  for (;;) {
    try {
      await work(await createConnection({ host, port: Number(port), user, password, database: "shop" }));
    } catch (error) {
      console.log(`client: ${(error as Error).message}`);
    }
    await sleep(3_000);
  }
}

void main();
