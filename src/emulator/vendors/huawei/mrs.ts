import { randomInt } from "node:crypto";
import { ControlError, Fields } from "../../core/fields";
import { type Service, sessionKey } from "../../core/service";
import type { NewSession, Session, SessionInput, SessionStatus } from "../../core/types";
import type { Instance } from "../../core/world";
import { isHuaweiRegion, isInRegion, notFoundHint } from "../regions";
import type { CallContext, VendorContext } from "../vendor";
import { parseLongJson } from "../wire";
import { type Api, HuaweiError, type Operation, serviceError, unauthenticated } from "./operation";

/** What a statement's `state` can be while it runs (https://support.huaweicloud.com/api-mrs/ShowSqlResult.html). */
export const RUNNING_STATES = [
  "QUEUED",
  "WAITING_FOR_RESOURCES",
  "PLANNING",
  "STARTING",
  "RUNNING",
  "FINISHING",
];

/** And what it can be once it is over. There is none for a statement that was cancelled. */
export const ENDED_STATES = ["FINISHED", "FAILED"];

/**
 * MapReduce Service: clusters, whose sessions are Presto statements. A statement that is posted runs until it is cancelled, or is
 * over already where its state says so.
 */
export const MRS: Service = {
  name: "mrs",
  products: [],
  defaultProduct: () => undefined,
  isRegion: isHuaweiRegion,
  sessionId: { pattern: /^[0-9A-Za-z_-]{1,64}$/, words: "1 to 64 letters, digits, _ and -" },
  complete: completed,
  spares: () => false,
};

/** Gives a statement the one id that it is known by everywhere, and a state. */
function completed(session: SessionInput): NewSession {
  const sql_id = session.sql_id ?? session.id ?? newSqlId();
  const state = session.state || "RUNNING";
  return {
    ...session,
    id: session.id ?? sql_id,
    sql_id,
    state,
    ...(ENDED_STATES.includes(state) && { lasts_seconds: 0 }),
  };
}

/** As Presto makes them: `20190909_011820_00151_x2f9a`. */
export function newSqlId(at = new Date()): string {
  const [date, time] = at
    .toISOString()
    .replace(/[-:]|\..*/g, "")
    .split("T");
  const count = String(randomInt(100_000)).padStart(5, "0");
  const coordinator = randomInt(36 ** 5)
    .toString(36)
    .padStart(5, "0");
  return `${date}_${time}_${count}_${coordinator}`;
}

/** The cluster that a path names. `12000003` is what the vendor has for one that does not exist; a wrong id is the same here. */
export function findCluster({ world, region }: CallContext, clusterId: string): Instance {
  const cluster = /^[0-9A-Za-z_-]{1,64}$/.test(clusterId) ? world.find(MRS, clusterId) : undefined;
  if (cluster && isInRegion(cluster, region)) return cluster;
  throw serviceError("12000003", `The cluster ${clusterId} does not exist. ${notFoundHint(cluster, region)}`);
}

/** The error that the documents have as an example, with `message` where their tables have `error_msg`. */
export function statementError(message: string): HuaweiError {
  return new HuaweiError(400, "MRS.0011", message, () => ({ error_code: "MRS.0011", message }));
}

/** The statement with an id. Which error an unknown one has is not documented: here it is MRS.0011. */
export async function findStatement({ engine }: VendorContext, cluster: Instance, sqlId: string) {
  const statement = (await engine.history(cluster)).findLast(({ sql_id }) => sql_id === sqlId);
  if (!statement) throw statementError(`The SQL execution ${sqlId} does not exist.`);
  return statement;
}

/**
 * A statement in the responses of submitting and showing it. What the status of a cancelled one is, is not documented: here it is FAILED, for
 * none of the documented ones says that it was cancelled. The emulator has no data, so `content` is empty.
 */
export function statementBody(
  statement: Session & { status: SessionStatus },
  { quirks }: VendorContext,
  id = statement.sql_id ?? "",
): object {
  const status = statusOf(statement);
  return {
    ...(quirks.has("older-sql-id") ? { sql_id: id } : { id }),
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

/** The code for a wrong parameter is not documented. */
function invalid(what: string) {
  return serviceError("MRS.0011", `Invalid parameter: ${what}.`);
}

/** ShowSqlResult (https://support.huaweicloud.com/api-mrs/ShowSqlResult.html): what has become of a statement. */
export const showSqlResult: Operation = {
  method: "GET",
  path: "sql-execution/*",
  async carryOut({ instance, pathId, context }) {
    return statementBody(await findStatement(context, instance, pathId), context);
  },
};

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

/** The SQL APIs of MRS v2. */
export function mrsApi(): Api {
  return {
    service: MRS,
    version: "v2",
    collection: "clusters",
    operations: { ExecuteSql: executeSql, ShowSqlResult: showSqlResult, CancelSql: cancelSql },
    projectId: /^[0-9A-Za-z]{1,64}$/,
    // Which error MRS has for it is not documented; the gateway checks which projects a key belongs to.
    wrongProject: (projectId) => unauthenticated(`the project ${projectId} is not one of this account`),
    findInstance: findCluster,
    explain: (thrown) =>
      thrown instanceof ControlError
        ? serviceError("MRS.0011", `Invalid parameter: ${thrown.message}.`)
        : thrown,
  };
}
