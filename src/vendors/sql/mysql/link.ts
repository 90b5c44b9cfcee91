import { printable } from "../../../model";
import { EndpointError, MalformedResponseError } from "../../shared/errors";
import type { MysqlAccount } from "./account";
import type { ServerAddress } from "./address";
import { type Driver, type DriverConnection, DriverError, NO_TLS, type Row } from "./driver";
import { type Attempt, abortedBefore, mysqlError } from "./errors";
import { GREETING, SET_TIME_ZONE } from "./statements";
import type { TlsPolicy } from "./tls";

export interface MysqlServerOptions {
  /** `host:port`. */
  readonly name: string;
  readonly address: ServerAddress;
  readonly account: MysqlAccount;
  readonly tls: TlsPolicy;
  readonly timeoutMs: number;
  readonly driver: Driver;
}

/** A connection, and what it told at its start. */
export interface Link {
  readonly connection: DriverConnection;
  readonly id: string;
  /** `user@host`, as the server's grants name it. */
  readonly account: string;
  readonly isMariadb: boolean;
}

/** The connections of this process, by server and id. Another configuration of the provider may have one to the same server. */
const ownConnections = new Set<string>();

/** The single connection to one server: made when it is needed, and made anew where it was lost. */
export class Links {
  #link: Link | undefined;
  #opening: Promise<Link> | undefined;
  #identity: string | undefined;

  constructor(private readonly options: MysqlServerOptions) {}

  get isOpen(): boolean {
    return this.#link?.connection.open === true;
  }

  /** Whether a session is a connection of this process. */
  isOwn(id: unknown): boolean {
    return ownConnections.has(`${this.options.name}/${id}`);
  }

  /** Ends the connection. */
  close(): void {
    this.#link?.connection.destroy();
    this.#forget();
  }

  /**
   * The connection, made where there is none.
   *
   * @param action for what, as errors name it
   * @throws VendorError
   */
  async open(action: string, signal: AbortSignal | undefined): Promise<Link> {
    if (signal?.aborted) throw abortedBefore(this.attempt(action, false));
    if (this.#link?.connection.open) return this.#link;
    this.#forget();
    this.#opening ??= this.#login(action).finally(() => {
      this.#opening = undefined;
    });
    return this.#opening;
  }

  async #login(action: string): Promise<Link> {
    const connection = await this.#connect(action);
    try {
      await connection.query(SET_TIME_ZONE, this.options.timeoutMs);
      const [row] = await connection.query(GREETING, this.options.timeoutMs);
      const { version, account, id, hostname, port, server_id } = row ?? {};
      if (version == null || account == null || id == null) throw this.#malformed(action);
      const link = {
        connection,
        id: String(id),
        account: String(account),
        isMariadb: /mariadb/i.test(String(version)),
      };
      this.#insistOnSameServer(`${hostname}:${port}/${server_id}`, action);
      ownConnections.add(`${this.options.name}/${link.id}`);
      this.#link = link;
      return link;
    } catch (error) {
      connection.destroy();
      throw explain(error, this.attempt(action, false));
    }
  }

  /** Behind one name may be several servers, such as replicas: what one listed can't be looked for on another. */
  #insistOnSameServer(identity: string, action: string): void {
    this.#identity ??= identity;
    if (this.#identity === identity) return;
    throw new EndpointError(`${printable(this.options.name)} leads to another server than before.`, {
      service: "mysql",
      action,
      remedy:
        "Name a single server in instance_id, not a group of replicas. After a failover, look at the sessions of both before you run again.",
    });
  }

  async #connect(action: string): Promise<DriverConnection> {
    const { address, account, tls, timeoutMs, driver } = this.options;
    const options = { ...address, ...account, connectTimeoutMs: timeoutMs };
    const encrypted = { ...options, tls: { ...(tls.ca !== undefined && { ca: tls.ca }) } };
    try {
      if (tls.mode === "disabled") return await driver(options);
      try {
        return await driver(encrypted);
      } catch (error) {
        const offersNone = error instanceof DriverError && error.code === NO_TLS;
        if (tls.mode !== "preferred" || !offersNone) throw error;
        return await driver(options);
      }
    } catch (error) {
      throw explain(error, this.attempt(action, false));
    }
  }

  /** @throws DriverError */
  async send(link: Link, statement: string, values?: readonly (string | number)[]): Promise<readonly Row[]> {
    try {
      return await link.connection.query(statement, this.options.timeoutMs, values);
    } finally {
      if (!link.connection.open && this.#link === link) this.#forget();
    }
  }

  /** The server gives its ids to no second connection while it runs. */
  #forget(): void {
    if (this.#link) ownConnections.delete(`${this.options.name}/${this.#link.id}`);
    this.#link = undefined;
  }

  /** What an error says of where it happened. */
  attempt(action: string, sent: boolean): Attempt {
    return { action, server: printable(this.options.name), user: this.options.account.user, sent };
  }

  #malformed(action: string): MalformedResponseError {
    return new MalformedResponseError(`${this.options.name} does not answer as a MySQL server does.`, {
      service: "mysql",
      action,
      remedy: "Check that the address is that of a MySQL or MariaDB server, or of a proxy for one.",
    });
  }
}

/** An error of the driver as a VendorError; any other as it is. */
export function explain(error: unknown, attempt: Attempt): unknown {
  return error instanceof DriverError ? mysqlError(error, attempt) : error;
}
