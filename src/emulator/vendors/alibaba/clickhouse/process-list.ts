import type { SessionEngine } from "../../../engines/engine";
import { matches } from "../../../match";
import type { Session } from "../../../types";
import type { Instance } from "../../../world";
import { clientAddress } from "../client-address";
import { invalid } from "../error";
import { unquoted } from "./query-id";
import { queryId } from "./service";

/** In milliseconds; also the least that may be asked for. */
const DEFAULT_DURATION_MS = 1000;

const PAGE_SIZES = [30, 50, 100];

/** What both editions can be asked for. */
export interface ProcessListQuery {
  readonly InitialQueryId?: string;
  readonly InitialUser?: string;
  /** Some text within the statement. */
  readonly Keyword?: string;
  /** The shortest duration, in milliseconds. */
  readonly QueryDurationMs?: number;
  readonly PageNumber?: number;
  readonly PageSize?: number;
}

/** One running query, but for its duration, which the editions write differently. */
export interface Query {
  readonly row: {
    readonly InitialUser: string;
    readonly InitialQueryId: string;
    readonly InitialAddress: string;
    readonly Query: string;
    /** `yyyy-MM-ddTHH:mm:ssZ`. */
    readonly QueryStartTime: string;
  };
  readonly durationMs: number;
}

/**
 * One page of the running queries that a call asks for, and how many there are on all pages. Filters are ANDed; a keyword is looked
 * for with its case. Younger queries than a second are never listed. Throws InvalidParameter.
 */
export async function listQueries(
  cluster: Instance,
  engine: SessionEngine,
  now: number,
  asked: ProcessListQuery,
  order?: (one: Session, other: Session) => number,
): Promise<{ page: Query[]; total: number }> {
  const { QueryDurationMs = DEFAULT_DURATION_MS, PageNumber = 1, PageSize = 30 } = asked;
  if (QueryDurationMs < DEFAULT_DURATION_MS) {
    throw invalid("QueryDurationMs", `must be at least ${DEFAULT_DURATION_MS}`);
  }
  if (PageNumber < 1) throw invalid("PageNumber", "must be at least 1");
  if (!PAGE_SIZES.includes(PageSize)) throw invalid("PageSize", `must be one of ${PAGE_SIZES.join(", ")}`);
  const { InitialQueryId, InitialUser, Keyword } = asked;
  const found = (await engine.list(cluster)).filter(
    (session) =>
      (!InitialQueryId || queryId(session) === unquoted(InitialQueryId)) &&
      session.duration_seconds * 1000 >= QueryDurationMs &&
      matches({ ...(InitialUser && { users: [InitialUser] }), info_keywords: [Keyword ?? ""] }, session),
  );
  if (order) found.sort(order);
  const page = found.slice((PageNumber - 1) * PageSize, PageNumber * PageSize);
  return { page: page.map((session) => toQuery(session, now)), total: found.length };
}

/** The longest first; those of one age in the order of their arrival. */
export function longestFirst(one: Session, other: Session): number {
  return other.duration_seconds - one.duration_seconds;
}

function toQuery(session: Session, now: number): Query {
  const startedAt = new Date(now - session.duration_seconds * 1000);
  return {
    row: {
      InitialUser: session.user,
      InitialQueryId: queryId(session),
      InitialAddress: clientAddress(session.host),
      Query: session.info,
      QueryStartTime: startedAt.toISOString().replace(/\.\d+Z$/, "Z"),
    },
    durationMs: session.duration_seconds * 1000,
  };
}
