import { printable, type SessionFilter } from "../../../model";
import { NetworkError } from "../../shared/errors";
import type { DriverError, Row } from "./driver";
import { abortedBefore, ERRNO, GONE, KILL_REFUSED, mysqlError, reasonOf, UNPREPARED } from "./errors";
import type { KillScope } from "./facts";
import { explain, type Link, Links, type MysqlServerOptions } from "./link";
import { type BoundValue, type Condition, conditionOf, conditionOfIds } from "./narrowing";
import { ServerClock } from "./server-clock";
import {
  findRdsProcedure,
  killByRds,
  killStatement,
  type ListTable,
  LOST_INSTANCES,
  listStatement,
} from "./statements";

/** The wanted sessions. Absent: all. */
export interface Wanted {
  readonly ids?: readonly string[];
  /** Sessions that match at least one of these filters. */
  readonly filters?: readonly SessionFilter[];
}

type Ask = (statement: string, values?: readonly BoundValue[]) => Promise<readonly Row[]>;

const LIST = "List sessions";
const KILL = "KILL";

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
  /** What the server's clock showed, in seconds since 1970. */
  readonly clock?: number;
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

/** One server. It holds a single connection: a kill goes to the server that listed the session, also behind a load balancer. */
export class MysqlServer {
  readonly name: string;
  readonly clock = new ServerClock();
  readonly #links: Links;
  /** Whether the server has Amazon's procedure, once that was asked. */
  readonly #rds = new Map<KillScope, boolean>();
  #table: ListTable = "information_schema.PROCESSLIST";
  /** Whether the server accepts conditions on a list. */
  #narrows = true;

  constructor(options: MysqlServerOptions) {
    this.name = options.name;
    this.#links = new Links(options);
  }

  /**
   * Lists the sessions that the account may see. Reconnects if the connection was lost.
   *
   * @param wanted which sessions; the list may contain others
   * @throws VendorError
   */
  async list(signal?: AbortSignal, wanted: Wanted = {}): Promise<ProcessList> {
    const isReused = this.#links.isOpen;
    try {
      return await this.#list(signal, wanted);
    } catch (error) {
      // The server may have ended an idle connection, which shows at the next statement. Listing again changes nothing.
      const wasLost = error instanceof NetworkError && isReused && !this.#links.isOpen;
      if (!wasLost) throw error;
      return this.#list(signal, wanted);
    }
  }

  async #list(signal: AbortSignal | undefined, wanted: Wanted): Promise<ProcessList> {
    const link = await this.#links.open(LIST, signal);
    const ask: Ask = (statement, values) => this.#ask(link, statement, LIST, values);
    const { rows, restricted } = await this.#rows(link.isMariadb, ask, wanted);
    const own = rows.find(({ id }) => String(id) === link.id);
    const others = rows.filter(({ id }) => !this.#links.isOwn(id));
    const incomplete = await this.#doubt(link, restricted, own !== undefined, ask);
    const clock = own && Number(own.clock);
    return { rows: others, link, restricted, ...(clock && { clock }), ...(incomplete && { incomplete }) };
  }

  async #rows(
    isMariadb: boolean,
    ask: Ask,
    wanted: Wanted,
  ): Promise<{ readonly rows: readonly Row[]; readonly restricted: boolean }> {
    const list = async (transactions: boolean) => {
      const whole = () => ask(listStatement(this.#table, isMariadb, transactions));
      const condition = this.#narrows ? conditionFor(wanted, transactions) : undefined;
      if (!condition) return whole();
      try {
        const statement = listStatement(this.#table, isMariadb, transactions, condition);
        return await ask(statement, condition.values);
      } catch (error) {
        if (!UNPREPARED.has(errnoOf(error) ?? 0)) throw error;
        // The server, or a proxy in front of it, does not support prepared statements: list everything.
        this.#narrows = false;
        return whole();
      }
    };
    try {
      return { rows: await list(true), restricted: false };
    } catch (error) {
      const errno = errnoOf(error);
      if (errno === ERRNO.SPECIFIC_ACCESS_DENIED) return { rows: await list(false), restricted: true };
      const isMissing = errno === ERRNO.UNKNOWN_TABLE || errno === ERRNO.NO_SUCH_TABLE;
      if (!isMissing || isMariadb || this.#table === "performance_schema.processlist") throw error;
      // Deprecated in MySQL, and to be removed. Its successor holds up no one, and may leave out sessions.
      this.#table = "performance_schema.processlist";
      return this.#rows(isMariadb, ask, wanted);
    }
  }

  /** Why the list may lack sessions. */
  async #doubt({ account }: Link, restricted: boolean, own: boolean, ask: Ask): Promise<string | undefined> {
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
    const attempt = this.#links.attempt(KILL, false);
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
    this.#links.close();
  }

  async #answer(link: Link, statement: string): Promise<KillAnswer> {
    try {
      await this.#links.send(link, statement);
      return { kind: "accepted" };
    } catch (error) {
      const { errno } = error as DriverError;
      if (errno === undefined || !(GONE.has(errno) || KILL_REFUSED.has(errno))) {
        throw explain(error, this.#links.attempt(KILL, true));
      }
      const failure = mysqlError(error as DriverError, this.#links.attempt(KILL, true));
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
      const [row] = await this.#links.send(link, findRdsProcedure(scope));
      const found = Number(row?.found ?? 0) > 0;
      this.#rds.set(scope, found);
      return found;
    } catch {
      return false;
    }
  }

  async #ask(
    link: Link,
    statement: string,
    action: string,
    values?: readonly BoundValue[],
  ): Promise<readonly Row[]> {
    try {
      return await this.#links.send(link, statement, values);
    } catch (error) {
      throw explain(error, this.#links.attempt(action, true));
    }
  }
}

function conditionFor({ ids, filters }: Wanted, transactions: boolean): Condition | undefined {
  if (ids) return conditionOfIds(ids);
  return filters && conditionOf(filters, transactions);
}

function errnoOf(error: unknown): number | undefined {
  const number = Number.parseInt((error as { vendorCode?: string }).vendorCode ?? "", 10);
  return Number.isNaN(number) ? undefined : number;
}
