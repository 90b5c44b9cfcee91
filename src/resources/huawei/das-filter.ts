import { canonicalCommand, type SessionFilter } from "../../model";
import type { DasKillTask, DasKillTaskInput } from "../../vendors/huawei";
import { dasFacts } from "../../vendors/huawei/das/facts";

/** The filter half of a kill task; absent parameters don't filter, and a session is always 0 seconds old at least. */
export type DasFilter = Pick<DasKillTaskInput, "user" | "host" | "db" | "command" | "info" | "time">;

/** Joins the keywords of `info`, all of which a statement holds in this order. Source: PreviewSessionForKillProcessTask. */
const KEYWORD_SEPARATOR = "~";

/** Turns a filter that passed the rules of `policy/` for DAS to the vendor's parameters; null means every session. */
export function toDasFilter(filter: SessionFilter | null): DasFilter {
  if (!filter) return { time: 0 };
  const command = filter.commands && only(filter.commands);
  return {
    ...(filter.users && { user: only(filter.users) }),
    ...(filter.hosts && { host: only(filter.hosts) }),
    ...(filter.databases && { db: only(filter.databases) }),
    ...(command !== undefined && { command: canonicalCommand(command, dasFacts) ?? command }),
    ...(filter.info_keywords && { info: filter.info_keywords.join(KEYWORD_SEPARATOR) }),
    time: filter.min_duration_seconds ?? 0,
  };
}

function only(values: readonly string[]): string {
  if (values.length !== 1) throw new Error(`DAS takes one value here, and ${values.length} are given`);
  return values[0]!;
}

/** The filter that a listed task was made from; null where it kills every session. */
export function toSessionFilter(task: DasKillTask): SessionFilter | null {
  const filter: SessionFilter = {
    ...(task.user !== null && { users: [task.user] }),
    ...(task.host !== null && { hosts: [task.host] }),
    ...(task.db !== null && { databases: [task.db] }),
    ...(task.command !== null && { commands: [task.command] }),
    ...(task.info !== null && { info_keywords: task.info.split(KEYWORD_SEPARATOR) }),
    ...(task.time > 0 && { min_duration_seconds: task.time }),
  };
  return Object.keys(filter).length > 0 ? filter : null;
}
