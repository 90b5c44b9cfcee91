import { printable } from "../../../model";
import { EndpointError, MalformedResponseError, NetworkError } from "../../shared/errors";
import type { MysqlAccount } from "./account";
import type { ServerAddress } from "./address";
import { type Driver, type DriverConnection, DriverError, NO_TLS, type Row } from "./driver";
import { type Attempt, abortedBefore, ERRNO, GONE, KILL_REFUSED, mysqlError, reasonOf } from "./errors";
import type { KillScope } from "./facts";
import {
  findRdsProcedure,
  GREETING,
  killByRds,
  killStatement,
  type ListTable,
  LOST_INSTANCES,
  listStatement,
  SET_TIME_ZONE,
} from "./statements";
import type { TlsPolicy } from "./tls";

const LIST = "List sessions";
const KILL = "KILL";

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

/** The process list at one moment. */
export interface ProcessList {
  /** All rows but those of dbkill's own connections. */
  readonly rows: readonly Row[];
  /** The connection that was asked: a kill of what it listed goes through no other. */
  readonly link: Link;
  /** Why there may be more sessions; undefined where these are all. */
  readonly incomplete?: string;
  /** Whether only the account's own sessions are listed. */
  readonly restricted: boolean;
}

/** What a server said to one kill. */
export interface KillAnswer {
  /** `gone`: it had ended. */
  readonly kind: "accepted" | "gone" | "refused";
  /** The server's words against it. */
  readonly message?: string;
  /** The server's number for it. */
  readonly code?: string;
}

/** The connections of this process, by server and id. Another configuration of the provider may have one to the same server. */
const ownConnections = new Set<string>();

/** One server. It holds a single connection: a kill goes to the server that listed the session, also behind a load balancer. */
export class MysqlServer {
  readonly name: string;
  #link: Link | undefined;
  #opening: Promise<Link> | undefined;
  #identity: string | undefined;
  /** Whether the server has Amazon's procedure, once that was asked. */
  readonly #rds = new Map<KillScope, boolean>();
  #table: ListTable = "information_schema.PROCESSLIST";

  constructor(private readonly options: MysqlServerOptions) {
    this.name = options.name;
  }

  /**
   * Lists all sessions that the account may see. A connection that was lost since its last use is made anew.
   *
   * @throws VendorError
   */
  async list(signal?: AbortSignal): Promise<ProcessList> {
    const isReused = this.#link?.connection.open === true;
    try {
      return await this.#list(signal);
    } catch (error) {
      // The server may have ended an idle connection, which shows at the next statement. Listing again changes nothing.
      const wasLost = error instanceof NetworkError && isReused && this.#link?.connection.open !== true;
      if (!wasLost) throw error;
      return this.#list(signal);
    }
  }

