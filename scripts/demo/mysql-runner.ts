import { writeFileSync } from "node:fs";
import { type Connection, createConnection } from "mysql2/promise";
import { freePort, type MariadbServer } from "../mariadb";
import type { Act } from "./act";
import { alive, mysqlPolicy } from "./mysql-policy";
import { untilAsked } from "./runner";
import { RunnerProcess } from "./runner-process";
import { init, synthesize } from "./steps";

/** The runner on a real MariaDB server, started for the demo. */
export function mysqlRunner(server: MariadbServer): Act {
  return {
    setting: mysqlPolicy(server).setting,

    async tell(stage) {
      const { narrator } = stage;
      const clients: Connection[] = [];
      const connect = async () => {
        const connection = await createConnection({ uri: server.url, database: "shop" });
        connection.on("error", () => {});
        clients.push(connection);
        return connection;
      };
      try {
        const other = await connect();
        await other.query("CREATE TABLE orders (id INT PRIMARY KEY, state INT) ENGINE = InnoDB");
        await other.query("INSERT INTO orders VALUES (1, 0)");
        narrator.step(`A MariaDB server runs on ${server.host}:${server.port}.`);
        await synthesize(stage, {
          '"db.example.com"': `"${server.host}"`,
          '"3306"': `"${server.port}"`,
        });
        await init(stage);
        await stage.must("apply", "-auto-approve");

        narrator.step("The runner starts with the policies of the state.");
        const port = await freePort("127.0.0.1");
        const policies = stage.path("policies.json");
        writeFileSync(policies, await stage.show());
        const runner = new RunnerProcess(stage, policies, port);
        await untilAsked(stage, port);

        narrator.step("Somebody locks an order, and forgets the transaction.");
        const forgotten = await connect();
        const id = String(forgotten.threadId);
        await forgotten.query("START TRANSACTION");
        await forgotten.query("UPDATE orders SET state = 1 WHERE id = 1");
        const died = await stage.comesTrue(async () => !(await alive(forgotten)));
        narrator.claim(`session ${id} is dead`, died);
        await other.query("SET SESSION innodb_lock_wait_timeout = 1");
        const [changed] = await other.query("UPDATE orders SET state = 2 WHERE id = 1 AND state = 0");
        narrator.claim(
          "its transaction is rolled back, and others can have the order",
          (changed as { affectedRows: number }).affectedRows === 1,
        );
        narrator.claim("the other session lives", await alive(other));

        narrator.step("Terraform asks the runner.");
        stage.set("DBKILL_RUNNER_URL", `http://127.0.0.1:${port}`);
        await stage.must("apply", "-auto-approve");
        const [policy] = await stage.values("dbkill_auto_kill_policy");
        narrator.claim("forgotten-transactions is enforced", policy!.status === "enforced");

        const { code } = await runner.end();
        runner.showAudit();
        narrator.claim("SIGTERM ended the runner with 0", code === 0);
        narrator.claim(
          `the audit has the kill of session ${id}, before and after`,
          runner.ids("forgotten-transactions", "killed").includes(id) &&
            runner.ids("forgotten-transactions", "killed", "killed").includes(id),
        );
      } finally {
        for (const client of clients) client.destroy();
      }
      narrator.step("terraform destroy.");
      await stage.must("destroy", "-auto-approve");
    },
  };
}
