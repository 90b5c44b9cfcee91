/**
 * The parameters and answers of the DBbrain actions that are used, in the vendor's own names.
 *
 * Sources: CreateKillTask https://www.tencentcloud.com/document/product/1035/44870, CancelKillTask
 * https://cloud.tencent.com/document/product/1130/72836, KillMySqlThreads https://tencentcloud.com/document/api/1035/42301,
 * DescribeMySqlProcessList https://cloud.tencent.com/document/api/1130/57824; API version 2021-05-27.
 */

/** What a kill task or a kill is for. */
export interface DbbrainInstance {
  /** Id of the instance, e.g. `cdb-8jawylhf`. */
  readonly InstanceId: string;
  /** `mysql` (TencentDB for MySQL, the vendor's default) or `cynosdb` (TDSQL-C for MySQL). */
  readonly Product: string;
}

/**
 * A task that kills, until it ends, every session that matches all of its filters. Sessions of the system are spared. There is
 * one task per instance and product at a time; it has no id.
 */
export interface CreateKillTaskInput extends DbbrainInstance {
  /** Seconds that the task runs; -1: until it is cancelled. */
  Duration: number;
  /** Client address. */
  Host?: string;
  /** Database names, joined by commas. */
  DB?: string;
  /** Process-list commands, joined by commas. */
  Command?: string;
  /** The statement starts with this. Not together with `Infos`. */
  Info?: string;
  /** The statement holds these keywords. Not together with `Info`. */
  Infos?: readonly string[];
  /** User name. */
  User?: string;
  /** Smallest time in the current state, in seconds. */
  Time?: number;
}

/** First step of a kill: names the threads. */
export interface PrepareKillInput extends DbbrainInstance {
  /** Thread ids as in the process list; sent as numbers of up to 64 bits. */
  readonly Threads: readonly string[];
  /** Whether the vendor checks first that each thread exists, and keeps a history of the kill. */
  readonly RecordHistory: boolean;
}

/** Second step of a kill, within ten seconds of the first; later it kills nothing. */
export interface CommitKillInput extends DbbrainInstance {
  /** As answered by the first step. */
  readonly SqlExecId: string;
}

/** Whose process list, and how much of it. The vendor's own filters are not used: all sessions are listed and chosen here. */
export interface DescribeMySqlProcessListInput extends DbbrainInstance {
  /** Most rows to answer; the vendor's default is 20. */
  readonly Limit?: number;
}

/** One row of the process list. The vendor sends every field as text, numbers too; what is NULL in MySQL is empty here. */
export interface ProcessListRow {
  /** Thread id. */
  readonly ID: string;
  readonly User: string;
  /** Client address with port, or a name. */
  readonly Host: string;
  readonly DB: string;
  readonly State: string;
  readonly Command: string;
  /** Seconds in the current state. */
  readonly Time: string;
  /** The statement. */
  readonly Info: string;
}
