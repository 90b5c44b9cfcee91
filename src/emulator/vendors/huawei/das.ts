import { ControlError, Fields } from "../../core/fields";
import { hostMatches, sameCommand } from "../../core/match";
import { isMysqlSystemSession, type Service } from "../../core/service";
import type { Session } from "../../core/types";
import type { Instance, Kill } from "../../core/world";
import type { VendorContext } from "../vendor";
import { long, POST_FIRST } from "../wire";
import { fromMatch } from "./das-filter";
import {
  addKillTask,
  getKillSwitch,
  KillTasks,
  previewSession,
  queryKillTasks,
  setKillSwitch,
  terminateKillTask,
} from "./das-tasks";
import {
  asParameterError,
  bodyOf,
  dataSyncTime,
  invalidParameter,
  longText,
  nodeIdOf,
  olderProcessRow,
  optionalWholeNumber,
  processRow,
  queryOf,
  wholeNumber,
  wireTime,
} from "./das-wire";
import { type Api, HuaweiError, type Operation, serviceError } from "./operation";

/** The accounts that Huawei itself makes on each RDS for MySQL instance. */
const OWN_ACCOUNTS = ["rdsAdmin", "rdsBackup", "rdsMetric", "rdsRepl", "rdsProxy"];

/** The largest number of 63 bits: session ids are a Long on the wire. */
const LARGEST_LONG = 2n ** 63n - 1n;

/** Data Admin Service: MySQL instances. */
export const DAS: Service = {
  name: "das",
  products: [],
  defaultProduct: () => undefined,
  sessionId: {
    pattern: { test: (id) => /^[1-9]\d{0,18}$/.test(id) && BigInt(id) <= LARGEST_LONG },
    words: "a whole number of at most 63 bits, as MySQL connection ids are",
  },
  spares: (session) => isMysqlSystemSession(session, OWN_ACCOUNTS),
};

/**
 * The instance that a path names. The documents say that an id has 32 letters and digits, and in every example it has 36: both
 * are taken, and whatever was posted. The code for an instance that does not exist is in no document: here it is the one for
 * instance ids that are not valid.
 */
export function findInstance({ world }: VendorContext, instanceId: string): Instance {
  const instance = world.find(DAS, instanceId);
  if (instance) return instance;
  throw serviceError(
    "DAS.200114",
    /^([0-9A-Za-z]{32}|[0-9A-Za-z]{36})$/.test(instanceId)
      ? `The instance ${instanceId} does not exist. ${POST_FIRST}`
      : `Invalid parameter: instance_id ${JSON.stringify(instanceId)} must be 32 or 36 letters and digits. ${POST_FIRST}`,
  );
}

/** The API documents no paging defaults; its sibling ListProcesses has these. */
const DEFAULT_PER_PAGE = 20;
const MOST_PER_PAGE = 100;

/** What `order_by` takes is in no document: here it is the name of a field. */
const ORDERS: Readonly<Record<string, (session: Session) => string | number>> = {
  id: ({ id }) => Number(id),
  user: ({ user }) => user,
  host: ({ host }) => host,
  db: ({ database }) => database,
  command: ({ command }) => command,
  state: ({ state }) => state,
  state_duration: ({ duration_seconds }) => duration_seconds ?? -1,
};

/**
 * ListInstanceProcesses (huaweicloud-sdk-go-v3, services/das/v3): the sessions that run now, by pages. The rows of `data` have no
 * type in any document: here they are those of a preview. Filters are ANDed and compared as in a kill task; `keywords` is
 * a text that the statement holds.
 */
export const queryProcessList: Operation = {
  method: "GET",
  path: "query-process-list",
  async carryOut({ instance, query, context }) {
    const fields = queryOf(query, [
      "engine_type",
      "user",
      "host",
      "db",
      "state",
      "command",
      "keywords",
      "cur_page",
      "per_page",
      "order_by",
      "order",
      "node_id",
      "network_type",
    ]);
    checkEngine(fields.optionalText("engine_type") ?? "mysql");
    const page = optionalWholeNumber(fields, "cur_page", 1) ?? 1;
    const perPage = optionalWholeNumber(fields, "per_page", 1) ?? DEFAULT_PER_PAGE;
    if (perPage > MOST_PER_PAGE) throw invalidParameter(`per_page must be at most ${MOST_PER_PAGE}`);
    const all = await context.engine.list(instance);
    const chosen = ordered(all.filter(filterOf(fields)), fields);
    const row: (session: Session) => object = context.quirks.has("older-process-fields")
      ? olderProcessRow
      : processRow;
    return {
      data_sync_time: dataSyncTime(context),
      total: chosen.length,
      data: chosen.slice((page - 1) * perPage, page * perPage).map(row),
      user_info_list: distinct(all, ({ user }) => user),
      db_info_list: distinct(all, ({ database }) => database),
      host_info_list: distinct(all, ({ host }) => host),
      state_info_list: distinct(all, ({ state }) => state),
      command_info_list: distinct(all, ({ command }) => command),
    };
  },
};

/** Refuses everything but MySQL, the only engine that has these calls. */
export function checkEngine(engineType: string): void {
  if (engineType.toLowerCase() !== "mysql") throw invalidParameter("engine_type must be MySQL");
}

