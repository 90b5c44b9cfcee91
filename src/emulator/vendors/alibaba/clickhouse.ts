import type { Instance } from "../../core/world";
import type { SessionEngine } from "../../engines/engine";
import { type Api, defineAction } from "./action";
import {
  CLICKHOUSE,
  checkComputingGroup,
  describeCluster,
  findCluster,
  queryId,
  unquoted,
} from "./clickhouse-clusters";
import { describeCommunityProcessList, describeEnterpriseProcessList } from "./clickhouse-process-list";
import { AlibabaError } from "./request";

/**
 * KillProcess of the community edition
 * (https://www.alibabacloud.com/help/en/clickhouse/developer-reference/api-clickhouse-2019-11-11-killprocess). **Without
 * InitialQueryId it stops every running query of the cluster.**
 */
export const killCommunityProcess = defineAction({
  name: "KillProcess",
  parameters: { RegionId: "string", DBClusterId: "string!", InitialQueryId: "string" },
  async carryOut({ RegionId, DBClusterId, InitialQueryId }, context) {
    const cluster = findCluster(context, "community", DBClusterId, RegionId);
    await killQueries(cluster, InitialQueryId, context.engine);
    return {};
  },
});

/**
 * KillProcess of the enterprise edition
 * (https://help.aliyun.com/zh/clickhouse/developer-reference/api-clickhouse-2023-05-22-killprocess). What it does without
 * InitialQueryId, and with a list of ids, is not written down: here it does what the community edition does.
 */
export const killEnterpriseProcess = defineAction({
  name: "KillProcess",
  parameters: {
    RegionId: "string!",
    DBInstanceId: "string!",
    InitialQueryId: "string",
    ComputingGroupId: "string",
  },
  async carryOut({ RegionId, DBInstanceId, InitialQueryId, ComputingGroupId }, context) {
    checkComputingGroup(ComputingGroupId);
    const cluster = findCluster(context, "enterprise", DBInstanceId, RegionId);
    const count = await killQueries(cluster, InitialQueryId, context.engine);
    return { Data: { ...describeCluster(cluster), Count: count } };
  },
});

/** The ids of a comma list. None where there is no list, or nothing in it. */
export function queryIds(list: string | undefined): string[] {
  return (list ?? "").split(",").map(unquoted).filter(Boolean);
}

/**
 * Kills the queries of a comma list, and **all of them where it names none**: that an empty InitialQueryId counts as none is
 * documented nowhere, and here the worst is taken for true. Ids that don't run are passed over. Returns how many kills were accepted.
 *
 * The API reports no result for each query. A query whose kill is refused is the error OperationDenied with its message, after the others
 * were killed; that is this emulator's choice.
 */
async function killQueries(
  cluster: Instance,
  list: string | undefined,
  engine: SessionEngine,
): Promise<number> {
  const wanted = new Set(queryIds(list));
  const running = (await engine.list(cluster)).map(queryId);
  const chosen = wanted.size === 0 ? running : running.filter((id) => wanted.has(id));
  const refusals: string[] = [];
  let count = 0;
  for (const id of chosen) {
    const result = await engine.kill(cluster, id, "api");
    if (result.outcome === "refused") refusals.push(`${id}: ${result.message}`);
    else if (result.outcome !== "gone") count += 1;
  }
  if (refusals.length > 0) throw new AlibabaError("OperationDenied", refusals.join("; "));
  return count;
}

/** Each edition has a version of its own: 2019-11-11 is the community edition's, 2023-05-22 the enterprise edition's. */
export const clickhouseApis: readonly Api[] = [
  {
    service: CLICKHOUSE,
    version: "2019-11-11",
    actions: [killCommunityProcess, describeCommunityProcessList],
  },
  {
    service: CLICKHOUSE,
    version: "2023-05-22",
    actions: [killEnterpriseProcess, describeEnterpriseProcessList],
  },
];
