import { randomInt } from "node:crypto";
import type { NewSession } from "../../../engines/engine";
import type { Service } from "../../../service";
import type { SessionInput } from "../../../types";
import type { Instance } from "../../../world";
import type { VendorContext } from "../../vendor";
import { serviceError } from "../error";

/** What a statement's `state` can be while it runs (https://support.huaweicloud.com/api-mrs/ShowSqlResult.html). */
export const RUNNING_STATES = [
  "QUEUED",
  "WAITING_FOR_RESOURCES",
  "PLANNING",
  "STARTING",
  "RUNNING",
  "FINISHING",
];

/** And what it can be once it is over. There is none for a statement that was cancelled. */
export const ENDED_STATES = ["FINISHED", "FAILED"];

/**
 * MapReduce Service: clusters, whose sessions are Presto statements. A statement that is posted runs until it is cancelled, or is
 * over already where its state says so.
 */
export const MRS: Service = {
  name: "mrs",
  products: [],
  defaultProduct: () => undefined,
  sessionId: { pattern: /^[0-9A-Za-z_-]{1,64}$/, words: "1 to 64 letters, digits, _ and -" },
  complete: completed,
  spares: () => false,
};

/** Gives a statement the one id that it is known by everywhere, and a state. */
function completed(session: SessionInput): NewSession {
  const sql_id = session.sql_id ?? session.id ?? newSqlId();
  const state = session.state || "RUNNING";
  return {
    ...session,
    id: session.id ?? sql_id,
    sql_id,
    state,
    ...(ENDED_STATES.includes(state) && { lasts_seconds: 0 }),
  };
}

/** As Presto makes them: `20190909_011820_00151_x2f9a`. */
export function newSqlId(at = new Date()): string {
  const [date, time] = at
    .toISOString()
    .replace(/[-:]|\..*/g, "")
    .split("T");
  const count = String(randomInt(100_000)).padStart(5, "0");
  const coordinator = randomInt(36 ** 5)
    .toString(36)
    .padStart(5, "0");
  return `${date}_${time}_${count}_${coordinator}`;
}

/** The cluster that a path names. `12000003` is what the vendor has for one that does not exist; a wrong id is the same here. */
export function findCluster({ world }: VendorContext, clusterId: string): Instance {
  const cluster = /^[0-9A-Za-z_-]{1,64}$/.test(clusterId) ? world.find(MRS, clusterId) : undefined;
  if (!cluster) throw serviceError("12000003", `The cluster ${clusterId} does not exist.`);
  return cluster;
}
