import { canonicalCommand } from "../../model";
import { dasFacts } from "../../vendors/huawei/das/facts";
import {
  DataDbkillHuaweiDasKillPreview,
  HuaweiDasKillSwitch,
  HuaweiDasKillTask,
  HuaweiDasSessionKill,
} from "../bindings";
import type { KillTarget } from "../kill-target";
import { matchOf } from "../session-selection";
import { type KillTaskSettings, NOT_OFFERED, type Service, selectionOf } from "./service";

/** Huawei DAS: MySQL. Kill tasks run on an instance side by side, up to a limit. */
export const das: Service = {
  facts: dasFacts,

  killTask: {
    // Tasks run side by side, so that onConflict has no meaning.
    make: (scope, id, target, { filter, onConflict: _, ...settings }) =>
      new HuaweiDasKillTask(scope, id, { ...settings, ...instance(target), ...matchOf(filter) }),
    refuses: {},
    slot: ({ instanceId }, settings) => ({
      kind: "das",
      instanceId,
      description: "the DAS instance",
      room: dasFacts.task.maxRunning,
      task: identityOf(settings),
    }),
  },

  sessionKill: {
    make: (scope, id, target, { sessionIds, queryIds: _, sessions: __, ...settings }) =>
      new HuaweiDasSessionKill(scope, id, {
        ...settings,
        ...instance(target),
        ...selectionOf(settings),
        sessionIds: sessionIds as string[] | undefined,
      }),
    refuses: { recordHistory: NOT_OFFERED.recordHistory, kill: NOT_OFFERED.kill },
  },

  sqlCancel: NOT_OFFERED.sqlCancel,

  killPreview: {
    make: (scope, id, target, { filter, ...settings }) =>
      new DataDbkillHuaweiDasKillPreview(scope, id, { ...settings, ...instance(target), ...matchOf(filter) }),
  },

  killSwitch: {
    make: (scope, id, target, settings) =>
      new HuaweiDasKillSwitch(scope, id, { ...settings, ...instance(target) }),
  },
};

const instance = ({ instanceId, region }: KillTarget) => ({ instanceId, region });

/** A listed task is told from another by its filters and its duration. DAS spells commands as MySQL does. */
function identityOf({ filter, durationSeconds }: KillTaskSettings): unknown {
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
