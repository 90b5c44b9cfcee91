import { canonicalCommand, type Target } from "../../model";
import { dasFacts } from "../../vendors/huawei/das/facts";
import { DataDbkillHuaweiDasKillPreview, HuaweiDasKillTask, HuaweiDasSessionKill } from "../bindings";
import { NO_RECORD_HISTORY, NO_SQL_CANCEL } from "./instead";
import { MYSQL_REFUSALS } from "./mysql-session-kill";
import type { KillTaskSettings, TargetApi } from "./target-api";

/** Huawei DAS: MySQL. Up to five kill tasks run on an instance, side by side. */
export const das: TargetApi = {
  service: "das",
  name: "Huawei DAS",

  killTask: {
    make: (scope, id, target, { filter, ...settings }) =>
      new HuaweiDasKillTask(scope, id, {
        ...settings,
        ...instance(target),
        match: filter.toMatch(),
        matchAll: filter.matchesEverything || undefined,
      }),
    startAttribute: "started_at",
    endAttribute: "ends_at",
    refuses: {},
    slot: (target, settings) => ({
      kind: "das",
      instanceId: target.instance_id,
      description: "the DAS instance",
      room: dasFacts.task.maxRunning,
      task: whatTellsItApart(settings),
    }),
  },

  sessionKill: {
    make: (
      scope,
      id,
      target,
      { sessionIds, triggers, filter, sessions: _sessions, protectedUsers, ...settings },
    ) =>
      new HuaweiDasSessionKill(scope, id, {
        ...settings,
        ...instance(target),
        sessionIds: sessionIds && [...sessionIds],
        match: filter?.toMatch(),
        matchAll: filter?.matchesEverything || undefined,
        protectedUsers: protectedUsers && [...protectedUsers],
        triggers: triggers && { ...triggers },
      }),
    refuses: { ...MYSQL_REFUSALS, recordHistory: NO_RECORD_HISTORY },
    ids: {
      what: "session id",
      pattern: /^[1-9]\d{0,19}$/,
      most: dasFacts.kill.maxIdsPerCall,
      remedy: "Give 1 to 100 different ids, as the process list shows them.",
    },
  },

  sqlCancel: NO_SQL_CANCEL,

  killPreview: {
    make: (scope, id, target, { filter, ...settings }) =>
      new DataDbkillHuaweiDasKillPreview(scope, id, {
        ...settings,
        ...instance(target),
        match: filter.toMatch(),
        matchAll: filter.matchesEverything || undefined,
      }),
  },
};

const instance = (target: Target) => ({ instanceId: target.instance_id, region: target.region });

/** A listed task is told from another by its filters and its duration; DAS spells commands as MySQL does. */
function whatTellsItApart({ filter, durationSeconds }: KillTaskSettings): unknown {
  const match = filter.toMatch();
  return [
    match?.users,
    match?.hosts,
    match?.databases,
    match?.commands?.map((command) => canonicalCommand(command, dasFacts) ?? command),
    match?.infoKeywords,
    match?.minDurationSeconds,
    durationSeconds,
  ];
}
