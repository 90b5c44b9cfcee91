import type { MysqlAccount } from "../../../../../src/vendors/sql/mysql/account";
import { MysqlClient } from "../../../../../src/vendors/sql/mysql/client";
import {
  type Driver,
  type DriverConnection,
  DriverError,
  type DriverOptions,
  type Row,
} from "../../../../../src/vendors/sql/mysql/driver";

export const PASSWORD = "p4ss-of-a-test";
const ACCOUNT: MysqlAccount = { user: "ops", password: PASSWORD };

/** What a fake server answers to a statement: rows, or an error. */
export type Answer = (statement: string) => readonly Row[] | DriverError | undefined;

/** An error of the server. */
export function answered(errno: number, message = "the server's words", sqlState = "HY000"): DriverError {
  return new DriverError(message, { errno, sqlState });
}

/** A connection that ended before the answer. */
export const LOST = new DriverError("read ECONNRESET", { code: "ECONNRESET" });

/** A server that answers as it is told to, and notes logins and statements. */
export class FakeServer {
  readonly statements: string[] = [];
  /** Of the statements that have any. */
  readonly bound: (readonly (string | number)[])[] = [];
  readonly logins: DriverOptions[] = [];
  readonly connections: FakeConnection[] = [];
  version = "8.0.39";
  hostname = "db-1";
  /** Refuses logins. */
  refusal: ((options: DriverOptions) => DriverError | undefined) | undefined;
  #nextId = 100;

  constructor(public answer: Answer) {}

  readonly driver: Driver = async (options) => {
    this.logins.push(options);
    const refusal = this.refusal?.(options);
    if (refusal) throw refusal;
    const connection = new FakeConnection(this, String(this.#nextId++));
    this.connections.push(connection);
    return connection;
  };

  /** The statements but those that every connection begins with. */
  get asked(): readonly string[] {
    return this.statements.filter((statement) => !/^SET SESSION|^SELECT VERSION/.test(statement));
  }

  /** The rows of a list, dbkill's own among them. */
  ownRow(): Row {
    return row({ id: this.connections.at(-1)!.id, user: "ops", info: "SELECT p.ID" });
  }

  client(tls: { tls?: string; caFile?: string } = { tls: "disabled" }): MysqlClient {
    return new MysqlClient({
      account: ACCOUNT,
      tls,
      home: "/nonexistent",
      timeoutMs: 1_000,
      driver: this.driver,
    });
  }
}

class FakeConnection implements DriverConnection {
  open = true;

  constructor(
    private readonly server: FakeServer,
    readonly id: string,
  ) {}

  async query(
    statement: string,
    _timeoutMs: number,
    values?: readonly (string | number)[],
  ): Promise<readonly Row[]> {
    this.server.statements.push(statement);
    if (values) this.server.bound.push(values);
    if (!this.open) throw LOST;
    if (statement.startsWith("SET SESSION")) return [];
    if (statement.startsWith("SELECT VERSION")) {
      const { version, hostname } = this.server;
      return [{ version, account: "ops@%", id: this.id, hostname, port: "3306", server_id: "1" }];
    }
    const answer = this.server.answer(statement);
    if (!(answer instanceof DriverError)) return answer ?? [];
    if (answer.errno === undefined) this.open = false;
    throw answer;
  }

  destroy(): void {
    this.open = false;
  }
}

/** A row of the process list. */
export function row(fields: Row): Row {
  return {
    user: "shop",
    host: "10.0.0.7:51234",
    db: "shop",
    command: "Query",
    time: 12,
    state: "executing",
    info: "SELECT 1",
    transaction_age: null,
    ...fields,
  };
}
