import { EventEmitter } from "node:events";
import { type DriverError, TIMED_OUT } from "../../../../../src/vendors/sql/mysql/driver";
import { connectByMysql2 } from "../../../../../src/vendors/sql/mysql/mysql2";

/** A connection of mysql2 that does nothing by itself. */
class Idle extends EventEmitter {
  destroyed = false;
  answer: ((error: unknown, rows: unknown) => void) | undefined;

  query(_statement: string, callback: (error: unknown, rows: unknown) => void): void {
    this.answer = callback;
  }

  destroy(): void {
    this.destroyed = true;
  }
}

const made: { options: Record<string, unknown>; connection: Idle }[] = [];
jest.mock("mysql2", () => ({
  createConnection: (options: Record<string, unknown>) => {
    const connection = new Idle();
    made.push({ options, connection });
    return connection;
  },
}));

const OPTIONS = { host: "db.example.com", port: 3306, user: "ops", password: "s3cret", connectTimeoutMs: 20 };
const failureOf = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: DriverError) => error,
  );

describe("a connection by mysql2", () => {
  const last = () => made.at(-1)!;
  async function connected() {
    const pending = connectByMysql2(OPTIONS);
    last().connection.emit("connect");
    return pending;
  }

  test("checks certificate and name where it is encrypted, and gives no files", async () => {
    const pending = connectByMysql2({ ...OPTIONS, tls: { ca: "PEM" } });
    last().connection.emit("connect");
    await pending;
    expect(last().options).toMatchObject({
      ssl: { rejectUnauthorized: true, verifyIdentity: true, minVersion: "TLSv1.2", ca: "PEM" },
      flags: ["-LOCAL_FILES"],
    });
    await connected();
    expect(last().options).not.toHaveProperty("ssl");
  });

  test("that is taken and never greeted is given up", async () => {
    expect(await failureOf(connectByMysql2(OPTIONS))).toMatchObject({ code: TIMED_OUT });
    expect(last().connection.destroyed).toBe(true);
  });

  test("is ended where a statement gets no answer in time", async () => {
    const connection = await connected();
    expect(await failureOf(connection.query("SELECT 1", 20))).toMatchObject({ code: TIMED_OUT });
    expect([connection.open, last().connection.destroyed]).toEqual([false, true]);
  });

  test("knows that it has ended", async () => {
    for (const event of ["end", "error"]) {
      const connection = await connected();
      expect(connection.open).toBe(true);
      last().connection.emit(event, new Error("x"));
      expect(connection.open).toBe(false);
    }
  });

  test("tells the server's errors from those of the network, without the statement", async () => {
    const connection = await connected();
    const fail = async (error: object) => {
      const failure = failureOf(connection.query("SELECT secret", 1_000));
      last().connection.answer!(
        Object.assign(new Error("words"), { sql: "SELECT secret" }, error),
        undefined,
      );
      return (await failure)!;
    };
    const told = await fail({ errno: 1094, sqlState: "HY000", code: "ER_NO_SUCH_THREAD" });
    expect(told).toMatchObject({ errno: 1094, sqlState: "HY000", code: undefined, message: "words" });
    const lost = await fail({ errno: -104, code: "ECONNRESET", fatal: true });
    expect(lost).toMatchObject({ errno: undefined, code: "ECONNRESET" });
    expect(JSON.stringify([told, lost])).not.toContain("secret");
    expect(connection.open).toBe(false);
  });
});
