import type { Session, SessionFilter, Target } from "../../model";
import type { DasKillPreview, DasProcess } from "../../vendors/huawei";
import type { Listing } from "../listing";
import type { ProviderClients } from "../provider-clients";
import type { Victims } from "../victims";
import { toDasFilter } from "./das-filter";

/** How many rows of query-process-list are asked for at a time. */
const PAGE = 100;
/** More pages than any instance has sessions: a listing that never ends is given up. */
const MOST_PAGES = 100;

/** Lists an instance's sessions by DAS query-process-list, all pages. */
export async function listDasSessions(
  clouds: ProviderClients,
  target: Target,
  signal: AbortSignal,
): Promise<Listing> {
  const client = clouds.das(target.region);
  // Sessions come and go between two pages, so that one may be on both.
  const sessions = new Map<string, Session>();
  let rows = 0;
  for (let page = 1; page <= MOST_PAGES; page++) {
    const { total, processes } = await client.listProcesses(
      target.instance_id,
      { curPage: page, perPage: PAGE },
      { signal },
    );
    for (const process of processes) sessions.set(process.id, toSession(process));
    // How long a page is at most is not documented, so that only the rows tell whether all were seen.
    rows += processes.length;
    if (rows >= total) return { sessions: [...sessions.values()], complete: true };
    if (processes.length === 0) break;
  }
  return { sessions: [...sessions.values()], complete: false };
}

/** Whom a kill task with this filter would kill now, by DAS's own preview, which shows 200 sessions at most and counts all. */
export async function previewDasVictims(
  clouds: ProviderClients,
  target: Target,
  filter: SessionFilter | null,
  signal: AbortSignal,
): Promise<Victims> {
  const { processes, totalCount } = await previewDas(clouds, target, filter, signal);
  return {
    sessions: processes.map(toSession),
    count: Math.max(totalCount, processes.length),
    complete: true,
  };
}

/** The vendor's own preview of a kill task with this filter. */
export function previewDas(
  clouds: ProviderClients,
  target: Target,
  filter: SessionFilter | null,
  signal: AbortSignal,
): Promise<DasKillPreview> {
  return clouds
    .das(target.region)
    .previewKillTask(
      target.instance_id,
      { ...toDasFilter(filter), task_duration: 0, task_type: "manual" },
      { signal },
    );
}

function toSession(process: DasProcess): Session {
  return {
    id: process.id,
    user: process.user,
    host: process.host,
    database: process.db,
    command: process.command,
    state: process.state,
    duration_seconds: process.stateDuration,
    info: process.sqlInfo,
  };
}
