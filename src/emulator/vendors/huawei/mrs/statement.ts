import type { Session, SessionStatus } from "../../../types";
import type { Instance } from "../../../world";
import type { VendorContext } from "../../vendor";
import { HuaweiError } from "../error";
import { ENDED_STATES, RUNNING_STATES } from "./service";

/** The error that the documents have as an example, with `message` where their tables have `error_msg`. */
export function statementError(message: string): HuaweiError {
  return new HuaweiError(400, "MRS.0011", message, () => ({ error_code: "MRS.0011", message }));
}

/** The statement with an id. Which error an unknown one has is in no document: here it is MRS.0011. */
export async function findStatement({ engine }: VendorContext, cluster: Instance, sqlId: string) {
  const statement = (await engine.history(cluster)).findLast(({ sql_id }) => sql_id === sqlId);
  if (!statement) throw statementError(`The SQL execution ${sqlId} does not exist.`);
  return statement;
}

/**
 * A statement as submitting and showing it answer. What the status of a cancelled one is, is in no document: here it is FAILED, for
 * none of the documented ones says that it was cancelled. The emulator has no data, so `content` is empty.
 */
export function statementBody(
  statement: Session & { status: SessionStatus },
  { huawei }: VendorContext,
  id = statement.sql_id ?? "",
): object {
  const status = statusOf(statement);
  return {
    ...(huawei.quirks.has("older-sql-id") ? { sql_id: id } : { id }),
    ...(status === "FAILED" && {
      message: statement.status === "killed" ? "Query was canceled" : "Query failed",
    }),
    statement: statement.info,
    status,
    result_location: "",
    content: [],
  };
}

/** A session that was posted with some other state is shown as RUNNING while it runs. */
function statusOf({ state, status }: Session & { status: SessionStatus }): string {
  if (status === "killed") return "FAILED";
  if (status === "finished") return ENDED_STATES.includes(state) ? state : "FINISHED";
  return RUNNING_STATES.includes(state) ? state : "RUNNING";
}
