import type { Clock, KillResponse, Listing, SessionKiller, SessionSource } from "../../../engine/ports";
import { printable, type Session, type SessionFilter, type Target } from "../../../model";
import type { DasClient } from "./client";
import { dasFacts } from "./facts";
import { toDasFilter } from "./filter";
import type { DasProcess } from "./types";

/** How many rows of query-process-list are asked for at a time. */
const PAGE_SIZE = 100;
/** More pages than any instance has sessions: a listing that never ends is given up. */
const MAX_PAGES = 100;
/** How often a list that changed while its pages were read is read at most. */
const READINGS = 3;

/** The sessions of one instance, by query-process-list. */
export class DasSessions implements SessionSource {
  readonly facts = dasFacts;
  readonly name: string;

  constructor(
    private readonly connect: () => DasClient,
    private readonly target: Target,
    private readonly clock: Pick<Clock, "now">,
  ) {
    this.name = printable(target.instance_id);
  }

  /**
   * Lists all pages. A session that ends moves those after it to an earlier page, so one of them may be on no page that was read:
   * such a list is read again, and is not complete if it never stands still.
   */
  async list(signal: AbortSignal): Promise<Listing> {
    const client = this.connect();
    for (let reading = 1; ; reading++) {
      const { hasMoved, ...listing } = await this.#read(client, signal);
      if (!hasMoved || reading === READINGS) return listing;
    }
  }

  async #read(client: DasClient, signal: AbortSignal): Promise<Listing & { readonly hasMoved: boolean }> {
    // The later row of a session is the younger one.
    const sessions = new Map<string, Session>();
    const totals = new Set<number>();
    let rows = 0;
    let at = this.clock.now();
    let isWhole = false;
    for (let curPage = 1; curPage <= MAX_PAGES && !isWhole; curPage++) {
      const page = { curPage, perPage: PAGE_SIZE };
      const { total, processes } = await client.listProcesses(this.target.instance_id, page, { signal });
      at = this.clock.now();
      for (const process of processes) sessions.set(process.id, toSession(process));
      totals.add(total);
      // How long a page is at most is not documented, so only the rows tell whether all were seen.
      rows += processes.length;
      isWhole = rows >= total;
      if (processes.length === 0) break;
    }
    const hasMoved = totals.size > 1 || sessions.size < rows;
    return { sessions: [...sessions.values()], complete: isWhole && !hasMoved, at, hasMoved };
  }

  /**
   * The sessions that a kill task with this filter would kill now, by DAS's own preview: it shows 200 at most and counts all.
   *
   * @param filter null: every session
   * @throws Error for a filter that a kill task of DAS can't express
   */
  async preview(
    filter: SessionFilter | null,
    signal: AbortSignal,
  ): Promise<{ readonly sessions: readonly Session[]; readonly count: number }> {
    const input = { ...toDasFilter(filter), task_duration: 0, task_type: "manual" } as const;
    const { processes, totalCount } = await this.connect().previewKillTask(this.target.instance_id, input, {
      signal,
    });
    return { sessions: processes.map(toSession), count: Math.max(totalCount, processes.length) };
  }
}

function toSession({ id, user, host, db, command, state, stateDuration, sqlInfo }: DasProcess): Session {
  return { id, user, host, database: db, command, state, duration_seconds: stateDuration, info: sqlInfo };
}

/** Kills sessions of one instance by kill-process. */
export class DasKiller implements SessionKiller {
  constructor(
    private readonly connect: () => DasClient,
    private readonly target: Target,
  ) {}

  /** DAS wants the user beside each id. It tells how many it killed and not which, so fewer than sent leave all unanswered. */
  async kill(sessions: readonly Session[], signal: AbortSignal): Promise<KillResponse> {
    const processes = sessions.map(({ id, user }) => ({ id, user }));
    const { count, requestId } = await this.connect().killProcesses(this.target.instance_id, processes, {
      signal,
    });
    return {
      refused: new Map(),
      unanswered: count < sessions.length ? sessions.map(({ id }) => id) : [],
      requestIds: requestId === undefined ? [] : [requestId],
    };
  }
}
