import type { CodeEntry } from "../model";

/** What the commands refuse. Codes are stable: scripts rely on them. */
export const CLI_CODES = {
  DBKILL_SESSIONS_FILE_INVALID: {
    cause:
      "A saved list of sessions can't be read, or is not told apart from what its statements hold. The message names the line or the path.",
    remedy:
      "Save the list again as the message says. Of MySQL, mysql --batch -e 'SHOW FULL PROCESSLIST' prints the form that is never ambiguous.",
  },
  DBKILL_POLICIES_NOT_RELOADED: {
    cause:
      "The policies that dbkill enforce reads have changed and can't be used, such as a file that is half written. The last good ones stay in force.",
    remedy: "Repair what the lines after it name. The files are read again when they change.",
  },
  DBKILL_POLICY_LEFT_TO_VENDOR: {
    cause:
      "The vendor's own task means exactly the same as the policy, so dbkill enforce leaves it to that task. Terraform starts the task, and the runner does not know whether it runs.",
    remedy:
      'Nothing to do for a policy that Terraform applies. For one that is only in a file, set enforcement = "runner".',
  },
  DBKILL_HOURLY_CAP_NOT_KEPT: {
    cause: "The audit is no file, so a restart forgets the kills that max_kills_per_hour counts.",
    remedy: "Name a file with --audit.",
  },
  DBKILL_DECLARATION_INVALID: {
    cause:
      "The handler of a provisioner has no declaration, or one that was cut, edited or written by another version. Nothing was sent.",
    remedy: "Synthesize and apply with one version of cdktf-dbkill.",
  },
  DBKILL_JOURNAL_UNREADABLE: {
    cause:
      "The handler's journal is cut, or of another version. A create sends nothing then; a destroy stops what equals its declaration.",
    remedy:
      "Restore the file. If it can't be restored, look in the vendor's console whether its task runs, and move the file away.",
  },
  DBKILL_JOURNAL_UNWRITABLE: {
    cause:
      "The handler's journal can't be written. A create sends nothing then: a run that is cut off would leave a task that nobody knows.",
    remedy: "Make the folder writable, or set DBKILL_JOURNAL to another one.",
  },
  DBKILL_NODE_TOO_OLD: {
    cause: "The Node.js that runs the handler is older than cdktf-dbkill supports. Nothing was sent.",
    remedy: "Install a newer Node.js, or put its folder first in the PATH of the shell that runs Terraform.",
  },
} as const satisfies Record<string, CodeEntry>;

export type CliCode = keyof typeof CLI_CODES;
