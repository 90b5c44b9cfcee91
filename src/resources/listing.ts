import type { Session, Target } from "../model";
import { listClickhouseSessions, listOceanbaseSessions } from "./alibaba/sessions";
import { listDasSessions } from "./huawei/sessions";
import type { ProviderClients } from "./provider-clients";
import { listDbbrainSessions } from "./tencent/sessions";

/** The sessions of one database at one moment. */
export interface Listing {
  readonly sessions: readonly Session[];
  /** False where the vendor has more sessions than it lists. */
  readonly complete: boolean;
}

type Lister = (clouds: ProviderClients, target: Target, signal: AbortSignal) => Promise<Listing>;

const LISTERS: Partial<Record<Target["service"], Lister>> = {
  dbbrain: listDbbrainSessions,
  das: listDasSessions,
  clickhouse: listClickhouseSessions,
  oceanbasepro: listOceanbaseSessions,
};

/** The services whose sessions can be listed. */
export const LISTABLE_SERVICES = Object.keys(LISTERS) as Target["service"][];

/** Lists the sessions of any target whose vendor can list. */
export function listSessions(clouds: ProviderClients, target: Target, signal: AbortSignal): Promise<Listing> {
  const lister = LISTERS[target.service];
  if (!lister) throw new Error(`Sessions of the service ${target.service} can't be listed`);
  return lister(clouds, target, signal);
}

/** As listSessions, but once in a plan for each target, however many resources ask. */
export function listSessionsOnce(
  clouds: ProviderClients,
  target: Target,
  signal: AbortSignal,
): Promise<Listing> {
  return clouds.once(JSON.stringify(["sessions", target]), () => listSessions(clouds, target, signal));
}
