import { type Fields, invalid } from "../../core/fields";
import { sameCommand } from "../../core/match";
import type { Match } from "../../core/types";
import { invalidParameter, optionalSeconds, seconds } from "./das-wire";

/** The parameters that a kill task and its preview have in common. */
export const KILL_TASK_PARAMETERS = [
  "user",
  "host",
  "db",
  "command",
  "info",
  "time",
  "task_duration",
  "task_type",
];

/** A kill task as it is sent and listed. A filter that is not set is empty. */
export interface KillTaskParameters {
  readonly user: string;
  readonly host: string;
  readonly db: string;
  readonly command: string;
  /** Keywords joined by `~`. */
  readonly info: string;
  /** Smallest time in the current state, in seconds. */
  readonly time: number;
  /** Seconds; what it is for a manual task is not documented, and there it is only kept. */
  readonly task_duration: number;
  readonly task_type: "auto" | "manual";
}

/** The values that the documents allow for `command`. */
const COMMANDS = [
  "Change user",
  "Close stmt",
  "Connect",
  "Connect Out",
  "Create DB",
  "Daemon",
  "Debug",
  "Delayed insert",
  "Drop DB",
  "Error",
  "Execute",
  "Fetch",
  "Field List",
  "Init DB",
  "Kill",
  "Long Data",
  "Ping",
  "Prepare",
  "Processlist",
  "Query",
  "Quit",
  "Refresh",
  "Reset stmt",
  "Set option",
  "Shutdown",
  "Sleep",
  "Statistics",
  "Table Dump",
  "Time",
];

const TASK_TYPES = ["auto", "manual"] as const;

/** The parameters of add-kill-process-task: `time`, `task_duration` and `task_type` are required. */
export function readKillTask(fields: Fields): KillTaskParameters {
  const task_type = fields.choice("task_type", TASK_TYPES);
  return {
    ...readFilter(fields),
    time: seconds(fields, "time"),
    task_duration: seconds(fields, "task_duration", task_type === "auto" ? 1 : 0),
    task_type,
  };
}

/** The match of a preview's parameters: only what is sent is checked, for the documents' own example sends `time` alone. */
export function readPreview(fields: Fields): Match {
  optionalSeconds(fields, "task_duration");
  fields.optionalChoice("task_type", TASK_TYPES);
  return toMatch({ ...readFilter(fields), time: optionalSeconds(fields, "time") ?? 0 });
}

/**
 * The parameters of a task that has a match, as the console sends them. Throws a ControlError for what DAS has no filter for: it takes one
 * value for each.
 */
export function fromMatch(match: Match, durationSeconds: number | null): KillTaskParameters {
  const one = (name: "users" | "hosts" | "databases" | "commands") => {
    const [value = "", ...more] = match[name] ?? [];
    if (more.length > 0) throw invalid(`match.${name}`, "must hold one value: a task of DAS takes no more");
    return value;
  };
  if (match.info_prefix !== undefined) throw invalid("match.info_prefix", "is no filter of DAS");
  return {
    user: one("users"),
    host: one("hosts"),
    db: one("databases"),
    command: one("commands"),
    info: (match.info_keywords ?? []).join("~"),
    time: match.min_duration_seconds ?? 0,
    task_duration: durationSeconds ?? 0,
    task_type: durationSeconds === null ? "manual" : "auto",
  };
}

/** A task's filters are ANDed, each of them with one value; none of them is a match of everything that is old enough. */
export function toMatch({
  user,
  host,
  db,
  command,
  info,
  time,
}: Omit<KillTaskParameters, "task_duration" | "task_type">): Match {
  const keywords = info.split("~").filter((keyword) => keyword !== "");
  return {
    ...(user && { users: [user] }),
    ...(host && { hosts: [host] }),
    ...(db && { databases: [db] }),
    ...(command && { commands: [command] }),
    ...(keywords.length > 0 && { info_keywords: keywords }),
    ...(time > 0 && { min_duration_seconds: time }),
  };
}

function readFilter(fields: Fields): Omit<KillTaskParameters, "time" | "task_duration" | "task_type"> {
  const command = fields.textOrNull("command");
  if (command && !COMMANDS.some((each) => sameCommand(each, command))) {
    throw invalidParameter(`command must be one of ${COMMANDS.join(", ")}`);
  }
  return {
    user: fields.textOrNull("user"),
    host: fields.textOrNull("host"),
    db: fields.textOrNull("db"),
    command,
    info: fields.textOrNull("info"),
  };
}
