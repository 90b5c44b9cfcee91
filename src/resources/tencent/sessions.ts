import type { Session, Target } from "../../model";
import type { ProcessListRow } from "../../vendors/tencent";
import { isVendorError } from "../explain";
import type { Listing } from "../listing";
import type { ProviderClients } from "../provider-clients";

/** The vendor lists 20 sessions unless told, and documents no maximum; a listing that comes back full is asked for again, larger. */
const LIMITS = [1_000, 10_000] as const;

/** Lists an instance's sessions by DBbrain DescribeMySqlProcessList. */
export async function listDbbrainSessions(
  clouds: ProviderClients,
  target: Target,
  signal: AbortSignal,
): Promise<Listing> {
  const client = clouds.dbbrain(target.region);
  let rows: ProcessListRow[] = [];
  for (const limit of LIMITS) {
    try {
      rows = await client.describeMySqlProcessList(
        { InstanceId: target.instance_id, Product: target.product ?? "mysql", Limit: limit },
        { signal },
      );
    } catch (error) {
      // The smaller limit was taken, so it is the larger one that the vendor refuses.
      if (rows.length > 0 && isVendorError(error) && error.code === "DBKILL_ERR_REJECTED") break;
      throw error;
    }
    if (rows.length < limit) return { sessions: rows.map(toSession), complete: true };
  }
  return { sessions: rows.map(toSession), complete: false };
}

/** One row of the process list; the vendor sends every field as a text, and null where MySQL has NULL. */
export function toSession(row: ProcessListRow): Session {
  return {
    id: row.ID,
    user: row.User ?? "",
    host: row.Host ?? "",
    database: row.DB ?? "",
    command: row.Command ?? "",
    state: row.State ?? "",
    duration_seconds: Number(row.Time ?? 0),
    info: row.Info ?? "",
  };
}
