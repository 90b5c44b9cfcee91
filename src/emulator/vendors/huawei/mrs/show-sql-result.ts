import type { Operation } from "../operation";
import { findStatement, statementBody } from "./statement";

/** ShowSqlResult (https://support.huaweicloud.com/api-mrs/ShowSqlResult.html): what has become of a statement. */
export const showSqlResult: Operation = {
  method: "GET",
  path: "sql-execution/*",
  async carryOut({ instance, pathId, context }) {
    return statementBody(await findStatement(context, instance, pathId), context);
  },
};
