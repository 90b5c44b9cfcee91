import type { CodeEntry } from "../../model";

/** What the runner reports, besides what its kills and lists do. */
export const RUNNER_CODES = {
  DBKILL_AUDIT_FAILED: {
    cause:
      "A line of the audit can't be written, for example on a full disk. A kill that can't be recorded is not sent.",
    remedy:
      "Free disk space or correct the permissions, and check what the last pass killed. The next pass tries again.",
  },
  DBKILL_CLOCK_STEPPED: {
    cause:
      "The clock of the database server was set forward between two passes. Everything that runs looks older there than it is. The runner takes the difference off the age of what began before.",
    remedy:
      "Find out why the clock was wrong, for example a paused virtual machine or a time service that was off. No session is killed too early for it.",
  },
  DBKILL_KILL_UNDER_WAY: {
    cause:
      "The runner has already killed the session, and the session is ending: it first rolls back its transaction. The runner does not kill it again.",
    remedy:
      "Wait. Rolling back a large transaction takes about as long as the transaction took, and another kill does not shorten it.",
  },
  DBKILL_KILLS_STOPPED: {
    cause:
      "The stop file is there, or can't be looked for, so the runner sends no kills. Its passes continue and report.",
    remedy: "Remove the file to resume kills.",
  },
  DBKILL_POLICY_CLOSED: {
    cause:
      "While a pass went on, the policy's last open window closed, or the policy expired, so no further kill is sent for it.",
    remedy: "Nothing to do: the next pass starts from what is open then.",
  },
  DBKILL_PASS_OUT_OF_TIME: {
    cause:
      "The time of a pass was over before it was done: max(30 s, three intervals). The database answers slowly, or there are more kills than its rate limit lets through.",
    remedy:
      "Nothing to do if it happens once, as the next pass goes on. Else raise --interval, or spread the targets with --shard.",
  },
} as const satisfies Record<string, CodeEntry>;