  async #list(signal: AbortSignal | undefined): Promise<ProcessList> {
    const link = await this.#open(LIST, signal);
    const ask = (statement: string) => this.#ask(link, statement, LIST);
    const { rows, restricted } = await this.#rows(link.isMariadb, ask);
    const own = rows.some(({ id }) => String(id) === link.id);
    const others = rows.filter(({ id }) => !ownConnections.has(`${this.name}/${id}`));
    const incomplete = await this.#doubt(link, restricted, own, ask);
    return { rows: others, link, restricted, ...(incomplete && { incomplete }) };
  }

  async #rows(
    isMariadb: boolean,
    ask: (statement: string) => Promise<readonly Row[]>,
  ): Promise<{ readonly rows: readonly Row[]; readonly restricted: boolean }> {
    const list = (transactions: boolean) => ask(listStatement(this.#table, isMariadb, transactions));
    try {
      return { rows: await list(true), restricted: false };
    } catch (error) {
      const errno = errnoOf(error);
      if (errno === ERRNO.SPECIFIC_ACCESS_DENIED) return { rows: await list(false), restricted: true };
      const isMissing = errno === ERRNO.UNKNOWN_TABLE || errno === ERRNO.NO_SUCH_TABLE;
      if (!isMissing || isMariadb || this.#table === "performance_schema.processlist") throw error;
      // Deprecated in MySQL, and to be removed. Its successor holds up no one, and may leave out sessions.
      this.#table = "performance_schema.processlist";
      return this.#rows(isMariadb, ask);
    }
  }

  /** Why the list may lack sessions. */
  async #doubt(
    { account }: Link,
    restricted: boolean,
    own: boolean,
    ask: (statement: string) => Promise<readonly Row[]>,
  ): Promise<string | undefined> {
    if (restricted) {
      const name = printable(account, 200);
      return `The account ${name} lacks the privilege PROCESS, so the server lists only the sessions of its own user. Grant it with GRANT PROCESS ON *.* to this account.`;
    }
    if (!own)
      return `The list lacks dbkill's own connection, so it can't be whole. Check that performance_schema is on.`;
    if (this.#table !== "performance_schema.processlist") return undefined;
    const [row] = await ask(LOST_INSTANCES);
    return Number(row?.lost ?? 1) === 0
      ? undefined
      : "The performance_schema of the server does not watch every session. Raise performance_schema_max_thread_instances and turn the instrumentation of all threads on.";
  }

  /**
   * Kills one session, with one statement; where the server is Amazon's and refuses it, with one call of its procedure.
   *
   * @param link the connection that listed it
   * @throws VendorError; its `ambiguous` tells whether the kill may have been carried out
   */
  async kill(
    link: Link,
    scope: KillScope,
    session: { readonly id: string; readonly queryId?: string },
    signal?: AbortSignal,
  ): Promise<KillAnswer> {
    const attempt = this.#attempt(KILL, false);
    if (signal?.aborted) throw abortedBefore(attempt);
    if (!link.connection.open) {
      throw new NetworkError(
        `The connection to ${this.name} that listed the session was lost, so no kill was sent.`,
        {
          service: "mysql",
          action: KILL,
          retryable: true,
          remedy: "The sessions are listed again before the next kill.",
        },
      );
    }
    if (this.#rds.get(scope)) return this.#answer(link, killByRds(scope, session.id));
    const answer = await this.#answer(link, killStatement(scope, session.id, session.queryId));
    const isDenied = answer.kind === "refused" && KILL_REFUSED.has(Number(answer.code));
    if (!isDenied || !(await this.#hasRdsProcedure(link, scope))) return answer;
    return this.#answer(link, killByRds(scope, session.id));
  }

  /** Ends the connection. */
  close(): void {
    this.#link?.connection.destroy();
    this.#forget();
  }

  async #answer(link: Link, statement: string): Promise<KillAnswer> {
    try {
      await this.#send(link, statement);
      return { kind: "accepted" };
    } catch (error) {
      const { errno } = error as DriverError;
      if (errno === undefined || !(GONE.has(errno) || KILL_REFUSED.has(errno))) {
        throw this.#explain(error, this.#attempt(KILL, true));
      }
      const failure = mysqlError(error as DriverError, this.#attempt(KILL, true));
      return {
        kind: GONE.has(errno) ? "gone" : "refused",
        message: `${reasonOf(error as DriverError).replace(/\.$/, "")}. ${failure.remedy}`,
        code: String(errno),
      };
    }
  }

  /** Asked after a refusal alone. What can't be asked is not there. */
  async #hasRdsProcedure(link: Link, scope: KillScope): Promise<boolean> {
    const known = this.#rds.get(scope);
    if (known !== undefined) return known;
    try {
      const [row] = await this.#send(link, findRdsProcedure(scope));
      const found = Number(row?.found ?? 0) > 0;
      this.#rds.set(scope, found);
      return found;
    } catch {
      return false;
    }
  }

  async #open(action: string, signal: AbortSignal | undefined): Promise<Link> {
    if (signal?.aborted) throw abortedBefore(this.#attempt(action, false));
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
      ownConnections.add(`${this.name}/${link.id}`);
      this.#link = link;
      return link;
    } catch (error) {
      connection.destroy();
      throw this.#explain(error, this.#attempt(action, false));
    }
  }

  /** Behind one name may be several servers, such as replicas: what one listed can't be looked for on another. */
  #insistOnSameServer(identity: string, action: string): void {
    this.#identity ??= identity;
    if (this.#identity === identity) return;
    throw new EndpointError(`${printable(this.name)} leads to another server than before.`, {
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
      throw this.#explain(error, this.#attempt(action, false));
    }
  }

  async #ask(link: Link, statement: string, action: string): Promise<readonly Row[]> {
    try {
      return await this.#send(link, statement);
    } catch (error) {
      throw this.#explain(error, this.#attempt(action, true));
    }
  }

  async #send(link: Link, statement: string): Promise<readonly Row[]> {
    try {
      return await link.connection.query(statement, this.options.timeoutMs);
    } finally {
      if (!link.connection.open && this.#link === link) this.#forget();
    }
  }

  /** The server gives its ids to no second connection while it runs. */
  #forget(): void {
    if (this.#link) ownConnections.delete(`${this.name}/${this.#link.id}`);
    this.#link = undefined;
  }

  #attempt(action: string, sent: boolean): Attempt {
    return { action, server: printable(this.name), user: this.options.account.user, sent };
  }

  #explain(error: unknown, attempt: Attempt): unknown {
    return error instanceof DriverError ? mysqlError(error, attempt) : error;
  }

  #malformed(action: string): MalformedResponseError {
    return new MalformedResponseError(`${this.name} does not answer as a MySQL server does.`, {
      service: "mysql",
      action,
      remedy: "Check that the address is that of a MySQL or MariaDB server, or of a proxy for one.",
    });
  }
}

function errnoOf(error: unknown): number | undefined {
  const number = Number.parseInt((error as { vendorCode?: string }).vendorCode ?? "", 10);
  return Number.isNaN(number) ? undefined : number;
}
