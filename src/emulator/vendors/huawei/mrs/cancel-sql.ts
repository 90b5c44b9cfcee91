import { sessionKey } from "../../../service";
import { HuaweiError } from "../error";
import type { Operation } from "../operation";
import { findStatement } from "./statement";

/**
 * CancelSql (https://support.huaweicloud.com/intl/en-us/api-mrs/mrs_02_0094.html): SUCCEED for a statement that is over as well;
 * FAILED, with HTTP 400, only for one that runs and can't be cancelled.
 */
export const cancelSql: Operation = {
  method: "POST",
  path: "sql-execution/*/cancel",
  async carryOut({ instance, pathId, context }) {
    const statement = await findStatement(context, instance, pathId);
    const result = await context.engine.kill(instance, sessionKey(instance.service, statement), "api");
    if (result.outcome === "refused") throw failed(result.message);
    return { status: "SUCCEED" };
  },
};

function failed(message: string): HuaweiError {
  return new HuaweiError(400, "FAILED", message, () => ({ status: "FAILED", message }));
}
