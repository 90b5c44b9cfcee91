import { type Connection, createConnection } from "mysql2/promise";
import type { MariadbServer } from "../mariadb";
import type { Act } from "./act";
import { init, synthesize } from "./steps";

/** What MySQL says where a lock could not be had in time. */
const LOCK_WAIT_TIMEOUT = "ER_LOCK_WAIT_TIMEOUT";

/** A policy and a drain on a real MariaDB server, started for the demo. */
export function mysqlPolicy(server: MariadbServer): Act {
  return {
    setting: {
      api: "a real MariaDB server",
      database: { service: "dbbrain", instance_id: "none" },
      program: "drain/main.ts",
      stack: "shop-database",
    },

    async tell(stage) {
      const { narrator } = stage;
      const clients: Connection[] = [];
      const connect = async (database?: string) => {
        const connection = await createConnection({ uri: server.url, ...(database && { database }) });
        connection.on("error", () => {});
        clients.push(connection);
        return connection;
      };
      try {
        const root = await connect();
        await root.query("CREATE TABLE shop.orders (id INT PRIMARY KEY) ENGINE = InnoDB");
        const forgotten = await connect("shop");
        await forgotten.query("START TRANSACTION");
        await forgotten.query("SELECT * FROM orders FOR UPDATE");
        const other = await connect();
        narrator.step(
          `A MariaDB server runs on ${server.host}:${server.port}. Somebody has left a transaction open in its database shop.`,
        );
        await synthesize(stage, {
          '"db.example.com"': `"${server.host}"`,
          '"3306"': `"${server.port}"`,
        });
        await init(stage);

        narrator.step("terraform plan shows the real session that the policy is about.");
        const id = String(forgotten.threadId);
        const seen = await stage.comesTrue(async () => {
          const [rows] = await root.query(
            "SELECT 1 FROM information_schema.INNODB_TRX WHERE trx_mysql_thread_id = ? AND trx_started < NOW() - INTERVAL 1 SECOND",
            [id],
          );
          return (rows as unknown[]).length === 1;
        });
        narrator.claim(`session ${id} has had its transaction open for more than a second`, seen);
        const plan = await stage.plan();
        const preview = plan.warnings.find(({ detail }) =>
          detail.startsWith('Policy "forgotten-transactions": when'),
        );
        narrator.claim(
          `the policy would kill session ${id}`,
          preview?.detail.includes(`\n${id} `) === true,
          plan.output,
        );
        await stage.apply();
        narrator.claim(
          "an apply kills nobody: the policy needs a runner",
          (await alive(forgotten)) && (await alive(other)),
        );

        narrator.step("As long as that session lives, the database can't be dropped.");
        await root.query("SET SESSION lock_wait_timeout = 1");
        const refused = await root.query("DROP DATABASE shop").then(
          () => "",
          ({ code }: { code: string }) => code,
        );
        narrator.claim("DROP DATABASE fails", refused === LOCK_WAIT_TIMEOUT, refused);

        narrator.step("terraform destroy drains the database first, then drops it.");
        await stage.must("destroy", "-auto-approve");
        const [databases] = await root.query("SHOW DATABASES LIKE 'shop'");
        narrator.claim("the database is gone", (databases as unknown[]).length === 0);
        narrator.claim(
          `session ${id} died, and the others live`,
          !(await alive(forgotten)) && (await alive(other)),
        );
      } finally {
        for (const client of clients) client.destroy();
      }
    },
  };
}

/** Whether the server still has a connection. */
export function alive(connection: Connection): Promise<boolean> {
  return connection.ping().then(
    () => true,
    () => false,
  );
}
