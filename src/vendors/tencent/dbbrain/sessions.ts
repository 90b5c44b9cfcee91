import type { Clock, KillResponse, Listing, SessionKiller, SessionSource } from "../../../engine/ports";
import { printable, type Session, type Target } from "../../../model";
import { RejectedError } from "../../shared/errors";
import type { DbbrainClient } from "./client";
import { dbbrainFacts } from "./facts";
import type { DbbrainInstance, ProcessListRow } from "./types";

/** DBbrain lists 20 sessions by default and documents no maximum: a listing that comes back full is asked for again, larger. */
const LIMITS = [1_000, 10_000] as const;

/** The time from Prepare to Commit. Source: DBbrain 2021-05-27, KillMySqlThreads: later, Commit kills nothing. */
const COMMIT_WITHIN_MS = 10_000;

/** What DBbrain calls the instance of a target. */
export function instanceOf({ instance_id, product = "mysql" }: Target): DbbrainInstance {
  return { InstanceId: instance_id, Product: product };
}

/** The sessions of one instance, by DescribeMySqlProcessList. */
export class DbbrainSessions implements SessionSource {
  readonly facts = dbbrainFacts;
  readonly name: string;

  constructor(
    private readonly connect: () => DbbrainClient,
    private readonly target: Target,
    private readonly clock: Pick<Clock, "now">,
  ) {
    this.name = printable(target.instance_id);
  }

  async list(signal: AbortSignal): Promise<Listing> {
    const client = this.connect();
    let rows: ProcessListRow[] = [];
    let at = this.clock.now();
    for (const Limit of LIMITS) {
      try {
        rows = await client.describeMySqlProcessList({ ...instanceOf(this.target), Limit }, { signal });
        at = this.clock.now();
      } catch (error) {
        // The smaller limit was taken, so the vendor refuses the larger one.
        if (rows.length > 0 && error instanceof RejectedError && !error.retryable) break;
        throw error;
      }
      if (rows.length < Limit) return { sessions: rows.map(toSession), complete: true, at };
    }
    return { sessions: rows.map(toSession), complete: false, at };
  }
}

function toSession({ ID, User, Host, DB, Command, State, Time, Info }: ProcessListRow): Session {
  return {
    id: ID,
    user: User,
    host: Host,
    database: DB,
    command: Command,
    state: State,
    // A client that has not finished its login has no age yet.
    duration_seconds: Number(Time),
    info: Info,
  };
}

export interface DbbrainKillerOptions {
  /** Whether DBbrain keeps a history of the kill and checks first that each session exists. Default: true, as the vendor's. */
  readonly recordHistory?: boolean;
}

/** Kills sessions of one instance by KillMySqlThreads: Prepare names them, Commit kills them. */
export class DbbrainKiller implements SessionKiller {
  constructor(
    private readonly connect: () => DbbrainClient,
    private readonly target: Target,
    private readonly clock: Pick<Clock, "now">,
    private readonly options: DbbrainKillerOptions = {},
  ) {}

  /** Prepares and commits as one kill. What Commit does not name is not answered: it may be over, spared or come too late. */
  async kill(sessions: readonly Session[], signal: AbortSignal): Promise<KillResponse> {
    const client = this.connect();
    const ids = sessions.map(({ id }) => id);
    const prepared = await this.#prepare(client, ids, signal);
    const preparedAt = this.clock.now();
    const requestIds = [prepared.requestId];
    try {
      const SqlExecId = prepared.sqlExecId;
      const { threads, requestId } = await client.commitKill(
        { ...instanceOf(this.target), SqlExecId },
        { signal },
      );
      const killed = new Set(threads);
      const unanswered = ids.filter((id) => !killed.has(id));
      return { refused: new Map(), unanswered, requestIds: [...requestIds, requestId] };
    } catch (error) {
      const isLate = this.clock.now() - preparedAt > COMMIT_WITHIN_MS;
      // How an id that is void by now is refused is not documented. Nothing was killed by it.
      if (isLate && error instanceof RejectedError && !error.ambiguous) {
        return { refused: new Map(), unanswered: ids, requestIds };
      }
      throw error;
    }
  }

  /**
   * Prepare with a history fails for all sessions where one has just ended. Prepare kills nothing, so it is sent once more without
   * that check; Commit then names those that it killed.
   */
  async #prepare(client: DbbrainClient, Threads: readonly string[], signal: AbortSignal) {
    const { recordHistory: RecordHistory = true } = this.options;
    const input = { ...instanceOf(this.target), Threads };
    try {
      return await client.prepareKill({ ...input, RecordHistory }, { signal });
    } catch (error) {
      const isUnknown =
        error instanceof RejectedError && error.vendorCode?.startsWith("InvalidParameterValue");
      if (!RecordHistory || Threads.length === 1 || !isUnknown) throw error;
      return client.prepareKill({ ...input, RecordHistory: false }, { signal });
    }
  }
}
