import { dbbrainFacts } from "../../vendors/tencent/dbbrain/facts";
import { TencentDbbrainKillTask, TencentDbbrainSessionKill } from "../bindings";
import type { KillTarget } from "../kill-target";
import { matchOf } from "../session-selection";
import { NOT_OFFERED, type Service, selectionOf } from "./service";

/** Tencent DBbrain: MySQL and TDSQL-C for MySQL. It has one slot for a kill task per instance and product. */
export const dbbrain: Service = {
  facts: dbbrainFacts,

  killTask: {
    make: (scope, id, target, { filter, ...settings }) =>
      new TencentDbbrainKillTask(scope, id, { ...settings, ...instance(target), ...matchOf(filter) }),
    refuses: {
      requireSwitch: "DBbrain has no kill switch. Remove requireSwitch.",
      adoptExisting:
        "DBbrain can't list kill tasks, so none can be adopted. Set onConflict to say what to do where a task already runs.",
    },
    slot: ({ instanceId, product }) => ({
      kind: `dbbrain/${product}`,
      instanceId,
      description: `the ${product} instance`,
      room: dbbrainFacts.task.maxRunning,
    }),
  },

  sessionKill: {
    make: (scope, id, target, { sessionIds, queryIds: _, sessions: __, ...settings }) =>
      new TencentDbbrainSessionKill(scope, id, {
        ...settings,
        ...instance(target),
        ...selectionOf(settings),
        sessionIds: sessionIds as string[] | undefined,
      }),
    refuses: { kill: NOT_OFFERED.kill },
  },

  sqlCancel: NOT_OFFERED.sqlCancel,
  killPreview: NOT_OFFERED.killPreview,
  killSwitch: NOT_OFFERED.killSwitch,
};

const instance = ({ instanceId, product, region }: KillTarget) => ({ instanceId, product, region });
