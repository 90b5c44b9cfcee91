import { ControlError } from "../../../control/control-error";
import { serviceError, unauthenticated } from "../error";
import type { Api } from "../operation";
import { cancelSql } from "./cancel-sql";
import { executeSql } from "./execute-sql";
import { findCluster, MRS } from "./service";
import { showSqlResult } from "./show-sql-result";

/** The SQL APIs of MRS v2. */
export function mrsApi(): Api {
  return {
    service: MRS,
    version: "v2",
    collection: "clusters",
    operations: { ExecuteSql: executeSql, ShowSqlResult: showSqlResult, CancelSql: cancelSql },
    projectId: /^[0-9A-Za-z]{1,64}$/,
    // What MRS answers to it is in no document; the gateway is where keys and projects meet.
    wrongProject: (projectId) => unauthenticated(`the project ${projectId} is not one of this account`),
    findInstance: findCluster,
    explain: (thrown) =>
      thrown instanceof ControlError
        ? serviceError("MRS.0011", `Invalid parameter: ${thrown.message}.`)
        : thrown,
  };
}
