import { ControlError } from "../../../control/control-error";
import { Fields } from "../../../control/fields";
import { parseLongJson } from "../../long-json";
import { serviceError } from "../error";
import type { Operation } from "../operation";
import { newSqlId } from "./service";
import { findStatement, statementBody, statementError } from "./statement";

/** Only these give out an id. */
const WITH_ID = /^\s*(select|show|desc)/i;

/** How long a statement runs: `sleep(30)` anywhere in it is 30 seconds of the emulator's clock; without it, it is over at once. */
const SLEEP = /\bsleep\s*\(\s*(\d{1,9}(?:\.\d{1,3})?)\s*\)/i;

/**
 * ExecuteSql (https://support.huaweicloud.com/intl/en-us/api-mrs/mrs_02_0092.html): submits one Presto statement. It does nothing but
 * take its time.
 */
export const executeSql: Operation = {
  method: "POST",
  path: "sql-execution",
  async carryOut({ instance, body, context }) {
    const { content, database } = readParameters(body);
    const id = newSqlId(new Date());
    try {
      context.engine.add(instance, [
        {
          id,
          sql_id: id,
          database,
          state: "RUNNING",
          info: content,
          lasts_seconds: Number(SLEEP.exec(content)?.[1] ?? 0),
        },
      ]);
    } catch (error) {
      // With the mysql engine there are no statements.
      throw error instanceof ControlError
        ? statementError(`Failed to submit SQL to the executor: ${error.message}`)
        : error;
    }
    const statement = await findStatement(context, instance, id);
    return statementBody(statement, context, WITH_ID.test(content) ? id : "");
  },
};

function readParameters(body: Buffer): { content: string; database: string } {
  const fields = Fields.of(readJson(body), "", ["sql_type", "sql_content", "database", "archive_path"]);
  if (fields.text("sql_type") !== "presto") throw invalid("sql_type must be presto");
  const content = fields.text("sql_content");
  if (content.includes(";")) throw invalid("sql_content must be one statement without a semicolon");
  fields.textOrNull("archive_path");
  return { content, database: fields.textOrNull("database", "default") };
}

function readJson(body: Buffer): unknown {
  try {
    return parseLongJson(body.toString("utf8"));
  } catch {
    throw invalid("the body must be a JSON object");
  }
}

/** The code for a wrong parameter is in no document. */
function invalid(what: string) {
  return serviceError("MRS.0011", `Invalid parameter: ${what}.`);
}
