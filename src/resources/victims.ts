import {
  checkFilter,
  compileSelection,
  type Service,
  type Session,
  type SessionFilter,
  type Target,
} from "../model";
import { factsOf } from "../vendors/facts";
import { previewDasVictims } from "./huawei/sessions";
import { listSessions, listSessionsOnce } from "./listing";
import type { ProviderClients } from "./provider-clients";

/** The sessions that would die at this moment. */
export interface Victims {
  /** As many of them as the vendor shows. */
  readonly sessions: readonly Session[];
  /** All of them. */
  readonly count: number;
  /** How many sessions they were chosen among; absent where the vendor chose them itself. */
  readonly listed?: number;
  /** False where the vendor has more sessions than it lists, so that there may be more victims. */
  readonly complete: boolean;
}

type Previewer = (
  clouds: ProviderClients,
  target: Target,
  filter: SessionFilter | null,
  signal: AbortSignal,
) => Promise<Victims>;

/** Vendors that tell themselves whom a kill task would kill: what is shown is then what they do. */
const PREVIEWERS: Partial<Record<Service, Previewer>> = { das: previewDasVictims };

export interface VictimsRequest {
  readonly target: Target;
  /** Null: every session. */
  readonly filter: SessionFilter | null;
}

/** The sessions that a filter chooses among those listed, without those that are never chosen; no filter chooses all of the rest. */
export function chooseVictims(
  sessions: readonly Session[],
  filter: SessionFilter | null,
  {
    service,
    protectedUsers = [],
  }: { readonly service: Service; readonly protectedUsers?: readonly string[] },
): readonly Session[] {
  const choice = filter ? ({ by: "match", match: filter } as const) : ({ by: "all" } as const);
  return compileSelection({ choice, exclude: null, protectedUsers }, factsOf(service))(sessions).victims;
}

/** Whom a filter would kill now: by the vendor's own preview where it has one that can express the filter, else by listing. */
export async function findVictims(
  clouds: ProviderClients,
  { target, filter }: VictimsRequest,
  signal: AbortSignal,
  list: typeof listSessions = listSessions,
): Promise<Victims> {
  const { service } = target;
  const preview = PREVIEWERS[service];
  if (
    preview &&
    (!filter || checkFilter(filter, { facts: factsOf(service), evaluatedBy: "task" }).length === 0)
  )
    return preview(clouds, target, filter, signal);
  const { sessions, complete } = await list(clouds, target, signal);
  const victims = chooseVictims(sessions, filter, { service });
  return { sessions: victims, count: victims.length, listed: sessions.length, complete };
}

/** As findVictims, but the vendor is asked once in a plan for each target, however many resources ask. */
export function findVictimsOnce(
  clouds: ProviderClients,
  request: VictimsRequest,
  signal: AbortSignal,
): Promise<Victims> {
  const key = JSON.stringify(["victims", request]);
  return clouds.once(key, () => findVictims(clouds, request, signal, listSessionsOnce));
}
