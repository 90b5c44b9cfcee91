import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Connection, createConnection } from "mysql2/promise";
import { type MariadbServer, mariadbAvailable, startMariadb } from "../support/mariadb";
import { enforced, until } from "../support/runner";
import { document, Folder } from "../unit/cli/support";

/** Percona's pt-kill and the runner, with the same rules on the same load of a real server: the same sessions die. */

const CONNECTIONS = 500;
const USERS = ["app", "report", "etl", "backup", "web"];
const STATEMENTS = [
  undefined,
  "SELECT SLEEP(600)",
  "SELECT SLEEP(600), 'orders'",
  "DO SLEEP(600)",
  undefined,
];
const DATABASES = [undefined, "shop", "shop"];
/** Sessions are older than this, in s, or began a moment ago. */
const AGE = 12;
/** Every so many is young. */
const YOUNG = 4;
/** On a busy machine pt-kill takes its time from one kill to the next. */
const QUIET_SECONDS = 5;

/** The load, always the same: a session is known by its number. */
interface Client {
  readonly number: number;
  readonly connection: Connection;
  readonly id: string;
  /** What it ran, or its connection, was ended. */
  isOver: boolean;
}

const RULES: readonly {
  readonly name: string;
  readonly options: readonly string[];
  readonly policy: object;
  /** How many die at least: a rule by which nobody dies compares nothing. */
  readonly least: number;
}[] = [
  {
    name: "long statements of one user",
    options: [
      "--match-user",
      "^report$",
      "--match-command",
      "^Query$",
      "--busy-time",
      `${AGE}`,
      "--victims",
      "all",
      "--kill",
    ],
    policy: { match: { users: ["report"], commands: ["Query"], min_duration_seconds: AGE } },
    least: 20,
  },
  {
    name: "idle connections but those of some users",
    options: [
      "--match-command",
      "^Sleep$",
      "--idle-time",
      `${AGE}`,
      "--ignore-user",
      "^(etl|backup|dbkill)$",
      "--victims",
      "all",
      "--kill",
    ],
    policy: {
      match: { commands: ["Sleep"], min_duration_seconds: AGE },
      protected_users: ["etl", "backup", "dbkill"],
    },
    least: 20,
  },
  {
    name: "statements alone, by database and text",
    options: [
      "--match-command",
      "^Query$",
      "--match-db",
      "^shop$",
      "--match-info",
      "^SELECT SLEEP",
      "--busy-time",
      `${AGE}`,
      "--victims",
      "all",
      "--kill-query",
    ],
    policy: {
      match: {
        commands: ["Query"],
        databases: ["shop"],
        info_prefix: "SELECT SLEEP",
        min_duration_seconds: AGE,
      },
      action: "query",
    },
    least: 20,
  },
  {
    name: "the oldest",
    options: ["--match-command", "^Query$", "--match-user", "^(app|web)$", "--victims", "oldest", "--kill"],
    policy: { match: { commands: ["Query"], users: ["app", "web"] }, victims: "oldest" },
    least: 1,
  },
  {
    name: "all but the oldest of each user",
    options: [
      "--match-command",
      "^Query$",
      "--match-user",
      "^(app|web)$",
      "--group-by",
      "User",
      "--victims",
      "all-but-oldest",
      "--kill",
    ],
    policy: {
      match: { commands: ["Query"], users: ["app", "web"] },
      victims: "all_but_oldest",
      group_by: "user",
    },
    least: 50,
  },
];

