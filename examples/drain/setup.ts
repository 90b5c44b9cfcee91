import { createConnection } from "mysql2/promise";

/** Creates the database that is dropped later. Fails if a database of this name exists, so it never drops yours. */
const { SHOP_HOST: host, SHOP_PORT: port, MYSQL_USER: user, MYSQL_PWD: password } = process.env;

async function main(): Promise<void> {
  const connection = await createConnection({ host, port: Number(port), user, password });
  try {
    await connection.query("CREATE DATABASE shop");
    await connection.query("CREATE TABLE shop.orders (id INT PRIMARY KEY) ENGINE = InnoDB");
    await connection.query("INSERT INTO shop.orders VALUES (1)");
  } finally {
    await connection.end();
  }
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
