/**
 * What goes into and comes out of the DAS calls that are used. Inputs have the vendor's own names; answers have ours, for the
 * vendor's come in several spellings (numbers as texts, empty texts for nothing) and are read into one.
 *
 * Sources: https://support.huaweicloud.com/api-das/das_01_0453.html to das_01_0457.html, das_01_0289.html and das_01_0290.html;
 * huaweicloud-sdk-go-v3 services/das/v3/model.
 */

/** The filters of a kill task. A session is killed where it matches all of them. */
export interface DasKillTaskInput {
  /** User name, exact. */
  user?: string;
  /** Client address, `%` as wildcard. */
  host?: string;
  /** Database name, exact. */
  db?: string;
  /** Process-list command, e.g. `Query`. */
  command?: string;
  /** Keywords that the statement holds in this order, joined by `~`. */
  info?: string;
  /** Smallest time in the current state, in seconds. */
  time: number;
  /** Seconds that the task runs; whether it is read where `task_type` is `manual` is not documented. */
  task_duration: number;
  /** `auto`: ends after `task_duration`. `manual`: runs until it is terminated. */
  task_type: "auto" | "manual";
}

/** A kill task as listed. A filter that is not set is null; so is a time that the vendor does not tell or tells as 0. */
export interface DasKillTask {
  /** A number, as text. */
  readonly taskId: string;
  readonly user: string | null;
  readonly host: string | null;
  readonly db: string | null;
  readonly command: string | null;
  readonly info: string | null;
  /** Smallest time in the current state, in seconds. */
  readonly time: number;
  /** `auto`: ends after `taskDuration`. `manual`: runs until it is terminated. */
  readonly taskType: "auto" | "manual";
  /** Seconds. */
  readonly taskDuration: number | null;
  /** The vendor documents no values. */
  readonly taskState: number | null;
  readonly startTime: Date | null;
  /** When it ended; of a task that runs, when it is going to end where that is known. */
  readonly endTime: Date | null;
}

/** One session of an instance. What is NULL in MySQL is empty here. */
export interface DasProcess {
  /** Session id: a number, as text. */
  readonly id: string;
  readonly user: string;
  /** Client address with port. */
  readonly host: string;
  readonly db: string;
  readonly command: string;
  readonly state: string;
  /** The statement. */
  readonly sqlInfo: string;
  /** Seconds in the current state. */
  readonly stateDuration: number;
}

/** What a kill task would kill now. */
export interface DasKillPreview {
  /** At most 200. */
  readonly processes: DasProcess[];
  /** When the vendor looked. */
  readonly dataSyncTime: Date | null;
  /** How many sessions match; more than `processes` has where there are more than 200. */
  readonly totalCount: number;
  /** The vendor's own example answers false together with rows. Not documented; null where it is not sent. */
  readonly success: boolean | null;
}

/** One session that was killed. */
export interface DasKilledSession {
  readonly nodeId: string | null;
  /** The task that killed it. */
  readonly taskId: string | null;
  readonly sessionId: string;
  readonly user: string;
  readonly host: string;
  readonly db: string;
  readonly command: string;
  /** Seconds in its last state. */
  readonly time: number;
  readonly state: string;
  /** The statement. */
  readonly info: string;
  readonly killTime: Date | null;
  /** The vendor documents no values. */
  readonly killedSource: string | null;
}

/** Which part of the history of kills. */
export interface DasKillHistoryInput {
  /** One node of the instance; absent: all. */
  readonly nodeId?: string;
  /** In ms since 1970. */
  readonly startTime: number;
  /** In ms since 1970. */
  readonly endTime: number;
  /** From 1. */
  readonly pageNum: number;
  readonly pageSize: 5 | 10 | 20 | 50;
}

/** Which page of the process list. */
export interface DasProcessListInput {
  /** From 1. */
  readonly curPage: number;
  readonly perPage: number;
}

/** A session to kill; the vendor wants its user as well. */
export interface DasProcessToKill {
  readonly id: string;
  readonly user: string;
}

/** Whether an instance's kill tasks are carried out at all. */
export type DasKillSwitch = "ON" | "OFF";