describe("beside pt-kill", () => {
  let server: MariadbServer;
  let root: Connection;
  let folder: Folder;
  let clients: Client[] = [];

  beforeAll(async () => {
    if (!mariadbAvailable()) throw new Error("This test needs MariaDB: apt-get install mariadb-server.");
    if (spawnSync("pt-kill", ["--version"]).status !== 0)
      throw new Error("This test needs pt-kill: apt-get install percona-toolkit.");
    server = await startMariadb([`--max-connections=${CONNECTIONS + 50}`, "--back-log=600"]);
    root = await createConnection(server.url);
    for (const user of USERS) {
      await root.query(`CREATE USER ${user}@'%' IDENTIFIED BY 'pw'`);
      await root.query(`GRANT SELECT ON shop.* TO ${user}@'%'`);
    }
    folder = new Folder();
  });
  afterAll(async () => {
    root?.destroy();
    folder?.dispose();
    await server?.stop();
  });
  afterEach(async () => {
    await Promise.all(clients.map(({ id }) => root.query(`KILL ${id}`).catch(() => {})));
    for (const { connection } of clients) connection.destroy();
    clients = [];
    await until(async () => {
      const [rows] = await root.query(
        "SELECT COUNT(*) AS count FROM information_schema.PROCESSLIST WHERE USER IN ('app', 'report', 'etl', 'backup', 'web')",
      );
      return (rows as { count: number }[])[0]!.count === 0;
    });
  });

  async function connect(number: number): Promise<Client> {
    const database = DATABASES[number % DATABASES.length];
    const connection = await createConnection({
      host: server.host,
      port: server.port,
      user: USERS[number % USERS.length]!,
      password: "pw",
      connectTimeout: 60_000,
      ...(database && { database }),
    });
    const client: Client = { number, connection, id: String(connection.threadId), isOver: false };
    const over = () => {
      client.isOver = true;
    };
    connection.on("error", over);
    connection.on("end", over);
    const statement = STATEMENTS[Math.floor(number / USERS.length) % STATEMENTS.length];
    if (statement) connection.query(statement).then(over, over);
    clients.push(client);
    return client;
  }

  /** As many sessions as there are, the old ones first: one of each user is older than all others of it. */
  async function load(): Promise<void> {
    const all = Array.from({ length: CONNECTIONS }, (_, number) => number);
    const runs = (number: number) => STATEMENTS[Math.floor(number / USERS.length) % STATEMENTS.length];
    const firsts = all.filter((number) => number < 10 && runs(number));
    for (const number of firsts) {
      await connect(number);
      await sleep(1_100);
    }
    const rest = all.filter((number) => !firsts.includes(number));
    const start = async (numbers: readonly number[]) => {
      for (let from = 0; from < numbers.length; from += 40)
        await Promise.all(numbers.slice(from, from + 40).map(connect));
    };
    await start(rest.filter((number) => number % YOUNG !== 0));
    await sleep((AGE + 1) * 1_000);
    await start(rest.filter((number) => number % YOUNG === 0));
  }

  /** The numbers of those that died, once nobody dies any more. */
  async function dead(): Promise<number[]> {
    const now = () => clients.filter(({ isOver }) => isOver).map(({ number }) => number);
    for (let quiet = 0, before = 0; quiet < QUIET_SECONDS; ) {
      await sleep(1_000);
      quiet = now().length === before ? quiet + 1 : 0;
      before = now().length;
    }
    return now().sort((one, other) => one - other);
  }

  async function byPtKill(options: readonly string[]): Promise<number[]> {
    const { host, port, user, password } = server;
    const config = join(folder.path, "pt-kill.conf");
    folder.write("pt-kill.conf", `host=${host}\nport=${port}\nuser=${user}\npassword=${password}\n`);
    const process: ChildProcess = spawn(
      "pt-kill",
      ["--config", config, "--no-version-check", "--print", "--interval", "3600", ...options],
      { stdio: ["ignore", "pipe", "pipe"] },
    );
    let printed = "";
    for (const stream of [process.stdout!, process.stderr!]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        printed += text;
      });
    }
    const ended = once(process, "exit");
    await until(() => printed.includes("KILL") || process.exitCode !== null);
    const numbers = await dead();
    process.kill("SIGKILL");
    await ended;
    if (numbers.length === 0) throw new Error(`pt-kill killed nobody: ${printed}`);
    return numbers;
  }

  async function byRunner(policy: object): Promise<number[]> {
    const target = { service: "mysql", instance_id: `${server.host}:${server.port}` };
    const policies = folder.write("policies.json", document({ name: "it", target, ...policy }));
    const env = { MYSQL_USER: server.user, MYSQL_PWD: server.password };
    const { code, err } = await enforced(
      ["--policies", policies, "--once", "--audit", join(folder.path, "audit.jsonl")],
      env,
    );
    expect([code, err]).toEqual([0, expect.stringContaining("kills sent")]);
    return dead();
  }

  test.each(RULES)(
    "the same sessions die by $name",
    async ({ options, policy, least }) => {
      await load();
      const theirs = await byPtKill(options);
      for (const { connection, id } of clients.splice(0)) {
        await root.query(`KILL ${id}`).catch(() => {});
        connection.destroy();
      }
      await load();
      const ours = await byRunner(policy);
      expect(ours).toEqual(theirs);
      expect(ours.length).toBeGreaterThanOrEqual(least);
    },
    300_000,
  );
});
