import type { Response } from "../../http";
import type { Fields } from "../fields";
import type { DasKilledSession, DasKillSwitch, DasKillTask, DasProcess } from "./types";

/** One item of `sql_killing_task_resp_list`. */
export function readKillTask(task: Fields): DasKillTask {
  return {
    taskId: task.id("task_id"),
    user: task.optionalText("user"),
    host: task.optionalText("host"),
    db: task.optionalText("db"),
    command: task.optionalText("command"),
    info: task.optionalText("info"),
    time: task.optionalNumber("time") ?? 0,
    taskType: task.oneOf(["auto", "manual"], "task_type"),
    taskDuration: task.optionalNumber("task_duration") || null,
    taskState: task.optionalNumber("task_state"),
    startTime: task.time("start_time"),
    endTime: task.time("end_time"),
  };
}

/** One session, by the names of the preview or, as `data` of the process list is not documented, those of ListProcesses. */
export function readProcess(process: Fields): DasProcess {
  return {
    id: process.id("id"),
    user: process.text("user"),
    host: process.text("host"),
    db: process.text("db", "database"),
    command: process.text("command"),
    state: process.text("state"),
    sqlInfo: process.text("sql_info", "sql", "info"),
    stateDuration: process.optionalNumber("state_duration", "time") ?? 0,
  };
}

/** One item of `killed_sessions`. */
export function readKilledSession(session: Fields): DasKilledSession {
  return {
    nodeId: session.optionalText("node_id"),
    taskId: session.optionalId("task_id"),
    sessionId: session.id("session_id"),
    user: session.text("user"),
    host: session.text("host"),
    db: session.text("db"),
    command: session.text("command"),
    time: session.optionalNumber("time") ?? 0,
    state: session.text("state"),
    info: session.text("info"),
    killTime: session.time("kill_time"),
    killedSource: session.optionalText("killed_source"),
  };
}

/** The answer of a switch that is looked at. */
export function readKillSwitch(content: Fields): DasKillSwitch {
  return content.oneOf(["ON", "OFF"], "status");
}

/** The answer of an action that answers nothing else. */
export function readSuccess(content: Fields): { success: boolean } {
  return { success: content.flag("success") };
}

/** The vendor's id of a request that succeeded. */
export function requestIdOf(content: Fields, { headers }: Response): string | undefined {
  return content.optionalText("request_id") ?? headers["x-request-id"];
}

/** When the vendor answered, by its own clock where it says so. */
export function vendorsTime({ headers }: Response, date: Date): Date {
  const theirs = new Date(headers.date ?? "");
  return Number.isNaN(theirs.getTime()) ? date : theirs;
}
