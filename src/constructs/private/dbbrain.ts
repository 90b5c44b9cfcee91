import type { Target } from "../../model";
import { TencentDbbrainKillTask, TencentDbbrainSessionKill } from "../bindings";
import { NO_KILL_PREVIEW, NO_SQL_CANCEL } from "./instead";
import { MYSQL_REFUSALS } from "./mysql-session-kill";
import type { TargetApi } from "./target-api";

/** Tencent DBbrain: MySQL and TDSQL-C for MySQL. It has one kill-task slot per instance and product. */
export const dbbrain: TargetApi = {
  service: "dbbrain",
  name: "Tencent DBbrain",

  killTask: {
    make: (scope, id, target, { filter, ...settings }) =>
      new TencentDbbrainKillTask(scope, id, {
        ...settings,
        ...instance(target),
        match: filter.toMatch(),
        matchAll: filter.matchesEverything || undefined,
      }),
    startAttribute: "started_at",
    endAttribute: "ends_at",
    refuses: {
      requireSwitch: "DBbrain has no kill switch. Leave requireSwitch out.",
      adoptExisting:
        "DBbrain can't list kill tasks, so that none is found to adopt. onConflict says what to do where one holds the database.",
    },
    slot: (target) => ({
      kind: `dbbrain/${target.product}`,
      instanceId: target.instance_id,
      description: `the ${target.product} instance`,
      room: 1,
    }),
  },

  sessionKill: {
    make: (
      scope,
      id,
      target,
      { sessionIds, triggers, filter, sessions: _sessions, protectedUsers, ...settings },
    ) =>
      new TencentDbbrainSessionKill(scope, id, {
        ...settings,
        ...instance(target),
        sessionIds: sessionIds && [...sessionIds],
        match: filter?.toMatch(),
        matchAll: filter?.matchesEverything || undefined,
        protectedUsers: protectedUsers && [...protectedUsers],
        triggers: triggers && { ...triggers },
      }),
    refuses: MYSQL_REFUSALS,
    ids: {
      what: "session id",
      // MySQL numbers its sessions; the API takes them as JSON numbers.
      pattern: /^[1-9]\d{0,15}$/,
      most: 100,
      remedy: "Give 1 to 100 different ids, as the process list shows them.",
    },
  },

  sqlCancel: NO_SQL_CANCEL,
  killPreview: NO_KILL_PREVIEW,
};

const instance = (target: Target) => ({
  instanceId: target.instance_id,
  product: target.product,
  region: target.region,
});
