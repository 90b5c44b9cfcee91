import { execFileSync, spawn } from "node:child_process";
import { accessSync, constants, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { delimiter, join } from "node:path";

/** Debian keeps servers where a plain user's PATH does not lead. */
const PLACES = [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin", "/usr/local/sbin"];

const USER = "dbkill";
const PASSWORD = "only-for-this-run";

/** A private server on loop-back with an account that may do everything. */
export interface MariadbServer {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** `mysql://user:password@host:port/`. */
  readonly url: string;
  /** Ends the server and removes its data. */
  stop(): Promise<void>;
}

/** Whether this machine has a MariaDB server to start. */
export function mariadbAvailable(): boolean {
  return find("mariadbd") !== undefined && find("mariadb-install-db") !== undefined;
}

/**
 * Makes an empty server in a folder of its own and starts it; resolves once it takes connections.
 *
 * @param options of mariadbd, such as `--ssl-cert=FILE`
 */
export async function startMariadb(options: readonly string[] = []): Promise<MariadbServer> {
  const folder = mkdtempSync(join(tmpdir(), "dbkill-mariadb-"));
  const data = join(folder, "data");
  const account = userInfo().username;
  execFileSync(
    find("mariadb-install-db") ?? "mariadb-install-db",
    ["--no-defaults", `--datadir=${data}`, `--user=${account}`, "--skip-test-db"],
    { stdio: "pipe" },
  );
  const setup = join(folder, "setup.sql");
  writeFileSync(
    setup,
    `CREATE USER '${USER}'@'%' IDENTIFIED BY '${PASSWORD}';\nGRANT ALL ON *.* TO '${USER}'@'%' WITH GRANT OPTION;\nCREATE DATABASE shop;\n`,
  );
  const host = "127.0.0.1";
  const port = await freePort(host);
  const server = spawn(
    find("mariadbd") ?? "mariadbd",
    [
      "--no-defaults",
      `--datadir=${data}`,
      `--socket=${join(folder, "sock")}`,
      `--pid-file=${join(folder, "pid")}`,
      `--port=${port}`,
      `--bind-address=${host}`,
      `--user=${account}`,
      `--init-file=${setup}`,
      "--skip-name-resolve",
      ...options,
    ],
    { stdio: ["ignore", "ignore", "pipe"] },
  );
  const killServer = () => server.kill("SIGKILL");
  process.once("exit", killServer);
  const ended = new Promise<void>((resolve) => {
    server.once("exit", () => resolve());
  });
  await new Promise<void>((resolve, reject) => {
    let log = "";
    server.stderr.setEncoding("utf8").on("data", (text: string) => {
      log += text;
      if (log.includes("ready for connections")) resolve();
    });
    server.once("error", reject);
    void ended.then(() => reject(new Error(`mariadbd ended before it was ready:\n${log}`)));
  });
  return {
    host,
    port,
    user: USER,
    password: PASSWORD,
    url: `mysql://${USER}:${PASSWORD}@${host}:${port}/`,
    stop: async () => {
      process.off("exit", killServer);
      server.kill("SIGTERM");
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function find(program: string): string | undefined {
  return PLACES.map((place) => join(place, program)).find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** A free port of a host. */
export function freePort(host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once("error", reject);
    probe.listen(0, host, () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}
