import { Tokenization } from "cdktf";
import { AlibabaOceanbaseSessionKill } from "../bindings";
import { NO_KILL_PREVIEW, NO_KILL_TASK, NO_RECORD_HISTORY, NO_SQL_CANCEL } from "./instead";
import type { SessionKillSettings, TargetApi } from "./target-api";

/** Alibaba OceanBase: sessions of one tenant, each known by its server and its id. */
export const oceanbase: TargetApi = {
  service: "oceanbasepro",
  name: "Alibaba OceanBase",

  killTask: NO_KILL_TASK,

  sessionKill: {
    make: (scope, id, target, { sessions, filter, triggers, protectedUsers, ...settings }) =>
      new AlibabaOceanbaseSessionKill(scope, id, {
        ...settings,
        instanceId: target.instance_id,
        tenantId: target.tenant_id!,
        region: target.region,
        sessions: copy(sessions),
        match: filter?.toMatch(),
        protectedUsers: protectedUsers && [...protectedUsers],
        triggers: triggers && { ...triggers },
      }),
    refuses: {
      sessionIds:
        "An id means a session on one of the tenant's servers alone. Give sessions, each with its server and its id.",
      recordHistory: NO_RECORD_HISTORY,
    },
    ids: {
      what: "session id",
      pattern: /^[1-9]\d{0,19}$/,
      remedy: "Give different sessions, each with its server and its id, as the process list shows them.",
    },
    problems: ({ filter }) =>
      filter?.matchesEverything
        ? [
            "SessionFilter.everything() is not taken by Alibaba OceanBase: its call takes the sessions one by one, and there is none for all. Choose them by SessionFilter.of, such as SessionFilter.of({ minDuration: Duration.seconds(1) }).",
          ]
        : [],
  },

  sqlCancel: NO_SQL_CANCEL,
  killPreview: NO_KILL_PREVIEW,
};

function copy(sessions: SessionKillSettings["sessions"]) {
  if (!sessions || Tokenization.isResolvable(sessions)) return sessions;
  return sessions.map(({ server, id }) => ({ server, id }));
}
