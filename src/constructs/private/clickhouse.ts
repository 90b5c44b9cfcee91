import { AlibabaClickhouseSessionKill } from "../bindings";
import { NO_KILL_PREVIEW, NO_KILL_TASK, NO_RECORD_HISTORY, NO_SQL_CANCEL } from "./instead";
import type { TargetApi } from "./target-api";

/** Alibaba ClickHouse: running queries, each known by its query id. */
export const clickhouse: TargetApi = {
  service: "clickhouse",
  name: "Alibaba ClickHouse",

  killTask: NO_KILL_TASK,

  sessionKill: {
    make: (scope, id, target, { sessionIds, filter, triggers, protectedUsers, ...settings }) =>
      new AlibabaClickhouseSessionKill(scope, id, {
        ...settings,
        clusterId: target.instance_id,
        region: target.region,
        edition: target.edition,
        computingGroupId: target.computing_group_id,
        queryIds: sessionIds && [...sessionIds],
        match: filter?.toMatch(),
        matchAll: filter?.matchesEverything || undefined,
        protectedUsers: protectedUsers && [...protectedUsers],
        triggers: triggers && { ...triggers },
      }),
    refuses: {
      sessions: "A query is known by its id alone. Give the query ids as sessionIds.",
      recordHistory: NO_RECORD_HISTORY,
    },
    ids: {
      what: "query id",
      pattern: /^[^\s,](?:[^,]*[^\s,])?$/,
      remedy: "Give different query ids (initial_query_id), one by one and without blanks around them.",
    },
    problems: ({ filter, protectedUsers }) =>
      filter?.matchesEverything && protectedUsers !== undefined
        ? [
            "protectedUsers is set, but SessionFilter.everything() kills every query of the cluster by one call that can spare nobody. Choose the queries by SessionFilter.of, or leave protectedUsers out.",
          ]
        : [],
  },

  sqlCancel: NO_SQL_CANCEL,
  killPreview: NO_KILL_PREVIEW,
};
