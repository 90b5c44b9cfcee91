import { oceanbaseFacts } from "../../vendors/alibaba/oceanbase/facts";
import { AlibabaOceanbaseSessionKill } from "../bindings";
import { NOT_OFFERED, type ServerSession, type Service, selectionOf } from "./service";

/** Alibaba OceanBase: sessions of one tenant, each known by its server and its id. */
export const oceanbase: Service = {
  facts: oceanbaseFacts,

  killTask: NOT_OFFERED.killTask,

  sessionKill: {
    make: (scope, id, target, { sessions, sessionIds: _, queryIds: __, ...settings }) =>
      new AlibabaOceanbaseSessionKill(scope, id, {
        ...settings,
        ...selectionOf(settings),
        instanceId: target.instanceId,
        tenantId: target.tenantId!,
        region: target.region,
        sessions: sessions as ServerSession[] | undefined,
      }),
    refuses: { recordHistory: NOT_OFFERED.recordHistory, kill: NOT_OFFERED.kill },
  },

  sqlCancel: NOT_OFFERED.sqlCancel,
  killPreview: NOT_OFFERED.killPreview,
  killSwitch: NOT_OFFERED.killSwitch,
};
