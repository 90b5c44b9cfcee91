import { mysqlFacts } from "../../vendors/sql/mysql/facts";
import { MysqlSessionKill } from "../bindings";
import { NOT_OFFERED, type Service, selectionOf } from "./service";

/** A MySQL or MariaDB server itself. */
export const mysql: Service = {
  facts: mysqlFacts,

  killTask: NOT_OFFERED.killTask,

  sessionKill: {
    make: (scope, id, target, { sessionIds, queryIds: _, sessions: __, ...settings }) =>
      new MysqlSessionKill(scope, id, {
        ...settings,
        ...selectionOf(settings),
        instanceId: target.instanceId,
        sessionIds: sessionIds as string[] | undefined,
      }),
    refuses: { recordHistory: NOT_OFFERED.recordHistory },
  },

  sqlCancel: NOT_OFFERED.sqlCancel,
  killPreview: NOT_OFFERED.killPreview,
  killSwitch: NOT_OFFERED.killSwitch,
};
