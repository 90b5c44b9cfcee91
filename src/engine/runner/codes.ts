import type { CodeEntry } from "../../model";

/** What the runner reports, besides what its kills and lists do. */
export const RUNNER_CODES = {
  DBKILL_AUDIT_FAILED: {
    cause: "A line of the audit can't be written, as on a full disk. What can't be recorded is not killed.",
    remedy: "Make room or correct the permissions, and check what the last pass has killed.",
  },
  DBKILL_KILLS_STOPPED: {
    cause: "The stop file is there, so the runner sends no kill.",
    remedy: "Remove the file to go on.",
  },
} as const satisfies Record<string, CodeEntry>;
