import { createHash, randomUUID } from "node:crypto";
import type { Service } from "../../core/service";
import type { Session } from "../../core/types";
import type { Instance } from "../../core/world";
import { isAlibabaRegion, isInRegion, notFoundHint } from "../regions";
import type { CallContext } from "../vendor";
import { AlibabaError, invalid } from "./request";

/** ApsaraDB for ClickHouse. Its sessions are queries, and its instances are clusters. */
export const CLICKHOUSE: Service = {
  name: "clickhouse",
  products: [],
  defaultProduct: () => undefined,
  editions: ["community", "enterprise"],
  isRegion: isAlibabaRegion,
  // Clients of ClickHouse choose the ids of their queries freely.
  sessionId: { pattern: /./, words: "a text" },
  complete(session) {
    const id = session.id ?? session.query_id ?? randomUUID();
    return { ...session, id, query_id: session.query_id ?? id };
  },
  keyOf: queryId,
  spares: () => false,
};

/** What the API calls InitialQueryId. A real MySQL server's sessions have their connection id in its place. */
export function queryId(session: Pick<Session, "id" | "query_id">): string {
  return session.query_id ?? session.id;
}

/** How each edition's API names a cluster. */
const PARAMETERS = { community: "DBClusterId", enterprise: "DBInstanceId" } as const;

/**
 * The cluster that a call names, in the region of its RegionId, else of its host. Each API finds the clusters of its own edition
 * alone. Which code the real ones have for a cluster
 * or a region that is not there is not documented.
 */
export function findCluster(
  context: CallContext,
  edition: keyof typeof PARAMETERS,
  id: string,
  regionId: string | undefined,
): Instance {
  if (regionId && !isAlibabaRegion(regionId)) {
    throw new AlibabaError("InvalidRegionId.NotFound", `The specified RegionId ${regionId} does not exist.`);
  }
  const region = regionId || context.region;
  const cluster = context.world.find(CLICKHOUSE, id);
  if (cluster?.edition !== edition || !isInRegion(cluster, region)) {
    const parameter = PARAMETERS[edition];
    throw new AlibabaError(
      `Invalid${parameter}.NotFound`,
      `The specified ${parameter} ${id} is not found among the clusters of the ${edition} edition. ${notFoundHint(cluster, region)}`,
    );
  }
  return cluster;
}

/** Sessions know of no computing group, so one is checked for its form alone. */
export function checkComputingGroup(id: string | undefined): void {
  if (id && !/^[\w-]+$/.test(id)) throw invalid("ComputingGroupId", "must be the id of a computing group");
}

/** What the enterprise edition's responses say about a cluster. Its number is computed from its id, so it is the same in every response. */
export function describeCluster({ id }: Instance): { DBInstanceID: number; DBInstanceName: string } {
  const number = Number.parseInt(createHash("sha256").update(id).digest("hex").slice(0, 8), 16);
  return { DBInstanceID: number, DBInstanceName: id };
}

/** An id as a call gives it, without the quotes that the enterprise edition's examples have around it. */
export function unquoted(id: string): string {
  return id.trim().replace(/^[\\"']+|[\\"']+$/g, "");
}
