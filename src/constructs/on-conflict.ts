/** What to do where a kill task that this state does not know already holds the database. */
export enum OnConflict {
  /** Fail, and say how to go on. Nothing is changed. */
  ERROR = "error",
  /** Cancel the task that is there, with a warning, and create this one. */
  REPLACE = "replace",
}
