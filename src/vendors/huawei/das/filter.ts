import { canonicalCommand, type SessionFilter } from "../../../model";
import { assertExpressible, onlyValue } from "../../shared/task-request";
import { dasFacts } from "./facts";
import type { DasKillTask, DasKillTaskInput } from "./types";

/** The filter half of a kill task. Absent parameters don't filter; a `time` of 0 lets every session through. */
export type DasFilter = Pick<DasKillTaskInput, "user" | "host" | "db" | "command" | "info" | "time">;

const { api, separators } = dasFacts.task;
/** Joins the keywords of `info`, all of which a statement holds in this order. Source: PreviewSessionForKillProcessTask. */
const KEYWORDS = separators.info_keywords;

/**
 * A filter as the parameters of a kill task or its preview.
 *
 * @param filter null: every session
 * @throws Error for a filter that is not selective, or that the task can't express: see {@link assertExpressible}
 */
export function toDasFilter(filter: SessionFilter | null): DasFilter {
  if (filter === null) return { time: 0 };
  assertExpressible(filter, dasFacts);
  const { users, hosts, databases, commands, info_keywords, min_duration_seconds } = filter;
  const command = commands && onlyValue(commands, "commands", api);
  return {
    ...(users && { user: onlyValue(users, "users", api) }),
    ...(hosts && { host: onlyValue(hosts, "hosts", api) }),
    ...(databases && { db: onlyValue(databases, "databases", api) }),
    ...(command !== undefined && { command: canonicalCommand(command, dasFacts) ?? command }),
    ...(info_keywords && { info: info_keywords.join(KEYWORDS) }),
    time: min_duration_seconds ?? 0,
  };
}

/** What a request or a listed task filters by; null where it lets every session through. */
export function toSessionFilter(
  task: Partial<Pick<DasKillTask, "user" | "host" | "db" | "command" | "info">> & { readonly time: number },
): SessionFilter | null {
  const { user, host, db, command, info, time } = task;
  const filter: SessionFilter = {
    ...(user && { users: [user] }),
    ...(host && { hosts: [host] }),
    ...(db && { databases: [db] }),
    ...(command && { commands: [command] }),
    ...(info && { info_keywords: info.split(KEYWORDS) }),
    ...(time > 0 && { min_duration_seconds: time }),
  };
  return Object.keys(filter).length > 0 ? filter : null;
}