function filterOf(fields: Fields): (session: Session) => boolean {
  const given = (name: string) => fields.optionalText(name);
  const [user, host, db, state, command] = ["user", "host", "db", "state", "command"].map(given);
  const keywords = given("keywords") ?? "";
  return (session) =>
    (user === undefined || session.user === user) &&
    (host === undefined || hostMatches(host, session.host)) &&
    (db === undefined || session.database === db) &&
    (state === undefined || session.state === state) &&
    (command === undefined || sameCommand(command, session.command)) &&
    session.info.includes(keywords);
}

/** By `order_by`, else in the order of arrival. */
function ordered(sessions: Session[], fields: Fields): Session[] {
  const by = fields.optionalChoice("order_by", Object.keys(ORDERS));
  const direction = fields.optionalChoice("order", ["asc", "desc"]) === "desc" ? -1 : 1;
  if (by === undefined) return sessions;
  const key = ORDERS[by]!;
  return sessions.sort((one, other) => {
    const [first, second] = [key(one), key(other)];
    return direction * (first < second ? -1 : Number(first > second));
  });
}

function distinct(sessions: readonly Session[], field: (session: Session) => string): string[] {
  return [...new Set(sessions.map(field))].filter((value) => value !== "").sort();
}

/**
 * CancelInstanceProcess (huaweicloud-sdk-go-v3, services/das/v3): kills chosen sessions now and returns how many kills were
 * accepted. A session is named by its id and its user: an id that is somebody else's by now is left alone. What is gone or refused is
 * just not counted. No session is spared, those of the system included.
 */
export const killProcess: Operation = {
  method: "POST",
  path: "kill-process",
  async carryOut({ instance, body, context }) {
    const fields = bodyOf(body, ["engine_type", "processes"]);
    checkEngine(fields.text("engine_type"));
    const named = fields.list("processes").map((each, index) => {
      const process = Fields.of(each, `processes[${index}]`, ["id", "user"]);
      return { id: longText(process.value("id"), process.where("id")), user: process.text("user") };
    });
    const users = new Map((await context.engine.list(instance)).map(({ id, user }) => [id, user]));
    let count = 0;
    for (const { id, user } of named) {
      if (users.get(id) !== user) continue;
      const { outcome } = await context.engine.kill(instance, id, "api");
      if (outcome === "killed" || outcome === "accepted") count += 1;
    }
    return { count };
  },
};

const PAGE_SIZES = [5, 10, 20, 50];

/**
 * QueryKillProcessHistory (https://support.huaweicloud.com/api-das/das_01_0453.html): the sessions that died within a time, the latest
 * first, by pages. In which order the vendor has them, and what `killed_source` can be, is in no document: here it is `task` or
 * `api`, and an immediate kill has no task id.
 */
export const queryKillHistory: Operation = {
  method: "GET",
  path: "auto-flow/query-kill-process-history",
  carryOut({ instance, query, context }) {
    const fields = queryOf(query, ["node_id", "start_time", "end_time", "page_num", "page_size"]);
    const start = wholeNumber(fields, "start_time", 0);
    const end = wholeNumber(fields, "end_time", 0);
    const page = wholeNumber(fields, "page_num", 1);
    const size = wholeNumber(fields, "page_size", 1);
    if (!PAGE_SIZES.includes(size)) {
      throw invalidParameter(`page_size must be one of ${PAGE_SIZES.join(", ")}`);
    }
    if (start > end) throw invalidParameter("start_time must not be after end_time");
    context.engine.settle(instance);
    const nodeId = nodeIdOf(instance.id);
    const isThisNode = (fields.optionalText("node_id") ?? nodeId) === nodeId;
    const killed = isThisNode
      ? context.world.killsOn(instance).filter(({ at }) => start <= at && at <= end)
      : [];
    return {
      killed_sessions: killed
        .toReversed()
        .slice((page - 1) * size, page * size)
        .map((kill) => killRow(kill, context)),
      total_count: killed.length,
    };
  },
};

function killRow({ at, instance, by, session }: Kill, context: VendorContext) {
  const [source = "", taskId] = by.split(":");
  return {
    instance_id: instance.id,
    node_id: nodeIdOf(instance.id),
    task_id: taskId === undefined ? null : Number(taskId),
    session_id: long(session.id),
    user: session.user,
    host: session.host,
    db: session.database,
    command: session.command,
    time: session.duration_seconds,
    state: session.state,
    info: session.info,
    kill_time: wireTime(context, at),
    killed_source: source,
  };
}

/** DAS v3, with no task on any instance. An action's name is the last segment of its path. */
export function dasApi(): Api {
  const tasks = new KillTasks();
  const operations = [
    previewSession,
    addKillTask(tasks),
    queryKillTasks(tasks),
    terminateKillTask(tasks),
    queryKillHistory,
    getKillSwitch,
    setKillSwitch,
    queryProcessList,
    killProcess,
  ];
  return {
    service: DAS,
    version: "v3",
    collection: "instances",
    operations: Object.fromEntries(operations.map((each) => [each.path.split("/").at(-1)!, each])),
    projectId: /^[0-9A-Za-z]{32}$/,
    wrongProject: (projectId) =>
      serviceError(
        "DAS.200113",
        `Invalid parameter: project_id ${projectId} is not a project of this account.`,
      ),
    findInstance,
    startTask(instance, match, durationSeconds, context) {
      const parameters = fromMatch(match, durationSeconds);
      try {
        return tasks.add(context, instance, parameters);
      } catch (error) {
        throw error instanceof HuaweiError ? new ControlError(409, "TooManyTasks", error.message) : error;
      }
    },
    explain: asParameterError,
  };
}
