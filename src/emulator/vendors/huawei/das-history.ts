import type { Kill } from "../../core/world";
import type { VendorContext } from "../vendor";
import { long } from "../wire";
import { invalidParameter, nodeIdOf, queryOf, wholeNumber, wireTime } from "./das-wire";
import type { Operation } from "./operation";

const PAGE_SIZES = [5, 10, 20, 50];

/**
 * QueryKillProcessHistory (https://support.huaweicloud.com/api-das/das_01_0453.html): the sessions that died within a time, the latest
 * first, by pages. In which order the vendor has them, and what `killed_source` can be, is not documented: here it is `task` or
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
