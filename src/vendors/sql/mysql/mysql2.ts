import type { Connection, QueryError } from "mysql2";
import { authorities } from "../../shared/authorities";
import { type Driver, type DriverConnection, DriverError, type Row, TIMED_OUT } from "./driver";

/** The package mysql2, a file of its own in the provider: most starts never speak to a server. */
const mysql2 = () => require("mysql2") as typeof import("mysql2");

/** Connects by mysql2. */
export const connectByMysql2: Driver = ({ host, port, user, password, tls, connectTimeoutMs }) =>
  new Promise((resolve, reject) => {
    const connection = mysql2().createConnection({
      host,
      port,
      user,
      password,
      connectTimeout: connectTimeoutMs,
      charset: "utf8mb4_general_ci",
      supportBigNumbers: true,
      bigNumberStrings: true,
      // No code is made of what a server sends, and a server gets no files of this machine.
      disableEval: true,
      // Nothing is put into a statement: `?` is a character like others.
      queryFormat: (statement: string) => statement,
      flags: ["-LOCAL_FILES"],
      connectAttributes: { program_name: "dbkill" },
      ...(tls && {
        ssl: {
          rejectUnauthorized: true,
          verifyIdentity: true,
          minVersion: "TLSv1.2",
          ca: tls.ca ?? authorities(),
        },
      }),
    });
    // The driver limits the connection alone: a server that takes it and says nothing is waited for no longer.
    const timer = setTimeout(() => fail(timedOut(connectTimeoutMs)), connectTimeoutMs);
    const fail = (error: DriverError) => {
      clearTimeout(timer);
      connection.destroy();
      reject(error);
    };
    connection.once("error", (error) => fail(toDriverError(error)));
    connection.once("connect", () => {
      clearTimeout(timer);
      resolve(new Mysql2Connection(connection));
    });
  });

class Mysql2Connection implements DriverConnection {
  #open = true;
  #running = 0;

  constructor(private readonly connection: Connection) {
    for (const event of ["error", "end"]) connection.on(event, () => this.#end());
    this.#idle();
  }

  get open(): boolean {
    return this.#open;
  }

  query(
    statement: string,
    timeoutMs: number,
    values?: readonly (string | number)[],
  ): Promise<readonly Row[]> {
    return new Promise((resolve, reject) => {
      const settle = (then: () => void) => {
        clearTimeout(timer);
        this.#running--;
        this.#idle();
        then();
      };
      const timer = setTimeout(() => {
        this.destroy();
        settle(() => reject(timedOut(timeoutMs)));
      }, timeoutMs);
      this.#running++;
      this.#stream?.ref?.();
      const done = (error: QueryError | null, rows: unknown) => {
        if (error?.fatal) this.#end();
        settle(() => (error ? reject(toDriverError(error)) : resolve(Array.isArray(rows) ? rows : [])));
      };
      // Statements with values are prepared: the values stay separate from the text, and the server parses the statement once.
      if (values) this.connection.execute(statement, [...values], done);
      else this.connection.query(statement, done);
    });
  }

  destroy(): void {
    this.#end();
    this.connection.destroy();
  }

  #end(): void {
    this.#open = false;
  }

  /** An idle connection keeps no process alive. */
  #idle(): void {
    if (this.#running === 0) this.#stream?.unref?.();
  }

  get #stream(): { ref?(): void; unref?(): void } | undefined {
    return (this.connection as { stream?: { ref?(): void; unref?(): void } }).stream;
  }
}

function timedOut(ms: number): DriverError {
  return new DriverError(`no answer within ${ms / 1000} s`, { code: TIMED_OUT });
}

/** Without the driver's error itself: it holds the statement. */
function toDriverError(error: Error & Partial<QueryError>): DriverError {
  const { errno, sqlState, code } = error;
  // Node.js numbers its errors below zero.
  const isAnswer = typeof errno === "number" && errno > 0 && Boolean(sqlState);
  const message =
    error.message ||
    (error instanceof AggregateError ? String(error.errors[0]?.message ?? "") : "") ||
    String(code);
  return new DriverError(message, isAnswer ? { errno, sqlState } : { code: String(code ?? "") });
}
