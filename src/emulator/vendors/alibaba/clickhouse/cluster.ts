import { createHash } from "node:crypto";
import type { Instance, World } from "../../../world";
import { AlibabaError, invalid } from "../error";
import { CLICKHOUSE } from "./service";

/** How each edition's API names a cluster. */
const PARAMETERS = { community: "DBClusterId", enterprise: "DBInstanceId" } as const;

/**
 * The cluster that a call names. Each API finds the clusters of its own edition alone. Which code the real ones have for a cluster
 * or a region that is not there is in no document at hand.
 */
export function findCluster(
  world: World,
  edition: keyof typeof PARAMETERS,
  id: string,
  regionId: string | undefined,
): Instance {
  if (regionId && !/^[a-z]{2}(-[a-z0-9]+)+$/.test(regionId)) {
    throw new AlibabaError("InvalidRegionId.NotFound", `The specified RegionId ${regionId} does not exist.`);
  }
  const cluster = world.find(CLICKHOUSE, id);
  if (cluster?.edition !== edition) {
    const parameter = PARAMETERS[edition];
    throw new AlibabaError(
      `Invalid${parameter}.NotFound`,
      `The specified ${parameter} ${id} is not found among the clusters of the ${edition} edition.`,
    );
  }
  return cluster!;
}

/** Sessions know of no computing group, so one is checked for its form alone. */
export function checkComputingGroup(id: string | undefined): void {
  if (id && !/^[\w-]+$/.test(id)) throw invalid("ComputingGroupId", "must be the id of a computing group");
}

/** What the enterprise edition's answers say of a cluster. Its number comes from its id, to be the same in every answer. */
export function describeCluster({ id }: Instance): { DBInstanceID: number; DBInstanceName: string } {
  const number = Number.parseInt(createHash("sha256").update(id).digest("hex").slice(0, 8), 16);
  return { DBInstanceID: number, DBInstanceName: id };
}
