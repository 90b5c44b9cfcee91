import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Connection, createConnection } from "mysql2/promise";
import { type MariadbServer, mariadbAvailable, startMariadb } from "../scripts/mariadb";
import { track } from "./processes";

/** The cost of one rival over some time. */
export interface Cost {
  /** CPU time of its process for each pass, in ms. */
  readonly cpuMs: number;
  /** Memory, in bytes. */
  readonly memory: number;
}

export interface Pair<T> {
  readonly ours: T;
  readonly theirs: T;
}

const CONNECTIONS = 1_000;
/** How many of them run a statement. */
const BUSY = 100;
const INTERVAL_SECONDS = 1;
const WINDOW_SECONDS = 20;
/** Warm-up, until the code of both is compiled. */
const WARM_UP_SECONDS = 25;
const KILL_AFTER_SECONDS = 2;
/** How many sessions of each rival die in one run. */
const DEATHS = 41;
/** Coprime with {@link DEATHS}. */
const STRIDE = 16;
const PASSWORD = "only-for-this-run";

/**
 * The runner and Percona's pt-kill with the same rule and the same interval, on one private MariaDB with a thousand connections. Both
 * run all the time, so other load on the machine affects both. Each kills the sessions of a different user.
 */
export class Rivals {
  private constructor(
    private readonly server: MariadbServer,
    private readonly root: Connection,
    private readonly ours: ChildProcess,
    private readonly theirs: ChildProcess,
    private readonly audit: string,
  ) {}

  /** @throws Error where a program is missing */
  static async start(folder: string): Promise<Rivals> {
    if (spawnSync("pt-kill", ["--version"]).status !== 0) {
      throw new Error("pt-kill is not installed. On Debian: apt-get install percona-toolkit.");
    }
    if (!mariadbAvailable())
      throw new Error("mariadbd is not installed. On Debian: apt-get install mariadb-server.");
    mkdirSync(folder, { recursive: true });
    const server = await startMariadb([`--max-connections=${CONNECTIONS + 300}`, "--back-log=1000"]);
    const root = await createConnection(server.url);
    for (const user of ["ours", "theirs", "app"]) {
      await root.query(`CREATE USER ${user}@'%' IDENTIFIED BY '${PASSWORD}'`);
    }
    await connectMany(server);
    const audit = join(folder, "audit.jsonl");
    const rivals = new Rivals(server, root, runner(server, folder, audit), ptKill(server, folder), audit);
    await sleep(WARM_UP_SECONDS * 1_000);
    return rivals;
  }

  /** The cost of passes that kill nothing. */
  async cost(): Promise<Pair<Cost>> {
    const before = await this.#counters();
    await sleep(WINDOW_SECONDS * 1_000);
    const after = await this.#counters();
    const cost = (side: "ours" | "theirs"): Cost => {
      const passes = after[side].passes - before[side].passes;
      if (passes < WINDOW_SECONDS / INTERVAL_SECONDS / 2) throw new Error(`${side} had ${passes} passes`);
      return { cpuMs: (after[side].cpuMs - before[side].cpuMs) / passes, memory: memoryOf(this[side]) };
    };
    return { ours: cost("ours"), theirs: cost("theirs") };
  }

  /**
   * How long matching sessions live, in ms: the mean over sessions that begin at moments spread over the interval. Both rivals get the same
   * moments, which reduces noise.
   */
  async deaths(): Promise<Pair<number>> {
    const lives: Promise<[number, number]>[] = [];
    const begun = performance.now();
    for (let started = 0; started < DEATHS; started++) {
      const clients = [await connect(this.server, "ours"), await connect(this.server, "theirs")] as const;
      // Start times step through the interval until they have covered it evenly.
      const at = begun + (started + 1 + ((started * STRIDE) % DEATHS) / DEATHS) * INTERVAL_SECONDS * 1_000;
      await sleep(at - performance.now());
      lives.push(Promise.all([lifeOf(clients[0]), lifeOf(clients[1])]));
    }
    const all = await Promise.all(lives);
    const mean = (side: 0 | 1) =>
      all.reduce((sum, pair) => sum + pair[side], 0) / all.length - KILL_AFTER_SECONDS * 1_000;
    return { ours: mean(0), theirs: mean(1) };
  }

