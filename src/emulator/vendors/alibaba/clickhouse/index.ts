import type { Api } from "../action";
import { describeCommunityProcessList, describeEnterpriseProcessList } from "./describe-process-list";
import { killCommunityProcess, killEnterpriseProcess } from "./kill-process";
import { CLICKHOUSE } from "./service";

export { CLICKHOUSE } from "./service";

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
