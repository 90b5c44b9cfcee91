import { App, DataResource, TerraformStack } from "cdktf";
import {
  AutoKillPolicy,
  DbkillProvider,
  Duration,
  KillTarget,
  SessionDrain,
  SessionFilter,
} from "cdktf-dbkill";
import type { Construct } from "constructs";

/** Drops the database that is its input. Your own resource, such as a mysql_database, does this for you. */
const DROP = `
const { createConnection } = require("mysql2/promise");
const { MYSQL_USER: user, MYSQL_PWD: password, SERVER } = process.env;
const [host, port, database] = SERVER.split(/[:/]/);
createConnection({ host, port, user, password }).then(async (connection) => {
  await connection.query("SET SESSION lock_wait_timeout = 2");
  await connection.query("DROP DATABASE " + database);
  await connection.end();
}).catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
`;

/** A shop's database on a MySQL server, with the rule that protects it, and the drain that lets it be dropped. */
class ShopDatabase extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);

    // The account comes from the environment (MYSQL_USER, MYSQL_PWD), never from code.
    new DbkillProvider(this, "dbkill");
    const { SHOP_HOST = "db.example.com", SHOP_PORT = "3306" } = process.env;
    const server = { host: SHOP_HOST, port: Number(SHOP_PORT) };
    const target = KillTarget.mysql(server);

    const shop = new DataResource(this, "shop", {
      input: { place: `${server.host}:${server.port}/shop` },
      provisioners: [
        {
          type: "local-exec",
          when: "destroy",
          interpreter: ["node", "-e"],
          command: DROP,
          environment: { SERVER: "${self.input.place}" },
        },
      ],
    });

    new AutoKillPolicy(this, "forgotten-transactions", {
      name: "forgotten-transactions",
      target,
      filter: SessionFilter.of({ databases: ["shop"], minTransaction: Duration.seconds(1) }),
      maxKills: 10,
      dependsOn: [shop],
    });

    // Destroyed before the database, because it depends on it.
    new SessionDrain(this, "drain", {
      target,
      filter: SessionFilter.of({ databases: ["shop"] }),
      dependsOn: [shop],
    });
  }
}

const app = new App();
new ShopDatabase(app, "shop-database");
app.synth();
