import { Fields } from "../../core/fields";
import { hostMatches, sameCommand } from "../../core/match";
import type { Session } from "../../core/types";
import {
  bodyOf,
  dataSyncTime,
  invalidParameter,
  longText,
  olderProcessRow,
  optionalWholeNumber,
  processRow,
  queryOf,
} from "./das-wire";
import type { Operation } from "./operation";

/** The API documents no paging defaults; its sibling ListProcesses has these. */
const DEFAULT_PER_PAGE = 20;
const MOST_PER_PAGE = 100;

/** What `order_by` takes is not documented: here it is the name of a field. */
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
function checkEngine(engineType: string): void {
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
