import type {
  Clock,
  EndedSession,
  KillResponse,
  Listing,
  SessionKiller,
  SessionSource,
} from "../../../engine/ports";
import { printable, type ServiceFacts, type Session, type SessionFilter, type Target } from "../../../model";
import { NetworkError } from "../../shared/errors";
import type { MysqlClient } from "./client";
import type { Row } from "./driver";
import { type KillScope, mysqlFacts, mysqlFactsFor } from "./facts";
import type { Link } from "./link";
import { SYSTEM_USER } from "./narrowing";
import type { ServerClock } from "./server-clock";

/** Settings of kills on a MySQL server. */
export interface MysqlKillerOptions {
  /** What a kill ends: the connection, or what it runs. Default: the connection. */
  readonly scope?: KillScope;
}

/** Where a session was seen: a kill goes through the connection that listed it. */
interface Sighting {
  readonly link: Link;
  readonly queryId?: string;
}

/** By the sessions of a listing, which the engine hands back as they are. */
const sightings = new WeakMap<Session, Sighting>();

const ENDED: EndedSession = { status: "ended", finished: false, message: null };

/** The sessions of one server, by its process list. */
export class MysqlSessions implements SessionSource {
  readonly facts: ServiceFacts;
  readonly name: string;
  readonly #scope: KillScope;
  /** Keys of sessions that an account with its own sessions alone has seen: it sees those until they end. */
  readonly #seen = new Set<string>();

  constructor(
    private readonly connect: () => MysqlClient,
    private readonly target: Target,
    private readonly clock: Pick<Clock, "now">,
    { scope = "connection" }: MysqlKillerOptions = {},
  ) {
    this.#scope = scope;
    this.facts = scope === "connection" ? mysqlFacts : mysqlFactsFor(scope);
    this.name = printable(target.instance_id);
  }

  /** Lists connections; for kills of queries those that run a statement. */
  async list(
    signal: AbortSignal,
    keys?: readonly string[],
    needed?: readonly SessionFilter[],
  ): Promise<Listing> {
    const server = this.connect().server(this.target.instance_id);
    const from = this.clock.now();
    const list = await server.list(signal, { ids: keys, filters: needed });
    const { rows, link, incomplete, restricted } = list;
    const at = this.clock.now();
    const step = list.clock === undefined ? 0 : server.clock.read({ server: list.clock, from, at });
    const sessions = rows.flatMap((row) => {
      const session = toSession(row, link, server.clock);
      if (this.#scope === "query" && session.info === "") return [];
      const queryId = session.query_id;
      sightings.set(session, { link, ...(queryId !== undefined && { queryId }) });
      return [session];
    });
    const listing = { sessions, at, ...(step > 0 && { clockStep: step }) };
    if (incomplete === undefined) return { ...listing, complete: true };
    const ended = restricted ? this.#endedOf(keys ?? [], sessions) : undefined;
    return { ...listing, complete: false, incomplete, ...(ended && { ended }) };
  }

  #endedOf(keys: readonly string[], sessions: readonly Session[]): ReadonlyMap<string, EndedSession> {
    const listed = new Set(sessions.map(({ id }) => id));
    const gone = keys.filter((key) => this.#seen.has(key) && !listed.has(key));
    for (const id of listed) this.#seen.add(id);
    return new Map(gone.map((key) => [key, ENDED]));
  }
}

/** Transactions are as old as the server's clock says. So are statements, but MariaDB counts those by a clock that nobody sets. */
function toSession(row: Row, { isMariadb }: Link, clock: ServerClock): Session {
  const text = (value: Row[string] | undefined) =>
    value === null || value === undefined ? "" : String(value);
  const age = row.transaction_age;
  const queryId = text(row.query_id);
  return {
    id: text(row.id),
    user: row.user === null ? SYSTEM_USER : text(row.user),
    host: text(row.host),
    database: text(row.db),
    command: text(row.command),
    state: text(row.state),
    duration_seconds: isMariadb ? seconds(row.time) : clock.ageOf(seconds(row.time)),
    info: text(row.info),
    ...(age !== null && age !== undefined && { transaction_seconds: clock.ageOf(seconds(age)) }),
    ...(queryId !== "" && queryId !== "0" && { query_id: queryId }),
  };
}

/** A session that has just begun may be ahead of the server's clock by a moment. */
function seconds(value: Row[string] | undefined): number {
  const number = Math.floor(Number(value ?? 0));
  return Number.isFinite(number) ? Math.max(0, number) : 0;
}

/** Kills sessions of one server. */
export class MysqlKiller implements SessionKiller {
  readonly #scope: KillScope;

  constructor(
    private readonly connect: () => MysqlClient,
    private readonly target: Target,
    { scope = "connection" }: MysqlKillerOptions = {},
  ) {
    this.#scope = scope;
  }

  /** One session: KILL takes one id. */
  async kill([session, ...more]: readonly Session[], signal: AbortSignal): Promise<KillResponse> {
    if (!session || more.length > 0) throw new Error("A kill of a MySQL server is for one session.");
    const server = this.connect().server(this.target.instance_id);
    const sighting = sightings.get(session);
    if (!sighting) {
      throw new NetworkError(
        `The session was not listed by ${this.target.instance_id}, so no kill was sent.`,
        {
          service: "mysql",
          action: "KILL",
          retryable: true,
          remedy: "The sessions are listed again before the next kill.",
        },
      );
    }
    const { link, queryId } = sighting;
    const named = { id: session.id, ...(queryId !== undefined && { queryId }) };
    const answer = await server.kill(link, this.#scope, named, signal);
    const refusal = { message: answer.message ?? "", code: answer.code };
    return {
      refused: new Map(answer.kind === "refused" ? [[session.id, refusal]] : []),
      gone: answer.kind === "gone" ? [session.id] : [],
      unanswered: [],
      requestIds: [],
    };
  }
}