  async #counters() {
    const [rows] = await this.root.query("SHOW GLOBAL STATUS LIKE 'Com_show_processlist'");
    const lines = readFileSync(this.audit, "utf8").match(/"event":"pass"/g) ?? [];
    return {
      ours: { cpuMs: cpuMsOf(this.ours), passes: lines.length },
      theirs: { cpuMs: cpuMsOf(this.theirs), passes: Number((rows as { Value: string }[])[0]!.Value) },
    };
  }
}

function runner(server: MariadbServer, folder: string, audit: string): ChildProcess {
  const policies = join(folder, "policies.json");
  const policy = {
    name: "long",
    target: { service: "mysql", instance_id: `${server.host}:${server.port}` },
    match: { users: ["ours"], commands: ["Query"], min_duration_seconds: KILL_AFTER_SECONDS },
  };
  writeFileSync(policies, JSON.stringify({ version: 1, policies: [policy] }));
  const main = join(__dirname, "..", "lib", "cli", "main.js");
  const options = ["--policies", policies, "--audit", audit, "--interval", `${INTERVAL_SECONDS}s`];
  return started(process.execPath, [main, "enforce", ...options], {
    HOME: folder,
    MYSQL_USER: server.user,
    MYSQL_PWD: server.password,
  });
}

function ptKill(server: MariadbServer, folder: string): ChildProcess {
  const file = join(folder, "pt-kill.conf");
  const { host, port, user, password } = server;
  writeFileSync(file, `host=${host}\nport=${port}\nuser=${user}\npassword=${password}\n`, { mode: 0o600 });
  const rule = [
    "--match-user",
    "^theirs$",
    "--match-command",
    "^Query$",
    "--busy-time",
    String(KILL_AFTER_SECONDS),
  ];
  const how = ["--victims", "all", "--kill", "--interval", String(INTERVAL_SECONDS)];
  return started("pt-kill", ["--config", file, "--no-version-check", ...rule, ...how], { HOME: folder });
}

function started(program: string, args: readonly string[], env: NodeJS.ProcessEnv): ChildProcess {
  return track(
    spawn(program, args, {
      detached: true,
      env: { PATH: process.env.PATH, ...env },
      stdio: ["ignore", "ignore", "inherit"],
    }),
  );
}

/** The server's queue of connections that wait to be accepted is short. */
async function connectMany(server: MariadbServer): Promise<void> {
  for (let open = 0; open < CONNECTIONS; open += 40) {
    const clients = await Promise.all(Array.from({ length: 40 }, () => connect(server, "app")));
    for (const [at, client] of clients.entries()) {
      if (open + at < BUSY) client.query("SELECT SLEEP(86400)").catch(() => {});
    }
  }
}

async function connect({ host, port }: MariadbServer, user: string): Promise<Connection> {
  const client = await createConnection({ host, port, user, password: PASSWORD, connectTimeout: 60_000 });
  client.on("error", () => {});
  return client;
}

/** How long a statement runs until it is killed, in ms. */
async function lifeOf(client: Connection): Promise<number> {
  const begun = performance.now();
  const survived = await client.query("SELECT SLEEP(60)").then(
    () => true,
    () => false,
  );
  const life = performance.now() - begun;
  client.destroy();
  if (survived) throw new Error("A session that should be killed was not.");
  return life;
}

/** CPU time of a process and all of its threads. */
function cpuMsOf({ pid }: ChildProcess): number {
  const tasks = `/proc/${pid}/task`;
  const nanoseconds = readdirSync(tasks).map((task) =>
    Number(readFileSync(join(tasks, task, "schedstat"), "utf8").split(" ")[0]),
  );
  return nanoseconds.reduce((sum, each) => sum + each, 0) / 1e6;
}

function memoryOf({ pid }: ChildProcess): number {
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))![1]) * 1024;
}
