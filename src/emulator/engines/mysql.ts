import type { Pool, PoolOptions, RowDataPacket } from "mysql2/promise";
import { nextWholeSecond } from "../core/clock";
import { ControlError } from "../core/fields";
import { matches } from "../core/match";
import { OptionError } from "../core/options";
import { sessionKey } from "../core/service";
import type { Session, SessionInput, SessionStatus } from "../core/types";
import type { Instance, Task, World } from "../core/world";
import type { KillOutcome, SessionEngine } from "./engine";

/** The error of KILL for a connection that is closed already: ER_NO_SUCH_THREAD. */
const NO_SUCH_THREAD = 1094;

/** The emulator's own connection is left out, so that it is never listed and never a victim. */
const PROCESS_LIST = `SELECT ID AS id, USER AS user, HOST AS host, DB AS db, COMMAND AS command,
    TIME AS time, STATE AS state, INFO AS info
  FROM information_schema.PROCESSLIST WHERE ID <> CONNECTION_ID() ORDER BY ID`;

interface ProcessRow extends RowDataPacket {
  readonly id: number | string;
  readonly user: string | null;
  readonly host: string | null;
  readonly db: string | null;
  readonly command: string | null;
  readonly time: number | string | null;
  readonly state: string | null;
  readonly info: string | null;
}

/**
 * The process list of one real MySQL or MariaDB server. Every posted instance stands for that server, and a kill is a real
 * `KILL`, so the account needs PROCESS and CONNECTION_ADMIN (MySQL 8), CONNECTION ADMIN (MariaDB) or SUPER. The kill loop runs
 * once in every whole second in which some task runs.
 */
export class MysqlEngine implements SessionEngine {
  readonly name = "mysql";
  readonly timeTravels = false;
  /** The server's connection ids never come again, so one record serves all instances. */
  readonly #killed = new Map<string, { session: Session; instance: Instance }>();
  #timer: NodeJS.Timeout | undefined;
  #pass: Promise<void> = Promise.resolve();
  #closed = false;

  private constructor(
    private readonly world: World,
    private readonly pool: Pool,
  ) {
    this.#schedule();
  }

  /**
   * Connects to `mysql://user:password@host:port/`. Throws an Error that names the server, and never the password.
   */
  static async connect(world: World, url: string): Promise<MysqlEngine> {
    const options = poolOptions(url);
    const { createPool } = await loadDriver();
    const pool = createPool(options);
    try {
      await pool.query("SELECT 1");
    } catch (error) {
      await pool.end();
      throw new Error(`can't use the MySQL server at ${options.host}:${options.port}: ${reason(error)}`);
    }
    return new MysqlEngine(world, pool);
  }

  add(_instance: Instance, sessions: SessionInput[]): string[] {
    if (sessions.length === 0) return [];
    throw new ControlError(
      409,
      "RealSessions",
      'sessions: with the mysql engine they are the server\'s own; connect to it to make some, and post "sessions":[] for the instance',
    );
  }

  async list(): Promise<Session[]> {
    const sessions = await this.#processList();
    return sessions.filter(({ id }) => !this.#killed.has(id));
  }

  async history(instance: Instance): Promise<(Session & { status: SessionStatus })[]> {
    // First the list, then what was killed: a session that dies meanwhile must be in one of the two.
    const sessions = await this.#processList();
    const killed = [...this.#killed.values()].filter((each) => each.instance === instance);
    const running = sessions.filter(({ id }) => !this.#killed.has(id));
    return [
      ...killed.map(({ session }) => ({ ...session, status: "killed" as const })),
      ...running.map((session) => ({ ...session, status: "running" as const })),
    ];
  }

  async kill(instance: Instance, key: string, by: string): Promise<KillOutcome> {
    const sessions = await this.list();
    const session = sessions.find((each) => sessionKey(instance.service, each) === key);
    return session ? this.#kill(instance, session, by) : { outcome: "gone" };
  }

  settle(): void {}

  reset(): void {
    this.#killed.clear();
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#pass;
    await this.pool.end();
  }

  #schedule(): void {
    const now = this.world.clock.now();
    this.#timer = setTimeout(() => {
      this.#pass = this.#killLoop()
        // A server that can't be reached now is asked again in the next second; who looks at it meanwhile gets the error.
        .catch(() => undefined)
        .finally(() => {
          if (!this.#closed) this.#schedule();
        });
    }, nextWholeSecond(now) - now);
  }

  /** One pass of all running tasks over one listing. */
  async #killLoop(): Promise<void> {
    const tasks = [...this.world.instances()]
      .filter((instance) => !instance.tasksPaused)
      .flatMap((instance) => this.world.runningTasks(instance));
    if (tasks.length === 0) return;
    const sessions = await this.list();
    for (const task of tasks) {
      const { instance, match } = task;
      for (const session of sessions) {
        if (this.#closed || instance.tasksPaused || !this.world.runningTasks(instance).includes(task)) break;
        if (this.#killed.has(session.id) || instance.service.spares(session) || !matches(match, session))
          continue;
        await this.#kill(instance, session, `task:${task.id}`, task);
      }
    }
  }

  async #kill(instance: Instance, session: Session, by: string, task?: Task): Promise<KillOutcome> {
    try {
      await this.pool.query(`KILL CONNECTION ${BigInt(session.id)}`);
    } catch (error) {
      if ((error as { errno?: number }).errno === NO_SUCH_THREAD) return { outcome: "gone" };
      return { outcome: "refused", message: reason(error) };
    }
    this.#killed.set(session.id, { session, instance });
    this.world.recordKill({ at: this.world.clock.now(), instance, by, session }, task);
    return { outcome: "killed" };
  }

  async #processList(): Promise<Session[]> {
    try {
      const [rows] = await this.pool.query<ProcessRow[]>(PROCESS_LIST);
      return rows.map(toSession);
    } catch (error) {
      throw new Error(`can't list the MySQL server's sessions: ${reason(error)}`);
    }
  }
}

function toSession(row: ProcessRow): Session {
  return {
    id: String(row.id),
    user: row.user ?? "",
    host: row.host ?? "",
    database: row.db ?? "",
    command: row.command ?? "",
    state: row.state ?? "",
    duration_seconds: row.time === null ? null : Math.max(0, Number(row.time)),
    info: row.info ?? "",
  };
}

/** The driver is an optional peer: only this engine needs it. */
async function loadDriver(): Promise<typeof import("mysql2/promise")> {
  try {
    return await import("mysql2/promise");
  } catch (error) {
    if (!/MODULE_NOT_FOUND$/.test(`${(error as NodeJS.ErrnoException).code}`)) throw error;
    throw new OptionError("mysql", "the package mysql2 is not installed. Run npm i mysql2@3");
  }
}

/** One connection: it is the one that PROCESS_LIST leaves out. */
function poolOptions(url: string): PoolOptions & { host: string; port: number } {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (!parsed || !["mysql:", "mariadb:"].includes(parsed.protocol) || !parsed.hostname) {
    throw new OptionError("mysql", "the MySQL server must be given as mysql://user:password@host:port/");
  }
  return {
    host: parsed.hostname.replace(/^\[|\]$/g, ""),
    port: Number(parsed.port || 3306),
    user: decoded(parsed.username),
    password: decoded(parsed.password),
    connectionLimit: 1,
    supportBigNumbers: true,
    bigNumberStrings: true,
  };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new OptionError("mysql", "in the MySQL server's URL a % of user or password is written %25");
  }
}

/** The server's or the network's own words: neither holds the password. */
function reason(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string };
  return message || code || "unknown error";
}
