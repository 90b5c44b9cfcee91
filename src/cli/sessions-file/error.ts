import { UsageError } from "../usage-error";

/** Where in the file, and in JSON where in its value, something is wrong. */
export interface Place {
  /** Counted from 1. */
  readonly line?: number;
  /** As in `sessions[3].user`. */
  readonly path?: string;
}

/** A file of sessions that can't be read. Wrong usage: the command is called with a file that it can't work on. */
export class SessionsFileError extends UsageError {
  override readonly name = "SessionsFileError";
  /** Stable. */
  readonly code = "DBKILL_SESSIONS_FILE_INVALID";
  readonly line?: number;
  readonly path?: string;

  /**
   * @param message what is wrong and how to repair it, in sentences; begins with a lower-case letter where a path stands before it
   * @param place where
   */
  constructor(message: string, { line, path }: Place = {}) {
    const where = [line === undefined ? undefined : `line ${line}`, path].filter(
      (part) => part !== undefined,
    );
    super(where.length === 0 ? message : `${where.join(", ")}: ${message}`);
    this.line = line;
    this.path = path;
  }
}
