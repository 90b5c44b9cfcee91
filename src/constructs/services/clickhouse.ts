import { clickhouseFacts } from "../../vendors/alibaba/clickhouse/facts";
import { AlibabaClickhouseSessionKill } from "../bindings";
import { NOT_OFFERED, type Service, selectionOf } from "./service";

/** Alibaba ClickHouse: running queries, each known by its query id. */
export const clickhouse: Service = {
  facts: clickhouseFacts,

  killTask: NOT_OFFERED.killTask,

  sessionKill: {
    make: (scope, id, target, { queryIds, sessionIds: _, sessions: __, ...settings }) =>
      new AlibabaClickhouseSessionKill(scope, id, {
        ...settings,
        ...selectionOf(settings),
        clusterId: target.instanceId,
        region: target.region,
        edition: target.edition,
        computingGroupId: target.computingGroupId,
        queryIds: queryIds as string[] | undefined,
      }),
    refuses: { recordHistory: NOT_OFFERED.recordHistory, kill: NOT_OFFERED.kill },
  },

  sqlCancel: NOT_OFFERED.sqlCancel,
  killPreview: NOT_OFFERED.killPreview,
  killSwitch: NOT_OFFERED.killSwitch,
};
