/** What a kill of an {@link AutoKillPolicy} ends. */
export enum PolicyAction {
  /** The connection. */
  CONNECTION = "connection",
  /** What it runs. Sessions that run nothing are left alone. */
  QUERY = "query",
}

/** Which of the sessions that match are killed, within each group. The oldest has been in its state for the longest time. */
export enum Victims {
  ALL = "all",
  OLDEST = "oldest",
  NEWEST = "newest",
  /** Of equal reports that somebody started again and again, the first may finish. */
  ALL_BUT_OLDEST = "all_but_oldest",
}

/** What makes a group for {@link Victims}. */
export enum GroupBy {
  USER = "user",
  HOST = "host",
  DATABASE = "database",
  /** Statements that differ only in their values. */
  FINGERPRINT = "fingerprint",
}

/** Whether a policy kills. */
export enum PolicyMode {
  ENFORCE = "enforce",
  /** It reports what it would kill, and never kills. */
  OBSERVE = "observe",
}

/** Who is to enforce a policy. */
export enum Enforcement {
  /** The vendor's own task where it means exactly the same, else dbkill's runner. */
  AUTO = "auto",
  /** The vendor's own task. What it can't express is an error. */
  VENDOR = "vendor",
  /** dbkill's runner. */
  RUNNER = "runner",
}
