import type { CodeEntry } from "../model";

/** What the commands refuse. Codes are stable: scripts rely on them. */
export const CLI_CODES = {
  DBKILL_SESSIONS_FILE_INVALID: {
    cause:
      "A saved list of sessions can't be read, or is not told apart from what its statements hold. The message names the line or the path.",
    remedy:
      "Save the list again as the message says. Of MySQL, mysql --batch -e 'SHOW FULL PROCESSLIST' prints the form that is never ambiguous.",
  },
} as const satisfies Record<string, CodeEntry>;
